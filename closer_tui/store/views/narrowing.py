"""Which conversations a search looks in, when it names people or a tag, and what it looks for inside texts."""

from __future__ import annotations

import json
from typing import Final

from closer_tui.store.views.folding import fold
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.search_query import SearchQuery

FEW: Final = 500
"""Conversations up to which it is quicker to read all their messages than to walk over all there are."""

Conditions = list[tuple[str, tuple[object, ...]]]

_OFTEN_ACCENTED: Final = frozenset("aceinouy")
_EVER_ACCENTED: Final = frozenset("acdeghijklnorstuwyz")
_LONG_ENOUGH: Final = 4


def within(r: Reader, query: SearchQuery) -> tuple[frozenset[int] | None, Conditions]:
    """Numbers of the conversations a find must be in (None: all), and conditions over `conversations c` and
    `contacts p` where too many conversations fit for naming them."""
    found: frozenset[int] | None = None
    conditions: Conditions = []
    if query.tag is not None:
        tagged = r.all("SELECT conversation_n FROM conversation_tags WHERE tag = ?", (query.tag,))
        found = frozenset(row[0] for row in tagged)
    if query.sender is not None:
        plain = fold(query.sender)
        senders = with_contact(r, query.sender)
        if senders is None:
            conditions.append(("(instr(fold(p.name), ?) > 0 OR instr(fold(c.address), ?) > 0)", (plain, plain)))
        else:
            found = senders if found is None else found & senders
    return found, conditions


def inside_terms(query: SearchQuery) -> list[tuple[str, tuple[object, ...]]]:
    """Conditions over `messages m` for what only the text itself can tell."""
    inside: Conditions = [("m.body LIKE ? ESCAPE '\\'", (f"%{like(text)}%",)) for text in query.inside]
    return inside + [("side_by_side(m.body, ?, ?)", (term.text, term.prefix)) for term in query.phrases]


def like(text: str) -> str:
    """`text` with what LIKE would read as a wildcard made plain."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def with_contact(r: Reader, wanted: str) -> frozenset[int] | None:
    """Conversations with whoever has this in the name or the address, whatever case and accents; None for many.

    LIKE is blind to case in ASCII only. Names with other letters are folded, after a pattern in which every letter
    that could carry an accent stands for any has left out nearly all of them.
    """
    plain = fold(wanted)
    people = r.all("SELECT n FROM contacts WHERE name LIKE ? ESCAPE '\\' LIMIT ?", (f"%{like(plain)}%", FEW + 1))
    if len(people) > FEW:
        return None
    accented = _EVER_ACCENTED if len(plain) >= _LONG_ENOUGH else _OFTEN_ACCENTED
    loose = "".join("_" if char in accented or not char.isascii() else like(char) for char in plain)
    people += r.all(
        "SELECT n FROM contacts WHERE name LIKE ? ESCAPE '\\' AND name GLOB '*[^ -~]*' AND instr(fold(name), ?) > 0"
        " LIMIT ?",
        (f"%{loose}%", plain, FEW + 1),
    )
    sql = "SELECT n FROM conversations WHERE contact_n IN (SELECT value FROM json_each(?)) LIMIT ?"
    found = {row[0] for row in r.all(sql, (json.dumps([n for (n,) in people]), FEW + 1))}
    if any(char in "0123456789@+._-" for char in wanted):
        sql = "SELECT n FROM conversations WHERE address LIKE ? ESCAPE '\\' LIMIT ?"
        found |= {row[0] for row in r.all(sql, (f"%{like(wanted)}%", FEW + 1))}
    return None if len(found) > FEW else frozenset(found)
