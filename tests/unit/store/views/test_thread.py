"""A conversation's messages in pages, each in reading order."""

from closer_tui.store.views import Reader, thread
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld


def long_thread(world: SmallWorld) -> int:
    n = world.conversation(world.inbox())
    other = world.conversation(1)
    for i in range(120):
        # Three messages share each moment, so that order falls back to the channel's ids.
        world.message(n, f"message {i}", at=NOON + i // 3 * MINUTE, external_id=f"e{i:03}")
        world.message(other, "something else", at=NOON + i * MINUTE, external_id=f"o{i:03}")
    return n


def test_the_newest_page_reads_from_top_to_bottom(world: SmallWorld, reader: Reader) -> None:
    rows = thread.page(reader, long_thread(world), limit=4)
    assert [row.body for row in rows] == ["message 116", "message 117", "message 118", "message 119"]


def test_pages_join_without_gap_or_double(world: SmallWorld, reader: Reader) -> None:
    n = long_thread(world)
    seen: list[str] = []
    rows = thread.page(reader, n, limit=7)
    while rows:
        seen = [row.body for row in rows] + seen
        rows = thread.page(reader, n, before=rows[0].key, limit=7)
    assert seen == [f"message {i}" for i in range(120)]


def test_what_came_after_a_message_follows_it(world: SmallWorld, reader: Reader) -> None:
    n = long_thread(world)
    newest = thread.page(reader, n, limit=10)
    assert thread.after(reader, n, newest[3].key) == newest[4:]


def test_a_found_message_opens_in_the_middle_of_its_thread(world: SmallWorld, reader: Reader) -> None:
    n = long_thread(world)
    middle = thread.page(reader, n, limit=60)[0]
    rows = thread.around(reader, middle.seq, limit=20)
    assert rows[10] == middle
    assert len(rows) == 21
    assert thread.around(reader, 12345) == []
    assert thread.count(reader, n) == 120


def test_an_id_only_we_know_is_no_id_to_the_world(world: SmallWorld, reader: Reader) -> None:
    n = world.conversation(world.inbox())
    world.message(n, "hello", external_id="wamid.1")
    world.outbox(n, "hi")
    told = {row.body: row.json() for row in thread.page(reader, n)}
    assert told["hello"]["external_id"] == "wamid.1"
    assert told["hi"]["external_id"] is None
    assert {"id", "conversation", "direction", "body", "at", "delivery", "author", "external_id"} <= set(told["hi"])


def test_a_page_walks_the_thread_and_sorts_only_messages_of_one_moment(world: SmallWorld) -> None:
    for sql, params in (
        (thread.NEWEST, (1, 50)),
        (thread.BEFORE, (1, NOON, "x", 50)),
        (thread.AFTER, (1, NOON, "x", 50)),
    ):
        plan = " | ".join(row[3] for row in world.db.execute(f"EXPLAIN QUERY PLAN {sql}", params))
        assert "SEARCH m USING INDEX ix_messages_thread" in plan
        assert "TEMP B-TREE FOR ORDER BY" not in plan
