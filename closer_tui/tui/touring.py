"""The guided tour in the App: it watches which commands are carried out, and its line stands on every screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.actions import ActionParseResult
from textual.dom import DOMNode

from closer_tui.tui.keyed import KeyedApp
from closer_tui.tui.screens.base import CommandScreen
from closer_tui.tui.tour import Tour

__all__ = ["TouringApp"]


class TouringApp(KeyedApp):
    """An App that can teach its keys."""

    def __init__(self, *, digits_count: bool = False) -> None:
        super().__init__(digits_count=digits_count)
        self.tour = Tour()

    def begin_tour(self) -> None:
        """From the first key."""
        self.screen_change_signal.unsubscribe(self)
        self.screen_change_signal.subscribe(self, self._stand_on)
        self.tour.begin()
        self._stand_on(self.screen)

    def action_tour(self) -> None:
        """Begin, or leave it."""
        if self.tour.on:
            self.tour.end()
        else:
            self.begin_tour()

    def action_skip_lesson(self) -> None:
        """On to the next key."""
        self.tour.skip()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A lesson can be skipped only while there is one."""
        if action == "skip_lesson":
            return self.tour.on
        return super().check_action(action, parameters)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Carry out an action, and tell the tour."""
        finished = self.tour.on and self.tour.lesson is None
        done = await super().run_action(action, default_namespace, namespaces)
        if finished and done and self.tour.lesson is None:
            self.tour.end()  # its last word stood until the next command
        elif done and self.tour.on:
            name = action if isinstance(action, str) else action[1]
            self.tour.did(name.partition("(")[0].rpartition(".")[2])
        return done

    def _stand_on(self, screen: Any) -> None:
        if self.tour.on and isinstance(screen, CommandScreen) and not screen.is_modal:
            self.call_later(self._put_on, screen)

    async def _put_on(self, screen: CommandScreen) -> None:
        from closer_tui.tui.widgets.hints import HintLine
        from closer_tui.tui.widgets.tour_bar import TourBar

        if not screen.is_attached or screen.query(TourBar) or not (hints := screen.query(HintLine)):
            return
        await screen.mount(TourBar(self.tour, self.kit.keymap), before=hints.last())
