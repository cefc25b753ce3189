"""Panes that fold and move apart: what the keys for it do, and how it is remembered."""

from __future__ import annotations

from dataclasses import replace

from textual.css.query import NoMatches
from textual.events import MouseDown, MouseMove, MouseUp, Resize

from closer_tui.tui.layout import Choice, Panes, panes_for, recall_choice, remember_choice, wider_list
from closer_tui.tui.screens.base import CommandScreen

__all__ = ["FoldingScreen"]

ONE_AT_A_TIME = "The terminal is too narrow for more than one pane at a time."
NO_ROOM = "The terminal is too narrow for the contact as well; fold the views with \\ first."


class FoldingScreen(CommandScreen):
    """A screen of views, list, thread and contact."""

    _choice: Choice | None = None
    _turned = False
    _held = False
    panes: Panes = panes_for(120, 40, "auto", Choice())

    @property
    def _chosen(self) -> Choice:
        if self._choice is None:
            self._choice = recall_choice(self.kit.paths.layout)
        return self._choice

    def on_resize(self, event: Resize) -> None:
        """Fold by width, as the settings say, or as was chosen."""
        self._fold(event.size.width, event.size.height)

    @property
    def narrow(self) -> bool:
        """Whether list and thread take turns."""
        return self.has_class("narrow")

    @property
    def reading(self) -> bool:
        """Whether the thread was turned to."""
        return self._turned

    @reading.setter
    def reading(self, there: bool) -> None:
        self._turned = there
        # Where both stand side by side nothing looks different, and every style would be worked out anew for it.
        self.set_class(there and self.narrow, "reading")

    def _fold(self, width: int, height: int) -> None:
        panes = self.panes = panes_for(width, height, self.kit.settings.layout, self._chosen)
        self.set_class(panes.narrow, "narrow")
        self.reading = self._turned
        self.set_class(not panes.views and not panes.narrow, "two")
        self.set_class(panes.contact, "wide")
        self.set_class(panes.vast, "vast")
        self.set_class(panes.low, "low")
        try:
            styles = self.query_one("#list-pane").styles
        except NoMatches:
            return
        if panes.list_width:
            styles.width, styles.max_width = panes.list_width, panes.list_width
        else:
            # Back to what the style sheet says.
            styles.clear_rule("width")
            styles.clear_rule("max_width")

    def _choose(self, choice: Choice) -> None:
        self._choice = choice
        self._fold(self.size.width, self.size.height)
        try:
            remember_choice(self.kit.paths.layout, choice)
        except OSError as problem:
            self.kit.tell(f"This layout holds until you leave; it cannot be kept: {problem.strerror}.", "warning")

    # --- the mouse moves the border, too

    def on_mouse_down(self, event: MouseDown) -> None:
        """Take hold of the line between list and conversation."""
        if not self.narrow and event.screen_x == self.query_one("#thread-pane").region.x:
            self._held = True
            self.capture_mouse()
            event.stop()

    def on_mouse_move(self, event: MouseMove) -> None:
        """The line follows."""
        if self._held:
            cells = event.screen_x - self.query_one("#list-pane").region.x
            share = wider_list(0, cells, self.size.width, self.panes)
            self._choice = replace(self._chosen, list_share=share)
            self._fold(self.size.width, self.size.height)

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let go: here it stays."""
        if self._held:
            self._held = False
            self.release_mouse()
            self._choose(self._chosen)

    def why_not(self, action: str) -> str | None:
        """Also: what one pane alone cannot do."""
        if action in {"widen_list", "narrow_list", "fold_views", "fold_contact"} and self.narrow:
            return ONE_AT_A_TIME
        return super().why_not(action)

    def action_widen_list(self) -> None:
        """The thread gives way."""
        self._move_border(1)

    def action_narrow_list(self) -> None:
        """The thread gets more."""
        self._move_border(-1)

    def _move_border(self, by: int) -> None:
        now = self.query_one("#list-pane").outer_size.width
        share = wider_list(by, now, self.size.width, self.panes)
        self._choose(replace(self._chosen, list_share=share))

    def action_fold_views(self) -> None:
        """To tabs, or back to their column."""
        self._choose(replace(self._chosen, views=not self.panes.views))

    def action_fold_contact(self) -> None:
        """Away, or back to its column."""
        wanted = not self.panes.contact
        self._choose(replace(self._chosen, contact=wanted))
        if wanted and not self.panes.contact:
            self._choose(replace(self._chosen, contact=None))
            self.kit.tell(NO_ROOM, "information")

    def action_reset_layout(self) -> None:
        """By the width alone again."""
        self._choose(Choice())
        self.kit.tell("The panes share the screen by its width again.", "information")
