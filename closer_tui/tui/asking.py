"""Questions to the person, as functions that wait for the answer; what asks need not know screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from textual.app import App

    from closer_tui.domain.clock import Clock
    from closer_tui.domain.handover import HandOver
    from closer_tui.tui.messages import HandOverSaid
    from closer_tui.tui.previewing import SayToEngine
    from closer_tui.tui.proposing import Proposals

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

    async def hand_over(self, conversation_n: int, who: str) -> HandOver | None:
        """What the bot must know when it takes over again."""

    def handed_over(self, conversation_n: int) -> None:
        """It was handed back: what was written for that is needed no more."""


@dataclass(frozen=True, slots=True)
class ReadMoment:
    """How typed words become a time, and how a time is said back. `parse` raises BadTime."""

    parse: Callable[[str], int]
    words: Callable[[int], str]


class ScreenAsk:
    """Asks on modal screens, which are loaded when the first question is asked."""

    def __init__(self, app: App[None], clock: Clock, grace_ms: int, say: SayToEngine) -> None:
        self._say = say
        self._proposals: Proposals | None = None
        self._kept: dict[int, dict[str, str]] = {}
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

    async def hand_over(self, conversation_n: int, who: str) -> HandOver | None:
        """On a form with fields; what was written and left stands there again."""
        from closer_tui.tui.modals.hand_back import HandBack
        from closer_tui.tui.proposing import Proposals

        proposals = self._proposals = self._proposals or Proposals(self._say)

        def keep(texts: dict[str, str]) -> None:
            if any(text.strip() for text in texts.values()):
                self._kept[conversation_n] = texts
            else:
                self._kept.pop(conversation_n, None)

        screen = HandBack(
            who,
            lambda: proposals.propose(conversation_n),
            kept=self._kept.get(conversation_n),
            keep=keep,
        )
        return await self._app.push_screen_wait(screen)

    def handed_over(self, conversation_n: int) -> None:
        """It was handed back."""
        self._kept.pop(conversation_n, None)

    def hand_over_said(self, news: HandOverSaid) -> None:
        """What the engine proposes; it goes to the form that asked."""
        if self._proposals is not None:
            self._proposals.heard(news.id, news.summary, news.note)
