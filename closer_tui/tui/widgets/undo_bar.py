"""The line that holds the undo: what was done, the seconds running, the key."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from closer_tui.tui.drawing import crop, one_line
from closer_tui.tui.undo import UndoStack
from closer_tui.tui.when import When

__all__ = ["UndoBar"]

TICK_SECONDS = 0.25


class UndoBar(Widget):
    """Takes its line only while there is something to take back."""

    DEFAULT_CSS = "UndoBar { height: 1; width: 1fr; background: $surface; color: $foreground; display: none; }"

    def __init__(self, undo: UndoStack, when: When, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._undo = undo
        self._when = when
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Count down, while there is something to count."""
        self._timer = self.set_interval(TICK_SECONDS, self.tick, pause=True)
        self._undo.watchers.append(self.tick)
        self.tick()

    def on_unmount(self) -> None:
        """Nobody to tell any more."""
        self._undo.watchers.remove(self.tick)

    def tick(self) -> None:
        """Show what can be taken back now."""
        step = self._undo.offered(self._when.now())
        self.display = step is not None
        if self._timer is not None:
            if step is None:
                self._timer.pause()
            else:
                self._timer.resume()
        self.refresh()

    def render(self) -> Content:
        """`✓ Approved for Maria · leaves in 4 s · z takes it back`."""
        now = self._when.now()
        step = self._undo.offered(now)
        if step is None:
            return Content("")
        left = step.seconds_left(now)
        words = crop(one_line(step.words), max(self.size.width - 40, 10))
        pieces: list[tuple[str, str]] = [(" ✓ ", "$good"), (words, "$foreground")]
        if left is not None:
            pieces.append((f" · leaves in {left} s", "$warning"))
        return Content.assemble(*pieces, (" · ", "$muted"), ("z", "$accent"), (" takes it back", "$muted"))

    async def on_click(self, event: events.Click) -> None:
        """The whole line is a button."""
        event.stop()
        await self.screen.run_action("undo")
