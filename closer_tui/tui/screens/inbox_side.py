"""The right half of the inbox: one conversation with its draft and composer, and the contact beside it.

It is loaded and mounted after the first frame, which needs only the list.
"""

from __future__ import annotations

from textual.widget import Widget

from closer_tui.store.views.rows import ConversationRow, DraftRow
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import DraftGrew
from closer_tui.tui.present import present_words
from closer_tui.tui.screens.writing import WritingDesk
from closer_tui.tui.subject import Subject, draft_view, marks_for, subject
from closer_tui.tui.widgets.composer import Composer
from closer_tui.tui.widgets.contact_panel import ContactPanel, standing
from closer_tui.tui.widgets.draft_card import DraftCard
from closer_tui.tui.widgets.thread import ThreadView
from closer_tui.tui.widgets.titles import PaneTitle
from closer_tui.tui.widgets.undo_bar import UndoBar
from closer_tui.tui.widgets.work_line import WorkLine

__all__ = ["Side"]


class Side:
    """The widgets that show one conversation, and what goes into them."""

    def __init__(self, kit: Kit) -> None:
        when = kit.when
        self._kit = kit
        self._streamed: dict[int, str] = {}
        self.title = PaneTitle(id="thread-title")
        self.facts = PaneTitle(id="thread-facts")
        self.work = WorkLine(when, id="thread-work")
        self.thread = ThreadView(when, id="thread")
        self.card = DraftCard(when, id="draft")
        self.composer = Composer(id="composer")
        self.contact = ContactPanel(when, id="contact")
        self.undo = UndoBar(kit.undo, when, id="undo")
        self.writing = WritingDesk(kit)

    def thread_pane(self) -> list[Widget]:
        """The conversation, from top to bottom."""
        return [self.title, self.facts, self.work, self.thread, self.card, self.composer]

    def contact_pane(self) -> list[Widget]:
        """Who it is with."""
        return [PaneTitle("Contact", id="contact-title"), self.contact]

    def show(self, row: ConversationRow, draft: DraftRow | None, *, find: int = 0) -> Subject:
        """Show a conversation as it is now; gives what there is to decide on."""
        thread = self.thread
        another = thread.conversation_n != row.n
        if another:
            self.writing.leave(self.composer)
        thread.show(
            row.n,
            row.title,
            self._kit.data.thread_page(row.n),
            marks_for(row, draft),
            find=find,
            words=self._kit.trail.words(find),
        )
        newest = thread.newest
        if another:
            self.writing.enter(self.composer, row.n, (draft.n, draft.revision) if draft else None, newest)
        about = subject(row, draft, newest)
        if draft is not None and draft.state not in {"requested", "generating"}:
            self._streamed.pop(draft.n, None)
        self.card.show(draft_view(about, newest, self._streamed.get(draft.n, "") if draft else ""))
        data = self._kit.data
        follow_up = data.follow_up(row.n)
        self.contact.show(row, data.contact(row.contact_n), follow_up)
        self.work.show(row, follow_up, data.tag_colours())
        self.composer.display = True
        self.title.show(about.who, f"{row.channel}  {row.address}")
        place = self._kit.trail.place(row.n)
        here = self._kit.present.others.get(row.n, ())
        lead = present_words(here) or (f"{place} · ) older ( newer" if place else "")
        replying = bool(here) and here[0].replying_since is not None
        self.facts.show(lead, standing(row, self._kit.when), lead_style="$warning" if replying else "")
        return about

    def clear(self) -> None:
        """Show nothing."""
        self.writing.leave(self.composer)
        self.thread.clear()
        self.card.show(None)
        self.contact.show(None)
        self.work.show(None, None, {})
        self.title.show("")
        self.facts.show("")
        self.composer.display = False

    def grow(self, news: DraftGrew) -> None:
        """More of a draft that is being written, whether it is shown or not."""
        self._streamed[news.draft_n] = self._streamed.get(news.draft_n, "") + news.text
        if self.thread.conversation_n == news.conversation_n:
            self.card.grow(news.draft_n, news.text)
