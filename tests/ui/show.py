"""Look at the screen by hand: `python -m tests.ui.show` opens the bakery in a throw-away home."""

from __future__ import annotations

import tempfile
from pathlib import Path

from closer_tui.config.light import LightSettings
from closer_tui.domain.clock import ManualClock, SystemClock
from tests.ui.books import make_app
from tests.ui.world import NOW, World, bakery


class RunningClock(ManualClock):
    """Begins at the bakery's morning and goes on from there."""

    def __init__(self) -> None:
        super().__init__(NOW)
        self._began = SystemClock().now()

    def now(self) -> int:
        """Milliseconds since the epoch."""
        return NOW + SystemClock().now() - self._began


def main() -> None:
    """Run until quit."""
    with tempfile.TemporaryDirectory() as home:
        world = bakery(World(Path(home)))
        world.clock = RunningClock()
        make_app(world, settings=LightSettings()).run()
        world.close()


if __name__ == "__main__":
    main()
