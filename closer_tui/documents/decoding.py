"""The text in a file's bytes: UTF-8, UTF-16 with its mark, else what Windows programs write. Garbage is refused."""

from __future__ import annotations

import codecs
from typing import Final

from closer_tui.domain.knowledge import Unreadable

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FEW_CONTROLS: Final = 8
_MOST_CONTROLS: Final = 0.002
"""Share of characters no text holds, from which it is taken for something else."""


def text_of(data: bytes) -> str:
    """The text. Raises Unreadable when it is none."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _judged(_decoded(data, name))
    try:
        return _judged(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _judged(_decoded(data, "cp1252"))


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise _no_text() from error


def _judged(text: str) -> str:
    odd = sum(1 for char in text if char < " " and char not in "\t\n\r\f\x1b")
    if "\x00" in text or odd > max(_FEW_CONTROLS, len(text) * _MOST_CONTROLS):
        raise _no_text()
    return text


def _no_text() -> Unreadable:
    return Unreadable("it is no readable text", "Save it again as UTF-8 text.")
