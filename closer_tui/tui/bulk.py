"""Acting on everything that is ticked: count it, say what will happen, do it with the screen alive, remember the undo.

Like `decisions`, it is given functions and knows no widgets; every method runs in a worker of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from closer_tui.domain.bulk import BulkAction, Facts, Pick, Preview
from closer_tui.tui.asking import Ask
from closer_tui.tui.desk import Desk
from closer_tui.tui.drawing import crop, one_line
from closer_tui.tui.notices import Tell
from closer_tui.tui.ticks import Ticks
from closer_tui.tui.undo import Step, UndoStack
from closer_tui.tui.when import When
from closer_tui.tui.words import number, plural

__all__ = ["BulkWork", "lines_of"]

BREATH_SECONDS = 0.002
"""Between two thousand conversations looked at, so that keys are answered."""

ASKS = {
    BulkAction.APPROVE: ("Approve {drafts}?", "approve {n}", "Approved {drafts}"),
    BulkAction.RESOLVE: ("Mark {many} as done?", "mark {n} as done", "{many} done"),
    BulkAction.REOPEN: ("Open {many} again?", "open {n}", "Opened {many} again"),
    BulkAction.SPAM: ("Mark {many} as spam?", "mark {n} as spam", "{many} marked as spam"),
    BulkAction.SNOOZE: ("Snooze {many} until {value}?", "snooze {n}", "Snoozed {many} until {value}"),
    BulkAction.TAG: ("Tag {many} with {value}?", "tag {n}", "Tagged {many} with {value}"),
    BulkAction.UNTAG: ("Take the tag {value} from {many}?", "untag {n}", "Took the tag {value} from {many}"),
    BulkAction.ASSIGN: ("Give {many} to {value}?", "give {n}", "Gave {many} to {value}"),
    BulkAction.READ: ("Mark {many} as read?", "mark {n} as read", "{many} marked as read"),
    BulkAction.UNREAD: ("Mark {many} as unread?", "mark {n} as unread", "{many} marked as unread"),
}
"""The question, the answer, and what was done."""


@dataclass(slots=True)
class BulkWork:
    """`facts` looks conversations up; `working` shows how far it has come (None: done with it)."""

    desk: Callable[[], Awaitable[Desk]]
    ask: Ask
    tell: Tell
    undo: UndoStack
    when: When
    hold_ms: int
    done: Callable[[], None]
    facts: Callable[[Sequence[int]], Sequence[Facts]]
    working: Callable[[str | None], None] = lambda _words: None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    busy: bool = False

    def stop(self) -> bool:
        """What is not done yet stays undone; False when nothing is being done."""
        if self.busy:
            self._stop.set()
        return self.busy

    async def act(self, ticks: Ticks, action: BulkAction, value: str | int = "", *, called: str = "") -> bool:
        """Ask and do; `called` is what `value` is on the screen. False when nothing was done."""
        if self.busy:
            self.tell("The last action on many is still going on; esc stops it.", "information")
            return False
        self.busy = True
        self._stop.clear()
        try:
            return await self._act(ticks, action, value, called or str(value))
        finally:
            self.busy = False
            self.working(None)

    async def _act(self, ticks: Ticks, action: BulkAction, value: str | int, called: str) -> bool:
        preview = await self._preview(ticks, action, value)
        if not preview.picks:
            why = "; ".join(f"{number(count)} {why}" for why, count in preview.left.items())
            self.tell(f"Nothing to do: {why}." if why else "Tick conversations with space first.", "warning")
            return False
        question, yes, did = (self._filled(words, len(preview.picks), called) for words in ASKS[action])
        if not await self.ask.confirm(question, lines_of(preview), yes=yes):
            return False
        return await self._do(preview.picks, action, value, called, did)

    async def _preview(self, ticks: Ticks, action: BulkAction, value: str | int) -> Preview:
        preview = Preview(action, value)
        for numbers in ticks.chunks():
            preview.add(self.facts(numbers))
            self.working(f"looking at {number(preview.total)}")
            await asyncio.sleep(BREATH_SECONDS)
            if self._stop.is_set():
                return Preview(action, value)
        return preview

    async def _do(self, picks: Sequence[Pick], action: BulkAction, value: str | int, called: str, did: str) -> bool:
        def progress(done: int, of: int) -> None:
            self.working(f"{number(done)} of {number(of)} · esc stops")

        desk = await self.desk()
        result = await desk.bulk(action, value, picks, hold_ms=self.hold_ms, progress=progress, stop=self._stop.is_set)
        if result.done:
            words = self._filled(ASKS[action][2], result.done, called)
            self._remember(words + (" before you stopped it" if result.stopped else ""), result.batch, result.leaves_at)
        if result.left:
            reasons = dict.fromkeys(why for _, why in result.left)
            few = "; ".join(one_line(why, 80) for why in list(reasons)[:3])
            self.tell(f"{plural(len(result.left), 'conversation')} changed meanwhile and stayed: {few}.", "warning")
        self.done()
        return bool(result.done)

    def _remember(self, words: str, batch: str, until: int | None) -> None:
        async def take_back() -> None:
            def progress(done: int, of: int) -> None:
                self.working(f"taking back {number(done)} of {number(of)}")

            try:
                back = await (await self.desk()).take_back_many(batch, progress=progress)
            finally:
                self.working(None)
            if back.refused:
                of = back.count + len(back.refused)
                self.tell(
                    f"{number(back.count)} of {number(of)} put back; the others changed since:"
                    f" {one_line(back.refused[0], 120)}",
                    "warning",
                )

        self.undo.did(Step(words, take_back, self.when.now(), until))

    def _filled(self, words: str, count: int, called: str) -> str:
        return words.format(
            many=plural(count, "conversation"),
            drafts=plural(count, "draft"),
            n=number(count),
            value=one_line(called, 60),
        )


def lines_of(preview: Preview) -> list[str]:
    """What will happen: the first names, how many more, and who is left out and why."""
    names = [crop(one_line(name), 30) or "a customer without a name" for name in preview.names]
    more = len(preview.picks) - len(names)
    lines = [", ".join(names) + (f" and {number(more)} more." if more else ".")]
    if preview.left:
        lines += ["", "Left out:"]
        lines += [f"  {number(count)} {'is' if count == 1 else 'are'} {why}" for why, count in preview.left.items()]
    return lines
