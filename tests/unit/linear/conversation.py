"""A person who types prepared lines into a real session on a real store, and what was said to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from closer_tui.domain.clock import ManualClock
from closer_tui.linear.asking import LineAsk
from closer_tui.linear.session import Session
from closer_tui.runtime.desk import StoreDesk
from closer_tui.store.views import Reader
from closer_tui.tui.data import Data
from closer_tui.tui.decisions import Decisions
from closer_tui.tui.undo import UndoStack
from closer_tui.tui.when import When
from tests.support.desk_world import DeskWorld

AGENT = "paul"


class Script:
    """Prepared lines. A callable among them is awaited where it stands, so that the world moves between two lines."""

    def __init__(self, *lines: Any) -> None:
        self._lines: Iterator[Any] = iter(lines)
        self.said: list[str] = []

    def say(self, *lines: str) -> None:
        self.said += lines

    async def hear(self, prompt: str) -> str | None:
        if prompt:
            self.said.append(prompt)
        for line in self._lines:
            if isinstance(line, str):
                return line
            await line()
        return None

    @property
    def text(self) -> str:
        return "\n".join(self.said)


async def converse(world: DeskWorld, *lines: Any, hold_ms: int = 20_000) -> Script:
    """Type the lines in the world's home; what was said is in the script that comes back."""
    script = Script(*lines)
    data = Data(lambda: Reader.open(world.store.paths))
    desk = StoreDesk(world.store, AGENT, lambda: None)
    clock = world.clock
    assert isinstance(clock, ManualClock)
    when = When(clock)

    async def open_desk() -> StoreDesk:
        return desk

    ask = LineAsk(script)
    decisions = Decisions(open_desk, ask, lambda words, _: script.say(words), UndoStack(), when, lambda: None, hold_ms)
    try:
        await Session(script, data, ask, decisions, when, AGENT, open_desk).run()
    finally:
        data.close()
    return script


def body_lines(text: str) -> list[str]:
    """The lines in which somebody else's words stand."""
    return re.findall(r"^  .*$", text, re.MULTILINE)
