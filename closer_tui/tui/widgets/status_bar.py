"""The top line: where you are, what waits for you, and whether the world is reachable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.widget import Widget

from closer_tui.tui.drawing import cell_width, crop, one_line
from closer_tui.tui.when import When
from closer_tui.tui.widgets.progress import BOT_STOPPED
from closer_tui.tui.words import number

if TYPE_CHECKING:
    from closer_tui.store.views.status import StatusLine

__all__ = ["StatusBar"]

LOOK_SECONDS = 5.0
"""How often ages and the engine's sign of life are looked at; everything else comes with the feed."""
FRESH_MS = 15_000
"""Younger than this is now: a figure that counts every second draws the eye and says nothing."""
SIGNS = (
    # counter, sign, word, style, what a click opens
    ("approve", "●", "to approve", "$accent", "approvals"),
    ("escalated", "▲", "escalated", "$warning", "escalations"),
    ("outbox:unknown", "?", "unknown", "$error", "outbox"),
    ("outbox:failed", "✗", "failed", "$error", "outbox"),
)


def _synced(when: When, at: int) -> str:
    age = when.now() - at
    if age < FRESH_MS:
        return "in sync"
    if age < 60_000:
        return f"synced {age // FRESH_MS * FRESH_MS // 1000}s ago"
    return f"synced {when.since(at)}"


class StatusBar(Widget):
    """Counts at the left, the state of the machinery at the right. Clicking a count opens its screen."""

    DEFAULT_CSS = "StatusBar { height: 1; width: 1fr; background: $background; color: $foreground; }"

    def __init__(
        self, when: When, *, read: Callable[[], StatusLine | None] | None = None, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._when = when
        self._read = read
        self._counts: Mapping[str, int] = {}
        self._status: StatusLine | None = None
        self._place = ""
        self._engine = ""
        self._mode = ""
        self._places: list[tuple[int, int, str]] = []

    def show(self, place: str, counts: Mapping[str, int], status: StatusLine | None) -> None:
        """Show these."""
        self._place, self._counts, self._status = place, counts, status
        self.refresh()

    def engine_said(self, state: str) -> None:
        """What the engine says about itself."""
        self._engine = state
        self.refresh()

    def say_mode(self, words: str) -> None:
        """Something that changes what looking or pressing does, for as long as it is on; a click turns it off."""
        self._mode = words
        self.refresh()

    def on_mount(self) -> None:
        """Ages grow by themselves, and a sync that found nothing new stands in no feed."""
        self.set_interval(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        before = self._machine(), self._halted()
        if self._read is not None:
            self._status = self._read()
        if (self._machine(), self._halted()) != before:
            self.refresh()

    def render(self) -> Content:
        """One line; the place gives way first, then the words of the counts."""
        width = self.size.width
        machine, style = self._machine()
        words = width >= 110
        pieces: list[tuple[str, str]] = [(" closer-tui", "bold $accent")]
        place = crop(one_line(self._place), 24 if width >= 100 else 0)
        if place:
            pieces.append((f"  {place}", "$muted"))
        self._places = []
        used = sum(cell_width(text) for text, _ in pieces)
        if self._mode:
            text = f"◌ {self._mode if words else self._mode.partition(':')[0]}"
            self._places.append((used + 3, used + 3 + cell_width(text), "peek"))
            pieces += [("   ", ""), (text, "bold $warning")]
            used += 3 + cell_width(text)
        if self._halted():
            text = BOT_STOPPED
            self._places.append((used + 3, used + 3 + cell_width(text), "halt"))
            pieces += [("   ", ""), (text, "bold $error")]
            used += 3 + cell_width(text)
        for counter, sign, word, look, opens in SIGNS:
            count = self._counts.get(counter, 0)
            if count <= 0:
                continue
            text = f"{sign} {number(count)}" + (f" {word}" if words else "")
            if used + 3 + cell_width(text) > width - 2:
                break
            self._places.append((used + 3, used + 3 + cell_width(text), opens))
            pieces += [("   ", ""), (text, look)]
            used += 3 + cell_width(text)
        machine = crop(machine, max(width - used - 3, 0))
        gap = max(width - used - cell_width(machine) - 1, 1)
        return Content.assemble(*pieces, " " * gap, (machine, style), " ")

    def _halted(self) -> bool:
        return self._status is not None and self._status.halt is not None

    def _machine(self) -> tuple[str, str]:
        status = self._status
        if status is None:
            return "", "$muted"
        if status.offline:
            return "offline: showing what is here", "$warning"
        parts = []
        if status.queued:
            parts.append(f"{number(status.queued)} leaving")
        if not status.engine_alive:
            parts.append("engine starting" if self._engine == "starting" else "engine not running")
            return " · ".join(parts), "$warning"
        if status.last_sync_at:
            parts.append(_synced(self._when, status.last_sync_at))
        return " · ".join(parts), "$muted"

    async def on_click(self, event: events.Click) -> None:
        """Open what was clicked."""
        for start, end, action in self._places:
            if start <= event.x < end:
                event.stop()
                await self.screen.run_action(action)
                return
