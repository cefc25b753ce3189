"""The reply inside a JSON answer that is still being written: its text as far as it has come, cleaned."""

from __future__ import annotations

import json
import re
from typing import Final

from closer_tui.drafting.data_checks import tidy

_START = re.compile(r'"reply"\s*:\s*"')
_UNFINISHED: Final = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_HALF_PAIR: Final = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\Z")
_TAIL: Final = 24
"""Characters kept back, so that an escape sequence or a joined emoji is cleaned whole."""


class GrowingReply:
    """Feed it the pieces of the answer; it gives the new pieces of the reply."""

    def __init__(self) -> None:
        self._raw = ""
        self._from: int | None = None
        self._seen = 0
        self._done = False

    def feed(self, piece: str) -> str:
        """What the reply has grown by, empty as long as nothing is certain."""
        if self._done:
            return ""
        self._raw += piece
        if self._from is None:
            match = _START.search(self._raw)
            if match is None:
                return ""
            self._from = match.end()
        inside, self._done = _string(self._raw[self._from :])
        text, _ = tidy(inside)
        upto = len(text) if self._done else max(self._seen, len(text) - _TAIL)
        grown, self._seen = text[self._seen : upto], upto
        return grown


def _string(raw: str) -> tuple[str, bool]:
    """The JSON string at the start of `raw` as far as it is whole, and whether its end was seen."""
    end = 0
    while end < len(raw) and raw[end] != '"':
        end += 2 if raw[end] == "\\" else 1
    closed = end < len(raw)
    body = raw[:end] if closed else raw
    if not closed:
        body = _UNFINISHED.sub("", body) if _odd_backslash(body) else body
        body = _HALF_PAIR.sub("", body)
    try:
        text = json.loads(f'"{body}"', strict=False)
    except json.JSONDecodeError:
        return "", closed
    return str(text), closed


def _odd_backslash(body: str) -> bool:
    tail = _UNFINISHED.search(body)
    if tail is None:
        return False
    before = body[: tail.start()]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 0
