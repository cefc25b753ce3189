"""A pseudo-terminal that answers like one, and knows when a frame is complete.

Textual asks whether the terminal knows synchronized output (DECRQM 2026); told yes, it ends each frame with
`ESC[?2026l`, and that is when a key has become visible.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence

FRAME_END = b"\x1b[?2026l"
_SIZES = {"COLUMNS", "LINES"}
"""These count for more than the terminal's own size, and readline, loaded by whoever started the tests, sets them."""

_ASKED = b"\x1b[?2026$p"
_ANSWER = b"\x1b[?2026;2$y"


class Terminal:
    """A program in a pty of a given size."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], *, columns: int = 120, rows: int = 40) -> None:
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            # Before it begins: a program that is quicker than its parent would take the terminal for a smaller one.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], list(command), {k: v for k, v in env.items() if k not in _SIZES})
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.set_blocking(self._fd, False)
        self.seen = b""
        self._unanswered = b""

    def read(self, seconds: float) -> bytes:
        """What arrives within a time, answering what is asked."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self._fd, 1 << 16)
        except (BlockingIOError, OSError):
            return b""
        # The question may come in two pieces.
        self._unanswered = (self._unanswered + data)[-len(data) - len(_ASKED) + 1 :]
        if _ASKED in self._unanswered:
            os.write(self._fd, _ANSWER)
            self._unanswered = b""
        self.seen = (self.seen + data)[-(1 << 20) :]
        return data

    def until(self, marker: bytes, seconds: float = 60.0) -> float:
        """Milliseconds from the start until a text was on the screen and its frame complete."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            self.read(0.05)
            at = self.seen.find(marker)
            if at >= 0 and (FRAME_END in self.seen[at:] or _ASKED not in self.seen):
                return (time.perf_counter() - self.started) * 1000
        raise TimeoutError(f"{marker!r} never appeared; the screen ended with {self.seen[-400:]!r}")

    def settle(self, quiet: float = 0.3, seconds: float = 10.0) -> None:
        """Wait until nothing is painted for a while."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline and self.read(quiet):
            continue

    def key(self, keys: bytes, seconds: float = 2.0) -> float | None:
        """Milliseconds from writing keys to the end of the first frame they cause; None if none comes."""
        while self.read(0):
            continue
        start = time.perf_counter()
        os.write(self._fd, keys)
        got = b""
        while time.perf_counter() - start < seconds:
            got += self.read(0.01)
            if FRAME_END in got:
                return (time.perf_counter() - start) * 1000
        return None

    def burst(self, keys: bytes, quiet: float = 0.15) -> float:
        """Milliseconds from writing many keys at once to the last thing painted for them."""
        start = last = time.perf_counter()
        os.write(self._fd, keys)
        while time.perf_counter() - last < (quiet if last > start else 2.0):
            if self.read(0.005):
                last = time.perf_counter()
        return (last - start) * 1000

    def send(self, keys: bytes) -> None:
        """Write keys and do not wait."""
        os.write(self._fd, keys)

    def wait(self, seconds: float = 60.0) -> float:
        """Milliseconds until the program has ended."""
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            self.read(0.005)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                self.pid = 0
                return (time.perf_counter() - start) * 1000
        raise TimeoutError("the program did not end")

    def running(self) -> bool:
        """Whether the program is still there."""
        if self.pid and os.waitpid(self.pid, os.WNOHANG)[0]:
            self.pid = 0
        return bool(self.pid)

    def close(self) -> None:
        """End the program if it still runs."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0
        os.close(self._fd)
