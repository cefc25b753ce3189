"""What a terminal shows after the bytes it was sent: enough of one to read what our program paints.

It knows what Textual writes: cursor positions, text, line ends, erasing; colours and everything else are read over.
"""

from __future__ import annotations

import re

from closer_tui.domain.text import cell_width

__all__ = ["Picture"]

_PIECE = re.compile(
    r"\x1b\[(?P<csi>[0-9;:?<>=$ ]*)(?P<end>[@-~])"  # a control sequence
    r"|\x1b[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\)"  # a title, a device string
    r"|\x1b[()][0-9A-B]|\x1b[=>78cDEM]"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f])"
    r"|(?P<text>[^\x00-\x1f]+)"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-9;:?<>=$ ]*|[\]P_^][^\x07\x1b]*\x1b?|[()]?)?$")


class Picture:
    """A grid of characters, and where the cursor is."""

    def __init__(self, columns: int, rows: int) -> None:
        self._columns, self._rows = columns, rows
        self._x = self._y = 0
        self._rest = b""
        self._clear()

    def _clear(self) -> None:
        self._cells = [[" "] * self._columns for _ in range(self._rows)]

    def feed(self, data: bytes) -> None:
        """More bytes; what is cut off at their end waits for the next ones."""
        data = self._rest + data
        text = data.decode("utf-8", "ignore")
        whole = len(text.encode())
        self._rest = data[whole:] if data.startswith(text.encode()) else b""
        if cut := _UNFINISHED.search(text):
            self._rest = cut.group().encode() + self._rest
            text = text[: cut.start()]
        for piece in _PIECE.finditer(text):
            if words := piece["text"]:
                self._write(words)
            elif piece["control"]:
                self._control(piece["control"])
            elif piece["end"]:
                self._sequence(piece["csi"], piece["end"])

    def _write(self, words: str) -> None:
        for char in words:
            width = cell_width(char)
            if self._y < self._rows and width and self._x + width <= self._columns:
                self._cells[self._y][self._x : self._x + width] = [char, *[""] * (width - 1)]
            self._x += width

    def _control(self, char: str) -> None:
        if char == "\n":
            self._x, self._y = 0, self._y + 1
        elif char == "\r":
            self._x = 0

    def _sequence(self, given: str, end: str) -> None:
        if end == "H":
            y, _, x = given.partition(";")
            self._y, self._x = int(y or 1) - 1, int(x or 1) - 1
        elif end + given in {"J2", "J3", "h?1049"}:
            self._clear()

    def lines(self) -> list[str]:
        """The rows as text."""
        return ["".join(row).rstrip() for row in self._cells]

    def __str__(self) -> str:
        return "\n".join(self.lines())
