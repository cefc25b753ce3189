"""Where a link really leads, whole, before anything is done with it. Nothing is preselected."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from closer_tui.domain.clock import Clock
from closer_tui.domain.text.references import Reference
from closer_tui.tui.commands import bindings, looking, moving
from closer_tui.tui.drawing import settle
from closer_tui.tui.widgets.hints import HintLine

__all__ = ["COPY", "OPEN", "LinkModal"]

COPY, OPEN = "copy", "open"


class LinkModal(ModalScreen[str | None]):
    """Gives COPY, OPEN or None. `why_not_open` says why it cannot be opened from here; keys work after `grace_ms`."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(looking.CopyLink, looking.OpenLink, moving.Back)]
    DEFAULT_CSS = """
    LinkModal {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 80; max-width: 94%; height: auto; max-height: 80%;
            border: round $accent; background: $surface; padding: 0 2;
        }
        & VerticalScroll { height: auto; max-height: 14; scrollbar-size-vertical: 1; }
        & Static { height: auto; }
        & #link-host { margin-bottom: 1; }
        & .odd { color: $warning; }
        & #link-why { color: $muted; margin: 1 0; }
        & HintLine { background: $surface; dock: bottom; }
    }
    """

    def __init__(self, link: Reference, why_not_open: str, clock: Clock, grace_ms: int) -> None:
        super().__init__()
        self._link = link
        self._why_not_open = why_not_open
        self._clock = clock
        self._grace_ms = grace_ms
        self._since = clock.now()

    def compose(self) -> ComposeResult:
        """The host, the whole address, what is odd about it, and what can be done."""
        link = self._link
        with Vertical() as box:
            box.border_title = Content("This link leads to")
            yield Static(Content.assemble((settle(link.host), "bold")), id="link-host")
            with VerticalScroll():
                yield Static(Content(settle(link.url)), id="link-url")
            for warning in link.warnings:
                yield Static(Content(f"⚠ {settle(warning)}."), classes="odd")
            if self._why_not_open:
                yield Static(Content(self._why_not_open), id="link-why")
            yield HintLine((looking.CopyLink, looking.OpenLink, moving.Back))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Opening is offered only where it can be done."""
        return not (action == "open_link" and self._why_not_open)

    def _ready(self) -> bool:
        return not 0 <= self._clock.now() - self._since < self._grace_ms

    def action_copy_link(self) -> None:
        """Copy it."""
        self.dismiss(COPY)

    def action_open_link(self) -> None:
        """Open it, unless the key was on its way before this could be read."""
        if self._ready():
            self.dismiss(OPEN)

    def action_back(self) -> None:
        """Do nothing."""
        self.dismiss(None)
