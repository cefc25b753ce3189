"""The director under any order of waiting and replying: nothing twice, no answer without a reply, none lost."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from closer_tui.demo.cast import load_cast
from closer_tui.demo.customers import Director, Inject
from closer_tui.demo.roles import DemoConversation
from closer_tui.domain.clock import HOUR, SECOND

START = 1_779_434_043_000
CAST = load_cast()
TALKATIVE = [talk for talk in CAST.conversations if talk.answers]


class Customers(RuleBasedStateMachine):
    """Time passes, the owner replies; what comes out is written down and judged."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.said: list[Inject] = []
        self.replies: dict[str, list[int]] = {}
        self.promised: set[str] = set()

    @initialize(seed=st.integers(0, 5))
    def begin(self, seed: int) -> None:
        self.director = Director(CAST, seed=seed, start=START)
        self.scheduled = {inject.id for inject in self.director.planned}

    @rule(seconds=st.integers(0, 90))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds * SECOND
        due = self.director.next_due(self.now)
        assert all(inject.due_at <= self.now for inject in due)
        assert [inject.due_at for inject in due] == sorted(inject.due_at for inject in due)
        self.said += due

    @rule(talk=st.sampled_from(TALKATIVE), words=st.sampled_from(["Yes.", "No.", "Maybe, ask Kevin."]))
    def the_owner_replies(self, talk: DemoConversation, words: str) -> None:
        self.replies.setdefault(talk.id, []).append(self.now)
        answer = self.director.on_reply(talk.channel, talk.address, words, self.now)
        if answer is not None:
            assert answer.due_at > self.now
            assert answer.conversation_id == talk.id
            self.promised.add(answer.id)

    @precondition(lambda self: len(self.said) > 3)
    @rule()
    def everybody_finishes(self) -> None:
        self.now += HOUR
        self.said += self.director.next_due(self.now)
        assert self.director.next_at() is None
        assert self.promised <= {inject.id for inject in self.said}, "a promised answer never came"

    @invariant()
    def nothing_is_said_twice(self) -> None:
        assert len({inject.id for inject in self.said}) == len(self.said)

    @invariant()
    def every_answer_follows_a_reply_of_its_own(self) -> None:
        for inject in self.said:
            if inject.id in self.promised:
                times = self.replies[inject.conversation_id]
                number = int(inject.id.rsplit("/", 1)[1])
                assert len(times) > number
                assert times[number] < inject.due_at
            else:
                assert inject.id in self.scheduled

    @invariant()
    def live_messages_never_get_lost(self) -> None:
        known = {inject.id for inject in self.said} | {inject.id for inject in self.director.planned}
        assert {inject_id for inject_id in self.scheduled if "/live/" in inject_id} <= known


TestCustomers = Customers.TestCase
TestCustomers.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
