"""A stream of lines to and from a person: said whole, heard whole, safe for any terminal.

Input is read in a thread of its own straight from the file descriptor, because a loop cannot wait for a file or a
pipe everywhere, and a thread that hangs in Python's own reader would keep the program from ending.
"""

from __future__ import annotations

import asyncio
import codecs
import os
import threading
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from closer_tui.domain.text import clean, safe_for_terminal

__all__ = ["Lines", "StdLines"]

END_OF_TEXT: Final = "."
"""A line of this alone ends a text of several lines, as in mail since 1982."""
LONGEST: Final = 1 << 16
"""Bytes of one line; what is longer is cut, and said."""
CHUNK: Final = 1 << 12


class Lines(Protocol):
    """How the linear face speaks and listens. `hear` gives None at the end of the input."""

    def say(self, *lines: str) -> None:
        """Say lines, each a sentence or a heading."""

    async def hear(self, prompt: str) -> str | None:
        """Ask, and wait for a line."""


async def hear_text(lines: Lines, prompt: str) -> str | None:
    """A text of several lines, ended by a dot alone; None when nothing was written or the input ended before the dot.

    An input that ends early is a lost connection more often than a finished sentence, so its text is not used.
    """
    lines.say(prompt, "End with a line that is only a dot. A dot at once writes nothing.")
    written: list[str] = []
    while True:
        line = await lines.hear("")
        if line is None:
            return None
        if line == END_OF_TEXT:
            text = "\n".join(written).strip()
            return text or None
        # A line that really starts with a dot is doubled by whoever writes it (RFC 5321, section 4.5.2).
        written.append(line[1:] if line.startswith("..") else line)


class StdLines:
    """Standard input and output."""

    def __init__(self, write: Callable[[str], None], *, fd: int = 0, terminal: bool = False) -> None:
        self._write = write
        self._fd = fd
        self._terminal = terminal
        self._heard: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._ended = False
        threading.Thread(target=self._listen, name="lines", daemon=True).start()

    def say(self, *lines: str) -> None:
        """Each line whole."""
        self._write("".join(f"{line}\n" for line in lines))

    async def hear(self, prompt: str) -> str | None:
        """A line; the prompt is a line of its own, and a terminal shows a mark where to type."""
        if prompt:
            self.say(prompt)
        if self._terminal:
            self._write("> ")
        if self._ended:
            return None
        line = await self._heard.get()
        if line is None:
            self._ended = True
            return None
        return clean(line, multiline=False).strip()

    def _listen(self) -> None:
        decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        waiting = ""
        while chunk := self._read():
            *whole, waiting = (waiting + decode(chunk)).split("\n")
            self._pass_on(whole)
            waiting = waiting[:LONGEST]
        self._pass_on([waiting] if waiting else [])
        self._call(None)

    def _read(self) -> bytes:
        try:
            return os.read(self._fd, CHUNK)
        except OSError:  # the terminal has gone, which is an end like any other
            return b""

    def _pass_on(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._call(line[:LONGEST])

    def _call(self, line: str | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._heard.put_nowait, line)
        except RuntimeError:  # the loop is closed: nobody listens any more
            return


def printed(write: Callable[[str], None], encoding: str) -> Callable[[str], None]:
    """`write` behind the guard of every terminal, for a stream of this encoding."""

    def safely(text: str) -> None:
        write(safe_for_terminal(text).encode(encoding, "replace").decode(encoding))

    return safely
