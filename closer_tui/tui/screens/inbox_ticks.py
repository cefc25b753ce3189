"""Going about the list: what is ticked, where one was, and the next of a kind."""

from __future__ import annotations

from textual import on

from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import RowTicked
from closer_tui.tui.screens.inbox_views import InboxViews
from closer_tui.tui.ticks import NOTHING, Ticks
from closer_tui.tui.visits import Place, Visits

__all__ = ["InboxTicks"]


class InboxTicks(InboxViews):
    """The actions of `commands.listing.TICKING` and `WALKING`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._visits = Visits()
        self._ticked_last = NOTHING

    # --- ticks

    @on(RowTicked)
    def _row_ticked(self) -> None:
        self._title_list()
        self.refresh_hints()

    def action_tick(self) -> None:
        """Tick from anywhere."""
        self.conversations.action_tick()

    def action_tick_range(self) -> None:
        """Begin a range, or end it."""
        if self.conversations.ranging:
            self.conversations.end_range(keep=True)
        else:
            self.conversations.begin_range()
            self.conversations.focus()

    def action_tick_all(self) -> None:
        """Everything in the view; again nothing."""
        everything = Ticks(of=self.listed)
        whole = self.conversations.ticked == everything
        self._tick(NOTHING if whole else everything)

    def action_tick_others(self) -> None:
        """The other ones of this view."""
        self._tick(self.conversations.ticked.inverted(self.listed))

    def action_tick_again(self) -> None:
        """What was ticked last."""
        if self._ticked_last:
            self._tick(self._ticked_last)
        else:
            self.kit.tell("Nothing was ticked before.", "information")

    def _tick(self, ticks: Ticks) -> None:
        if self.conversations.ticked:
            self._ticked_last = self.conversations.ticked
        self.conversations.tick(ticks)

    def leave_ticks(self) -> bool:
        """Out of a range, or out of the ticks; False when there is neither."""
        if self.conversations.ranging:
            self.conversations.end_range(keep=False)
        elif self.conversations.ticked:
            self._tick(NOTHING)
        else:
            return False
        return True

    # --- walking

    def leave_here(self) -> None:
        """Remember where one is."""
        row = self.about.conversation if self.about else self.conversations.selected
        if row is not None:
            self._visits.visit(Place(self.folder.key, row.n))

    def action_go_back(self) -> None:
        """Where one was before."""
        row = self.about.conversation if self.about else None
        place = self._visits.back(row.n if row else None)
        if place is None:
            self.kit.tell("There is nothing to go back to yet.", "information")
            return
        if not self.conversations.go_to(place.conversation_n):
            if self.folder.key != place.view:
                self._go_to_folder(place.view)
            if not self.conversations.go_to(place.conversation_n):
                self._go_to_folder("all")
                self.conversations.go_to(place.conversation_n)
        self._show_selected()

    def action_next_needing_me(self) -> None:
        """The next conversation of the first view."""
        self.leave_here()
        if self.folder.key != "needs":
            self._go_to_folder("needs")
        else:
            self.conversations.move(1)

    def action_next_unread(self) -> None:
        """The next one, or the first from the top when none follows."""
        self._to_unread(before=False)

    def action_previous_unread(self) -> None:
        """The one before."""
        self._to_unread(before=True)

    def _to_unread(self, *, before: bool) -> None:
        here = self.conversations.selected
        row = self.listed.neighbour(here.n if here else None, "is:unread", before=before)
        if row is None and not before:
            row = self.listed.neighbour(None, "is:unread")
        if row is None or (here is not None and row.n == here.n):
            where = "above this one" if before else "in this view"
            self.kit.tell(f"Nothing else is unread {where}.", "information")
            return
        self.leave_here()
        self.conversations.go_to(row.n)
