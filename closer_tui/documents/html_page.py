"""A saved web page as plain text under its headings: what a reader sees of it, without its menus, forms and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from closer_tui.documents.markdown import behind
from closer_tui.documents.outline import Outline
from closer_tui.domain.knowledge import Block

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_UNREAD: Final = frozenset(
    (
        "script", "style", "noscript", "template", "head", "nav", "footer", "aside", "form", "button", "select", "svg",
        "iframe", "object", "canvas", "dialog",
    )
)  # fmt: skip
_BLOCKS: Final = frozenset(
    (
        "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl",
        "dt", "dd", "table", "thead", "tbody", "tr", "blockquote", "pre", "figure", "figcaption", "details", "summary",
        "address", "hr", "br", "body",
    )
)  # fmt: skip
_QUESTIONS: Final = frozenset({"summary", "dt"})
"""What stands above a hidden answer, or beside its explanation: a heading below all others."""
_BELOW_ALL: Final = 7
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
)
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")


def blocks_of(data: bytes) -> Iterator[Block]:
    """The blocks of a page."""
    page = _parsed(data)
    yield from _Walk().through(page.find("main") or page.find("article") or page.body or page)


def plain_text(markup: str) -> str:
    """The words in a piece of HTML."""
    return "\n".join(block.text for block in _Walk().through(_parsed(markup)))


def _parsed(markup: bytes | str) -> BeautifulSoup:
    import warnings

    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        # It warns where a text looks like a file name or like XML; it is read all the same.
        warnings.simplefilter("ignore")
        return BeautifulSoup(markup, "html.parser")


class _Walk:
    """Through the tree without recursion: a page may be nested as deep as it likes."""

    def __init__(self) -> None:
        self._outline = Outline()
        self._words: list[str] = []
        self._mark = ""
        self._links: list[tuple[str, int]] = []

    def through(self, top: Tag) -> Iterator[Block]:
        """The blocks below an element."""
        from bs4.element import CData, NavigableString, Tag

        todo: list[tuple[object, bool]] = [(top, False)]
        while todo:
            node, leaving = todo.pop()
            if isinstance(node, Tag):
                if leaving:
                    yield from self._leave(node)
                elif not _unseen(node):
                    yield from self._enter(node)
                    todo.append((node, True))
                    todo += [(child, False) for child in reversed(node.contents)]
            elif type(node) in (NavigableString, CData):  # comments and declarations are strings, too
                self._words.append(str(node))
        yield from self._flush()

    def _enter(self, node: Tag) -> Iterator[Block]:
        name = node.name
        if name in _BLOCKS:
            yield from self._flush()
        if name == "li":
            self._mark = "- "
        elif name in ("td", "th") and self._words:
            self._words.append("; ")
        elif name == "a":
            self._links.append((str(node.get("href") or ""), len(self._words)))
        elif name == "img":
            self._words.append(str(node.get("alt") or ""))

    def _leave(self, node: Tag) -> Iterator[Block]:
        name = node.name
        if name == "a" and self._links:
            address, begun = self._links.pop()
            self._words.append(behind("".join(self._words[begun:]), address))
        elif name in _QUESTIONS or re.fullmatch("h[1-6]", name):
            level = _BELOW_ALL if name in _QUESTIONS else int(name[1])
            self._outline.heading(level, self._taken())
        elif name in _BLOCKS:
            yield from self._flush()
        if name in ("details", "dd", "dl"):
            self._outline.close(_BELOW_ALL)

    def _flush(self) -> Iterator[Block]:
        text = self._taken()
        if text:
            mark, self._mark = self._mark, ""
            yield Block(self._outline.path, mark + text)

    def _taken(self) -> str:
        text = _SPACES.sub(" ", "".join(self._words)).strip()
        self._words.clear()
        self._links = [(address, 0) for address, _ in self._links]
        return text


def _unseen(node: Tag) -> bool:
    """Text a visitor of the page does not see could say anything."""
    if node.name in _UNREAD or node.has_attr("hidden") or node.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search(str(node.get("style") or "").lower()))
