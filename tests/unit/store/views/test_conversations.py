"""The list of conversations: every window is a piece of the one true order, and no query sorts or scans."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closer_tui.domain.errors import InvalidInput
from closer_tui.store.views import ListFilter, Reader, conversations
from closer_tui.store.views.filters import beyond, select, unordered
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld

FOLDERS = [
    ListFilter(),
    ListFilter(needs_action=True),
    ListFilter(status="open", has_draft=True),
    ListFilter(status="open", owner_kind="queue"),
    ListFilter(status="open", owner_kind="agent", owner_name="Paul"),
    ListFilter(status="open", sort="waiting"),
    ListFilter(status="open"),
    ListFilter(status="snoozed"),
    ListFilter(status="resolved"),
    ListFilter(status="spam"),
    ListFilter(unread=True),
    ListFilter(channel="sms"),
    ListFilter(status="open", topic="refunds"),
]
"""The standard folders: each has a kept counter."""

OTHERS = [
    ListFilter(status="open", channel="sms"),
    ListFilter(tag="vip"),
    ListFilter(inbox_n=2, unread=True),
    ListFilter(env="test"),
    ListFilter(owner_kind="bot", sort="oldest"),
    ListFilter(needs_action=True, sort="oldest"),
    ListFilter(needs_action=True, sort="waiting"),
    ListFilter(status="resolved", sort="oldest"),
    ListFilter(owner_kind="agent"),
    ListFilter(has_draft=True, channel="whatsapp"),
]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallWorld]:
    """144 conversations in every mixture of states, some with the same time."""
    world = SmallWorld(tmp_path_factory.mktemp("crowd"))
    world.inbox("whatsapp"), world.inbox("sms"), world.inbox("email", env="test")
    owners = [("bot", ""), ("agent", "Paul"), ("queue", "refunds"), ("nobody", "")]
    mixtures = product(["open", "snoozed", "resolved", "spam"], owners, [1, 2, 3])
    for i, (status, (kind, owner), inbox) in enumerate([*mixtures] * 3):
        n = world.conversation(
            inbox,
            f"Customer {i}",
            ("vip",) if i % 5 == 0 else (),
            status=status,
            owner_kind=kind,
            owner_name=owner,
            env="test" if inbox == 3 else "live",
            unread=i % 3,
            waiting_since=NOON - i % 7 * MINUTE if i % 2 else None,
            last_message_at=NOON - i // 2 * MINUTE,
        )
        if i % 4 == 0:
            world.draft(n, state="pending" if i % 8 else "stale")
    yield world
    world.close()


@pytest.fixture
def crowd_reader(crowd: SmallWorld) -> Iterator[Reader]:
    """A crowd_reader of the crowd."""
    with Reader.open(crowd.paths) as opened:
        yield opened


def truth(world: SmallWorld, flt: ListFilter) -> list[int]:
    """The list worked out in Python from all rows."""
    found = []
    for row in world.db.execute(
        "SELECT n, status, owner_kind, owner_name, channel, inbox_n, unread, needs_action, pending_draft, tags, env,"
        " last_message_at, waiting_since FROM conversations"
    ):
        n, status, kind, owner, channel, inbox, unread, needs, draft, tags, env, at, waiting = row
        fits = (
            (status == flt.status if flt.status else status != "spam")
            and flt.owner_kind in {None, kind}
            and flt.owner_name in {None, owner}
            and flt.channel in {None, channel}
            and flt.inbox_n in {None, inbox}
            and flt.env in {None, env}
            and (unread > 0 or not flt.unread)
            and (needs or not flt.needs_action)
            and (draft or not flt.has_draft)
            and (flt.topic is None or (kind == "queue" and owner == flt.topic))
            and (flt.tag is None or flt.tag in tags.split())
            and (waiting is not None or flt.sort != "waiting")
        )
        if fits:
            found.append((waiting if flt.sort == "waiting" else at, n))
    return [n for _, n in sorted(found, reverse=flt.sort == "newest")]


@pytest.mark.parametrize("flt", FOLDERS + OTHERS, ids=str)
def test_every_window_is_a_piece_of_the_one_order(crowd: SmallWorld, crowd_reader: Reader, flt: ListFilter) -> None:
    expected = truth(crowd, flt)
    assert expected, "the crowd has nobody for this filter"
    assert [row.n for row in conversations.page(crowd_reader, flt, limit=500)] == expected
    assert conversations.count(crowd_reader, flt) == len(expected)
    pages, after = [], None
    while rows := conversations.page(crowd_reader, flt, after=after, limit=7):
        pages += [row.n for row in rows]
        after = conversations.key_of(rows[-1], flt)
    assert pages == expected
    for start in range(0, len(expected) + 2, 5):
        assert [row.n for row in conversations.page(crowd_reader, flt, offset=start, limit=4)] == expected[
            start : start + 4
        ]
    middle = conversations.page(crowd_reader, flt, offset=len(expected) // 2, limit=1)[0]
    place = expected.index(middle.n)
    ahead = conversations.page(crowd_reader, flt, before=conversations.key_of(middle, flt), limit=6)
    assert [row.n for row in ahead] == expected[max(place - 6, 0) : place]


ANY_FILTER = st.builds(
    ListFilter,
    status=st.sampled_from([None, "open", "snoozed", "resolved", "spam"]),
    owner_kind=st.sampled_from([None, "bot", "agent", "queue", "nobody"]),
    owner_name=st.sampled_from([None, "Paul", "refunds", "nobody at all"]),
    channel=st.sampled_from([None, "sms", "whatsapp", "linkedin"]),
    inbox_n=st.sampled_from([None, 1, 9]),
    unread=st.booleans(),
    needs_action=st.booleans(),
    has_draft=st.booleans(),
    topic=st.sampled_from([None, "refunds"]),
    tag=st.sampled_from([None, "vip", "nothing"]),
    env=st.sampled_from([None, "live", "test"]),
    sort=st.sampled_from(["newest", "oldest", "waiting"]),
)


@given(flt=ANY_FILTER, start=st.integers(0, 40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
def test_any_mixture_of_conditions_gives_the_true_list(
    crowd: SmallWorld, crowd_reader: Reader, flt: ListFilter, start: int
) -> None:
    expected = truth(crowd, flt)
    assert [row.n for row in conversations.page(crowd_reader, flt, limit=500)] == expected
    assert [row.n for row in conversations.page(crowd_reader, flt, offset=start, limit=9)] == expected[
        start : start + 9
    ]
    assert conversations.count(crowd_reader, flt) == len(expected)


@pytest.mark.parametrize("flt", FOLDERS + OTHERS, ids=str)
def test_the_position_of_a_conversation_is_its_place_in_the_list(
    crowd: SmallWorld, crowd_reader: Reader, flt: ListFilter
) -> None:
    expected = truth(crowd, flt)
    assert [conversations.position(crowd_reader, flt, n) for n in expected[:20]] == list(range(len(expected[:20])))
    outside = next(n for (n,) in crowd.db.execute("SELECT n FROM conversations") if n not in expected)
    assert conversations.position(crowd_reader, flt, outside) is None


@pytest.mark.parametrize("flt", FOLDERS, ids=str)
def test_standard_folders_are_counted_by_a_counter(crowd: SmallWorld, crowd_reader: Reader, flt: ListFilter) -> None:
    assert conversations.kept_count(crowd_reader, flt) == len(truth(crowd, flt))


@pytest.mark.parametrize("flt", FOLDERS + OTHERS, ids=str)
@pytest.mark.parametrize("way", ["first", "after", "before"])
def test_a_page_walks_an_index_and_sorts_nothing(crowd: SmallWorld, flt: ListFilter, way: str) -> None:
    extra = [] if way == "first" else beyond(flt, (NOON, 5), before=way == "before")
    sql, params = select(flt, extra, backwards=way == "before")
    plan = " | ".join(row[3] for row in crowd.db.execute(f"EXPLAIN QUERY PLAN {sql} LIMIT 64", params))
    assert "TEMP B-TREE" not in plan
    assert re.search(r"(SEARCH|SCAN) c USING (COVERING )?INDEX ix_conversations_", plan), plan
    if way != "first":
        assert "SEARCH c" in plan


def test_a_rare_tag_is_where_the_walk_begins(crowd: SmallWorld) -> None:
    sql, params = select(ListFilter(tag="vip"), [], few=True)
    plan = " | ".join(row[3] for row in crowd.db.execute(f"EXPLAIN QUERY PLAN {sql} LIMIT 64", params))
    assert "SEARCH t USING" in plan
    assert "SEARCH c USING INTEGER PRIMARY KEY" in plan


def test_rows_are_found_by_their_keys(crowd: SmallWorld) -> None:
    plan = [row[3] for row in crowd.db.execute(f"EXPLAIN QUERY PLAN {conversations.ROWS}", ("[1,2]",))]
    assert not any(line.startswith("SCAN c") for line in plan)
    assert "TEMP B-TREE" not in " ".join(plan)


def test_counting_sorts_nothing(crowd: SmallWorld) -> None:
    for flt in FOLDERS + OTHERS:
        sql, params = unordered(flt, [])
        plan = [row[3] for row in crowd.db.execute(f"EXPLAIN QUERY PLAN SELECT COUNT(*) FROM ({sql})", params)]
        assert "TEMP B-TREE" not in " ".join(plan)


def test_a_row_tells_the_whole_story(world: SmallWorld, reader: Reader) -> None:
    n = world.conversation(world.inbox(name="Bakery"), "林さん", ("catering", "vip"), snippet="予約は…", unread=2)
    draft = world.draft(n)
    row = conversations.one(reader, n)
    assert row is not None
    assert (row.name, row.snippet, row.unread, row.tags) == ("林さん", "予約は…", 2, ("catering", "vip"))
    assert (row.pending_draft, row.draft_state, row.needs_action, row.inbox_name) == (draft, "pending", True, "Bakery")
    assert conversations.one(reader, 999) is None


def test_json_has_the_names_of_the_command_line(world: SmallWorld, reader: Reader) -> None:
    n = world.conversation(world.inbox(), waiting_since=NOON, last_message_at=NOON)
    world.escalation(n, "refunds")
    row = conversations.one(reader, n)
    assert row is not None
    told = row.json()
    assert {
        "id", "inbox", "channel", "contact", "status", "owner", "topic", "unread", "needs_action", "waiting_since",
        "last_message_at", "snippet", "tags",
    } <= set(told)  # fmt: skip
    assert (told["id"], told["owner"], told["topic"]) == ("conv_001", "queue", "refunds")
    assert told["last_message_at"] == told["waiting_since"] == "2026-05-22T12:00:00Z"
    assert set(told["contact"]) == {"id", "name", "address"}


def test_a_cursor_survives_the_command_line(crowd: SmallWorld, crowd_reader: Reader) -> None:
    flt = ListFilter(status="open")
    first = conversations.page(crowd_reader, flt, limit=5)
    key = conversations.parse_cursor(conversations.cursor_of(first[-1], flt))
    assert key == conversations.key_of(first[-1], flt)


@pytest.mark.parametrize(
    "text", ["", "x", "12", "zz.1", ".", "1." + "f" * 60, "f" * 16 + ".1", "1." + "f" * 16, "1.2; DROP TABLE drafts"]
)
def test_a_broken_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        conversations.parse_cursor(text)


def test_an_order_that_does_not_exist_is_refused(reader: Reader) -> None:
    with pytest.raises(InvalidInput):
        conversations.page(reader, ListFilter(sort="sideways"))
