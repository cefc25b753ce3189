"""Decisions on who has a conversation: take, claim, give away, hand back, escalate; each with the way back.

A part of `Decisions`, which brings what is needed to ask, to do and to remember.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.tone import normalise_topic
from closer_tui.tui.asking import Ask, Choice
from closer_tui.tui.desk import Desk
from closer_tui.tui.drawing import one_line
from closer_tui.tui.notices import Tell
from closer_tui.tui.subject import Subject

__all__ = ["Owning"]


class Owning:
    """What `Decisions` inherits. `_remember` puts a step on the undo stack."""

    __slots__ = ()

    desk: Callable[[], Awaitable[Desk]]
    ask: Ask
    tell: Tell

    def _remember(self, subject: Subject | None, words: str, take_back: Callable[[], Awaitable[None]]) -> None:
        raise NotImplementedError

    def _moved(self, subject: Subject, words: str, desk: Desk, move_n: int | None) -> bool:
        """The conversation has another owner; z gives it back. False when nothing changed."""
        if move_n is None:
            self.tell(f"{subject.who}: nothing to change.", "information")
            return False
        self._remember(subject, words, lambda: desk.undo_move(move_n))
        return True

    async def take(self, subject: Subject) -> bool:
        """Take over, or claim from a queue."""
        if subject.conversation.owner_kind == "queue":
            return await self.claim(subject)
        desk = await self.desk()
        return self._moved(subject, f"Took over {subject.who}", desk, await desk.take(subject.conversation.n))

    async def claim(self, subject: Subject) -> bool:
        """Take it out of its queue; of several who try at once, one gets it."""
        desk = await self.desk()
        topic = one_line(subject.conversation.owner_name, 40)
        move_n = await desk.claim(subject.conversation.n)
        return self._moved(subject, f"Took {subject.who} out of #{topic}", desk, move_n)

    async def hand_back(self, subject: Subject) -> bool:
        """Give it back to the bot with what it must know."""
        n = subject.conversation.n
        summary = await self.ask.hand_over(n, subject.who)
        if summary is None:
            return False
        desk = await self.desk()
        move_n = await desk.hand_back(n, summary=summary)
        self.ask.handed_over(n)
        return self._moved(subject, f"Handed {subject.who} back", desk, move_n)

    async def escalate(self, subject: Subject, topics: Sequence[str]) -> bool:
        """Put it into a queue."""
        picked = await self.ask.choose(
            f"Escalate {subject.who} to",
            [Choice(topic, "#" + topic) for topic in topics],
            free="a topic",
        )
        topic = normalise_topic(picked or "")
        if not topic:
            return False
        desk = await self.desk()
        move_n = await desk.escalate(subject.conversation.n, EscalationCall(topic, EscalationReason.BY_HAND))
        return self._moved(subject, f"Escalated {subject.who} to #{topic}", desk, move_n)

    async def assign(self, subject: Subject) -> bool:
        """Give it to a colleague."""
        desk = await self.desk()
        agent = await self.ask.choose(f"Give {subject.who} to", [Choice(desk.actor, "Me")], free="a name")
        if not agent:
            return False
        move_n = await desk.assign(subject.conversation.n, agent)
        return self._moved(subject, f"Gave {subject.who} to {one_line(agent, 40)}", desk, move_n)

    async def unassign(self, subject: Subject) -> bool:
        """Leave it to nobody in particular."""
        desk = await self.desk()
        move_n = await desk.unassign(subject.conversation.n)
        return self._moved(subject, f"Left {subject.who} to nobody", desk, move_n)
