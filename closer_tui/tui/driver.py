"""A driver that outlives its terminal: a closed window or a lost SSH connection ends the screen in order.

Textual writes in a thread of its own. When the terminal is gone that thread dies of the first error, its queue fills
up, and the loop waits for a place in it for ever: no signal is handled and no key, and a process stays behind for
every window that was closed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any, TypeVar

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App

__all__ = ["SteadyDriver"]

T = TypeVar("T")

log = logging.getLogger(__name__)


class SteadyFile:
    """A terminal to write to; once it is gone, what is written is dropped, and `lost` was called once."""

    def __init__(self, file: IO[str], lost: Callable[[], None]) -> None:
        self._file = file
        self._lost = lost
        self._gone = False

    def write(self, text: str) -> int:
        """Write, or drop."""
        return self._tried(lambda: self._file.write(text), len(text))

    def flush(self) -> None:
        """Send what was written on its way."""
        self._tried(self._file.flush, None)

    def fileno(self) -> int:
        """The descriptor of the terminal."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()

    def _tried(self, doing: Callable[[], T], otherwise: T) -> T:
        if self._gone:
            return otherwise
        try:
            return doing()
        except OSError as error:
            self._gone = True
            log.info("the terminal has gone: %s", error)
            self._lost()
            return otherwise


class SteadyDriver(LinuxDriver):
    """As Textual's, but the loss of the terminal ends the App instead of its writing thread."""

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        loop = asyncio.get_running_loop()

        def lost() -> None:
            loop.call_soon_threadsafe(app.exit)

        if self._file is not None:
            self._file = SteadyFile(self._file, lost)  # type: ignore[assignment]  # all of a file that a driver uses
