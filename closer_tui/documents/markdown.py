"""Markdown as plain text under its headings: lists keep their marks, rows of tables name their columns, links their
addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from closer_tui.documents.decoding import text_of
from closer_tui.documents.outline import Outline
from closer_tui.domain.knowledge import Block

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER: Final = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_LINKED: Final = ("http://", "https://", "mailto:", "tel:")


def blocks_of(data: bytes) -> Iterator[Block]:
    """The blocks of a Markdown file. Raises Unreadable when it is no text."""
    from markdown_it import MarkdownIt

    text = _FRONT_MATTER.sub("", text_of(data).replace("\r\n", "\n"))
    reader = _Reader()
    for token in MarkdownIt("commonmark", {"maxNesting": 60}).enable("table").parse(text):
        yield from reader.take(token)


class _Reader:
    """Where in the document the tokens are."""

    def __init__(self) -> None:
        self._outline = Outline()
        self._heading = 0
        self._lists: list[int | None] = []
        self._mark = ""
        self._columns: list[str] = []
        self._cells: list[str] = []
        self._in_table = False
        self._in_head = False

    def take(self, token: Token) -> Iterator[Block]:
        """What one token adds."""
        match token.type:
            case "tr_close":
                yield from self._row()
            case "inline":
                yield from self._inline(inline_text(token.children or ()))
            case "fence" | "code_block":
                yield Block(self._outline.path, token.content)
            case "html_block":
                from closer_tui.documents.html_page import plain_text

                yield Block(self._outline.path, plain_text(token.content))
            case _:
                self._move(token)

    def _move(self, token: Token) -> None:
        """Into something, or out of it."""
        match token.type:
            case "heading_open" | "heading_close":
                self._heading = int(token.tag[1]) if token.nesting > 0 else 0
            case "bullet_list_open" | "ordered_list_open":
                self._lists.append(int(token.attrGet("start") or 1) if token.tag == "ol" else None)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._item()
            case "table_open" | "table_close":
                self._in_table = token.nesting > 0
            case "thead_open" | "thead_close":
                self._in_head = token.nesting > 0
            case "tr_open":
                self._cells = []

    def _item(self) -> None:
        number = self._lists[-1]
        indent = "  " * (len(self._lists) - 1)
        self._mark = f"{indent}- " if number is None else f"{indent}{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    def _inline(self, text: str) -> Iterator[Block]:
        if self._heading:
            self._outline.heading(self._heading, text)
        elif self._in_table:
            self._cells.append(text)
        else:
            mark, self._mark = self._mark, ""
            yield Block(self._outline.path, mark + text)

    def _row(self) -> Iterator[Block]:
        if self._in_head:
            self._columns = self._cells
        else:
            yield Block(self._outline.path, row_text(self._columns, self._cells))


def row_text(columns: Sequence[str], cells: Sequence[str]) -> str:
    """`Size: 15 cm; Price: 18 €`: a row of a table that can be read by itself."""
    named = [*columns, *[""] * len(cells)]
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(named, cells, strict=False) if cell)


def inline_text(children: Sequence[Token]) -> str:
    """A line without its marks; a link's address stands behind its words."""
    pieces: list[str] = []
    link, begun = "", 0
    for child in children:
        match child.type:
            case "text" | "code_inline":
                pieces.append(child.content)
            case "softbreak":
                pieces.append(" ")
            case "hardbreak":
                pieces.append("\n")
            case "image":
                pieces.append(child.content)
            case "link_open":
                link, begun = str(child.attrGet("href") or ""), len(pieces)
            case "link_close":
                pieces.append(behind("".join(pieces[begun:]), link))
    return "".join(pieces)


def behind(words: str, address: str) -> str:
    """` (address)` for a link whose words are not the address itself; empty for places inside the document."""
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    if not address.lower().startswith(_LINKED) or bare.rstrip("/") in words:
        return ""
    return f" ({bare})"
