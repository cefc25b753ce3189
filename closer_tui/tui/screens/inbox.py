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
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import AppBlur, AppFocus, Resize
from textual.getters import query_one
from textual.timer import Timer

from closer_tui.tui.commands import Command, bindings, conversing, deciding, going, moving
from closer_tui.tui.folders import Folder, folders
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import DraftGrew, EngineSaid, RowMoved, RowOpened, RowTicked, Settled
from closer_tui.tui.screens.deciding import ON_A_CONVERSATION, DecidingScreen
from closer_tui.tui.widgets.conversation_list import ConversationList
from closer_tui.tui.widgets.folders import FolderList
from closer_tui.tui.widgets.hints import HintLine
from closer_tui.tui.widgets.status_bar import StatusBar
from closer_tui.tui.widgets.titles import FolderTabs, PaneTitle
from closer_tui.tui.words import number, plural

if TYPE_CHECKING:
    from closer_tui.tui.screens.inbox_side import Side
    from closer_tui.tui.undo import Step
    from closer_tui.tui.widgets.composer import Composer, Purpose

__all__ = ["InboxScreen"]

NARROW, WIDE = 100, 160
"""Columns below which panes take turns, and from which the contact has its own."""
FURNISH_SECONDS = 0.03
"""When the panes beside the list are made: after the first frame has been written."""
READ_SECONDS = 1.2
"""How long a conversation must stand on the screen, looked at, before it counts as read."""

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
WRITING_HINTS = (conversing.Send, moving.Back)


class InboxScreen(DecidingScreen):
    """The screen where the day is spent."""

    NAME = "inbox"
    OFFERS: ClassVar[tuple[type[Command], ...]] = (
        *ON_A_CONVERSATION,
        conversing.Write,
        conversing.WriteNote,
        deciding.Tick,
        deciding.ApproveTicked,
        moving.NextNeedingMe,
        moving.ChooseFolder,
        moving.ScrollThreadDown,
        moving.ScrollThreadUp,
        moving.ShowMore,
        moving.NextPane,
        moving.PreviousPane,
        moving.Back,
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]

    folder_list = query_one("#folders", FolderList)
    tabs = query_one("#tabs", FolderTabs)
    conversations = query_one("#conversations", ConversationList)
    status = query_one("#status", StatusBar)
    hints = query_one("#hints", HintLine)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.folder: Folder = folders({}, kit.agent)[0]
        self.side: Side | None = None
        self._read_timer: Timer | None = None
        self._kept_unread: int | None = None
        self._looked_at = True

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
        self.set_timer(FURNISH_SECONDS, self._furnish)

    async def _furnish(self) -> None:
        from closer_tui.tui.screens.inbox_side import Side

        side = Side(self.kit)
        await self.query_one("#thread-pane").mount(*side.thread_pane())
        await self.query_one("#contact-pane").mount(*side.contact_pane())
        await self.mount(side.undo, before=self.hints)
        self.side = side
        self._show_selected()

    # --- layout

    def on_resize(self, event: Resize) -> None:
        """Fold by width, or as the settings say."""
        layout = self.kit.settings.layout
        width = event.size.width
        narrow = layout == "one" or (layout == "auto" and width < NARROW)
        self.set_class(narrow, "narrow")
        self.set_class(layout == "two" and not narrow, "two")
        self.set_class(width >= WIDE and not narrow, "wide")
        self.set_class(event.size.height < 30, "low")

    @property
    def narrow(self) -> bool:
        """Whether list and thread take turns."""
        return self.has_class("narrow")

    def _turn_to_thread(self, there: bool) -> None:
        self.set_class(there, "reading")
        if there and self.side is not None:
            self.side.thread.focus()
        else:
            self.conversations.focus()

    # --- what is shown

    def renew(self) -> None:
        """Something changed in the store."""
        self._renew_counts()
        self.conversations.renew()
        self._title_list()
        if self.about is not None and self._writing:
            self._show_conversation(self.about.conversation.n)
        else:
            self._show_selected()

    def _renew_counts(self) -> None:
        counts = self.kit.data.counts()
        self._counts = counts
        views = folders(counts, self.kit.agent)
        self.folder_list.show(views, counts)
        self.tabs.show(views, counts, self.folder.key)
        self.status.show(self.kit.data.place(), counts, self.kit.data.status())

    def _show_folder(self, folder: Folder) -> None:
        self.folder = folder
        self.folder_list.current = folder.key
        self.folder_list.refresh()
        self.tabs.show(folders(self._counts, self.kit.agent), self._counts, folder.key)
        data = self.kit.data
        self.conversations.show(
            data.window(folder.filter),
            data.position(folder.filter),
            by_waiting=folder.filter.sort == "waiting",
            empty=folder.empty,
        )
        self._title_list()
        self._show_selected()

    def _title_list(self) -> None:
        length = self.conversations.row_count()
        ticked = len(self.conversations.ticked)
        aside = f"{plural(ticked, 'tick')}, A approves" if ticked else f"{number(length)}" if length else ""
        title = self.query_one("#list-title", PaneTitle)
        title.show(self.folder.label, aside, style="$accent" if ticked else "$muted")

    def settled(self) -> bool:
        """The cursor rests on what the thread shows, or somebody writes in that."""
        row = self.conversations.selected
        return self.about is None or row is None or row.n == self.about.conversation.n or self._writing

    @property
    def _writing(self) -> bool:
        return self.side is not None and self.side.writing.active

    def _show_selected(self) -> None:
        side = self.side
        if side is None or (side.composer.has_focus and side.composer.busy):
            # Whoever writes keeps the conversation they write in.
            return
        row = self.conversations.selected
        self._show_conversation(row.n if row else None)

    def _show_conversation(self, n: int | None, *, find: int = 0) -> None:
        side, data = self.side, self.kit.data
        if side is None:
            return
        row = data.conversation(n) if n is not None else None
        if row is None:
            side.clear()
            self.look_at(None)
        else:
            if side.thread.conversation_n != row.n:
                self._kept_unread = None
            self.look_at(side.show(row, data.draft_of(row.n), find=find))
            self._wait_to_read()
        self.refresh_hints()

    def refresh_hints(self) -> None:
        """Offer what can be done now."""
        self.hints.offer(WRITING_HINTS if self._writing else HINTS)

    # --- reading

    def _wait_to_read(self) -> None:
        if self._read_timer is not None:
            self._read_timer.stop()
        self._read_timer = self.set_timer(READ_SECONDS, self._read, name="read")

    def _read(self) -> None:
        if self.narrow and not self.has_class("reading"):
            return
        self._mark_read()

    def _mark_read(self) -> None:
        about = self.about
        if about is None or not about.conversation.unread or not self._looked_at or not self.is_current:
            return
        if about.conversation.n != self._kept_unread:
            n = about.conversation.n

            async def read() -> None:
                await (await self.kit.desk()).mark_read(n)

            self.kit.act(read())

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
        self._wait_to_read()

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

    # --- writing: from here on there is a conversation on the screen, and so there is a side

    @property
    def _furnished(self) -> Side:
        assert self.side is not None, "a composer speaks only once it is mounted"
        return self.side

    def action_write(self) -> None:
        """Write a reply."""
        from closer_tui.tui.widgets.composer import Purpose

        self._begin(Purpose.REPLY)

    def action_write_note(self) -> None:
        """Write a note."""
        from closer_tui.tui.widgets.composer import Purpose

        self._begin(Purpose.NOTE)

    def _begin(self, purpose: Purpose) -> None:
        if self.narrow:
            self.set_class(True, "reading")
        self._furnished.writing.begin(self._furnished.composer, purpose)

    def action_edit(self) -> None:
        """Put the draft into the composer."""
        about = self.ready()
        if about is None:
            return
        if self.narrow:
            self.set_class(True, "reading")
        side = self._furnished
        if not side.writing.edit(side.composer, about):
            self.kit.tell("Your unsent words are still in the composer; send or clear them first.", "warning")
            side.composer.focus()

    def on_composer_sent(self, event: Composer.Sent) -> None:
        """Send, keep or approve what was written."""
        about, side, text = self.about, self._furnished, event.text
        if about is None:
            return
        kind = event.purpose.value
        if kind == "edit" and not side.writing.edits(about):
            side.writing.make_reply(side.composer)
            self.kit.tell("The draft you edited is gone. Your words are kept; send them as a reply.", "warning")
            return
        if reason := self.why_not({"edit": "approve", "note": "write_note"}.get(kind, "write")):
            self.kit.tell(reason, "warning")
            return

        async def send() -> None:
            decisions = self.kit.decisions
            if kind == "edit":
                sent = await decisions.approve(about, text)
            elif kind == "note":
                sent = await decisions.note(about, text)
            else:
                sent = await decisions.reply(about, text)
            if sent:
                side.writing.done(side.composer, about.conversation.n)
                self.on_composer_left()

        self.kit.act(send())

    def on_composer_left(self) -> None:
        """Out of the composer; what is written is kept."""
        self._furnished.writing.keep(self._furnished.composer)
        if self.narrow:
            self._turn_to_thread(True)
        else:
            self.conversations.focus()
        self._show_selected()

    def on_composer_quick_replies_wanted(self) -> None:
        """Choose a quick reply; without any, a slash is a slash."""
        composer, replies = self._furnished.composer, self.kit.data.quick_replies()
        if not replies:
            composer.insert("/")
            return

        from closer_tui.tui.asking import Choice

        async def pick() -> None:
            choices = [Choice(str(i), f"/{reply.shortcut}", reply.title) for i, reply in enumerate(replies)]
            picked = await self.kit.ask.choose("Quick replies", choices)
            if picked is not None:
                composer.insert(replies[int(picked)].body)

        self.kit.act(pick())

    def on_descendant_focus(self) -> None:
        """Other keys, other hints."""
        self._focus_moved()

    def on_descendant_blur(self) -> None:
        """Other keys, other hints."""
        self._focus_moved()

    def _focus_moved(self) -> None:
        if self.side is not None:
            self.side.writing.active = self.side.composer.has_focus
        self.refresh_hints()

    # --- moving

    def _go_to_folder(self, key: str) -> None:
        if key != self.folder.key:
            self.folder_list.go_to(key)
        self.set_class(False, "reading")
        self.conversations.focus()

    def action_choose_folder(self, index: int) -> None:
        """A view by its number."""
        if folder := self.folder_list.nth(index):
            self._go_to_folder(folder.key)

    def action_next_needing_me(self) -> None:
        """The next conversation of the first view."""
        if self.folder.key != "needs":
            self._go_to_folder("needs")
        else:
            self.conversations.move(1)

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
            self._turn_to_thread(not self.has_class("reading"))
        else:
            self.focus_next()

    def action_previous_pane(self) -> None:
        """The pane before."""
        if self.narrow:
            self._turn_to_thread(not self.has_class("reading"))
        else:
            self.focus_previous()

    def action_back(self) -> None:
        """Out of the thread, then out of the ticks."""
        if self.has_class("reading") or (not self.conversations.has_focus and not self.folder_list.has_focus):
            self._turn_to_thread(False)
        elif self.conversations.ticked:
            self.conversations.untick()
        else:
            self.conversations.focus()

    def returned(self, step: Step) -> None:
        """Back to the conversation; its words stand in the composer again, unless others do."""
        side, n = self.side, step.conversation_n
        if side is None or n is None or (side.composer.has_focus and side.composer.busy):
            return
        if step.text and self.kit.unsent.of(n) is None:
            self.kit.unsent.keep(n, step.text, "reply")
            side.writing.reload(side.composer, n)
        self.conversations.renew()
        if self.conversations.go_to(n):
            self._show_selected()

    # --- many at once

    def action_tick(self) -> None:
        """Tick from anywhere."""
        self.conversations.action_tick()

    @on(RowTicked)
    def _ticked(self) -> None:
        self._title_list()

    def action_approve_ticked(self) -> None:
        """Approve all ticked, after their number was confirmed."""
        data = self.kit.data
        from closer_tui.tui.subject import Subject

        about = []
        for n in sorted(self.conversations.ticked):
            if row := data.conversation(n):
                about.append(Subject(row, data.draft_of(n)))
        if not about:
            self.kit.tell("Tick conversations with space first.", "information")
            return

        async def approve() -> None:
            if await self.kit.decisions.approve_many(about):
                self.conversations.untick()

        self.kit.act(approve())

    def open_conversation(self, n: int, *, find: int = 0) -> None:
        """Show a conversation from elsewhere: a search hit, an escalation, a line of the outbox."""
        # The list must be that of the store, or the place found there would be another conversation's here.
        self.catch_up()
        if not self.conversations.go_to(n):
            self._go_to_folder("all")
            self.conversations.go_to(n)
        self._show_conversation(n, find=find)
        self._turn_to_thread(True)
