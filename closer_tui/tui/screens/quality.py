"""The quality page: how the drafts do above, and below the changes that repeated edits propose.

Everything is read in a thread on a reader of its own: the sums take a few milliseconds, the proposals compare texts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.getters import query_one
from textual.widget import Widget

from closer_tui.domain.clock import DAY
from closer_tui.tui.commands import Command, bindings, deciding, going, learning, moving
from closer_tui.tui.commands.by_screen import BY_SCREEN
from closer_tui.tui.drawing import Run, crop, fit, one_line, wrap
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import RowMoved, RowOpened
from closer_tui.tui.quality_lines import quality_lines
from closer_tui.tui.screens.framed import FramedScreen
from closer_tui.tui.undo import Step
from closer_tui.tui.when import When
from closer_tui.tui.widgets.keyed_list import KeyedList
from closer_tui.tui.widgets.lines import LineView

if TYPE_CHECKING:
    from closer_tui.drafting.proposals import Suggestion
    from closer_tui.store.views.quality import Quality

__all__ = ["QualityScreen"]

SPANS = ((30, "a month"), (90, "three months"), (365, "a year"), (7, "a week"))
"""Days that are counted, and what they are called; the first to begin with."""
NOTHING = "Nothing is proposed: no edit was made often enough."


class Report(LineView):
    """The numbers."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*moving.LIST)]

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self._found: Quality | None = None

    def show(self, found: Quality) -> None:
        """Show other numbers."""
        self._found = found
        self.changed()

    def lay_out(self, width: int) -> list[list[Run]]:
        """As the command line prints them, with looks."""
        if self._found is None:
            return [[("Counting …", "muted")]]
        return quality_lines(self._found, self._when.day, width)


class Proposals(KeyedList["Suggestion"]):
    """One line a proposal."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(lambda each: each.key, empty=NOTHING, id=id)

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """What would change, and why."""
        each = self.rows[index]
        name = min(40, max(16, width // 3))
        return [
            ("▌" if index == self.cursor else " ", "accent"),
            (fit(one_line(each.title), name), "plain"),
            ("  ", "plain"),
            (crop(one_line(each.why), max(4, width - name - 3)), "muted"),
        ]


class Evidence(LineView):
    """The edits that make the selected proposal."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._of: Suggestion | None = None

    def show(self, of: Suggestion | None) -> None:
        """Show another's."""
        self._of = of
        self.changed()

    def lay_out(self, width: int) -> list[list[Run]]:
        """Why, then what was drafted and what was sent."""
        if self._of is None:
            return []
        room = max(width - 4, 10)
        lines: list[list[Run]] = [[(" " + line, "plain")] for line in wrap(one_line(self._of.why), room)]
        for row in self._of.evidence:
            lines.append([("  − ", "removed"), (crop(one_line(row.before), room), "muted")])
            lines.append([("  + ", "added"), (crop(one_line(row.after), room), "plain")])
        return lines


class QualityScreen(FramedScreen):
    """The numbers and the proposals."""

    NAME = "quality"
    HINTS = (
        learning.AcceptProposal,
        learning.DismissProposal,
        learning.OtherSpan,
        learning.OtherInbox,
        deciding.Undo,
        moving.Back,
        going.Palette,
        going.Help,
    )
    OFFERS: ClassVar[tuple[type[Command], ...]] = BY_SCREEN["quality"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]
    DEFAULT_CSS = """
    QualityScreen {
        & #report { height: 2fr; }
        & #proposals { height: auto; max-height: 8; border-top: solid $line; }
        & #proposals:focus { border-top: solid $accent; }
        & #evidence { height: auto; max-height: 10; }
    }
    """

    report = query_one("#report", Report)
    proposals = query_one("#proposals", Proposals)
    evidence = query_one("#evidence", Evidence)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._span = 0
        self._inbox = 0
        self._wanted = self._counting = False

    def body(self) -> Iterable[Widget]:
        """Numbers, proposals, the evidence of the selected one."""
        yield Report(self.kit.when, id="report")
        yield Proposals(id="proposals")
        yield Evidence(id="evidence")

    def on_mount(self) -> None:
        """Ready to scroll."""
        self.report.focus()

    def renew_body(self) -> None:
        """Count again, beside the loop. News that comes meanwhile is counted afterwards: ending a count for it would
        leave a busy shop without one."""
        self._wanted = True
        if not self._counting:
            self._counting = True
            self.run_worker(self._count(), name="quality", group="quality", exit_on_error=False)

    async def _count(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                await self._read()
        finally:
            self._counting = False

    async def _read(self) -> None:
        days, said = SPANS[self._span]
        inboxes = self.kit.data.inboxes()
        chosen = next((row for row in inboxes if row.n == self._inbox), None)
        since = self.kit.when.now() - days * DAY
        found = await asyncio.to_thread(self.kit.data.quality, since, self._inbox)
        aside = f"{said}, {one_line(chosen.name or chosen.id, 40) if chosen else 'all inboxes'}"
        self.heading.show("Quality", aside, style="$muted")
        if found is None:
            return
        numbers, proposed = found
        self.report.show(numbers)
        self.proposals.show(proposed)
        self._looked()

    @on(RowMoved)
    def _looked(self) -> None:
        each = self.proposals.selected
        self.grace.about(None if each is None else each.key)
        self.evidence.display = each is not None
        self.evidence.show(each)
        self.hints.refresh()

    @on(RowOpened)
    def _opened(self) -> None:
        self.action_open()

    def why_not(self, action: str) -> str | None:
        """Deciding needs a proposal."""
        if not self.is_mounted:
            return None
        if action == "undo" and self.kit.undo.newest(self.kit.when.now()) is None:
            return "There is nothing to take back."
        if action in {"accept_proposal", "dismiss_proposal"} and self.proposals.selected is None:
            return NOTHING
        return None

    def action_open(self) -> None:
        """The conversation of the newest edit that says so."""
        if (each := self.proposals.selected) and each.evidence:
            self.kit.show(each.evidence[0].conversation_n, 0)

    def action_next_pane(self) -> None:
        """Between the numbers and the proposals."""
        (self.report if self.proposals.has_focus else self.proposals).focus()

    def action_other_span(self) -> None:
        """The next span."""
        self._span = (self._span + 1) % len(SPANS)
        self.renew_body()

    def action_other_inbox(self) -> None:
        """The next inbox; after the last, all of them."""
        numbers = [0, *(row.n for row in self.kit.data.inboxes())]
        here = numbers.index(self._inbox) if self._inbox in numbers else 0
        self._inbox = numbers[(here + 1) % len(numbers)]
        self.renew_body()

    def action_accept_proposal(self) -> None:
        """After a yes, because it changes what the bot writes from now on."""
        each = self.proposals.selected
        if each is None or not self.trusted():
            return

        async def accept() -> None:
            if not await self.kit.ask.confirm(f"{one_line(each.title, 60)}?", [one_line(each.why)], yes="change it"):
                return
            desk = await self.kit.desk()
            self._did(f"Accepted: {one_line(each.title, 60)}", await desk.proposal_accept(each))

        self.kit.act(accept())

    def action_dismiss_proposal(self) -> None:
        """It is gone until later edits say the same."""
        each = self.proposals.selected
        if each is None or not self.trusted():
            return

        async def dismiss() -> None:
            desk = await self.kit.desk()
            self._did(f"Dismissed: {one_line(each.title, 60)}", await desk.proposal_dismiss(each.key))

        self.kit.act(dismiss())

    def _did(self, words: str, batch: str) -> None:
        async def take_back() -> None:
            await (await self.kit.desk()).take_back(batch)
            self.renew_body()

        self.kit.undo.did(Step(words, take_back, self.kit.when.now()))
        self.kit.decisions.done()
        self.renew_body()
