"""The world of the decision core, with all that must hold in it at any moment and in the end."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
)

from closer_tui.domain.channel import Capabilities, ChannelKind, Idempotency
from closer_tui.domain.clock import DAY, HOUR
from closer_tui.domain.draft import DraftAction, Proposal
from closer_tui.domain.errors import Conflict, IllegalMove, NotFound, Refused
from closer_tui.domain.message import Delivery
from closer_tui.domain.outbox import Binding
from closer_tui.drafting.drafter import Drafted
from closer_tui.drafting.model import DraftFailed, FailKind
from closer_tui.engine.drafting import Worker
from closer_tui.engine.outgoing import SendTiming
from closer_tui.engine.sending import send_due
from closer_tui.services import halting
from closer_tui.services import outbox as boxes
from closer_tui.store import inboxes
from tests.support.desk_world import DeskWorld, desk_world
from tests.support.scripted_channel import ScriptedChannel

T = TypeVar("T")
CUSTOMERS = ("+441", "+442")
ABLE = {
    "key": Capabilities(idempotency=Idempotency.KEY, key_ms=365 * DAY, max_body=1_600),
    "lookup": Capabilities(idempotency=Idempotency.LOOKUP, lookup=True, settle_ms=1_000, max_body=1_600),
    "nothing": Capabilities(idempotency=Idempotency.NONE, max_body=1_600),
}
TIMING = SendTiming(settle_ms=1_000, max_attempts=3, base_ms=100, cap_ms=1_000, patience_ms=0)


COUNTED = {
    "all": "status <> 'spam'",
    "open": "status = 'open'",
    "snoozed": "status = 'snoozed'",
    "resolved": "status = 'resolved'",
    "needs": "needs_action = 1",
    "unread": "unread > 0 AND status <> 'spam'",
    "approve": "status = 'open' AND pending_draft IS NOT NULL",
    "escalated": "status = 'open' AND owner_kind = 'queue'",
    "waiting": "status = 'open' AND waiting_since IS NOT NULL",
    "mine:ana": "status = 'open' AND owner_kind = 'agent' AND owner_name = 'ana'",
    "topic:refunds": "status = 'open' AND owner_kind = 'queue' AND owner_name = 'refunds'",
}


@dataclass(slots=True)
class Promise:
    """A reply somebody approved: to whom, which words, and whether it was called off."""

    recipient: str
    body: str
    off: bool = False


@dataclass(slots=True)
class Desk:
    """What the model knows: who asked for no more messages, and what was promised."""

    stopped: set[int] = field(default_factory=set)
    promised: dict[int, Promise] = field(default_factory=dict)
    seen: dict[int, Delivery] = field(default_factory=dict)


class DecisionsWorld(RuleBasedStateMachine):
    """What a person relies on, whatever the rules of a subclass do."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.home = tempfile.TemporaryDirectory()
        self.opened = desk_world(Path(self.home.name) / "home", channel=ChannelKind.SMS)
        self.world: DeskWorld = self.run(self.opened.__aenter__())
        self.desk = Desk()
        self.numbers = itertools.count(1)
        self.channel = ScriptedChannel(ABLE["key"])
        self.during: Callable[[], Awaitable[object]] | None = None
        self.breaks = False
        self.halted = False
        self.worker = Worker(self.world.store, self.write, lambda *_: None, 60_000)

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(doing)

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return self.run(self.world.rows(sql, **values))

    def words(self, what: str) -> str:
        """Words nobody wrote before, so that what arrives can be told apart."""
        return f"{what} {next(self.numbers)}"

    async def write(self, conversation_n: int, instruction: str, on_text: Callable[[str], None]) -> Drafted:
        """The drafter, while it writes something else happens."""
        if self.during is not None:
            during, self.during = self.during, None
            await during()
        if self.breaks:
            raise DraftFailed(FailKind.INVALID_ANSWER, "nonsense")
        return Drafted(Proposal(DraftAction.REPLY, self.words("draft")), ())

    async def says(self, n: int, body: str) -> None:
        await self.calling_off(n, self.world.hears(body, who=CUSTOMERS[n - 1]))
        if body == "STOP":
            self.desk.stopped.add(n)
        elif body == "START":
            self.desk.stopped.discard(n)

    async def calling_off(self, n: int, writing: Awaitable[object]) -> None:
        """What was approved, and could still have been taken back when they wrote, must not leave any more."""
        waiting = await self.world.rows(
            "SELECT n, not_before FROM outbox WHERE conversation_n = :n AND state = 'queued' AND attempts = 0"
            " AND draft_n IS NOT NULL",
            n=n,
        )
        await writing
        for number, not_before in waiting:
            self.desk.promised[number].off = not_before > self.world.clock.now()

    async def stops(self, agent: str) -> None:
        """Nothing is being written any more, whatever was."""
        await halting.halt(self.world.store, actor=agent)
        self.halted = True

    def pick(self, sql: str, which: int) -> tuple[Any, ...] | None:
        found = self.rows(sql)
        return found[which % len(found)] if found else None

    # ------------------------------------------------------------- invariants

    @invariant()
    def each_promise_arrives_at_most_once_and_word_for_word(self) -> None:
        # The last promise of the same words counts: an approval that was taken back may be given again.
        promised = {p.body: p for p in self.desk.promised.values()}
        bodies = [reply.body for reply in self.channel.arrived]
        assert len(set(bodies)) == len(bodies), "a reply arrived twice"
        for reply in self.channel.arrived:
            assert reply.body in promised, f"nobody approved {reply.body!r}"
            assert not promised[reply.body].off, f"{reply.body!r} was called off"
            assert reply.recipient == reply.thread == promised[reply.body].recipient

    @invariant()
    def the_outbox_holds_what_was_promised(self) -> None:
        rows = self.rows(
            "SELECT o.n, i.id, o.conversation_n, o.recipient, o.body, o.digest, o.state, m.delivery,"
            " m.body FROM outbox o JOIN inboxes i ON i.n = o.inbox_n JOIN messages m ON m.seq = o.message_seq"
        )
        assert {row[0] for row in rows} == set(self.desk.promised)
        for n, inbox, conversation, recipient, body, digest, state, delivery, bubble in rows:
            promise = self.desk.promised[n]
            assert (recipient, body) == (promise.recipient, promise.body)
            assert digest == Binding(inbox, conversation, recipient, body).digest()
            assert state == delivery
            assert bubble == body
            assert (state == "cancelled") is promise.off

    @invariant()
    def a_delivery_never_moves_backwards(self) -> None:
        over = {Delivery.SENT, Delivery.CANCELLED}
        for n, state in self.rows("SELECT n, state FROM outbox"):
            before = self.desk.seen.get(n)
            assert before not in over or before == state, f"reply {n} went from {before} to {state}"
            self.desk.seen[n] = Delivery(state)

    @invariant()
    def there_is_one_bubble_a_reply(self) -> None:
        # One that was taken back may be approved again: its first bubble is there, struck out.
        shown = "direction = 'outbound' AND delivery <> 'cancelled'"
        bubbles = f"SELECT trim(body, ' ' || char(10)) FROM messages WHERE {shown}"
        twice = f"{bubbles} GROUP BY 1 HAVING count(*) > 1"
        assert self.rows(twice) == []

    @invariant()
    def what_waits_can_be_approved(self) -> None:
        """No draft stands in the approvals that would be refused there; of a stale one, once it was looked at."""
        pending = "SELECT conversation_n FROM drafts WHERE state = 'pending'"
        assert self.rows(f"{pending} GROUP BY 1 HAVING count(*) > 1") == []
        fresh = "d.last_inbound = c.last_inbound AND d.last_public = c.last_public"
        looked_at = "(d.last_public = c.last_public OR c.last_public = c.last_inbound)"
        odd = self.rows(
            f"SELECT d.n, d.state, d.last_inbound, c.last_inbound, d.last_public, c.last_public, c.opted_out"
            f" FROM drafts d JOIN conversations c ON c.n = d.conversation_n WHERE d.state IN ('pending', 'stale') AND"
            f" NOT (c.opted_out = 0 AND d.owner_epoch = c.owner_epoch AND"
            f" CASE d.state WHEN 'pending' THEN {fresh} ELSE {looked_at} END)"
        )
        assert odd == []

    @invariant()
    def nothing_is_written_while_the_bot_is_stopped(self) -> None:
        assert not self.halted or self.rows("SELECT n FROM drafts WHERE state = 'generating'") == []

    @invariant()
    def the_list_points_at_the_draft_that_waits(self) -> None:
        newest = (
            "SELECT c.n, c.pending_draft, (SELECT d.n FROM drafts d WHERE d.conversation_n = c.n AND d.state IN"
            " ('pending', 'stale') ORDER BY revision DESC LIMIT 1) FROM conversations c"
        )
        for n, pointed, waits in self.rows(newest):
            assert pointed == waits, f"conversation {n}"

    @invariant()
    def what_needs_a_person_says_so(self) -> None:
        sql = (
            "SELECT c.n, needs_action, status, owner_kind, waiting_since, pending_draft, last_inbound, last_public,"
            " (SELECT count(*) FROM outbox o WHERE o.conversation_n = c.n AND o.state IN ('failed', 'unknown')),"
            " (SELECT count(*) FROM escalations e WHERE e.conversation_n = c.n AND e.closed_at IS NULL)"
            " FROM conversations c"
        )
        for n, needs, status, owner, waiting, draft, inbound, public, trouble, escalations in self.rows(sql):
            open_now = status == "open"
            person = draft is not None or trouble or owner == "queue" or (owner != "bot" and waiting is not None)
            assert bool(needs) is bool(open_now and person), f"conversation {n}"
            assert (waiting is not None) is (inbound == public), f"conversation {n}"
            assert escalations == 1 if owner == "queue" else escalations <= 1, f"conversation {n}"

    @invariant()
    def every_change_of_owner_is_on_record(self) -> None:
        for n, epoch, kind, name in self.rows("SELECT n, owner_epoch, owner_kind, owner_name FROM conversations"):
            moves = self.rows("SELECT epoch, kind, name FROM owner_moves WHERE conversation_n = :n ORDER BY n", n=n)
            assert [row[0] for row in moves] == list(range(2, epoch + 1)), f"conversation {n}"
            assert not moves or moves[-1][1:] == (kind, name), f"conversation {n}"

    @invariant()
    def the_counts_are_what_counting_gives(self) -> None:
        kept = dict(self.rows("SELECT key, value FROM counters"))
        counted = ", ".join(f"sum({where})" for where in COUNTED.values())
        [numbers] = self.rows(f"SELECT {counted} FROM conversations")
        for key, number in zip(COUNTED, numbers, strict=True):
            assert kept.get(key, 0) == (number or 0), key
        for state in ("queued", "unknown", "failed"):
            [[number]] = self.rows("SELECT count(*) FROM outbox WHERE state = :state", state=state)
            assert kept.get(f"outbox:{state}", 0) == number, state

    # ------------------------------------------------------------------- end

    def teardown(self) -> None:
        try:
            if self.desk.promised:
                self.drain()
        finally:
            self.run(self.opened.__aexit__(None, None, None))
            self.runner.close()
            self.home.cleanup()

    def drain(self) -> None:
        """All is well again for long enough, and a person looks after what no machine can know."""
        for _ in range(12):
            self.world.clock.advance(HOUR)
            self.run(self.send())
            for n, key in self.rows("SELECT n, key FROM outbox WHERE state = 'unknown'"):
                if not self.channel.able.lookup and not self.channel.knows_keys:
                    act = boxes.mark_sent if key in self.channel.names else boxes.retry
                    self.run(act(self.world.store, n, actor="ana"))
            if not self.rows("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending', 'unknown')"):
                break
        arrived = {reply.body for reply in self.channel.arrived}
        self.each_promise_arrives_at_most_once_and_word_for_word()
        for n, state, error, stopped in self.rows(
            "SELECT o.n, o.state, o.error, c.opted_out FROM outbox o JOIN conversations c ON c.n = o.conversation_n"
        ):
            promise = self.desk.promised[n]
            if promise.off:
                kept = {p.body for p in self.desk.promised.values() if not p.off}  # taken back, then approved again
                assert promise.body not in arrived - kept
            elif state == "failed":
                assert error
                assert promise.body not in arrived
            elif state == "unknown":  # nobody may ask again in the name of somebody who wants no more messages
                assert stopped
            else:
                assert state == "sent", f"reply {n} is stuck as {state}"
                assert promise.body in arrived, f"reply {n} never arrived"

    async def send(self) -> None:
        async with self.world.store.write() as tx:
            await inboxes.change(tx, self.world.inbox.n, retry_at=0)
            inbox = await inboxes.one(tx, self.world.inbox.n)
        await send_due(self.world.store, inbox, self.channel, TIMING)

    def known(self, external_id: str) -> bool:
        return bool(self.rows("SELECT 1 FROM messages WHERE external_id = :name", name=external_id))

    async def if_it_can(self, doing: Awaitable[object]) -> None:
        """People try what cannot be done; they are told so, and nothing changes."""
        with suppress(Conflict, IllegalMove, NotFound, Refused):
            await doing
