"""The half of the decisions that is not about replies: ask for what is missing, do it at the desk, remember how it is
taken back. The same rules as for `decisions`: functions in, no widgets; every method runs in a worker of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from closer_tui.domain.moment import in_words, parse_later
from closer_tui.domain.priority import Priority
from closer_tui.domain.tone import normalise_topic
from closer_tui.store.views.follow_ups import FollowUpRow
from closer_tui.store.views.intents import IntentRow
from closer_tui.tui.asking import Ask, Choice, ReadMoment
from closer_tui.tui.contacting import Contacting
from closer_tui.tui.desk import Desk
from closer_tui.tui.drawing import one_line
from closer_tui.tui.notices import Tell
from closer_tui.tui.subject import Subject
from closer_tui.tui.undo import Step, UndoStack
from closer_tui.tui.when import When
from closer_tui.tui.words import plural

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
FOLLOW_UPS = (
    ("tomorrow 9", "Tomorrow morning"),
    ("3d", "In three days"),
    ("fri 9", "Friday morning"),
    ("next mon 9", "Monday morning"),
    ("1w", "In a week"),
    ("next month", "Next month"),
)
PRIORITIES = (
    (Priority.URGENT, "Urgent", "before everything else"),
    (Priority.HIGH, "High", ""),
    (Priority.NORMAL, "Normal", ""),
    (Priority.LOW, "Low", "when there is time"),
    (Priority.NONE, "None", "take the mark away"),
)


@dataclass(slots=True)
class Work(Contacting):
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

    # --- reminders

    async def follow_up(self, subject: Subject, present: FollowUpRow | None) -> bool:
        """Be reminded at a time, with a note; one that is open can be ended or moved."""
        desk, n = await self.desk(), subject.conversation.n
        if present is not None:
            note = f": {one_line(present.note, 60)}" if present.note else ""
            ends = "It is dealt with" if present.state == "due" else "No reminder after all"
            picked = await self.ask.choose(
                f"{subject.who}, {self.when.moment(present.due_at)}{note}",
                [Choice("end", ends), Choice("again", "Another time")],
            )
            if picked is None:
                return False
            if picked == "end":
                self._recorded(subject, f"{subject.who}: {ends.lower()}", await desk.follow_up_done(n))
                return True
        due_at = await self.ask.moment(f"Follow up with {subject.who}", self._usual(FOLLOW_UPS), self.read_moment())
        if due_at is None:
            return False
        kept = [Choice(present.note, one_line(present.note, 60))] if present is not None and present.note else []
        words = await self.ask.choose(
            "What is to be done then?",
            [*kept, Choice(" ", "Nothing to note")],
            free="a note, for example: call the supplier",
        )
        if words is None:
            return False
        whether = await self.ask.choose(
            "And if the customer writes before that?",
            [Choice("keep", "Remind me all the same"), Choice("unless", "Then no reminder")],
        )
        if whether is None:
            return False
        batch = await desk.follow_up(n, due_at, note=words.strip(), unless_reply=whether == "unless")
        self._recorded(subject, f"Follow up with {subject.who} {self.when.moment(due_at)}", batch)
        return True

    async def pick_follow_up(self, rows: Sequence[FollowUpRow]) -> int | None:
        """Choose one of the reminders that are open; gives its conversation."""
        if not rows:
            self.tell("No reminder is open; L makes one.", "information")
            return None
        choices = [
            Choice(
                str(row.conversation_n),
                f"{'now' if row.state == 'due' else self.when.moment(row.due_at)}  {one_line(row.customer, 30)}",
                one_line(row.note, 60),
            )
            for row in rows
        ]
        picked = await self.ask.choose("Follow up with", choices)
        return None if picked is None else int(picked)

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

    # --- what the bot learns

    async def teach(self, subject: Subject, asked: str, known: Sequence[IntentRow]) -> bool:
        """Say what a question is; the bot takes such questions for that from now on."""
        if not asked.strip():
            self.tell("The customer has asked nothing yet.", "information")
            return False
        choices = [
            Choice(row.name, row.name, "goes to a person" if row.to_person else plural(row.examples, "example"))
            for row in known
        ]
        picked = await self.ask.choose(f"“{one_line(asked, 60)}” is about", choices, free="a short name")
        if not picked or not picked.strip():
            return False
        desk = await self.desk()
        learnt = await desk.intent_teach(picked, asked)
        if not learnt.examples:
            self.tell(f"It knew that this is {learnt.name}.", "information")
            return True

        async def take_back() -> None:
            await (await self.desk()).intent_unlearn(learnt)

        words = f"Taught that this is {learnt.name}"
        self.undo.did(Step(words, take_back, self.when.now(), None, subject.conversation.n))
        self.done()
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
