"""A page becomes rows: duplicates, disorder, edits, answers given elsewhere, our own echo."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.message import AnswerState, Delivery, DeliveryEvent, Direction
from closer_tui.domain.sync import Incoming
from closer_tui.services.approve import approve
from closer_tui.services.compose import reply
from closer_tui.services.triage import resolve, snooze
from closer_tui.store import outbox
from tests.support.desk_world import MARIA, NOON, DeskWorld, desk_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made


def said(n: int, *, who: str = MARIA, at: int | None = None, body: str = "") -> Incoming:
    """The n-th message of somebody, a minute after the one before."""
    return Incoming(f"ext-{n:04}", who, who, body or f"message {n}", NOON + n * 60_000 if at is None else at)


def answered(n: int, to: int, *, who: str = MARIA) -> Incoming:
    """A reply somebody gave elsewhere."""
    return Incoming(
        f"rep-{n:04}",
        who,
        who,
        f"answer {n}",
        NOON + to * 60_000 + 30_000,
        direction=Direction.OUTBOUND,
        author="elsewhere",
        delivery=Delivery.SENT,
        reply_to=f"ext-{to:04}",
    )


SNAPSHOT = (
    "SELECT external_id, direction, body, at, delivery, answer FROM messages ORDER BY seq",
    "SELECT address, status, unread, waiting_since, last_message_at, snippet FROM conversations ORDER BY address",
    "SELECT rowid FROM messages_fts WHERE messages_fts MATCH 'message OR answer' ORDER BY rowid",
    "SELECT key, value FROM counters WHERE value <> 0 ORDER BY key",
)


async def state(world: DeskWorld) -> list[list[tuple[object, ...]]]:
    """What a person would see of it all."""
    return [await world.rows(sql) for sql in SNAPSHOT]


async def test_the_same_page_again_changes_nothing(world: DeskWorld) -> None:
    page = [said(1), said(2), answered(1, 2), said(3, who="+442")]
    await world.hears_page(page)
    before = await state(world)

    again = await world.hears_page(page)

    assert await state(world) == before
    assert (again.inserted, again.updated) == ([], 0)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
async def test_any_order_and_overlap_of_pages_equals_one_clean_sync(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """No answers here: what waits depends on who spoke last, which pages of pure questions cannot disturb."""
    everything = [said(n, who=f"+44{n % 3}", at=NOON + (n // 2) * 1_000) for n in range(12)]
    sizes = st.lists(st.sampled_from(everything), min_size=1, max_size=6)
    pages = data.draw(st.lists(sizes, min_size=0, max_size=6))
    shuffled = data.draw(st.permutations(everything))
    async with desk_world(tmp_path_factory.mktemp("clean") / "home") as clean:
        await clean.hears_page(everything)
        expected = (await state(clean))[:1] + (await state(clean))[2:3]
    async with desk_world(tmp_path_factory.mktemp("messy") / "home") as messy:
        for page in pages:
            await messy.hears_page(page)
        for message in shuffled:
            await messy.hears_page([message])
        got = await state(messy)
        assert got[:1] + got[2:3] == expected
        waiting = await messy.rows("SELECT address, waiting_since FROM conversations ORDER BY address")
        assert waiting == [(f"+44{k}", NOON + (k // 2) * 1_000) for k in range(3)]


async def test_messages_of_one_moment_stand_in_the_order_of_their_ids(world: DeskWorld) -> None:
    await world.hears_page([said(3, at=NOON), said(1, at=NOON)])
    await world.hears_page([said(2, at=NOON)])

    got = await world.rows("SELECT external_id FROM messages WHERE conversation_n = 1 ORDER BY at, external_id")
    assert got == [("ext-0001",), ("ext-0002",), ("ext-0003",)]


async def test_an_answer_given_elsewhere_ends_the_wait_and_the_draft(world: DeskWorld) -> None:
    await world.waiting_draft()

    world.clock.advance(1_000)
    await world.hears_page(
        [Incoming("rep-1", MARIA, MARIA, "Yes!", world.clock.now(), Direction.OUTBOUND, delivery=Delivery.SENT)]
    )

    assert await world.one("SELECT waiting_since FROM conversations") is None
    assert await world.one("SELECT state FROM drafts") == "superseded"
    assert await world.one("SELECT answer FROM messages WHERE direction = 'inbound'") == "replied"


async def test_an_old_answer_found_late_does_not_hide_a_newer_question(world: DeskWorld) -> None:
    await world.hears_page([said(5)])

    await world.hears_page([answered(1, 2), said(2)])

    assert await world.one("SELECT waiting_since FROM conversations") == NOON + 5 * 60_000
    assert await world.one("SELECT snippet FROM conversations") == "message 5"


async def test_an_edit_upstream_is_taken_over_searchable_and_makes_the_draft_stale(world: DeskWorld) -> None:
    await world.hears("Do you open at eight?")
    await world.finishes_draft()

    await world.hears_page([Incoming("ext-0001", MARIA, MARIA, "Do you open at nine?", world.clock.now())])

    assert await world.one("SELECT body FROM messages") == "Do you open at nine?"
    assert await world.one("SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'nine'") == 1
    assert await world.one("SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'eight'") == 0
    assert await world.one("SELECT state FROM drafts") == "stale"


async def test_our_echo_before_the_answer_is_one_bubble(world: DeskWorld) -> None:
    n = await world.waiting_draft("Yes, from 8.")
    done = await approve(world.store, n, actor="ana")
    async with world.store.write() as tx:
        await outbox.move(tx, await outbox.one(tx, done.outbox_n), DeliveryEvent.START, world.clock.now())

    echo = Incoming(
        "rep-9", MARIA, MARIA, "Yes, from 8.", world.clock.now(), Direction.OUTBOUND,
        delivery=Delivery.SENT, reply_to="ext-0001",
    )  # fmt: skip
    applied = await world.hears_page([echo])

    assert applied.adopted == 1
    assert await world.rows("SELECT external_id, delivery FROM messages WHERE direction = 'outbound'") == [
        ("rep-9", "sent")
    ]
    assert await world.rows("SELECT state, external_id FROM outbox") == [("sent", "rep-9")]


async def test_quick_messages_ask_for_one_draft_pushed_out_but_not_for_ever(world: DeskWorld) -> None:
    for _ in range(30):
        await world.hears("and another thing")

    [[count, not_before, created]] = await world.rows("SELECT count(*), not_before, created_at FROM drafts")
    assert count == 1
    assert not_before == created + 20_000


async def test_a_stop_word_opts_out_and_asks_for_no_draft(world: DeskWorld) -> None:
    await world.waiting_draft()
    await world.hears("STOP")

    assert await world.one("SELECT opted_out FROM conversations") == 1
    assert await world.rows("SELECT state FROM drafts") == [("withheld",)]
    await world.hears("Start.")
    assert await world.one("SELECT opted_out FROM conversations") == 0


@pytest.mark.parametrize("put_away", ["resolved", "snoozed"])
async def test_a_new_message_brings_the_conversation_back(world: DeskWorld, put_away: str) -> None:
    await world.hears()
    if put_away == "resolved":
        await resolve(world.store, 1, actor="ana")
    else:
        await snooze(world.store, 1, world.clock.now() + 3_600_000, actor="ana")
    assert await world.one("SELECT status FROM conversations") == put_away

    await world.hears("Are you there?")

    assert await world.rows("SELECT status, snooze_until FROM conversations") == [("open", None)]


async def test_the_reply_window_runs_from_the_customers_last_word(tmp_path: Path) -> None:
    async with desk_world(tmp_path / "home", channel=ChannelKind.WHATSAPP) as world:
        await world.hears()
        first = await world.one("SELECT window_closes_at FROM conversations")
        assert first == world.clock.now() + 86_400_000
        await reply(world.store, 1, "Yes", actor="ana")
        assert await world.one("SELECT window_closes_at FROM conversations") == first


async def test_a_reply_stands_below_what_it_answers_even_if_our_clock_is_behind(world: DeskWorld) -> None:
    await world.hears(at=world.clock.now() + 600_000)

    await reply(world.store, 1, "Yes", actor="ana")

    assert await world.rows("SELECT direction FROM messages ORDER BY at") == [("inbound",), ("outbound",)]


async def test_what_the_server_says_is_replied_does_not_wait_here(world: DeskWorld) -> None:
    await world.hears(answer=AnswerState.REPLIED)

    assert await world.rows("SELECT unread, waiting_since FROM conversations") == [(0, None)]
    assert await world.one("SELECT count(*) FROM drafts") == 0


async def test_counters_equal_a_recount_after_a_busy_day(world: DeskWorld) -> None:
    for n in range(6):
        await world.hears(who=f"+44{n}")
    await world.finishes_draft()
    await resolve(world.store, 1, actor="ana")
    await reply(world.store, 2, "hi", actor="ana")
    recount = {
        "all": "status <> 'spam'",
        "open": "status = 'open'",
        "needs": "needs_action = 1",
        "unread": "unread > 0 AND status <> 'spam'",
        "waiting": "status = 'open' AND waiting_since IS NOT NULL",
        "approve": "status = 'open' AND pending_draft IS NOT NULL",
    }
    for key, where in recount.items():
        kept = await world.one("SELECT coalesce(max(value), 0) FROM counters WHERE key = :key", key=key)
        assert kept == await world.one(f"SELECT count(*) FROM conversations WHERE {where}"), key
