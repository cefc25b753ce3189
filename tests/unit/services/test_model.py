"""The whole decision core against a model: whatever people, customers, worker and channel do, in whatever order, each
approved reply arrives once, as it was approved, and nothing else does."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from closer_tui.domain.channel import Capabilities, ChannelKind, Idempotency
from closer_tui.domain.clock import DAY, HOUR
from closer_tui.domain.draft import DraftAction, DraftState, Proposal
from closer_tui.domain.errors import Conflict, IllegalMove, NotFound, Refused
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.message import Delivery, Direction
from closer_tui.domain.outbox import Binding
from closer_tui.domain.sync import Incoming
from closer_tui.drafting.drafter import Drafted
from closer_tui.drafting.model import DraftFailed, FailKind
from closer_tui.engine.drafting import Worker
from closer_tui.engine.outgoing import SendTiming
from closer_tui.engine.sending import send_due
from closer_tui.services import approve as deciding
from closer_tui.services import compose, handing_back, moving_back, ownership, triage
from closer_tui.services import outbox as boxes
from closer_tui.store import inboxes
from tests.support.desk_world import DeskWorld, desk_world
from tests.support.scripted_channel import Fate, ScriptedChannel

T = TypeVar("T")
CUSTOMERS = ("+441", "+442")
ABLE = {
    "key": Capabilities(idempotency=Idempotency.KEY, key_ms=365 * DAY, max_body=1_600),
    "lookup": Capabilities(idempotency=Idempotency.LOOKUP, lookup=True, settle_ms=1_000, max_body=1_600),
    "nothing": Capabilities(idempotency=Idempotency.NONE, max_body=1_600),
}
REFUND = EscalationCall("refunds", EscalationReason.TOPIC, "money back")
TIMING = SendTiming(settle_ms=1_000, max_attempts=3, base_ms=100, cap_ms=1_000, patience_ms=0)

customers = st.sampled_from(range(1, len(CUSTOMERS) + 1))
agents = st.sampled_from(("ana", "ben"))
newest = st.sampled_from((0, 0, 0, 0, 1, 1, 2, 5))
MOVES = ("take", "claim", "escalate", "hand back", "unassign", "undo")
INTERRUPTIONS = ("writes", "taken", "answered", "escalated", "resolved", "fails")
fates = st.lists(st.sampled_from(list(Fate)), max_size=4)

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


class Decisions(RuleBasedStateMachine):
    """Rules are what people and machines do; invariants are what a person relies on."""

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

    def pick(self, sql: str, which: int) -> tuple[Any, ...] | None:
        found = self.rows(sql)
        return found[which % len(found)] if found else None

    # ------------------------------------------------------------------ rules

    @initialize(kind=st.sampled_from(sorted(ABLE)))
    def a_channel(self, kind: str) -> None:
        self.channel = ScriptedChannel(ABLE[kind], knows_keys=kind == "key")
        for n in range(1, len(CUSTOMERS) + 1):
            self.run(self.says(n, self.words("hello")))
        self.the_worker_writes()

    @rule(n=customers, body=st.sampled_from(("question",) * 6 + ("STOP", "START")))
    def a_customer_writes(self, n: int, body: str) -> None:
        self.run(self.says(n, self.words(body) if body == "question" else body))

    @rule(n=customers)
    def a_customer_writes_twice_in_a_moment(self, n: int) -> None:
        """Many channels tell whole seconds only."""
        self.world.clock.advance(1_000)
        who, at = CUSTOMERS[n - 1], self.world.clock.now()
        bodies = [self.words("one"), self.words("two")]
        page = [Incoming(f"pair {body}", who, who, body, at) for body in bodies]
        self.run(self.calling_off(n, self.world.hears_page(page)))

    @rule()
    def the_worker_writes(self) -> None:
        self.world.clock.advance(25_000)
        self.run(self.worker.round())

    @rule(
        n=customers,
        agent=agents,
        what=st.sampled_from(("writes", "taken", "answered", "escalated", "resolved", "fails")),
    )
    def something_happens_while_the_worker_writes(self, n: int, agent: str, what: str) -> None:
        acts: dict[str, Callable[[], Awaitable[object]]] = {
            "writes": lambda: self.says(n, self.words("question")),
            "taken": lambda: ownership.take(self.world.store, n, actor=agent),
            "answered": lambda: self.promise_reply(n, agent, 0),
            "escalated": lambda: ownership.escalate(self.world.store, n, REFUND, actor=agent),
            "resolved": lambda: self.if_it_can(triage.resolve(self.world.store, n, actor=agent)),
        }
        self.during, self.breaks = acts.get(what), what == "fails"
        self.world.clock.advance(25_000)
        self.run(self.worker.round())
        self.during, self.breaks = None, False

    @rule(
        which=newest,
        agent=agents,
        off=st.sampled_from((0, 0, 0, 0, 0, 1)),
        edited=st.booleans(),
        hold=st.sampled_from((0, 60_000)),
        accept=st.booleans(),
    )
    def somebody_approves(self, which: int, agent: str, off: int, edited: bool, hold: int, accept: bool) -> None:
        found = self.pick(
            "SELECT n, conversation_n, revision, state, body FROM drafts WHERE state <> 'requested'"
            " ORDER BY state NOT IN ('pending', 'stale'), n DESC",
            which,
        )
        if found is None:
            return
        n, conversation, revision, state, body = found
        body = self.words("edited") if edited else body
        stale_but_seen = state == DraftState.STALE.value and accept
        allowed = off == 0 and conversation not in self.desk.stopped and (state == "pending" or stale_but_seen)
        try:
            done = self.run(
                deciding.approve(
                    self.world.store,
                    n,
                    actor=agent,
                    revision=revision + off,
                    hold_ms=hold,
                    body=body if edited else None,
                    accept_stale=accept,
                )
            )
        except (Conflict, Refused):
            assert not allowed, f"draft {n} that is {state} could not be approved"
            return
        assert allowed, f"draft {n} that is {state} was approved"
        assert done.edited is edited
        self.desk.promised[done.outbox_n] = Promise(CUSTOMERS[conversation - 1], body)

    @rule(which=newest, agent=agents, hold=st.sampled_from((0, 60_000)))
    def somebody_approves_what_waits(self, which: int, agent: str, hold: int) -> None:
        if self.rows("SELECT 1 FROM drafts WHERE state = 'pending'"):
            self.somebody_approves(which=which % 2, agent=agent, off=0, edited=False, hold=hold, accept=False)

    @rule(n=customers, agent=agents, fates=fates, wait=st.sampled_from((0, 3_000)))
    def a_question_is_answered(self, n: int, agent: str, fates: list[Fate], wait: int) -> None:
        """The usual way, so that what follows finds something to disturb."""
        self.run(self.says(n, self.words("question")))
        self.the_worker_writes()
        self.somebody_approves_what_waits(which=0, agent=agent, hold=0)
        self.the_engine_sends(fates=fates, wait=0)
        self.the_engine_sends(fates=fates[1:], wait=wait)

    @rule(n=customers, agent=agents, accept=st.booleans())
    def a_question_is_outrun_before_it_is_decided(self, n: int, agent: str, accept: bool) -> None:
        self.run(self.says(n, self.words("question")))
        self.the_worker_writes()
        self.run(self.says(n, self.words("question")))
        self.somebody_approves(which=0, agent=agent, off=0, edited=False, hold=0, accept=accept)

    @rule(which=newest, agent=agents)
    def somebody_takes_an_approval_back(self, which: int, agent: str) -> None:
        found = self.pick("SELECT n, state, attempts FROM outbox ORDER BY n DESC", which)
        if found is None:
            return
        n, state, attempts = found
        try:
            self.run(deciding.undo_approval(self.world.store, n, actor=agent))
        except Conflict:
            assert (state, attempts) != ("queued", 0)
            return
        assert (state, attempts) == ("queued", 0)
        self.desk.promised[n].off = True

    @rule(which=newest, agent=agents, undo=st.booleans())
    def somebody_rejects(self, which: int, agent: str, undo: bool) -> None:
        wanted = "'rejected'" if undo else "'pending', 'stale'"
        found = self.pick(f"SELECT n FROM drafts WHERE state IN ({wanted}) ORDER BY n DESC", which)
        if found is None:
            return
        if undo:
            self.run(self.if_it_can(deciding.undo_reject(self.world.store, found[0], actor=agent)))
        else:
            self.run(deciding.reject(self.world.store, found[0], actor=agent, reason="no"))

    @rule(
        n=customers,
        agent=agents,
        approved=st.booleans(),
        between=st.lists(st.sampled_from(("writes", "answers", "asks again", "looks up", "STOP")), max_size=3),
        accept=st.booleans(),
    )
    def a_decision_is_taken_back_after_all_that(
        self, n: int, agent: str, approved: bool, between: list[str], accept: bool
    ) -> None:
        self.run(self.says(n, self.words("question")))
        self.the_worker_writes()
        found = self.rows("SELECT n FROM drafts WHERE state = 'pending' AND conversation_n = :n", n=n)
        if not found:
            return
        [[draft]] = found
        outbox: list[int] = []
        if approved:
            [[newest]] = self.rows("SELECT count(*) FROM drafts WHERE state = 'pending' AND n > :n", n=draft)
            self.somebody_approves(which=newest, agent=agent, off=0, edited=False, hold=60_000, accept=False)
            outbox = [row[0] for row in self.rows("SELECT n FROM outbox WHERE draft_n = :n", n=draft)]
        else:
            self.run(deciding.reject(self.world.store, draft, actor=agent, reason="no"))
        for what in between:
            if what == "answers":
                self.run(self.promise_reply(n, agent, 60_000))
            elif what == "asks again":
                self.somebody_asks_for_another_draft(n=n, agent=agent)
            elif what == "looks up":
                self.the_worker_writes()
            else:
                self.run(self.says(n, self.words("question") if what == "writes" else what))
        if approved:
            [number] = outbox
            if not self.desk.promised[number].off:  # or it was held back because of what they wrote
                self.run(deciding.undo_approval(self.world.store, number, actor=agent))
                self.desk.promised[number].off = True
        else:
            self.run(self.if_it_can(deciding.undo_reject(self.world.store, draft, actor=agent)))
        self.somebody_approves(which=0, agent=agent, off=0, edited=False, hold=0, accept=accept)

    @rule(n=customers, agent=agents)
    def somebody_asks_for_another_draft(self, n: int, agent: str) -> None:
        self.run(self.if_it_can(deciding.redraft(self.world.store, n, actor=agent, instruction="shorter")))

    @rule(n=customers, agent=agents, hold=st.sampled_from((0, 5_000)))
    def somebody_answers_in_their_own_words(self, n: int, agent: str, hold: int) -> None:
        self.run(self.promise_reply(n, agent, hold))

    async def promise_reply(self, n: int, agent: str, hold: int) -> None:
        body = self.words("own words")
        try:
            done = await compose.reply(self.world.store, n, body, actor=agent, hold_ms=hold)
        except Refused:
            assert n in self.desk.stopped
            return
        assert n not in self.desk.stopped
        self.desk.promised[done.outbox_n] = Promise(CUSTOMERS[n - 1], body)

    @rule(n=customers, agent=agents, what=st.sampled_from(MOVES))
    def a_conversation_changes_hands(self, n: int, agent: str, what: str) -> None:
        store = self.world.store
        doing: dict[str, Callable[[], Awaitable[object]]] = {
            "take": lambda: ownership.take(store, n, actor=agent),
            "claim": lambda: ownership.claim(store, n, actor=agent),
            "escalate": lambda: ownership.escalate(store, n, REFUND, actor=agent),
            "hand back": lambda: handing_back.hand_back(store, n, actor=agent, summary="as agreed"),
            "unassign": lambda: ownership.unassign(store, n, actor=agent),
            "undo": lambda: moving_back.undo_last_move(store, n, actor=agent),
        }
        self.run(self.if_it_can(doing[what]()))

    @rule(n=customers, agent=agents, what=st.sampled_from(("resolve", "reopen", "snooze", "wake", "note")))
    def somebody_works_the_list(self, n: int, agent: str, what: str) -> None:
        store = self.world.store
        doing: dict[str, Callable[[], Awaitable[object]]] = {
            "resolve": lambda: triage.resolve(store, n, actor=agent),
            "reopen": lambda: triage.reopen(store, n, actor=agent),
            "snooze": lambda: triage.snooze(store, n, self.world.clock.now() + HOUR, actor=agent),
            "wake": lambda: triage.wake_due(store),
            "note": lambda: compose.note(store, n, self.words("note"), actor=agent),
        }
        self.run(self.if_it_can(doing[what]()))

    @rule(fates=fates, wait=st.sampled_from((0, 3_000, 10_000)))
    def the_engine_sends(self, fates: list[Fate], wait: int) -> None:
        self.world.clock.advance(wait)
        self.channel.fates = list(fates)
        self.run(self.send())
        self.channel.fates = []

    @precondition(lambda self: self.channel.arrived)
    @rule(which=newest, altered=st.booleans())
    def the_channel_tells_of_a_reply(self, which: int, altered: bool) -> None:
        """Sync meets our own words, perhaps before their answer came, perhaps again."""
        reply = self.channel.arrived[which % len(self.channel.arrived)]
        name = self.channel.names[reply.key]
        body = reply.body if not altered or self.known(name) else f" {reply.body}\n"
        echo = Incoming(
            name,
            reply.thread,
            reply.recipient,
            body,
            self.world.clock.now(),
            Direction.OUTBOUND,
            author="us",
            delivery=Delivery.SENT,
            reply_to=reply.reply_to,
        )
        self.run(self.world.hears_page([echo]))

    @rule(which=newest, agent=agents, again=st.booleans())
    def somebody_looks_at_the_outbox(self, which: int, agent: str, again: bool) -> None:
        """They look at the channel first, and never send again what they see there, unless the key keeps it one."""
        found = self.pick("SELECT n, key, state FROM outbox WHERE state IN ('unknown', 'failed', 'queued')", which)
        if found is None:
            return
        n, key, state = found
        arrived, store = key in self.channel.names, self.world.store
        if arrived and state == "unknown" and not (again and self.channel.knows_keys):
            self.run(boxes.mark_sent(store, n, actor=agent))
        elif again and state != "queued":
            self.run(boxes.retry(store, n, actor=agent))
        elif not arrived:
            self.run(boxes.discard(store, n, actor=agent))
            self.desk.promised[n].off = True

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


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def test_whatever_happens_each_approved_reply_arrives_once_and_as_approved() -> None:
    run_state_machine_as_test(
        Decisions,
        settings=settings(max_examples=6, stateful_step_count=30, deadline=None, suppress_health_check=QUIET),
    )


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_the_same_for_much_longer(scale: float) -> None:
    run_state_machine_as_test(
        Decisions,
        settings=settings(
            max_examples=max(20, int(1_000 * scale)),
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=QUIET,
            derandomize=scale < 1,  # the full size looks for what is new, a gate repeats itself
            phases=[Phase.reuse, Phase.generate],  # shrinking sixty steps of a database takes longer than finding them
        ),
    )
