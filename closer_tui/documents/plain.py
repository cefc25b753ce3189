"""Plain text: paragraphs between empty lines, and lines that are headings by how they look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from closer_tui.documents.decoding import text_of
from closer_tui.documents.outline import Outline
from closer_tui.domain.knowledge import Block
from closer_tui.domain.text import normalise_newlines

LONGEST_HEADING_LINE: Final = 80
_UNDERLINE: Final = re.compile(r"\s*(={3,}|-{3,}|~{3,})\s*")
_GAP: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def blocks_of(data: bytes) -> Iterator[Block]:
    """The blocks of a text file. Raises Unreadable when it is no text."""
    outline = Outline()
    for paragraph in _GAP.split(normalise_newlines(text_of(data)).replace("\f", "\n\n")):
        lines = [line.rstrip() for line in paragraph.strip("\n").split("\n")]
        if len(lines) >= 2 and lines[0].strip() and (underline := _UNDERLINE.fullmatch(lines[1])):
            outline.heading(1 if underline[1][0] == "=" else 2, lines[0])
            lines = lines[2:]
        elif len(lines) == 1 and _is_heading(lines[0].strip()):
            outline.heading(3, lines[0])
            continue
        if lines:
            yield Block(outline.path, "\n".join(lines))


def _is_heading(line: str) -> bool:
    """A short line alone that shouts, or asks."""
    if not line or len(line) > LONGEST_HEADING_LINE:
        return False
    return line.isupper() or line.endswith(("?", "？", "؟"))
