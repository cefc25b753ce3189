"""Whether an engine is at work on a home, asked with the standard library alone."""

from __future__ import annotations

import socket

from closer_tui.config.paths import Paths


def engine_at_work(paths: Paths) -> bool:
    """An engine listens on the wake-up socket; a file that a killed one left behind refuses the connection."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(paths.socket))
        except OSError:
            return False
        return True
