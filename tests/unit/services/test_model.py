"""The whole decision core against a model: whatever people, customers, worker and channel do, in whatever order, each
approved reply arrives once, as it was approved, and nothing else does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from closer_tui.domain.clock import HOUR
from closer_tui.domain.draft import DraftState
from closer_tui.domain.errors import Conflict, Refused
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.message import Delivery, Direction
from closer_tui.domain.sync import Incoming
from closer_tui.services import approve as deciding
from closer_tui.services import compose, halting, handing_back, moving_back, ownership, triage
from closer_tui.services import outbox as boxes
from tests.support.scripted_channel import Fate, ScriptedChannel
from tests.unit.services.decisions_world import ABLE, CUSTOMERS, DecisionsWorld, Promise

REFUND = EscalationCall("refunds", EscalationReason.TOPIC, "money back")
customers = st.sampled_from(range(1, len(CUSTOMERS) + 1))
agents = st.sampled_from(("ana", "ben"))
newest = st.sampled_from((0, 0, 0, 0, 1, 1, 2, 5))
MOVES = ("take", "claim", "escalate", "hand back", "unassign", "undo")
INTERRUPTIONS = ("writes", "taken", "answered", "escalated", "resolved", "fails", "stopped")
fates = st.lists(st.sampled_from(list(Fate)), max_size=4)


class Decisions(DecisionsWorld):
    """What people and machines do."""

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
        written = self.run(self.worker.round())
        assert not (self.halted and written), "the bot wrote though it was stopped"

    @rule(stop=st.sampled_from((True, False, False)), agent=agents)
    def somebody_stops_the_bot_or_lets_it_go_on(self, stop: bool, agent: str) -> None:
        if stop:
            self.run(self.stops(agent))
        elif self.halted:
            self.run(halting.resume(self.world.store, actor=agent))
            self.halted = False

    @rule(
        n=customers,
        agent=agents,
        what=st.sampled_from(INTERRUPTIONS),
    )
    def something_happens_while_the_worker_writes(self, n: int, agent: str, what: str) -> None:
        acts: dict[str, Callable[[], Awaitable[object]]] = {
            "writes": lambda: self.says(n, self.words("question")),
            "taken": lambda: ownership.take(self.world.store, n, actor=agent),
            "answered": lambda: self.promise_reply(n, agent, 0),
            "escalated": lambda: ownership.escalate(self.world.store, n, REFUND, actor=agent),
            "resolved": lambda: self.if_it_can(triage.resolve(self.world.store, n, actor=agent)),
            "stopped": lambda: self.stops(agent),
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
