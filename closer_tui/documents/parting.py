"""Blocks put together into parts: long enough to say something, short enough to be about one thing.

Blocks of different headings never share a part, and a question keeps its whole answer where that is not too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from closer_tui.domain.knowledge import LONGEST_TEXT, MOST_PARTS, Block, Part, Unreadable
from closer_tui.domain.text import clean

USUAL: Final = 600
"""Characters up to which short blocks are put together."""
LONGEST: Final = 1_200
"""Characters of a part at most."""

_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？؟।])\s*|\n+")
_QUESTION_MARKS: Final = ("?", "？", "؟")


def parts_of(blocks: Iterable[Block]) -> tuple[Part, ...]:
    """The parts, in the order of the document. Raises Unreadable when there is nothing, or far too much."""
    parts: list[Part] = []
    seen = 0
    for (path, answers), together in groupby(_tidy(blocks), key=lambda block: (block.path, block.answers)):
        for part in _section(path, [block.text for block in together], answers=answers):
            seen += len(part.text)
            if seen > LONGEST_TEXT or len(parts) >= MOST_PARTS:
                raise Unreadable("it holds too much text", f"Cut it into files of at most {LONGEST_TEXT:,} characters.")
            parts.append(part)
    if not parts:
        raise Unreadable("there is no text in it", "A scanned page is a picture: type it in, or use OCR first.")
    return tuple(parts)


def _tidy(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        # What stands before the first word is an indent: an item below another one.
        text = clean(block.text, limit=LONGEST_TEXT).strip("\n").rstrip()
        if text.strip():
            yield Block(block.path, text, block.answers)


def _section(path: tuple[str, ...], texts: list[str], *, answers: bool) -> Iterator[Part]:
    if answers:
        # Each row of a table of questions answers its own, also where two ask the same.
        for text in texts:
            pieces = list(_cut(text))
            for piece in pieces:
                yield Part(path, piece, answers=len(pieces) == 1)
        return
    whole = "\n".join(texts)
    if path and path[-1].endswith(_QUESTION_MARKS) and len(whole) <= LONGEST:
        yield Part(path, whole, answers=True)
        return
    held = ""
    for text in texts:
        for piece in _cut(text):
            if held and len(held) + len(piece) > USUAL:
                yield Part(path, held)
                held = ""
            held = f"{held}\n{piece}" if held else piece
    if held:
        yield Part(path, held)


def _cut(text: str) -> Iterator[str]:
    """A long block at the ends of its sentences; a sentence that is too long by itself, anywhere."""
    if len(text) <= LONGEST:
        yield text
        return
    held = ""
    for sentence in _SENTENCE_ENDS.split(text):
        for start in range(0, len(sentence), LONGEST):
            piece = sentence[start : start + LONGEST]
            if held and len(held) + len(piece) + 1 > LONGEST:
                yield held
                held = ""
            held = f"{held} {piece}" if held else piece
    if held.strip():
        yield held
