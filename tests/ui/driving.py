"""How screen tests drive the App: press, wait until it is quiet, read what is on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.widget import Widget

from closer_tui.tui.app import CloserApp
from closer_tui.tui.screens.approvals import ApprovalsScreen
from closer_tui.tui.screens.inbox import InboxScreen
from closer_tui.tui.screens.inbox_side import Side

W = TypeVar("W", bound=Widget)


class Driver:
    """One App under the hand of a test."""

    def __init__(self, app: CloserApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def quiet(self) -> None:
        """Until the cursor has settled, workers are done and everything is painted."""
        await self.pilot.pause(0.08)
        for worker in list(self.app.workers):
            if worker.group == "decisions" and not self._asking():
                await worker.wait()
        await self.pilot.pause()
        await self.pilot.pause()

    def _asking(self) -> bool:
        return self.app.screen.is_modal

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and wait."""
        await self.pilot.press(*keys)
        await self.quiet()

    async def feed(self) -> None:
        """Let the bridge see what changed."""
        self.app._bridge.look()
        await self.quiet()

    @property
    def inbox(self) -> InboxScreen:
        """The inbox, which must be in front."""
        assert isinstance(self.app.screen, InboxScreen)
        return self.app.screen

    @property
    def side(self) -> Side:
        """The conversation beside the list."""
        assert self.inbox.side is not None
        return self.inbox.side

    @property
    def approvals(self) -> ApprovalsScreen:
        """The approvals, which must be in front."""
        assert isinstance(self.app.screen, ApprovalsScreen)
        return self.app.screen

    def notices(self) -> list[str]:
        """What was told, oldest first."""
        return [notification.message for notification in self.app._notifications]

    def painted(self) -> str:
        """Every line as the terminal gets it, through all filters."""
        return "\n".join(
            "".join(segment.text for segment in strip) for strip in self.app.screen._compositor.render_strips()
        )


@asynccontextmanager
async def driving(app: CloserApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Driver]:
    """The App, painted and quiet."""
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = Driver(app, pilot)
        while isinstance(app.screen, InboxScreen) and app.screen.side is None:
            await pilot.pause(0.01)
        await driver.quiet()
        yield driver


Anything = Any
