"""The reply inside a JSON answer that is still being written: its text as far as it has come, cleaned.

Every character is looked at once, however small the pieces are; a model that writes for ever must not stall the loop.
"""

from __future__ import annotations

import json
import re
from typing import Final

from closer_tui.domain.text import clean
from closer_tui.drafting.data_checks import without_direction

_START = re.compile(r'"reply"\s*:\s*"')
_WHOLE = re.compile(r'(?:[^"\\]|\\u(?:[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{4})|\\[^u])*')
_HALF_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\Z")
_LONGEST_START: Final = 4_096
"""Characters before the reply that are searched; ours is the first field."""
_TAIL: Final = 24
"""Characters kept back, so that an escape sequence or a joined emoji is cleaned whole."""


class GrowingReply:
    """Feed it the pieces of the answer; it gives the new pieces of the reply."""

    def __init__(self) -> None:
        self._raw = ""
        self._text = ""
        self._inside = False
        self._done = False

    def feed(self, piece: str) -> str:
        """What the reply has grown by, empty as long as nothing is certain."""
        if self._done:
            return ""
        self._raw += piece
        if not self._inside:
            match = _START.search(self._raw)
            self._done = match is None and len(self._raw) > _LONGEST_START
            if match is None:
                return ""
            self._inside, self._raw = True, self._raw[match.end() :]
        self._text += self._decoded()
        upto = len(self._text) if self._done else max(0, len(self._text) - _TAIL)
        grown, self._text = self._text[:upto], self._text[upto:]
        return clean(without_direction(grown)) if grown else ""

    def _decoded(self) -> str:
        """Takes from the raw text what is whole: no escape is cut in two, no pair of surrogates."""
        match = _WHOLE.match(self._raw)
        end = match.end() if match else 0
        self._done = self._raw[end : end + 1] == '"'
        half = None if self._done else _HALF_PAIR.search(self._raw, 0, end)
        end = half.start() if half else end
        whole, self._raw = self._raw[:end], self._raw[end:]
        try:
            return str(json.loads(f'"{whole}"', strict=False))
        except json.JSONDecodeError:
            self._done = True
            return ""
