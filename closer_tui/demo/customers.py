"""The director: which customer writes what, and when. A state machine without I/O, the same for the same seed.

Three things make a customer write:

    live        unasked, one burst every 8 to 25 seconds after the start, in an order the seed decides
    then_after  again, while their message still waits; not if a reply came first
    answers     after a reply reached them: the next line they have, one reply at a time
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from random import Random
from typing import Final

from closer_tui.demo.roles import Cast, DemoConversation
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import SECOND

__all__ = ["Director", "Inject"]

BETWEEN_BURSTS: Final = (8 * SECOND, 25 * SECOND)
"""From the end of one customer's burst to the beginning of the next one's."""
WITHIN_A_BURST: Final = (1_500, 4_000)
"""How fast impatient people type, in milliseconds."""
MOOD_SWING: Final = (0.8, 1.25)
"""How much sooner or later than the cast file says somebody writes."""


@dataclass(frozen=True, slots=True)
class Inject:
    """A customer's message, due at `due_at` (milliseconds since the epoch); `id` is its own for the whole demo."""

    id: str
    conversation_id: str
    channel: ChannelKind
    address: str
    body: str
    due_at: int


class Director:
    """Plans everything at `start`, then gives out what is due and reacts to replies.

    Times are milliseconds since the epoch and come from the caller. Nothing is given out twice.
    """

    def __init__(self, cast: Cast, *, seed: int, start: int) -> None:
        self._seed = seed
        self._talks = {(talk.channel, talk.address): talk for talk in cast.conversations}
        self._plan: list[tuple[int, int, Inject]] = []
        self._planned = 0
        self._follow_ups: dict[str, set[str]] = {}
        self._answering: dict[str, str] = {}
        self._answered: dict[str, int] = {}
        self._heard: set[tuple[str, str]] = set()
        last_live = self._plan_live(cast, start)
        for talk in cast.conversations:
            self._plan_follow_ups(talk, start if talk.messages else last_live[talk.id])

    @property
    def planned(self) -> tuple[Inject, ...]:
        """What will still be given out unless something happens, soonest first."""
        return tuple(inject for _, _, inject in sorted(self._plan))

    def next_at(self) -> int | None:
        """When something is due next; None when all customers have said their say."""
        return self._plan[0][0] if self._plan else None

    def next_due(self, now: int) -> list[Inject]:
        """What is due by `now`, in order; it is given out and forgotten."""
        due: list[Inject] = []
        while self._plan and self._plan[0][0] <= now:
            inject = heapq.heappop(self._plan)[2]
            due.append(inject)
            if self._answering.get(inject.conversation_id) == inject.id:
                del self._answering[inject.conversation_id]
        return due

    def on_reply(self, channel: ChannelKind, address: str, body: str, now: int) -> Inject | None:
        """A reply reached a customer: what they will answer, or None.

        None when nobody here has that address, they have nothing left to say, an answer to an earlier reply is
        still on its way (it serves for both), or they have heard these very words: the same reply may be
        reported twice. In any case they no longer ask where the answer is.
        """
        talk = self._talks.get((channel, address))
        if talk is None or (talk.id, body) in self._heard:
            return None
        self._heard.add((talk.id, body))
        self._forget_follow_ups(talk.id)
        number = self._answered.get(talk.id, 0)
        if talk.id in self._answering or number >= len(talk.answers):
            return None
        line = talk.answers[number]
        inject_id = f"{talk.id}/answer/{number}"
        due_at = now + _swung(line.delay_seconds, self._dice(inject_id))
        self._answered[talk.id] = number + 1
        self._answering[talk.id] = inject_id
        return self._add(talk, inject_id, line.body, due_at)

    def _plan_live(self, cast: Cast, start: int) -> dict[str, int]:
        """Put all bursts on the time line; returns when each conversation's last one ends."""
        dice = self._dice("live")
        turns = [talk for talk in cast.conversations for _ in talk.live]
        dice.shuffle(turns)
        done: dict[str, int] = {}
        ends: dict[str, int] = {}
        at = start
        for talk in turns:
            burst = done.get(talk.id, 0)
            done[talk.id] = burst + 1
            at += dice.randint(*BETWEEN_BURSTS)
            for number, body in enumerate(talk.live[burst]):
                at += dice.randint(*WITHIN_A_BURST) if number else 0
                self._add(talk, f"{talk.id}/live/{burst}.{number}", body, at)
            ends[talk.id] = at
        return ends

    def _plan_follow_ups(self, talk: DemoConversation, since: int) -> None:
        # One swing for all lines of a conversation keeps them in their order.
        swing = self._dice(f"{talk.id}/then").uniform(*MOOD_SWING)
        for number, line in enumerate(talk.then_after):
            inject_id = f"{talk.id}/then/{number}"
            self._add(talk, inject_id, line.body, since + int(line.delay_seconds * SECOND * swing))
            self._follow_ups.setdefault(talk.id, set()).add(inject_id)

    def _forget_follow_ups(self, conversation_id: str) -> None:
        gone = self._follow_ups.pop(conversation_id, set())
        if gone:
            self._plan = [entry for entry in self._plan if entry[2].id not in gone]
            heapq.heapify(self._plan)

    def _add(self, talk: DemoConversation, inject_id: str, body: str, due_at: int) -> Inject:
        inject = Inject(inject_id, talk.id, talk.channel, talk.address, body, due_at)
        # The counter keeps the order of what is due at the same moment.
        heapq.heappush(self._plan, (due_at, self._planned, inject))
        self._planned += 1
        return inject

    def _dice(self, purpose: str) -> Random:
        # One generator a purpose: what one customer does never changes another's luck.
        return Random(f"{self._seed}:{purpose}")


def _swung(seconds: int, dice: Random) -> int:
    return int(seconds * SECOND * dice.uniform(*MOOD_SWING))
