"""Filters against the store: the list is what Python says it is, along an index or within a stated bound."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closer_tui.domain.clock import HOUR
from closer_tui.domain.filters import All, AnyOf, Expression, Not, Term, all_of, any_of, no, parse_filter
from closer_tui.store.views import ListFilter, Reader, conversations, filtering
from closer_tui.store.views.filters import Sort, beyond, select
from closer_tui.store.views.lately import Lately
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld

SORTS = list(Sort)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallWorld]:
    """96 conversations in every mixture of states."""
    world = SmallWorld(tmp_path_factory.mktemp("crowd"))
    world.inbox("whatsapp", name="Bakery"), world.inbox("sms"), world.inbox("email", env="test")
    owners = [("bot", ""), ("agent", "paul"), ("queue", "refunds"), ("nobody", "")]
    for i, (status, (kind, owner), inbox) in enumerate(
        [*product(["open", "snoozed", "resolved", "spam"], owners, [1, 2, 3])] * 2
    ):
        n = world.conversation(
            inbox,
            ("Zoë Müller", "Maria", "林さん")[i % 3],
            (("vip",), ("vip", "gold"), ())[i % 3],
            status=status,
            owner_kind=kind,
            owner_name=owner,
            topic="refunds" if i % 5 == 0 else "",
            env="test" if inbox == 3 else "live",
            unread=i % 3,
            waiting_since=NOON - i * 7 * MINUTE if i % 2 else None,
            window_closes_at=(None, NOON - HOUR, NOON + i * 10 * MINUTE)[i % 3],
            last_message_at=NOON - i // 2 * 30 * MINUTE,
            attention="outbox_failed" if i % 11 == 0 else "",
            priority=i % 5,
        )
        world.message(n, f"a {('walnut', 'rye')[i % 2]} loaf, 予約 {i}", at=NOON - i * MINUTE)
        if i % 4 == 0:
            world.draft(n)
    yield world
    world.close()


@pytest.fixture
def r(crowd: SmallWorld) -> Iterator[Reader]:
    """A reader of the crowd."""
    with Reader.open(crowd.paths) as opened:
        yield opened


Row = dict[str, object]
Ask = Callable[[Row], bool]


def _span(row: Row, column: str, term: Term, now: int) -> bool:
    at = row[column]
    assert isinstance(term.value, int)
    if at is None:
        return False
    assert isinstance(at, int)
    if column == "window_closes_at":
        return at > now + term.value if term.op == ">" else now < at <= now + term.value
    return at <= now - term.value if term.op == ">" else at > now - term.value


def _fits(row: Row, tree: Expression) -> bool:
    """The language once more, in Python over a row."""
    match tree:
        case All(parts):
            return all(_fits(row, part) for part in parts)
        case AnyOf(parts):
            return any(_fits(row, part) for part in parts)
        case Not(part):
            return not _fits(row, part)
        case Term("waiting", int()):
            return _span(row, "waiting_since", tree, NOON)
        case Term("window", int()):
            return _span(row, "window_closes_at", tree, NOON)
        case Term("last", int()):
            return _span(row, "last_message_at", tree, NOON)
    window = row["window_closes_at"]
    closed = isinstance(window, int) and window <= NOON
    mine = row["owner_kind"] == "agent" and row["owner_name"] == "paul"
    name = str(row["name"]).replace("ë", "e").replace("ü", "u").lower()
    answers: dict[tuple[str, object], bool] = {
        ("status", "any"): True,
        ("owner", "me"): mine,
        ("owner", "agent:paul"): mine,
        ("owner", "queue:refunds"): row["owner_kind"] == "queue" and row["owner_name"] == "refunds",
        ("topic", "refunds"): row["topic"] == "refunds" or row["owner_kind"] == "queue",
        ("inbox", "Bakery"): row["inbox_n"] == 1,
        ("tag", tree.value): str(tree.value) in str(row["tags"]).split(),
        ("contact", tree.value): str(tree.value) in name,
        ("window", "closed"): closed,
        ("window", "open"): not closed,
        ("text", tree.value): str(tree.value) in str(row["body"]),
        ("is", "unread"): bool(row["unread"]),
        ("is", "read"): not row["unread"],
        ("is", "waiting"): row["waiting_since"] is not None,
        ("is", "escalated"): row["owner_kind"] == "queue",
        ("is", "needs-you"): bool(row["needs_action"]),
        ("is", "mine"): mine,
        ("is", "in-trouble"): bool(row["attention"]),
        ("is", "opted-out"): bool(row["opted_out"]),
        ("priority", "high"): row["priority"] == 3,
        ("priority", "none"): row["priority"] == 0,
        ("has", "draft"): row["pending_draft"] is not None,
        ("has", "tag"): bool(row["tags"]),
    }
    plain = {"status": "status", "owner": "owner_kind", "channel": "channel", "env": "env"}
    known = answers.get((tree.field, tree.value))
    return known if known is not None else row[plain[tree.field]] == tree.value


def truth(world: SmallWorld, tree: Expression, sort: str) -> list[int]:
    """The list worked out in Python from all rows."""
    cursor = world.db.execute(
        "SELECT c.*, p.name, m.body FROM conversations c JOIN contacts p ON p.n = c.contact_n"
        " JOIN messages m ON m.conversation_n = c.n"
    )
    names = [column[0] for column in cursor.description]
    column = {"waiting": "waiting_since", "window": "window_closes_at"}.get(sort, "last_message_at")
    spam_too = any(value in str(tree) for value in ("status:spam", "status:any"))
    found: list[tuple[int, int]] = []
    for values in cursor.fetchall():
        row: Row = dict(zip(names, values, strict=True))
        at = row[column]
        if isinstance(at, int) and (spam_too or row["status"] != "spam") and _fits(row, tree):
            found.append((at, int(str(row["n"]))))
    return [n for _, n in sorted(found, reverse=sort == "newest")]


def ready(r: Reader, tree: Expression, sort: str = "newest", *, bounded: bool = True) -> ListFilter:
    """Made ready as the screen does it."""
    return filtering.ready(r, ListFilter(sort=sort), tree, now=NOON, me="paul", bounded=bounded)


USUAL = [
    "status:open is:needs-you channel:sms",
    "owner:me",
    "owner:queue:refunds is:unread",
    "is:unread channel:whatsapp,email",
    "status:open tag:vip -tag:gold",
    "status:resolved channel:sms",
    "status:open waiting:>2h",
    "channel:sms last:>5h",
    "env:test",
]

OTHERS = [
    "status:open (tag:gold or waiting:>2h) -owner:bot text:walnut",
    "contact:zoe or contact:maria",
    "contact:muller status:any",
    "text:walnut,rye has:draft",
    "text:予約 is:unread",
    "window:<4h",
    "window:closed or has:tag",
    "-waiting:>2h status:open",
    "inbox:Bakery -status:resolved",
    "topic:refunds",
    "is:in-trouble or is:escalated",
    "status:spam",
    "priority:high or priority:none channel:sms",
    "-is:read",
    "owner:bot status:open owner:me",
]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("line", USUAL + OTHERS)
def test_every_window_of_a_filter_is_a_piece_of_the_one_order(
    crowd: SmallWorld, r: Reader, line: str, sort: str
) -> None:
    tree = parse_filter(line)
    flt, expected = ready(r, tree, sort), truth(crowd, tree, sort)
    assert [row.n for row in conversations.page(r, flt, limit=500)] == expected
    assert conversations.count(r, flt) == len(expected)
    pages, after = [], None
    while rows := conversations.page(r, flt, after=after, limit=7):
        pages += [row.n for row in rows]
        after = conversations.key_of(rows[-1], flt)
    assert pages == expected
    assert [n for _, n in conversations.numbers(r, flt, limit=500)] == expected
    for place in range(0, len(expected), 9):
        assert conversations.position(r, flt, expected[place]) == place
        assert conversations.holds(r, flt, expected[place])
    if expected:
        middle = conversations.page(r, flt, offset=len(expected) // 2, limit=1)[0]
        ahead = conversations.page(r, flt, before=conversations.key_of(middle, flt), limit=6)
        place = expected.index(middle.n)
        assert [row.n for row in ahead] == expected[max(place - 6, 0) : place]


LEAVES = st.sampled_from(
    [
        "status:open",
        "status:spam",
        "owner:me",
        "owner:bot",
        "owner:queue:refunds",
        "topic:refunds",
        "channel:sms",
        "channel:whatsapp",
        "tag:vip",
        "tag:gold",
        "tag:none",
        "contact:zoe",
        "contact:nobody",
        "waiting:>2h",
        "waiting:<3h",
        "window:<4h",
        "window:>4h",
        "window:open",
        "window:closed",
        "last:>5h",
        "last:<3h",
        "text:walnut",
        "text:nothing",
        "is:unread",
        "is:read",
        "is:waiting",
        "is:escalated",
        "is:needs-you",
        "is:mine",
        "is:in-trouble",
        "has:draft",
        "has:tag",
        "env:test",
    ]
).map(parse_filter)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(all_of),
        st.lists(inner, min_size=2, max_size=3).map(any_of),
        inner.map(no),
    ),
    max_leaves=6,
)


@given(tree=TREES, sort=st.sampled_from(SORTS))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
def test_any_filter_gives_the_true_list(crowd: SmallWorld, r: Reader, tree: Expression, sort: str) -> None:
    expected = truth(crowd, tree, sort)
    flt = ready(r, tree, sort)
    assert [row.n for row in conversations.page(r, flt, limit=500)] == expected
    assert conversations.count(r, flt) == len(expected)


@pytest.mark.parametrize("line", USUAL)
@pytest.mark.parametrize("way", ["first", "after"])
def test_a_page_of_a_usual_filter_walks_an_index_and_sorts_nothing(
    crowd: SmallWorld, r: Reader, line: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filtering, "FEW", -1)  # as in a store where nothing is rare
    flt = ready(r, parse_filter(line), "waiting" if "waiting" in line else "newest")
    sql, params = select(flt, [] if way == "first" else beyond(flt, (NOON, 5)))
    plan = " | ".join(row[3] for row in crowd.db.execute(f"EXPLAIN QUERY PLAN {sql} LIMIT 64", params))
    assert "TEMP B-TREE" not in plan
    assert re.search(r"(SEARCH|SCAN) c USING (COVERING )?INDEX ix_conversations_", plan), plan


def test_what_few_fit_is_found_first(crowd: SmallWorld, r: Reader) -> None:
    flt = ready(r, parse_filter("(tag:gold or contact:zoe) status:resolved last:>1h"))
    assert flt.where is not None
    assert flt.where.first is not None
    sql, params = select(flt, [])
    with Reader.open(crowd.paths) as opened:
        plan = " | ".join(str(row[3]) for row in opened.all(f"EXPLAIN QUERY PLAN {sql} LIMIT 64", params))
    assert "SEARCH c USING INTEGER PRIMARY KEY" in plan


def test_where_no_index_serves_only_so_many_are_looked_at(
    crowd: SmallWorld, r: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filtering, "FEW", -1)
    monkeypatch.setattr(filtering, "LOOKED_THROUGH", 30)
    tree = parse_filter("-tag:gold -has:draft")
    everything = truth(crowd, parse_filter("status:any"), "newest")[:30]
    fitting = truth(crowd, tree, "newest")
    flt = ready(r, tree)
    assert [row.n for row in conversations.page(r, flt, limit=500)] == [n for n in fitting if n in everything]
    assert conversations.count(r, flt) < len(fitting)
    whole = ready(r, tree, bounded=False)
    assert [row.n for row in conversations.page(r, whole, limit=500)] == fitting


def test_a_filter_that_a_counter_counts_is_counted_by_it(r: Reader) -> None:
    assert conversations.counter(ready(r, parse_filter("status:open is:needs-you"))) == "needs"
    assert conversations.counter(ready(r, parse_filter("owner:me status:open"))) == "mine:paul"
    assert conversations.counter(ready(r, parse_filter("owner:me status:open tag:vip"))) is None


def test_what_is_costly_to_look_up_is_kept_for_a_while() -> None:
    seconds = iter([0.0, 0.01, 0.1, 0.2, 1.0, 1.0, 1.5])
    memory, made = Lately(lambda: next(seconds)), iter(["first", "second", "third"])
    assert memory.get("a", lambda: next(made)) == "first"
    assert memory.get("a", lambda: next(made)) == "first", "10 ms of work stand for 200"
    assert memory.get("a", lambda: next(made)) == "first"
    assert memory.get("a", lambda: next(made)) == "second"


def test_hostile_values_stay_values(r: Reader) -> None:
    for value in ("'; DROP TABLE conversations; --", "%", "_", '" OR 1=1 --', "NEAR(a b)", "a* b*", "\x1b[2J"):
        for name in ("text", "contact", "inbox"):
            conversations.page(r, ready(r, Term(name, value)))
            conversations.count(r, ready(r, no(Term(name, value))))


def test_a_message_that_was_hidden_puts_its_conversation_on_no_list_of_a_text(
    world: SmallWorld, reader: Reader
) -> None:
    for body in ("walnut 予約, please", "walnut 予約, too"):
        world.message(world.conversation(world.inbox("sms"), "Maria"), body, at=NOON)
    world.db.execute("UPDATE messages SET hidden_at = ? WHERE body LIKE '%, too'", (NOON,))
    for tree in ("text:walnut", "text:予約"):
        flt = filtering.ready(reader, ListFilter(), parse_filter(tree), now=NOON, me="paul", bounded=False)
        assert [row.n for row in conversations.page(reader, flt)] == [1]
