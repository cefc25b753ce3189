"""The panes of the inbox, how they fold, and what is shown in them. What keys do is in `inbox` and `inbox_writing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.getters import query_one

from closer_tui.tui.commands import composing, conversing, deciding, going, moving
from closer_tui.tui.drawing import one_line
from closer_tui.tui.folders import Folder, folders, narrowed
from closer_tui.tui.kit import Kit
from closer_tui.tui.remembered import recall_orders
from closer_tui.tui.screens.composing import ComposingScreen
from closer_tui.tui.screens.panes import FoldingScreen
from closer_tui.tui.widgets.conversation_list import ConversationList
from closer_tui.tui.widgets.folders import FolderList
from closer_tui.tui.widgets.hints import HintLine
from closer_tui.tui.widgets.status_bar import StatusBar
from closer_tui.tui.widgets.titles import FolderTabs, PaneTitle
from closer_tui.tui.words import number, plural

if TYPE_CHECKING:
    from closer_tui.tui.screens.inbox_side import Side
    from closer_tui.tui.widgets.thread import ThreadView

__all__ = ["InboxFrame"]

FURNISH_SECONDS = 0.03
"""When the panes beside the list are made: after the first frame has been written."""

HINTS = (
    moving.Open,
    deciding.Approve,
    deciding.Edit,
    deciding.Reject,
    conversing.Write,
    conversing.Snooze,
    conversing.Resolve,
    going.Approvals,
    going.Search,
    going.Palette,
)
ONLY_WORDS = {"is:unread": "unread", "is:needs-you": "needs you", "owner:me": "mine"}
"""What narrows a view by one key, as the title says it."""
ORDER_WORDS = {
    "newest": "newest first",
    "oldest": "oldest first",
    "waiting": "waiting longest",
    "window": "window closing",
}
STANDARD_ORDERS = {"waiting": "waiting"}
"""Orders that go without saying."""
NOTHING_LEFT = "Nothing left of this view; F, I and M show more again."
WRITING_HINTS = (conversing.Send, composing.SendLater, composing.QuickReplies, composing.RunMacro, moving.Back)


class InboxFrame(FoldingScreen, ComposingScreen):
    """Views, list and, a moment after the first frame, the side with the conversation."""

    folder_list = query_one("#folders", FolderList)
    tabs = query_one("#tabs", FolderTabs)
    conversations = query_one("#conversations", ConversationList)
    status = query_one("#status", StatusBar)
    hints = query_one("#hints", HintLine)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.folder: Folder = folders({}, kit.agent)[0]
        self.only: tuple[str, ...] = ()
        """Terms of the filter language that narrow the view for now."""
        self.listed = kit.data.listed(self.folder.filter)
        self.side: Side | None = None
        self._staying: tuple[int, int | None] | None = None
        """A conversation that is shown although the cursor is on another, and that other."""
        self._counts: Mapping[str, int] = {}
        self._views: Sequence[Folder] = ()
        self._view_counts: dict[str, int] = {}
        self._orders = recall_orders(kit.paths.state_dir / "orders.json")

    def compose(self) -> ComposeResult:
        """Views and list; the other panes stand empty until the first frame is out."""
        yield StatusBar(self.kit.when, read=self.kit.data.status, id="status")
        yield FolderTabs(id="tabs")
        with Horizontal(id="panes"):
            with Vertical(id="folders-pane", classes="pane"):
                yield PaneTitle("Views", id="folders-title")
                yield FolderList(id="folders")
            with Vertical(id="list-pane", classes="pane"):
                yield PaneTitle(id="list-title")
                yield ConversationList(self.kit.when, id="conversations")
            yield Vertical(id="thread-pane", classes="pane")
            yield Vertical(id="contact-pane", classes="pane")
        yield HintLine(HINTS, last=going.Help, id="hints")

    def on_mount(self) -> None:
        """The first view, the cursor on its first conversation."""
        self.hints.keymap = self.kit.keymap
        self._renew_counts()
        self._show_folder(self.folder)
        self.conversations.focus()
        self.call_after_refresh(self.set_timer, FURNISH_SECONDS, self._furnish)

    async def _furnish(self) -> None:
        from closer_tui.tui.screens.inbox_side import Side

        side = Side(self.kit)
        await self.query_one("#thread-pane").mount(*side.thread_pane())
        await self.query_one("#contact-pane").mount(*side.contact_pane())
        await self.mount(side.undo, before=self.hints)
        self.side = side
        self.kit.unsent.open()
        self._show_selected()
        if back := self.kit.unsent.came_back:
            where = "this conversation" if self.about and back == {self.about.conversation.n} else ""
            where = where or plural(len(back), "conversation")
            self.kit.tell(f"What you had not sent is back, in {where}.", "information")

    # --- layout

    def _turn_to_thread(self, there: bool) -> None:
        self.reading = there
        if there and self.side is not None:
            self.side.thread.focus()
        else:
            self.conversations.focus()

    # --- what is shown

    def renew(self) -> None:
        """Something changed in the store."""
        self._renew_counts()
        self._renew_list()
        if self.about is not None and self._writing:
            self._show_conversation(self.about.conversation.n)
        else:
            self._show_selected()

    def _renew_list(self) -> None:
        self.conversations.others = self.kit.present.others
        self.conversations.renew()
        self._title_list()
        # What a costly filter answered from memory is asked again as soon as it may be.
        if (wait := self.kit.data.memory.again_in()) is not None:
            self.set_timer(wait + 0.01, self._renew_list, name="again")

    def _renew_counts(self) -> None:
        self._renew_views()
        self.views_changed()

    def _renew_views(self) -> None:
        kept = self.kit.data.counts()
        self._views = folders(kept, self.kit.agent, self.kit.data.saved_views())
        self._counts = {**kept, **self._view_counts}
        self.folder_list.show(self._views, self._counts)
        self.tabs.show(self._views, self._counts, self.folder.key)
        self.status.show(self.kit.data.place(), kept, self.kit.data.status())
        self.conversations.colours = self.kit.data.tag_colours()

    def views_changed(self) -> None:
        """The views, or what is in them, may be other than they were."""

    def order_of(self, folder: Folder) -> str:
        """The order of a view: its own, or the one that was chosen for it."""
        return folder.filter.sort if folder.view_n is not None else self._orders.get(folder.key, folder.filter.sort)

    def _show_folder(self, folder: Folder, *, only: tuple[str, ...] = (), select: int | None = None) -> None:
        self.folder, self.only = folder, only
        self.folder_list.current = folder.key
        self.folder_list.refresh()
        self.tabs.show(self._views, self._counts, folder.key)
        sort = self.order_of(folder)
        self.listed = listed = self.kit.data.listed(*narrowed(folder, sort, only))
        self.conversations.show(
            listed,
            select=select,
            by_waiting=sort == "waiting",
            empty=listed.problem or (NOTHING_LEFT if only else folder.empty),
        )
        self._title_list()
        self._show_selected()

    def _title_list(self) -> None:
        length = self.conversations.row_count()
        ticks = self.conversations.ticked
        ticked = len(ticks)
        looked = self.listed.looked_through
        among = f" in the first {number(looked)}" if looked is not None else ""
        aside = f"{plural(ticked, 'tick')}" if ticked else f"{number(length)}{among}" if length or among else ""
        title = self.query_one("#list-title", PaneTitle)
        sort = self.order_of(self.folder)
        words = [one_line(self.folder.label, 80), *(ONLY_WORDS[term] for term in self.only)]
        words += [ORDER_WORDS[sort]] if sort != STANDARD_ORDERS.get(self.folder.key, "newest") else []
        title.show(" · ".join(words), aside, style="$accent" if ticked else "$muted")

    def settled(self) -> bool:
        """The cursor rests on what the thread shows, or somebody writes in that."""
        row = self.conversations.selected
        if self.about is None or row is None or self._writing:
            return True
        return self.about.conversation.n in {row.n, self._staying[0] if self._staying else row.n}

    @property
    def _writing(self) -> bool:
        return self.side is not None and self.side.writing.active

    def _show_selected(self) -> None:
        side = self.side
        if side is None or (side.composer.has_focus and side.composer.busy):
            # Whoever writes keeps the conversation they write in.
            return
        row = self.conversations.selected
        n = row.n if row else None
        if self._staying is not None and self._staying[1] == n:
            n = self._staying[0]
        else:
            self._staying = None
        self._show_conversation(n)

    def _stay_with(self, n: int) -> None:
        """Show a conversation that has left the list, until the cursor moves."""
        row = self.conversations.selected
        self._staying = (n, row.n if row else None)
        self._show_selected()

    def _show_conversation(self, n: int | None, *, find: int = 0) -> None:
        side, data = self.side, self.kit.data
        if side is None:
            return
        row = data.conversation(n) if n is not None else None
        if row is None:
            side.clear()
            self.look_at(None)
        else:
            self.look_at(side.show(row, data.draft_of(row.n), find=find))
            self.conversation_shown()
        self.refresh_hints()

    def thread_view(self) -> ThreadView | None:
        """The thread, once the panes beside the list are there."""
        return self.side.thread if self.side else None

    def refresh_hints(self) -> None:
        """Offer what can be done now."""
        self.hints.offer(WRITING_HINTS if self._writing else HINTS)

    def conversation_shown(self) -> None:
        """Another conversation stands there, or the same one anew."""
