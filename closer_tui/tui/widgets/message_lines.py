"""One message laid out as lines: its words, with links numbered and what is quoted folded. Pure, like the thread.

A link keeps its place in the text, cut when it is long, and gets a number; under the message stands where each number
really leads. Numbers stand between two code points that no stored text holds, so that nobody can write one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from closer_tui.domain.text.quoting import Part, parts_of
from closer_tui.domain.text.references import Reference, references_of
from closer_tui.tui.drawing import Run, cell_width, crop, settle, wrap
from closer_tui.tui.words import number

__all__ = ["FIRST_SHOWN", "Body", "Find", "body_lines", "is_cut"]

FIRST_SHOWN = 4_000
"""Characters of a message shown at first: two screens full."""
LONGEST_LINK = 56
"""Cells of a link in the text; the rest of it is in the list of links."""
MOST_NOTES = 6
"""Links whose place stands under the message; the list has them all. One that is odd always stands there."""
QUOTE_KEPT = 3
"""Quoted lines that are not folded: so many are read at a glance."""

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_NUMBER = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_STRAY = str.maketrans({_OPEN: "\ufffd", _CLOSE: "\ufffd"})

Find = Callable[[str], Sequence[tuple[int, int]]]
"""Where in a line the words stand that somebody looks for."""


@dataclass(frozen=True, slots=True)
class Body:
    """What of a message is shown: so many characters, folded or not, with what somebody looks for."""

    shown: int = FIRST_SHOWN
    unfolded: bool = False
    find: Find | None = None


def is_cut(text: str, body: Body) -> bool:
    """Whether something of it is not on the screen."""
    return len(text) > body.shown or (not body.unfolded and any(map(_folds, parts_of(text[: body.shown]))))


def body_lines(text: str, room: int, look: str, body: Body) -> list[list[Run]]:
    """The lines, each at most `room` cells; `look` is that of plain words."""
    shown = text[: body.shown]
    lines: list[list[Run]] = []
    notes: list[Reference] = []
    parts = parts_of(shown)
    for part in parts:
        if _folds(part) and not body.unfolded:
            lines.append([(crop(_fold_words(part), room), "fold")])
        else:
            words = part.text if len(parts) == 1 or body.unfolded else part.text.strip("\n")
            if words or len(parts) == 1:
                lines += _part_lines(words, room, "muted" if part.kind != "words" else look, body.find, notes)
    if (hidden := len(text) - body.shown) > 0:
        lines.append([(crop(f"… {number(hidden)} more characters · o shows more", room), "fold")])
    return lines + _notes(notes, room)


def _folds(part: Part) -> bool:
    return part.kind == "signature" or (part.kind == "quote" and part.lines > QUOTE_KEPT)


def _fold_words(part: Part) -> str:
    if part.kind == "quote":
        return f"┄ {number(part.lines)} quoted lines · o shows them"
    return f"┄ signature, {number(part.lines - 1)} lines · o shows it"


def _part_lines(text: str, room: int, look: str, find: Find | None, notes: list[Reference]) -> list[list[Run]]:
    text = settle(text)
    if found := references_of(text):
        text = _numbered(text, found, room, len(notes))
        notes += found
    return [_runs(line, look, find) for line in wrap(text, room)]


def _numbered(text: str, found: Sequence[Reference], room: int, before: int) -> str:
    pieces: list[str] = []
    at = 0
    for count, link in enumerate(found, start=before + 1):
        pieces += [text[at : link.at].translate(_STRAY), crop(link.shown, min(LONGEST_LINK, max(room - 6, 8)))]
        pieces.append(f" {_OPEN}{count}{_CLOSE}")
        at = link.at + len(link.shown)
    pieces.append(text[at:].translate(_STRAY))
    return "".join(pieces)


def _runs(line: str, look: str, find: Find | None) -> list[Run]:
    if _OPEN not in line:
        return _marked(line, look, find)
    runs: list[Run] = []
    at = 0
    for match in _NUMBER.finditer(line):
        runs += _marked(line[at : match.start()], look, find)
        runs.append((f"[{match[1]}]", "link"))
        at = match.end()
    return runs + _marked(line[at:].translate(_STRAY), look, find)


def _marked(text: str, look: str, find: Find | None) -> list[Run]:
    spans = find(text) if find is not None else ()
    if not spans:
        return [(text, look)]
    runs: list[Run] = []
    at = 0
    for start, end in spans:
        runs += [(text[at:start], look), (text[start:end], "found")]
        at = end
    return [*runs, (text[at:], look)]


def _notes(links: Sequence[Reference], room: int) -> list[list[Run]]:
    """`[1] example.com  [2] other.org` and, on a line of its own, each that is odd, with why."""
    lines: list[list[Run]] = []
    used = room
    told = 0
    for count, link in enumerate(links, start=1):
        mark, host = f"[{count}]", crop(link.host, max(room - 8, 4))
        if link.warnings:
            words = f" {link.host.rstrip(':')}: {'; '.join(link.warnings)}"
            first, *rest = wrap(settle(f"{mark} ⚠{words}"), room)
            lines.append([(mark, "link"), (first[len(mark) :], "warning")])
            lines += [[(line, "warning")] for line in rest]
            used = room
        elif told < MOST_NOTES:
            width = len(mark) + 1 + cell_width(host)
            if used + 2 + width > room:
                lines.append([])
                used = -2
            lines[-1] += [("  " if used >= 0 else "", "plain"), (mark, "link"), (f" {host}", "muted")]
            used += 2 + width
        told += 1
    if told > MOST_NOTES:
        lines.append([(crop(f"{number(len(links))} links · l lists them", room), "muted")])
    return lines
