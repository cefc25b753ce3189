"""The inbox: views, conversations, and the thread with its draft and composer.

```
reads   Data ─ window of rows ─▶ list        writes  key ─ action ─ Decisions ─▶ Desk
        list settles ─▶ subject ─▶ thread, draft card, contact panel
        bridge ─ feed_moved ─▶ renew: counts, rows, thread; the cursor stays with its conversation
```
Below 100 columns list and thread take turns and the views become tabs; from 160 the contact joins at the right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.events import AppBlur, AppFocus
from textual.timer import Timer

from closer_tui.tui.commands import (
    Command,
    bindings,
    composing,
    conversing,
    deciding,
    listing,
    looking,
    moving,
)
from closer_tui.tui.commands.arranging import ARRANGING
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import DraftGrew, EngineSaid, RowMoved, RowOpened, Settled
from closer_tui.tui.screens.deciding import ON_A_CONVERSATION
from closer_tui.tui.screens.inbox_bulk import InboxBulk
from closer_tui.tui.widgets.titles import FolderTabs

if TYPE_CHECKING:
    from closer_tui.store.views.rows import MessageRow

__all__ = ["InboxScreen"]

QUOTED = 2_000
"""Characters of a message that are quoted."""
READ_SECONDS = 1.2
"""How long a conversation must stand on the screen, looked at, before it counts as read."""


class InboxScreen(InboxBulk):
    """The screen where the day is spent."""

    NAME = "inbox"
    OFFERS: ClassVar[tuple[type[Command], ...]] = (
        *ON_A_CONVERSATION,
        *composing.COMPOSING,
        *listing.LISTING,
        conversing.Write,
        conversing.WriteNote,
        deciding.Tick,
        deciding.ApproveTicked,
        moving.NextNeedingMe,
        moving.ChooseFolder,
        moving.ScrollThreadDown,
        moving.ScrollThreadUp,
        moving.ShowMore,
        looking.Peek,
        *ARRANGING,
        looking.NextHit,
        looking.PreviousHit,
        moving.NextPane,
        moving.PreviousPane,
        moving.Back,
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._read_timer: Timer | None = None
        self._reading: int | None = None
        self._kept_unread: int | None = None
        self._looked_at = True
        self._peeking = False

    # --- reading

    def conversation_shown(self) -> None:
        """Begin to wait until it counts as read."""
        n = self.about.conversation.n if self.about else None
        if n != self._kept_unread:
            self._kept_unread = None
        # News about the same conversation does not begin the moment anew, or a busy shop would never be read.
        if n != self._reading:
            self._wait_to_read(n)

    def _wait_to_read(self, n: int | None) -> None:
        self._reading = n
        if self._read_timer is not None:
            self._read_timer.stop()
        self._read_timer = self.set_timer(READ_SECONDS, self._read, name="read")

    def _read(self) -> None:
        if self.narrow and not self.reading:
            return
        self.leave_here()
        self._mark_read()

    def _mark_read(self) -> None:
        about = self.about
        if about is None or not about.conversation.unread or not self._seen_by_a_person:
            return
        if about.conversation.n != self._kept_unread:
            n = about.conversation.n

            async def read() -> None:
                await (await self.kit.desk()).mark_read(n)

            self.kit.act(read())

    @property
    def _seen_by_a_person(self) -> bool:
        """Whether somebody looks at this screen, and not only to peek."""
        return self._looked_at and self.is_current and not self._peeking

    def action_peek(self) -> None:
        """On or off; going off, what is looked at begins to count."""
        self._peeking = not self._peeking
        self.status.say_mode("peeking: all stays unread" if self._peeking else "")
        words = "Peeking: what you look at stays unread." if self._peeking else "What you look at counts as read again."
        self.kit.tell(words, "information")
        self._wait_to_read(self._reading)

    def action_mark_unread(self) -> None:
        """Toggle; what was marked unread by hand stays so while it is looked at."""
        if self.about and not self.about.conversation.unread:
            self._kept_unread = self.about.conversation.n
        super().action_mark_unread()

    @on(AppBlur)
    def _looked_away(self) -> None:
        self._looked_at = False

    @on(AppFocus)
    def _looked_back(self) -> None:
        self._looked_at = True
        self._wait_to_read(self._reading)

    # --- news

    @on(Settled)
    def _cursor_settled(self) -> None:
        self._show_selected()

    @on(RowMoved)
    def _row_moved(self, event: RowMoved) -> None:
        if event.widget_id == "folders" and (folder := self.folder_list.folder_at(event.index)):
            self._show_folder(folder)

    @on(RowOpened)
    def _row_opened(self, event: RowOpened) -> None:
        if event.widget_id == "folders":
            self.conversations.focus()
            return
        self._show_selected()
        self._turn_to_thread(True)
        self._mark_read()

    @on(FolderTabs.Chosen)
    def _tab_chosen(self, event: FolderTabs.Chosen) -> None:
        self._go_to_folder(event.key)

    def draft_grew(self, news: DraftGrew) -> None:
        """The words of a draft as they come."""
        if self.side is not None:
            self.side.grow(news)

    def engine_said(self, news: EngineSaid) -> None:
        """The state of the engine."""
        self.status.engine_said(news.state)

    # --- moving

    def action_choose_folder(self, index: int) -> None:
        """A view by its number."""
        self.leave_here()
        if folder := self.folder_list.nth(index):
            self._go_to_folder(folder.key)

    def action_scroll_thread_down(self) -> None:
        """The thread, from the list."""
        self._furnished.thread.action_page_down()

    def action_scroll_thread_up(self) -> None:
        """The thread, from the list."""
        self._furnished.thread.action_page_up()

    def action_show_more(self) -> None:
        """More of a long message."""
        self._furnished.thread.action_show_more()

    def action_next_pane(self) -> None:
        """The next pane."""
        if self.narrow:
            self._turn_to_thread(not self.reading)
        else:
            self.focus_next()

    def action_previous_pane(self) -> None:
        """The pane before."""
        if self.narrow:
            self._turn_to_thread(not self.reading)
        else:
            self.focus_previous()

    def action_back(self) -> None:
        """Out of the thread, then out of the ticks, then out of the filter."""
        if self.reading or (not self.conversations.has_focus and not self.folder_list.has_focus):
            self._turn_to_thread(False)
        elif not (self.leave_ticks() or self.leave_filter()):
            self.conversations.focus()

    # --- after it is done

    def action_resolve(self) -> None:
        """Mark as done what is ticked, or this one and go on as the settings say."""
        if self.conversations.ticked:
            super().action_resolve()
        elif about := self.ready():
            n = about.conversation.n
            following = self.conversations.row(self.conversations.cursor + 1)

            async def resolve() -> None:
                if await self.kit.decisions.resolve(about):
                    self._after_resolve(n, following.n if following else None)

            self.kit.act(resolve())

    def _after_resolve(self, n: int, following: int | None) -> None:
        after = self.kit.settings.after_resolve
        self.catch_up()
        self.conversations.renew()
        if after == "stay":
            self._stay_with(n)
        elif after == "list":
            self._turn_to_thread(False)
            self._show_selected()
        else:
            row = self.conversations.selected
            if row is not None and row.n == n and following is not None:
                self.conversations.go_to(following)
            self._show_selected()

    def quote(self, message: MessageRow) -> None:
        """Begin a reply that quotes a message; what is written already stays."""
        said = "\n".join(f"> {line}" for line in message.body[:QUOTED].splitlines())
        self.action_write()
        composer = self._furnished.composer
        composer.insert(f"{said}\n\n" if not composer.text.strip() else f"\n{said}\n")

    def open_conversation(self, n: int, *, find: int = 0) -> None:
        """Show a conversation from elsewhere: a search hit, an escalation, a line of the outbox."""
        self.leave_here()
        # The list must be that of the store, or the place found there would be another conversation's here.
        self.catch_up()
        if not self.conversations.go_to(n):
            self._go_to_folder("all")
            self.conversations.go_to(n)
        self._show_conversation(n, find=find)
        self._turn_to_thread(True)
