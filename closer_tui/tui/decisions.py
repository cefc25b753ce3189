"""What follows a decision key: ask for what is missing, do it at the desk, remember how to take it back.

It knows neither widgets nor the App; it is given functions. Every method runs in a worker of its own, so two keys
in a row are two decisions, each about what was on the screen when its key was pressed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from closer_tui.domain.draft import CheckLevel, DraftState
from closer_tui.domain.errors import Contested
from closer_tui.domain.moment import in_words, parse_later
from closer_tui.domain.policy import may_bulk_approve
from closer_tui.domain.presence import Began
from closer_tui.store.views.rows import DraftRow
from closer_tui.tui.asking import Choice, ReadMoment
from closer_tui.tui.desk import Approved
from closer_tui.tui.drawing import crop, one_line
from closer_tui.tui.owning import Owning
from closer_tui.tui.subject import Subject
from closer_tui.tui.undo import Step
from closer_tui.tui.words import REJECT_REASONS, plural
from closer_tui.tui.work import Work

__all__ = ["Decisions"]


LATER = (
    ("in 1 hour", "In an hour"),
    ("in 3 hours", "In three hours"),
    ("tomorrow 9", "Tomorrow morning"),
    ("next monday 9", "Monday morning"),
)
"""Moments to send at that most people want."""


class Send(Protocol):
    """Sends a reply; `anyway`, whoever else answers. Raises Contested otherwise."""

    def __call__(self, *, anyway: bool) -> Awaitable[Approved]:
        """What it led to."""


@dataclass(slots=True)
class Decisions(Owning, Work):
    """The decisions of one person; a reply leaves `hold_ms` after it was approved."""

    hold_ms: int

    # --- drafts

    async def approve(self, subject: Subject, body: str | None = None, *, send_at: int | None = None) -> bool:
        """Approve the draft, in other words if given. A stale one only after an explicit yes. With `send_at` (ms) it
        leaves at that moment."""
        draft = subject.draft
        if draft is None:
            return False
        stale = draft.state == "stale"
        if stale and not await self._agree_to_stale(subject):
            return False
        desk = await self.desk()

        async def approve(*, anyway: bool) -> Approved:
            return await desk.approve(
                draft.n,
                revision=draft.revision,
                body=body,
                hold_ms=self.hold_ms,
                accept_stale=stale,
                send_at=send_at,
                anyway=anyway,
            )

        approved = await self._unless_contested(approve)
        if approved is None:
            return False
        words = f"{'Edited and approved' if approved.edited else 'Approved'} for {subject.who}"
        self._leaving(subject, approved, words + self._at(send_at), body if approved.edited else None)
        return True

    def _at(self, send_at: int | None) -> str:
        return "" if send_at is None else f": leaves {self.when.moment_and_time(send_at)}"

    async def _agree_to_stale(self, subject: Subject) -> bool:
        said = [f"“{crop(one_line(message.body), 160)}”" for message in subject.arrived[-3:]]
        return await self.ask.confirm(
            f"{subject.who} wrote again after this was drafted",
            [*said, "Send the reply as it is, although it does not know this?"],
            yes="send it anyway",
        )

    async def reject(self, subject: Subject) -> bool:
        """Reject the draft with a reason."""
        draft = subject.draft
        if draft is None:
            return False
        reason = await self.ask.choose(
            "Why not this draft?",
            [Choice(reason, reason) for reason in REJECT_REASONS],
            free="choose a reason, or write your own",
        )
        if reason is None:
            return False
        desk = await self.desk()
        await desk.reject(draft.n, reason=reason)
        self._did(subject, f"Rejected the draft for {subject.who}", lambda: desk.undo_reject(draft.n))
        return True

    async def redraft(self, subject: Subject) -> bool:
        """Ask for another draft, with an instruction if there is one."""
        instruction = await self.ask.choose(
            "Draft again",
            [
                Choice(" ", "Just try again"),
                Choice("Shorter.", "Shorter"),
                Choice("Warmer.", "Warmer"),
                Choice("More formal.", "More formal"),
                Choice("Ask what is missing instead of answering.", "Ask back first"),
            ],
            free="what should be different? (or choose)",
        )
        if instruction is None:
            return False
        desk = await self.desk()
        await desk.redraft(subject.conversation.n, instruction=instruction.strip())
        self.done()
        return True

    async def approve_many(self, subjects: Sequence[Subject]) -> bool:
        """Approve the up-to-date drafts that raised no doubt, after a yes to their number."""
        ready = [subject for subject in subjects if subject.draft is not None and _clean(subject.draft)]
        left = len(subjects) - len(ready)
        if not ready:
            self.tell("None of the ticked conversations has a draft that is up to date and without doubts.", "warning")
            return False
        lines = [f"{plural(len(ready), 'reply', 'replies')} will leave, to:"]
        lines += [f"  {subject.who}" for subject in ready[:8]]
        lines += [f"  and {len(ready) - 8} more"] if len(ready) > 8 else []
        if left:
            lines.append(f"{plural(left, 'other')} stay: no draft, out of date, or a check raised a doubt.")
        if not await self.ask.confirm(f"Approve {plural(len(ready), 'draft')}?", lines, yes=f"approve {len(ready)}"):
            return False
        desk = await self.desk()
        picked = [(subject.draft.n, subject.draft.revision) for subject in ready if subject.draft]
        result = await desk.approve_many(picked, hold_ms=self.hold_ms)
        if result.approved:
            approved = list(result.approved)

            async def take_all_back() -> None:
                for one in approved:
                    await desk.undo_approval(one.outbox_n)

            until = min(one.leaves_at for one in approved)
            self._did(None, f"Approved {plural(len(approved), 'draft')}", take_all_back, until=until)
        for _, why in result.refused[:3]:
            self.tell(f"One was not approved: {one_line(why)}", "warning")
        return True

    # --- replies and notes

    async def reply(
        self, subject: Subject, body: str, began: Began | None = None, *, send_at: int | None = None
    ) -> bool:
        """Send what the person wrote, at `send_at` (ms) if given, having `began` from what stood there then (else from
        what stands there now)."""
        desk = await self.desk()
        row = subject.conversation
        seen = began or Began(row.last_public, row.owner_epoch)

        async def send(*, anyway: bool) -> Approved:
            return await desk.reply(row.n, body, hold_ms=self.hold_ms, send_at=send_at, began=seen, anyway=anyway)

        approved = await self._unless_contested(send)
        if approved is None:
            return False
        self._leaving(subject, approved, f"Reply to {subject.who}{self._at(send_at)}", body)
        return True

    async def _unless_contested(self, send: Send) -> Approved | None:
        """Send; where somebody else answers or has answered, only after a yes. None when there was none."""
        try:
            return await send(anyway=False)
        except Contested as error:
            lines = ["Two answers would reach the customer. What you wrote stays where it is if you leave it."]
            if not await self.ask.confirm(error.message, lines, yes="send mine anyway"):
                return None
        return await send(anyway=True)

    async def ask_when(self, subject: Subject) -> int | None:
        """The moment (ms) a reply should leave; None when the person thought better of it."""
        now, when = self.when.now(), self.when
        choices = [
            Choice(words, label, when.moment_and_time(parse_later(words, now, when.zone))) for words, label in LATER
        ]
        read = ReadMoment(
            lambda text: parse_later(text, when.now(), when.zone), lambda at: in_words(at, when.now(), when.zone)
        )
        return await self.ask.moment(f"Send to {subject.who} later; not if they write first", choices, read)

    async def note(self, subject: Subject, body: str) -> bool:
        """Keep a note."""
        await (await self.desk()).note(subject.conversation.n, body)
        self.done()
        return True

    # --- conversations

    async def toggle_unread(self, subject: Subject) -> bool:
        """Unread if it is read, read if it is unread."""
        desk, n = await self.desk(), subject.conversation.n
        if subject.conversation.unread:
            await desk.mark_read(n)
        else:
            await desk.mark_unread(n)
        self.done()
        return True

    # --- taking back

    async def take_back(self) -> Step | None:
        """Undo the newest step that can still be undone, and give it back."""
        step = self.undo.newest(self.when.now())
        if step is None:
            self.tell("There is nothing to take back: what left has left, and nothing else was done.", "information")
            return None
        # Gone from the stack first, so that a second press does not take the same step back twice.
        self.undo.take(step)
        await step.take_back()
        self.done()
        self.tell(f"Taken back: {step.words}", "information")
        return step

    def _remember(self, subject: Subject | None, words: str, take_back: Callable[[], Awaitable[None]]) -> None:
        self._did(subject, words, take_back)

    def _leaving(self, subject: Subject, approved: Approved, words: str, text: str | None) -> None:
        async def take_back() -> None:
            await (await self.desk()).undo_approval(approved.outbox_n)

        self._did(subject, words, take_back, until=approved.leaves_at, text=text)

    def _did(
        self,
        subject: Subject | None,
        words: str,
        take_back: Callable[[], Awaitable[None]],
        *,
        until: int | None = None,
        text: str | None = None,
    ) -> None:
        n = subject.conversation.n if subject else None
        self.undo.did(Step(words, take_back, self.when.now(), until, n, text or ""))
        self.done()


def _clean(draft: DraftRow) -> bool:
    return may_bulk_approve(DraftState(draft.state), [CheckLevel(check.level) for check in draft.checks]).ok
