"""Asking the engine to write a text anew, and the comparison in which a person takes it or leaves it."""

from __future__ import annotations

from itertools import count
from os import getpid
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Static

from closer_tui.domain.rewriting import Rewrite
from closer_tui.tui.drawing import one_line
from closer_tui.tui.messages import RewriteSaid
from closer_tui.tui.previewing import SayToEngine
from closer_tui.tui.widgets.diff import DiffView

__all__ = ["Rewriting"]

NOBODY = "No engine is at work, so nobody can ask the model. It starts again by itself; try in a moment."
PATIENCE_SECONDS = 90.0
"""The model has a minute; after this nobody answers any more."""
_SCREENS = count(1)


class Rewriting(ModalScreen[str | None]):
    """Gives the new text when it was taken; None when it was left."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "take", "Take it", id="rewrite_take", tooltip="Put the new text into the composer."),
        Binding("escape,n", "leave", "Leave it", id="rewrite_leave", tooltip="Keep the text as it was."),
    ]
    DEFAULT_CSS = """
    Rewriting {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 84; max-width: 96%; height: auto; max-height: 90%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & VerticalScroll { height: auto; max-height: 20; }
        & DiffView { height: auto; max-height: 200; background: $surface; }
        & #rewrite-state { height: auto; min-height: 1; color: $muted; margin-top: 1; }
        & #rewrite-state.wrong { color: $warning; }
        & #rewrite-foot { height: 1; color: $muted; }
    }
    """

    diff = query_one("#rewrite-diff", DiffView)
    state = query_one("#rewrite-state", Static)

    def __init__(
        self,
        title: str,
        text: str,
        say: SayToEngine,
        *,
        conversation_n: int,
        how: Rewrite,
        language: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._say = say
        self._id = f"{getpid()}r{next(_SCREENS)}:1"
        self._question = {
            "t": "rewrite",
            "id": self._id,
            "conversation": conversation_n,
            "text": text,
            "how": how.value,
            "language": language,
        }
        self._new: str | None = None
        self._over = False

    def compose(self) -> ComposeResult:
        """The comparison, how far it is, the keys."""
        with Vertical() as box:
            box.border_title = Content(one_line(self._title))
            with VerticalScroll(can_focus=False):
                yield DiffView(id="rewrite-diff")
            yield Static(Content("The model is writing…"), id="rewrite-state")
            yield Static(Content("enter take it · esc leave it"), id="rewrite-foot")

    def on_mount(self) -> None:
        """Ask."""
        if not self._say(self._question):
            self._failed(NOBODY)
        self.set_timer(PATIENCE_SECONDS, lambda: self._failed("No answer came; try again.") if not self._over else None)

    def rewrite_said(self, news: RewriteSaid) -> None:
        """More of an answer, perhaps to somebody else's question."""
        if news.id != self._id or self._over:
            return
        if news.done and news.problem:
            self._failed(news.problem)
            return
        self.diff.compare(self._text, news.text)
        if news.done:
            self._over = True
            self._new = news.text
            same = news.text.strip() == self._text.strip()
            self.state.update(Content("Nothing would change." if same else "Green is new, red would go."))

    def _failed(self, why: str) -> None:
        self._over = True
        self.state.add_class("wrong")
        self.state.update(Content(one_line(why, 600)))

    def action_take(self) -> None:
        """Take the new text, once all of it is there."""
        if self._new is not None:
            self.dismiss(self._new)

    def action_leave(self) -> None:
        """Leave the text as it is; the model need not go on."""
        if not self._over:
            self._say({"t": "rewrite_stop", "id": self._id})
        self.dismiss(None)
