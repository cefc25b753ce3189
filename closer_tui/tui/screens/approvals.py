"""The pile: one draft at a time, the conversation at the left, the draft and its grounds at the right.

After a decision the next draft stands there. A draft that turns stale while it is looked at says what arrived, the
thread shows it, and approving first asks whether to send it all the same.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Resize
from textual.getters import query_one

from closer_tui.tui.commands import Command, bindings, composing, deciding, going, moving
from closer_tui.tui.given_away import GivenAway
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import DraftGrew
from closer_tui.tui.present import present_words
from closer_tui.tui.screens.deciding import ON_A_CONVERSATION
from closer_tui.tui.screens.pile_editing import HINTS, PileEditing
from closer_tui.tui.subject import Subject, draft_view, marks_for, subject
from closer_tui.tui.widgets.composer import Composer
from closer_tui.tui.widgets.contact_panel import standing
from closer_tui.tui.widgets.diff import DiffView
from closer_tui.tui.widgets.draft_card import DraftText
from closer_tui.tui.widgets.draft_lines import draft_title
from closer_tui.tui.widgets.hints import HintLine
from closer_tui.tui.widgets.progress import PileBar
from closer_tui.tui.widgets.thread import PAGE, ThreadView
from closer_tui.tui.widgets.titles import PaneTitle
from closer_tui.tui.widgets.undo_bar import UndoBar

if TYPE_CHECKING:
    from closer_tui.tui.undo import Step

__all__ = ["ApprovalsScreen"]

PILE = 500  # drafts that are known at once; more follow as these are decided
NARROW = 100


class ApprovalsScreen(PileEditing):
    """One decision after the other."""

    CSS = """
    ApprovalsScreen {
        & #pile-left { width: 1fr; border-left: none; }
        & #pile-right { width: 1fr; }
        & #pile-facts { text-style: none; color: $muted; }
        & #pile-title { color: $accent; text-style: none; }
        & #pile-thread, #pile-scroll { height: 1fr; }
        & #pile-scroll { scrollbar-size-vertical: 1; }
        & #pile-draft { height: auto; }
        & #pile-diff { border-top: dashed $line; }
        & #pile-composer {
            height: auto; min-height: 3; max-height: 14;
            border: none; border-top: solid $warning; padding: 0 1;
        }
        &.narrow #pile-panes { layout: vertical; }
        &.narrow #pile-left { height: 1fr; }
        &.narrow #pile-right { border-left: none; border-top: solid $line; height: 1fr; }
    }
    """
    OFFERS: ClassVar[tuple[type[Command], ...]] = (
        *ON_A_CONVERSATION,
        *composing.COMPOSING,
        deciding.Skip,
        deciding.Previous,
        deciding.Tick,
        deciding.ApproveTicked,
        moving.PageDown,
        moving.PageUp,
        moving.ScrollDraftDown,
        moving.ScrollDraftUp,
        moving.ShowMore,
        moving.Back,
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]

    pile_bar = query_one("#pile", PileBar)
    text = query_one("#pile-draft", DraftText)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._pile: list[int] = []
        self._at = 0
        self._decided = 0
        self._ticked: dict[int, int] = {}
        self._given_away = GivenAway()
        self._streamed: dict[int, str] = {}

    def compose(self) -> ComposeResult:
        """The pile above, thread and draft side by side, undo and keys below."""
        when = self.kit.when
        yield PileBar(id="pile")
        with Horizontal(id="pile-panes"):
            with Vertical(id="pile-left", classes="pane"):
                yield PaneTitle(id="pile-who")
                yield PaneTitle(id="pile-facts")
                yield ThreadView(when, from_top=True, id="pile-thread")
            with Vertical(id="pile-right", classes="pane"):
                yield PaneTitle(id="pile-title")
                with VerticalScroll(id="pile-scroll", can_focus=False):
                    yield DraftText(when, full=True, id="pile-draft")
                yield DiffView(id="pile-diff")
                yield Composer(id="pile-composer")
        yield UndoBar(self.kit.undo, when, id="undo")
        yield HintLine(HINTS, last=going.Help, id="hints")

    def on_mount(self) -> None:
        """The draft whose customer has waited longest."""
        self.hints.keymap = self.kit.keymap
        # Keys are for the pile; the thread is scrolled from there.
        self.thread.can_focus = False
        self.text.can_focus = False
        self.composer.display = False
        self.renew()

    def on_resize(self, event: Resize) -> None:
        """One above the other where the screen is narrow."""
        self.set_class(event.size.width < NARROW, "narrow")

    # --- the pile

    def renew(self) -> None:
        """Read the pile again; what is looked at stays, unless somebody else decided on it."""
        looking_at = self.about.draft.n if self.about and self.about.draft else None
        self._pile = self._given_away.without(self.kit.data.pile(PILE))
        if looking_at in self._pile:
            self._at = self._pile.index(looking_at)
        elif self.writing.active and self.composer.busy:
            # Whoever writes keeps what they write about; sending will say what happened to it.
            return
        self._at = min(self._at, max(0, len(self._pile) - 1))
        self._show()

    def _show(self) -> None:
        data = self.kit.data
        draft_n = self._pile[self._at] if self._pile else None
        draft = data.draft(draft_n) if draft_n is not None else None
        row = data.conversation(draft.conversation_n) if draft else None
        self._ticked = {n: revision for n, revision in self._ticked.items() if n in self._pile}
        at = self._at + 1 if self._pile else 0
        self.pile_bar.show(at, len(self._pile), self._decided, len(self._ticked), halted=data.halted())
        if draft is None or row is None:
            self._show_nothing()
            return
        if self.thread.conversation_n != row.n:
            self._leave_edit()
        self.thread.show(row.n, row.title, data.thread_page(row.n), marks_for(row, draft))
        about = subject(row, draft, self.thread.messages)
        arrived_now = self.about is not None and self.about.draft is not None and self.about.draft.n == draft.n
        if arrived_now and self.about and len(about.arrived) > len(self.about.arrived):
            self.thread.action_last()
        self.look_at(about)
        view = draft_view(about, self.thread.messages, self._streamed.get(draft.n, ""))
        self.text.show(view)
        ticked = "✓ " if draft.n in self._ticked else ""
        title = self.query_one("#pile-title", PaneTitle)
        title.show(ticked + (draft_title(view) if view else ""), style="$accent")
        waiting = f"waiting {self.kit.when.ago(row.waiting_since)}" if row.waiting_since else ""
        self.query_one("#pile-who", PaneTitle).show(about.who, f"{row.channel}  {row.address}")
        here = present_words(self.kit.present.others.get(row.n, ()))
        self.query_one("#pile-facts", PaneTitle).show(here or waiting, standing(row, self.kit.when))
        self.offer_keys()
        self.call_after_refresh(self._warm_next)

    def _show_nothing(self) -> None:
        self.look_at(None)
        self.thread.clear()
        self.text.show(None)
        self._leave_edit()
        words = "All decided. Esc goes back, z takes the last one back." if self._decided else "No draft waits for you."
        self.query_one("#pile-who", PaneTitle).show(words)
        for name in ("#pile-facts", "#pile-title"):
            self.query_one(name, PaneTitle).show("")
        self.hints.offer((deciding.Undo, moving.Back, going.Palette))

    def _warm_next(self) -> None:
        """Read the next one now, so that its pages are in memory when it is asked for."""
        if self._at + 1 < len(self._pile) and (draft := self.kit.data.draft(self._pile[self._at + 1])):
            self.kit.data.thread_page(draft.conversation_n)(None, PAGE)

    def thread_view(self) -> ThreadView | None:
        """The conversation at the left."""
        return self.thread

    def why_not(self, action: str) -> str | None:
        """Also: what cannot be done to an empty pile."""
        if action in {"skip", "previous", "tick"} and not self._pile:
            return "The pile is empty."
        return super().why_not(action)

    def ready(self) -> Subject | None:
        """A stale draft is decided on only with what arrived in view."""
        about = super().ready()
        if about and about.arrived and not self.thread.at_end:
            self.thread.action_last()
            self.kit.tell(
                "Something arrived after this draft: it is at the end of the conversation. Read it first.", "warning"
            )
            return None
        return about

    def _decide(self, decision: Coroutine[Any, Any, bool]) -> None:
        about = self.about

        async def follow() -> bool:
            done = await decision
            if done and about:
                self._given_away.see(about, self.kit.data.conversation(about.conversation.n))
            return done

        super()._decide(follow())

    def decided(self) -> None:
        """On to the next."""
        self._decided += 1
        self._leave_edit()
        self.renew()

    def returned(self, step: Step) -> None:
        """Back to the draft; an edit's words are kept for the next edit."""
        if step.text and step.conversation_n is not None and self.kit.unsent.of(step.conversation_n) is None:
            self.kit.unsent.keep(step.conversation_n, step.text, "reply")
        self._given_away.returned(step.conversation_n)
        self.renew()
        for index, n in enumerate(self._pile):
            if (draft := self.kit.data.draft(n)) and draft.conversation_n == step.conversation_n:
                self._at = index
                self._show()
                return

    def action_skip(self) -> None:
        """The next draft; this one stays."""
        if self._pile:
            self._at = (self._at + 1) % len(self._pile)
            self._show()

    def action_previous(self) -> None:
        """The draft before."""
        if self._pile:
            self._at = (self._at - 1) % len(self._pile)
            self._show()

    # --- many at once

    def action_tick(self) -> None:
        """Tick this draft as it stands, and go on."""
        if self.about and (draft := self.about.draft):
            if self._ticked.pop(draft.n, None) is None:
                self._ticked[draft.n] = draft.revision
            self.action_skip()

    def action_approve_ticked(self) -> None:
        """Approve all ticked drafts that have not changed since."""
        data = self.kit.data
        about = []
        for n, revision in self._ticked.items():
            draft = data.draft(n)
            row = data.conversation(draft.conversation_n) if draft else None
            if draft and row and draft.revision == revision:
                about.append(Subject(row, draft))
        if not about:
            self.kit.tell("Tick drafts with space first.", "information")
            return

        async def approve() -> None:
            if await self.kit.decisions.approve_many(about):
                self._decided += len(about)
                self._ticked = {}
                self.renew()

        self.kit.act(approve())

    # --- moving and news

    def action_page_down(self) -> None:
        """Scroll the conversation."""
        self.thread.action_page_down()

    def action_page_up(self) -> None:
        """Scroll the conversation."""
        self.thread.action_page_up()

    def action_scroll_draft_down(self) -> None:
        """Scroll the draft."""
        self.query_one("#pile-scroll", VerticalScroll).scroll_page_down(animate=False)

    def action_scroll_draft_up(self) -> None:
        """Scroll the draft."""
        self.query_one("#pile-scroll", VerticalScroll).scroll_page_up(animate=False)

    def action_show_more(self) -> None:
        """More of a long message."""
        self.thread.action_show_more()

    def action_back(self) -> None:
        """To where you came from."""
        self.app.pop_screen()

    def draft_grew(self, news: DraftGrew) -> None:
        """The words of a draft as they come."""
        self._streamed[news.draft_n] = self._streamed.get(news.draft_n, "") + news.text
        if self.about and self.about.draft and self.about.draft.n == news.draft_n:
            self._show()
