"""The half of the decisions that is not about replies: ask for what is missing, do it at the desk, remember how it is
taken back. The same rules as for `decisions`: functions in, no widgets; every method runs in a worker of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from closer_tui.domain.moment import in_words, parse_later
from closer_tui.domain.priority import Priority
from closer_tui.domain.tone import normalise_topic
from closer_tui.tui.asking import Ask, Choice, ReadMoment
from closer_tui.tui.desk import Desk
from closer_tui.tui.notices import Tell
from closer_tui.tui.subject import Subject
from closer_tui.tui.undo import Step, UndoStack
from closer_tui.tui.when import When

__all__ = ["Work"]

SNOOZES = (
    ("in 1h", "In an hour"),
    ("in 3h", "In three hours"),
    ("end of day", "End of the day"),
    ("tomorrow 9", "Tomorrow morning"),
    ("next mon 9", "Monday morning"),
    ("next week", "Next week"),
    ("1w", "In a week"),
)
PRIORITIES = (
    (Priority.URGENT, "Urgent", "before everything else"),
    (Priority.HIGH, "High", ""),
    (Priority.NORMAL, "Normal", ""),
    (Priority.LOW, "Low", "when there is time"),
    (Priority.NONE, "None", "take the mark away"),
)


@dataclass(slots=True)
class Work:
    """The work of one person. `desk` opens the desk on first use; `done` is called after each."""

    desk: Callable[[], Awaitable[Desk]]
    ask: Ask
    tell: Tell
    undo: UndoStack
    when: When
    done: Callable[[], None]

    # --- where it stands

    async def snooze(self, subject: Subject) -> bool:
        """Put it away until later."""
        until = await self.snooze_until(f"Snooze {subject.who}; a new message ends it")
        if until is None:
            return False
        desk = await self.desk()
        batch = await desk.snooze(subject.conversation.n, until)
        self._recorded(subject, f"Snoozed {subject.who} until {self.when.moment(until)}", batch)
        return True

    async def snooze_until(self, title: str) -> int | None:
        """Ask for the moment (ms) at which it comes back."""
        return await self.ask.moment(title, self._usual(SNOOZES), self.read_moment())

    def read_moment(self) -> ReadMoment:
        """How this person's words become times."""
        when = self.when
        return ReadMoment(
            lambda text: parse_later(text, when.now(), when.zone), lambda at: in_words(at, when.now(), when.zone)
        )

    def _usual(self, times: Sequence[tuple[str, str]]) -> list[Choice]:
        now, zone = self.when.now(), self.when.zone
        return [Choice(words, label, self.when.moment(parse_later(words, now, zone))) for words, label in times]

    async def resolve(self, subject: Subject) -> bool:
        """Mark as done."""
        batch = await (await self.desk()).resolve(subject.conversation.n)
        self._recorded(subject, f"{subject.who} is done", batch)
        return True

    async def reopen(self, subject: Subject) -> bool:
        """Open again."""
        batch = await (await self.desk()).reopen(subject.conversation.n)
        self._recorded(subject, f"Opened {subject.who} again", batch)
        return True

    async def spam(self, subject: Subject) -> bool:
        """Mark as spam."""
        batch = await (await self.desk()).spam(subject.conversation.n)
        self._recorded(subject, f"{subject.who} is spam", batch)
        return True

    async def priority(self, subject: Subject) -> bool:
        """Say how much it presses."""
        present = subject.conversation.priority
        picked = await self.ask.choose(
            f"How much does {subject.who} press?",
            [
                Choice(str(int(value)), label, "now" if value == present else detail)
                for value, label, detail in PRIORITIES
            ],
            start=str(present),
        )
        if picked is None or int(picked) == present:
            return False
        priority = Priority(int(picked))
        batch = await (await self.desk()).set_priority(subject.conversation.n, priority)
        self._recorded(subject, f"{subject.who}: priority {priority.word}", batch)
        return True

    # --- tags

    async def tag(self, subject: Subject, known: Sequence[str]) -> bool:
        """Add a tag, or take it away when it is there."""
        has = set(subject.conversation.tags)
        picked = await self.ask.choose(
            f"Tag {subject.who}",
            [Choice(tag, tag, "takes it away" if tag in has else "") for tag in dict.fromkeys([*sorted(has), *known])],
            free="a tag",
        )
        tag = normalise_topic(picked or "")
        if not tag:
            return False
        desk, n = await self.desk(), subject.conversation.n
        if tag in has:
            self._recorded(subject, f"Took the tag {tag} from {subject.who}", await desk.untag(n, tag))
        else:
            self._recorded(subject, f"Tagged {subject.who} with {tag}", await desk.tag(n, tag))
        return True

    # --- taking back

    def _recorded(self, subject: Subject | None, words: str, batch: str | None) -> None:
        """Remember how to take it back; without a batch nothing changed."""
        if batch is None:
            self.done()
            return

        async def take_back() -> None:
            back = await (await self.desk()).take_back(batch)
            for why in back.refused[:3]:
                self.tell(f"One was left as it is: {why}", "warning")

        n = subject.conversation.n if subject else None
        self.undo.did(Step(words, take_back, self.when.now(), None, n))
        self.done()
