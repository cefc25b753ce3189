"""Look at the screen by hand: `python -m tests.ui.show` opens the bakery in a throw-away home."""

from __future__ import annotations

import tempfile
from pathlib import Path

from closer_tui.config.light import LightSettings
from tests.ui.world import World, bakery, make_app


def main() -> None:
    """Run until quit."""
    with tempfile.TemporaryDirectory() as home:
        world = bakery(World(Path(home)))
        make_app(world, settings=LightSettings()).run()
        world.close()


if __name__ == "__main__":
    main()
