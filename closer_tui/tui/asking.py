"""Questions to the person, as functions that wait for the answer; what asks need not know screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from textual.app import App

    from closer_tui.domain.clock import Clock

__all__ = ["Ask", "Choice", "ReadMoment", "ScreenAsk"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to pick: what is returned, what it is called, and a word beside it."""

    value: str
    label: str
    detail: str = ""


class Ask(Protocol):
    """How a decision asks for what it still needs. Called from workers only."""

    async def confirm(self, title: str, lines: Sequence[str], *, yes: str) -> bool:
        """Yes or no."""

    async def choose(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        free: str = "",
        start: str = "",
        shown: Callable[[str], None] | None = None,
    ) -> str | None:
        """One of several, or a text of one's own where `free` says what it is for."""

    async def moment(self, title: str, choices: Sequence[Choice], read: ReadMoment) -> int | None:
        """A time (ms): one of several, whose values are words `read` understands, or words of one's own."""


@dataclass(frozen=True, slots=True)
class ReadMoment:
    """How typed words become a time, and how a time is said back. `parse` raises BadTime."""

    parse: Callable[[str], int]
    words: Callable[[int], str]


class ScreenAsk:
    """Asks on modal screens, which are loaded when the first question is asked."""

    def __init__(self, app: App[None], clock: Clock, grace_ms: int) -> None:
        self._app = app
        self._clock = clock
        self._grace_ms = grace_ms

    async def confirm(self, title: str, lines: Sequence[str], *, yes: str) -> bool:
        """Yes or no."""
        from closer_tui.tui.modals.confirm import Confirm

        screen = Confirm(title, lines, yes=yes, clock=self._clock, grace_ms=self._grace_ms)
        return await self._app.push_screen_wait(screen) is True

    async def choose(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        free: str = "",
        start: str = "",
        shown: Callable[[str], None] | None = None,
    ) -> str | None:
        """One of several, or a text of one's own."""
        from closer_tui.tui.modals.choose import Choose

        return await self._app.push_screen_wait(Choose(title, choices, free=free, start=start, shown=shown))

    async def moment(self, title: str, choices: Sequence[Choice], read: ReadMoment) -> int | None:
        """A time."""
        from closer_tui.tui.modals.moment import PickMoment

        return await self._app.push_screen_wait(PickMoment(title, choices, read))
