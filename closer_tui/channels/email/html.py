"""HTML as readable text. Nothing is fetched and nothing is run; scripts, styles and titles are left out.

The standard library's parser takes 25 s for 64 KB of `<a <a <a …` (measured); a stranger's mail must not be able to do
that, so tags are found by expressions that read every character a bounded number of times.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SILENT: Final = re.compile(r"<(script|style|title|template)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_PIECE: Final = re.compile(r"<(/?[A-Za-z!?][^<>]*)>|([^<]+|<)")
_NAME: Final = re.compile(r"/?[a-z0-9]*")
_BREAKS: Final = frozenset({"p", "div", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "hr"})
_EMPTY: Final = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_TAG: Final = 4_000
"""Characters of a tag in which a style is looked for."""
_HIDDEN: Final = re.compile(
    r"style\s{0,9}=[^<>]*?(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden"
    r"|font-size\s{0,9}:\s{0,9}0(?![.\d])|opacity\s{0,9}:\s{0,9}0(?![.\d]))|\shidden(?:[\s=/]|$)",
    re.IGNORECASE,
)
"""Preview lines and white lies: the reader of the mail does not see them, so nothing here should act on them."""
_SPACES: Final = re.compile(r"\s+")
_MANY_LINES: Final = re.compile(r"\n{3,}")


def readable(source: str) -> str:
    """The text of a page, a block a line, without what its own styles hide. A page that hides all of it is shown."""
    shown = _SILENT.sub(" ", _COMMENT.sub("", source))
    return _text(shown, hiding=True) or _text(shown, hiding=False)


def _text(source: str, *, hiding: bool) -> str:
    pieces: list[str] = []
    hidden, deep = "", 0
    for match in _PIECE.finditer(source):
        if match[1] is None:
            if not hidden:
                pieces.append(_SPACES.sub(" ", unescape(match[2])))
            continue
        found = _NAME.match(match[1][:20].lower())
        name = found[0] if found else ""
        if hidden:
            deep += (name == hidden) - (name == f"/{hidden}")
            hidden = hidden if deep else ""
        elif hiding and name and name not in _EMPTY and not name.startswith("/") and _HIDDEN.search(match[1][:_TAG]):
            hidden, deep = name, 1
        elif name == "li":
            pieces.append("\n- ")
        elif name == "br" or name.removeprefix("/") in _BREAKS:
            pieces.append("\n")
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
