"""The worker: each draft is written once, dropped when the conversation moved on, and never lost."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.draft import Check, CheckLevel, DraftAction, DraftEvent, Proposal, Source, Usage
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.drafting.drafter import Drafted
from closer_tui.drafting.model import DraftFailed, FailKind
from closer_tui.engine.drafting import AT_ONCE, ATTEMPTS, Worker
from closer_tui.services.approve import approve, redraft
from closer_tui.services.compose import reply
from closer_tui.services.inboxes import set_mode
from closer_tui.services.ownership import take
from closer_tui.services.triage import resolve
from closer_tui.store import drafts, leases
from closer_tui.store.database import Store
from tests.support.desk_world import DeskWorld, desk_world

DEADLINE_MS = 60_000
STATES = "SELECT state FROM drafts ORDER BY n"


@dataclass(slots=True)
class Writer:
    """Writes what it is told; `before` happens while it writes, `error` comes instead of a draft."""

    drafted: Drafted = field(
        default_factory=lambda: Drafted(Proposal(DraftAction.REPLY, "Yes, from 8.", model="m"), ())
    )
    before: Callable[[], Awaitable[object]] | None = None
    error: Exception | None = None
    asked: list[tuple[int, str]] = field(default_factory=list)

    async def __call__(self, conversation_n: int, instruction: str, on_text: Callable[[str], None]) -> Drafted:
        self.asked.append((conversation_n, instruction))
        on_text("Yes")
        if self.before is not None:
            await self.before()
        if self.error is not None:
            raise self.error
        return self.drafted


@dataclass(slots=True)
class Shop:
    """A desk with a worker at it."""

    desk: DeskWorld
    writer: Writer
    worker: Worker
    said: list[tuple[int, int, str]]

    async def round(self) -> int:
        """A round after the customer has been quiet for long enough."""
        self.desk.clock.advance(25_000)
        return await self.worker.round()

    async def state(self) -> list[str]:
        return [state for [state] in await self.desk.rows(STATES)]


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A home with one inbox at noon, and a worker."""
    async with desk_world(tmp_path / "home") as desk:
        said: list[tuple[int, int, str]] = []
        writer = Writer()
        yield Shop(desk, writer, Worker(desk.store, writer, lambda *words: said.append(words), DEADLINE_MS), said)


async def test_a_draft_is_written_after_a_quiet_moment_and_waits_for_a_person(shop: Shop) -> None:
    await shop.desk.hears()
    assert await shop.worker.round() == 0

    assert await shop.round() == 1

    assert await shop.desk.rows("SELECT state, body, attempts FROM drafts") == [("pending", "Yes, from 8.", 1)]
    assert await shop.desk.one("SELECT pending_draft FROM conversations") == 1
    assert await shop.desk.one("SELECT count(*) FROM outbox") == 0
    assert await shop.desk.one("SELECT count(*) FROM leases") == 0
    assert shop.said == [(1, 1, "Yes")]


async def test_when_told_to_finish_all_the_quiet_moment_is_skipped(shop: Shop) -> None:
    await shop.desk.hears()

    assert await shop.worker.round(even_early=True) == 1


async def test_all_that_was_found_out_is_kept_and_paid_for(shop: Shop) -> None:
    proposal = Proposal(
        DraftAction.CLARIFY,
        "Which day?",
        language="en",
        topic="opening-hours",
        reason="no day named",
        sources=(Source("q1", "Opening hours", quote="8 to 6"),),
        promises=("answer today",),
        model="m",
        prompt_hash="h",
        usage=Usage(100, 20, cost_micros=42),
    )
    shop.writer.drafted = Drafted(proposal, (Check("link", CheckLevel.HOLD, "unknown host"),))
    await shop.desk.hears()

    await shop.round()

    [row] = await shop.desk.rows(
        "SELECT action, language, topic, reason, sources_json, checks_json, promises_json, model, prompt_hash"
        " FROM drafts"
    )
    assert row[:4] == ("clarify", "en", "opening-hours", "no day named")
    assert json.loads(row[4])[0]["title"] == "Opening hours"
    assert json.loads(row[5]) == [{"name": "link", "level": "hold", "detail": "unknown host"}]
    assert json.loads(row[6]) == ["answer today"]
    assert row[7:] == ("m", "h")
    assert await shop.desk.one("SELECT topic FROM conversations") == "opening-hours"
    assert await shop.desk.rows("SELECT drafts, cost_micros FROM spending") == [(1, 42)]


async def test_of_two_workers_each_draft_is_written_by_one(shop: Shop) -> None:
    for n in range(AT_ONCE * 2):
        await shop.desk.hears(who=f"+44{n}")
    other_store = await Store.open(shop.desk.store.paths, shop.desk.clock)
    try:
        other = Worker(other_store, shop.writer, lambda *_: None, DEADLINE_MS)
        twin = Worker(shop.desk.store, shop.writer, lambda *_: None, DEADLINE_MS)
        shop.desk.clock.advance(25_000)

        counts = await asyncio.gather(shop.worker.round(), other.round(), twin.round())
    finally:
        await other_store.close()

    assert sum(counts) == AT_ONCE * 2
    assert sorted(n for n, _ in shop.writer.asked) == list(range(1, AT_ONCE * 2 + 1))
    assert set(await shop.state()) == {"pending"}


async def test_what_a_person_wished_reaches_the_drafter(shop: Shop) -> None:
    await shop.desk.waiting_draft()
    await redraft(shop.desk.store, 1, actor="ana", instruction="shorter")

    await shop.round()

    assert shop.writer.asked == [(1, "shorter")]
    assert await shop.state() == ["superseded", "pending"]


async def test_a_new_message_ends_the_run_and_asks_for_another(shop: Shop) -> None:
    """The writer would never finish by itself."""

    async def customer_writes() -> None:
        shop.writer.before = None
        await shop.desk.hears("And on Sunday?")
        await asyncio.sleep(60)

    await shop.desk.hears()
    shop.writer.before = customer_writes
    async with asyncio.timeout(20):
        await shop.round()
    assert await shop.state() == ["superseded", "requested"]

    await shop.round()

    assert await shop.state() == ["superseded", "pending"]


async def test_a_new_message_in_the_last_moment_drops_the_result(shop: Shop) -> None:
    await shop.desk.hears()
    shop.writer.before = lambda: shop.desk.hears("And on Sunday?")

    await shop.round()

    assert await shop.state() == ["superseded", "requested"]
    assert await shop.desk.one("SELECT count(*) FROM drafts WHERE body <> ''") == 0


@pytest.mark.parametrize(
    ("what", "state"),
    [("taken", "superseded"), ("answered", "superseded"), ("resolved", "withheld"), ("switched off", "withheld")],
)
async def test_whoever_decides_while_the_bot_writes_wins(shop: Shop, what: str, state: str) -> None:
    store = shop.desk.store
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "taken": lambda: take(store, 1, actor="ana"),
        "answered": lambda: reply(store, 1, "Yes!", actor="ana"),
        "resolved": lambda: resolve(store, 1, actor="ana"),
        "switched off": lambda: set_mode(store, shop.desk.inbox.n, InboxMode.OFF, actor="owner"),
    }
    await shop.desk.hears()
    shop.writer.before = acts[what]

    await shop.round()

    assert await shop.state() == [state]
    assert await shop.desk.one("SELECT pending_draft FROM conversations") is None


async def test_a_draft_the_rules_hold_back_is_put_before_nobody(shop: Shop) -> None:
    shop.writer.drafted = Drafted(Proposal(DraftAction.NO_REPLY, ""), (), withhold="they asked us to stop")
    await shop.desk.hears()

    await shop.round()

    assert await shop.desk.rows("SELECT state, decision FROM drafts") == [("withheld", "they asked us to stop")]


async def test_an_escalation_stores_the_draft_and_the_reason_together(shop: Shop) -> None:
    call = EscalationCall("refunds", EscalationReason.TOPIC, "money back", "word: money back")
    shop.writer.drafted = Drafted(Proposal(DraftAction.ESCALATE, "We are looking into it.", topic="refunds"), (), call)
    await shop.desk.hears("I want my money back")

    await shop.round()

    assert await shop.desk.rows("SELECT topic, reason, quote, draft_n FROM escalations") == [
        ("refunds", "topic:refunds", "money back", 1)
    ]
    assert await shop.desk.rows("SELECT owner_kind, owner_name FROM conversations") == [("queue", "refunds")]
    await approve(shop.desk.store, 1, actor="ana")


async def test_the_bot_takes_no_conversation_from_the_person_who_has_it(shop: Shop) -> None:
    """They asked for the draft themselves."""
    call = EscalationCall("refunds", EscalationReason.TOPIC, "money back")
    shop.writer.drafted = Drafted(Proposal(DraftAction.ESCALATE, "We are looking into it."), (), call)
    await shop.desk.hears("I want my money back")
    await take(shop.desk.store, 1, actor="ana")
    await redraft(shop.desk.store, 1, actor="ana")

    await shop.round()

    assert await shop.desk.rows("SELECT owner_kind, owner_name FROM conversations") == [("agent", "ana")]
    assert await shop.state() == ["superseded", "pending"]


async def test_a_passing_failure_is_tried_again_later_and_not_at_once(shop: Shop) -> None:
    shop.writer.error = DraftFailed(FailKind.OVERLOADED, "the model is busy", retry_after_ms=90_000)
    await shop.desk.hears()

    assert await shop.round() == 1
    assert await shop.desk.rows("SELECT state, attempts, reason FROM drafts") == [("requested", 1, "the model is busy")]
    assert await shop.worker.round(even_early=True) == 0

    shop.desk.clock.advance(90_000)
    shop.writer.error = None
    assert await shop.worker.round() == 1
    assert await shop.state() == ["pending"]


async def test_a_failure_that_does_not_pass_goes_to_a_person_in_the_end(shop: Shop) -> None:
    shop.writer.error = DraftFailed(FailKind.NETWORK, "the model is out of reach")
    await shop.desk.hears()

    for _ in range(ATTEMPTS):
        shop.desk.clock.advance(3_600_000)
        assert await shop.worker.round() == 1

    assert await shop.desk.rows("SELECT state, decision, reason FROM drafts") == [
        ("failed", "network", "the model is out of reach")
    ]
    assert await shop.desk.rows("SELECT topic, reason, detail FROM escalations") == [
        ("general", "tool_failure", "the model is out of reach")
    ]
    assert await shop.desk.one("SELECT needs_action FROM conversations") == 1
    shop.desk.clock.advance(3_600_000)
    assert await shop.worker.round() == 0


async def test_a_failure_for_good_goes_to_a_person_at_once(shop: Shop) -> None:
    shop.writer.error = DraftFailed(FailKind.REFUSED, "the model will not write this")
    await shop.desk.hears()

    await shop.round()

    assert await shop.state() == ["failed"]
    assert await shop.desk.one("SELECT owner_kind FROM conversations") == "queue"


async def test_a_failure_in_the_hands_of_a_person_takes_nothing_from_them(shop: Shop) -> None:
    shop.writer.error = DraftFailed(FailKind.REFUSED, "the model will not write this")
    await shop.desk.hears()
    await take(shop.desk.store, 1, actor="ana")
    await redraft(shop.desk.store, 1, actor="ana")

    await shop.round()

    assert await shop.desk.rows("SELECT owner_kind, owner_name FROM conversations") == [("agent", "ana")]


async def test_a_failure_nobody_waits_for_any_more_bothers_nobody(shop: Shop) -> None:
    shop.writer.error = DraftFailed(FailKind.REFUSED, "the model will not write this")
    shop.writer.before = lambda: reply(shop.desk.store, 1, "Yes!", actor="ana")
    await shop.desk.hears()

    await shop.round()

    assert await shop.state() == ["superseded"]
    assert await shop.desk.one("SELECT count(*) FROM escalations") == 0


async def died_while_writing(shop: Shop) -> None:
    """A worker in another process claimed the draft and was killed."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "pass")
    await process.wait()
    dead = f"{socket.gethostname()}:{process.pid}:ab"
    async with shop.desk.store.write() as tx:
        now = shop.desk.clock.now()
        await leases.acquire(tx, "draft:1", dead, now, 600_000)
        draft = await drafts.one(tx, 1)
        await drafts.move(tx, 1, DraftEvent.CLAIM, now, attempts=draft.attempts + 1)


async def test_the_draft_of_a_worker_that_died_is_written_by_the_next(shop: Shop) -> None:
    await shop.desk.hears()
    await died_while_writing(shop)

    assert await shop.round() == 1

    assert await shop.desk.rows("SELECT state, attempts FROM drafts") == [("pending", 2)]


async def test_a_draft_every_worker_dies_of_goes_to_a_person(shop: Shop) -> None:
    await shop.desk.hears()
    for _ in range(ATTEMPTS):
        await died_while_writing(shop)
        async with shop.desk.store.write() as tx:
            if (await drafts.one(tx, 1)).attempts < ATTEMPTS:
                await drafts.move(tx, 1, DraftEvent.RELEASE, shop.desk.clock.now())

    assert await shop.round() == 0

    assert await shop.desk.rows("SELECT state, decision FROM drafts") == [("failed", "crashed")]
    assert await shop.desk.one("SELECT detail FROM escalations") == f"the drafter stopped {ATTEMPTS} times"


async def test_the_draft_of_a_worker_that_lives_is_left_alone(shop: Shop) -> None:
    await shop.desk.hears()
    async with shop.desk.store.write() as tx:
        await leases.acquire(tx, "draft:1", "elsewhere:1:ab", shop.desk.clock.now(), 600_000)
        await drafts.move(tx, 1, DraftEvent.CLAIM, shop.desk.clock.now())

    assert await shop.round() == 0

    assert await shop.state() == ["generating"]


async def test_a_bug_in_one_draft_is_an_error_of_the_round_and_loses_no_draft(shop: Shop) -> None:
    await shop.desk.hears(who="+441")
    await shop.desk.hears(who="+442")
    shop.writer.error = KeyError("bug")
    with pytest.raises(ExceptionGroup):
        await shop.round()
    assert await shop.desk.one("SELECT count(*) FROM leases") == 0

    shop.writer.error = None
    assert await shop.round() == 2

    assert await shop.state() == ["pending", "pending"]


async def test_a_laptop_that_slept_while_the_model_wrote_keeps_the_draft(shop: Shop) -> None:
    await shop.desk.hears()

    async def sleep() -> None:
        shop.desk.clock.advance(8 * 3_600_000)

    shop.writer.before = sleep

    await shop.round()

    assert await shop.state() == ["pending"]


async def test_a_draft_that_another_worker_has_taken_over_is_left_to_it(shop: Shop) -> None:
    await shop.desk.hears()

    async def lose_it() -> None:
        async with shop.desk.store.write() as tx:
            await tx.exec_driver_sql("DELETE FROM leases")
            await leases.acquire(tx, "draft:1", "elsewhere:1:ab", shop.desk.clock.now(), 600_000)

    shop.writer.before = lose_it

    await shop.round()

    assert await shop.state() == ["generating"]
    assert await shop.desk.one("SELECT holder FROM leases") == "elsewhere:1:ab"


async def test_stopping_in_the_middle_gives_the_lease_back_and_loses_no_draft(shop: Shop) -> None:
    begun = asyncio.Event()

    async def wait() -> None:
        begun.set()
        await asyncio.sleep(60)

    await shop.desk.hears()
    shop.writer.before = wait
    task = asyncio.create_task(shop.round())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    shop.writer.before = None
    assert await shop.round() == 1
    assert await shop.state() == ["pending"]
