"""Which conversations a search looks in, when it names people or a tag, and what it looks for inside texts."""

from __future__ import annotations

import json

from closer_tui.store.views.excerpts import fold
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.search_query import SearchQuery


def within(r: Reader, query: SearchQuery) -> frozenset[int] | None:
    """Numbers of the conversations a find must be in; None for all."""
    found: frozenset[int] | None = None
    if query.tag is not None:
        tagged = r.all("SELECT conversation_n FROM conversation_tags WHERE tag = ?", (query.tag,))
        found = frozenset(row[0] for row in tagged)
    if query.sender is not None:
        senders = _with(r, query.sender)
        found = senders if found is None else found & senders
    return found


def inside_terms(query: SearchQuery) -> list[tuple[str, tuple[object, ...]]]:
    """Conditions over `messages m` for what is looked for inside the text."""
    return [("m.body LIKE ? ESCAPE '\\'", (f"%{like(text)}%",)) for text in query.inside]


def like(text: str) -> str:
    """`text` with what LIKE would read as a wildcard made plain."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _with(r: Reader, wanted: str) -> frozenset[int]:
    """Conversations with whoever has this in the name or the address, whatever the case and the accents.

    LIKE is blind to case in ASCII only. Names with other letters are compared folded, after a pattern in which every
    letter that could carry an accent stands for any has left out nearly all of them.
    """
    plain = fold(wanted)
    loose = "".join("_" if char in _ACCENTED or not char.isascii() else like(char) for char in plain)
    rows = r.all(
        "SELECT n, name, name LIKE ?1 ESCAPE '\\' FROM contacts"
        " WHERE name LIKE ?1 ESCAPE '\\' OR (name LIKE ?2 ESCAPE '\\' AND name GLOB '*[^ -~]*')",
        (f"%{like(wanted)}%", f"%{loose}%"),
    )
    people = [n for n, name, same in rows if same or plain in fold(name)]
    sql = "SELECT n FROM conversations WHERE contact_n IN (SELECT value FROM json_each(?))"
    found = {row[0] for row in r.all(sql, (json.dumps(people),))}
    if any(char in "0123456789@+._-" for char in wanted):
        addressed = r.all("SELECT n FROM conversations WHERE address LIKE ? ESCAPE '\\'", (f"%{like(wanted)}%",))
        found |= {row[0] for row in addressed}
    return frozenset(found)


_ACCENTED = frozenset("acdeghijklnorstuwyz")
