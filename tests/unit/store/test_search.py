"""Search finds what a person would say is there, newest first, and shows why."""

import json

import pytest

from closer_tui.domain.errors import InvalidInput
from closer_tui.store.views import Reader, search
from closer_tui.store.views.narrowing import FEW
from closer_tui.store.views.search import MATCHING, OF_THESE, WALK
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld

DAY = 86_400_000


def bodies(world: SmallWorld, reader: Reader, text: str) -> list[str]:
    """Whole bodies of what is found, in order."""
    found = search.find(reader, text, now=NOON)
    assert found.next is None
    return [world.db.execute("SELECT body FROM messages WHERE seq = ?", (hit.seq,)).fetchone()[0] for hit in found.hits]


@pytest.fixture
def chat(world: SmallWorld) -> SmallWorld:
    """Two conversations of two people over two channels, and a spammer."""
    maria = world.conversation(world.inbox("whatsapp"), "María Keller", ("vip",), unread=1, waiting_since=NOON)
    yusuf = world.conversation(world.inbox("sms"), "Yusuf Demir", status="resolved")
    spam = world.conversation(1, "Win Now", status="spam")
    world.message(maria, "Is the walnut loaf back on Saturday?", at=NOON - 3 * DAY)
    world.message(maria, "Crème brûlée for the café, order TR-2041", at=NOON - 2 * DAY)
    world.message(yusuf, "walnuts make me sneeze", at=NOON - DAY)
    world.message(yusuf, "He asked about the loaf, not the walnut", at=NOON, direction="note", author="Paul")
    world.message(maria, "予約をお願いします。walnut なしで", at=NOON - MINUTE)
    world.message(spam, "walnut walnut walnut lottery", at=NOON)
    world.draft(maria)
    return world


def test_newest_come_first(chat: SmallWorld, reader: Reader) -> None:
    assert bodies(chat, reader, "walnut") == [
        "He asked about the loaf, not the walnut",
        "予約をお願いします。walnut なしで",
        "walnuts make me sneeze",
        "Is the walnut loaf back on Saturday?",
    ]


def test_a_message_that_was_hidden_is_not_found(chat: SmallWorld, reader: Reader) -> None:
    chat.db.execute("UPDATE messages SET hidden_at = ? WHERE body LIKE 'walnuts make%'", (NOON,))
    for text in ("sneeze", "from:yusuf walnuts", "walnuts make me"):
        assert bodies(chat, reader, text) == []
    assert len(bodies(chat, reader, "walnut")) == 3


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("loaf walnut", 2),
        ('"walnut loaf"', 1),
        ('"loaf walnut"', 0),
        ('"loaf, not the WALN', 1),
        ('"not the waln"', 0),
        ('"the café: order', 1),
        ('"creme brulée fur', 0),
        ("brûlée/for/the", 1),
        ("tr-204", 1),
        ("2041-tr", 0),
        ("creme BRULEE", 1),
        ("crème", 1),
        ("tr-2041", 1),
        ("sneez", 1),
        ("sneez walnut", 0),
        ("sneez* walnut", 1),
        ("予約", 1),
        ("願い", 1),
        ("お願い walnut", 1),
        ("🎂", 0),
        ("from:maria walnut", 2),
        ("from:MARIA", 3),
        ("from:+4917", 4),
        ("from:nobody walnut", 0),
        ("from:maría", 3),
        ("from:demir", 1),
        ("from:maria tag:vip 予約", 1),
        ("願い channel:sms", 0),
        ("channel:sms walnut", 2),
        ("status:resolved", 2),
        ("status:spam lottery", 1),
        ("lottery", 0),
        ("tag:vip", 3),
        ("tag:vi", 0),
        ("is:unread walnut", 2),
        ("is:waiting", 3),
        ("is:escalated", 0),
        ("has:draft saturday", 1),
        ("in:note", 1),
        ("in:note walnut channel:sms", 1),
        ("before:2026-05-21 walnut", 1),
        ("after:2026-05-21", 3),
        ("after:today", 2),
        ("%", 0),
        ("_", 0),
        ("zebra", 0),
        ("", 0),
    ],
)
def test_every_kind_of_query_finds_what_it_says(chat: SmallWorld, reader: Reader, text: str, count: int) -> None:
    assert len(bodies(chat, reader, text)) == count


def test_a_mistaken_operator_is_told(reader: Reader) -> None:
    with pytest.raises(InvalidInput, match="pigeon"):
        search.find(reader, "channel:pigeon")


def test_the_snippet_shows_each_word_where_it_stands(chat: SmallWorld, reader: Reader) -> None:
    hit = search.find(reader, "creme cafe", now=NOON).hits[0]
    assert [hit.snippet[a:b] for a, b in hit.spans] == ["Crème", "café"]
    assert (hit.customer, hit.channel, hit.direction) == ("María Keller", "whatsapp", "inbound")


def test_a_prefix_marks_the_whole_word(chat: SmallWorld, reader: Reader) -> None:
    hit = search.find(reader, "sneez", now=NOON).hits[0]
    assert [hit.snippet[a:b] for a, b in hit.spans] == ["sneeze"]


def test_a_long_message_is_cut_around_the_find(world: SmallWorld, reader: Reader) -> None:
    world.message(world.conversation(world.inbox()), "blah " * 400 + "the needle is here " + "blah " * 400)
    hit = search.find(reader, "needle", now=NOON).hits[0]
    assert len(hit.snippet) <= 162
    assert [hit.snippet[a:b] for a, b in hit.spans] == ["needle"]
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")


def test_a_letter_with_its_accent_apart_is_found_and_marked(world: SmallWorld, reader: Reader) -> None:
    world.message(world.conversation(world.inbox()), "the cafe\u0301 is open")
    hit = search.find(reader, "café", now=NOON).hits[0]
    assert [hit.snippet[a:b] for a, b in hit.spans] == ["cafe\u0301"]


def test_nothing_the_terminal_would_obey_is_in_a_snippet(world: SmallWorld, reader: Reader) -> None:
    world.message(world.conversation(world.inbox()), "evil \x1b[2J\x1b]52;c;AAAA\x07 walnut\nnext\u202eline \x9b1m")
    hit = search.find(reader, "walnut", now=NOON).hits[0]
    assert [char for char in hit.snippet if not char.isprintable() and char != "\ufffd"] == []
    assert [hit.snippet[a:b] for a, b in hit.spans] == ["walnut"]


@pytest.mark.parametrize("text", ["walnut", "予約", "channel:sms", "from:maria", "walnut is:unread"])
def test_pages_join_without_gap_or_double(world: SmallWorld, reader: Reader, text: str) -> None:
    one = world.conversation(world.inbox("sms"), "Maria", unread=1)
    other = world.conversation(1, "Maria Two", unread=1)
    for i in range(150):
        world.message(one if i % 3 else other, f"walnut 予約 {i}", at=NOON - i * MINUTE)
    seen: list[int] = []
    before = None
    while True:
        found = search.find(reader, text, limit=20, before=before, now=NOON)
        seen += [hit.seq for hit in found.hits]
        if found.next is None:
            break
        before = found.next
    assert seen == [row[0] for row in world.db.execute("SELECT seq FROM messages ORDER BY seq DESC")]


def test_a_rare_thing_far_back_is_reached_window_by_window(world: SmallWorld, reader: Reader) -> None:
    n = world.conversation(world.inbox())
    old = world.message(n, "お願い", at=NOON - 5_000 * MINUTE)
    for i in range(400):
        world.message(n, f"walnut {i}", at=NOON - i * MINUTE)
    before, windows, found = None, 0, search.find(reader, "願", now=NOON, examine=100)
    while not found.hits and found.next is not None:
        assert before is None or found.next < before
        before, windows = found.next, windows + 1
        found = search.find(reader, "願", before=before, now=NOON, examine=100)
    assert [hit.seq for hit in found.hits] == [old]
    assert windows >= 1


def test_a_common_name_is_found_wherever_it_is(world: SmallWorld, reader: Reader) -> None:
    world.inbox()
    for i in range(FEW + 20):
        world.message(world.conversation(name="Zoë" if i % 2 else "Zoe"), f"walnut {i}", at=NOON - i * MINUTE)
    world.message(world.conversation(name="Paul"), "walnut", at=NOON)
    for text in ("from:zoe", "from:ZOË walnut", "from:+491"):
        assert len(search.find(reader, text, now=NOON, limit=FEW + 50).hits) == FEW + 20 + (text == "from:+491")


def test_ranking_puts_the_best_first(chat: SmallWorld, reader: Reader) -> None:
    best = search.find(reader, "walnut loaf", ranked=True, now=NOON)
    assert best.hits[0].snippet == "Is the walnut loaf back on Saturday?"
    assert best.next is None


def test_the_sandbox_and_the_real_world_can_be_kept_apart(world: SmallWorld, reader: Reader) -> None:
    world.message(world.conversation(world.inbox(), env="test"), "walnut")
    assert search.find(reader, "walnut", env="live", now=NOON).hits == ()
    assert len(search.find(reader, "walnut", env="test", now=NOON).hits) == 1


def test_json_names_are_those_of_the_command_line(chat: SmallWorld, reader: Reader) -> None:
    told = search.find(reader, "saturday", now=NOON).hits[0].json()
    assert {"id", "conversation", "direction", "author", "at", "snippet"} <= set(told)
    json.dumps(told)


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        (MATCHING, ('"walnut"', 1 << 62, 0, 50)),
        (WALK, (1 << 62, 0, 50)),
        (search.HITS, ("[1]",)),
    ],
)
def test_finding_walks_the_index_and_sorts_nothing(world: SmallWorld, sql: str, params: tuple[object, ...]) -> None:
    plan = " | ".join(row[3] for row in world.db.execute(f"EXPLAIN QUERY PLAN {sql}", params))
    assert "TEMP B-TREE" not in plan
    assert "SCAN m" not in plan.replace("SCAN messages_fts VIRTUAL TABLE", "")


def test_few_conversations_are_read_by_their_index(world: SmallWorld) -> None:
    sql = OF_THESE.format(also="")
    plan = " ".join(row[3] for row in world.db.execute(f"EXPLAIN QUERY PLAN {sql}", ("[1]", 1 << 62, 0, 50)))
    assert "ix_messages_thread" in plan


def crowd(world: SmallWorld, *bodies_: str) -> None:
    """One message after another, a minute apart."""
    n = world.conversation(world.inbox("whatsapp"))
    for i, body in enumerate(bodies_):
        world.message(n, body, at=NOON + i * MINUTE)


def everything(reader: Reader, text: str, *, ranked: bool = False) -> list[str]:
    """All pages of a search, joined."""
    found: list[str] = []
    before: int | None = None
    while True:
        result = search.find(reader, text, limit=20, before=before, ranked=ranked)
        found += [hit.snippet for hit in result.hits]
        before = result.next
        if before is None:
            return found


@pytest.mark.parametrize("each", [1, 3, 7, 40])
def test_a_long_beginning_finds_the_same_whether_its_words_are_frequent_or_rare(
    world: SmallWorld, reader: Reader, each: int
) -> None:
    told = [f"walnuts {i}" if i % each == 0 else f"walrus {i}" for i in range(400)]
    crowd(world, *told)
    wanted = [body for body in reversed(told) if body.startswith("walnuts")]
    assert everything(reader, "walnu") == wanted
    assert everything(reader, "walnuts") == wanted
    assert set(everything(reader, "walnu", ranked=True)) <= set(wanted)


def test_a_frequent_beginning_is_not_gathered_from_the_whole_index(world: SmallWorld, reader: Reader) -> None:
    crowd(world, *(f"walnut {i}" for i in range(400)))
    asked: list[str] = []
    reader._db.set_trace_callback(asked.append)
    assert len(search.find(reader, "walnu", limit=50).hits) == 50
    matches = [sql for sql in asked if "messages_fts MATCH" in sql]
    assert matches
    assert all("'\"wal\"*'" in sql for sql in matches)
