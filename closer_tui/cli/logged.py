"""The log around a command that works in the background or failed unexpectedly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from closer_tui.config.paths import Paths


@contextmanager
def logged(paths: Paths, process: str, level: str = "INFO") -> Iterator[None]:
    """Our lines go to the home's log inside the block. Raises ConfigError when it cannot be written."""
    from closer_tui.config.logs import start_log, stop_log

    paths.ensure()
    handler = start_log(paths.log, process=process, level=level)
    try:
        yield
    finally:
        stop_log(handler)
