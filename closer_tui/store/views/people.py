"""People by a few letters of their name or address: for the palette, which must answer while somebody types."""

from __future__ import annotations

from typing import Final

from closer_tui.store.views.folding import fold
from closer_tui.store.views.narrowing import like
from closer_tui.store.views.reader import Reader

RECENT: Final = 5_000
"""Conversations among which letters in order are enough; everybody else is found by letters that stand together."""

TOGETHER: Final = (
    "SELECT c.n FROM contacts p JOIN conversations c ON c.contact_n = p.n WHERE p.name LIKE ? ESCAPE '\\' LIMIT ?"
)
ADDRESS: Final = "SELECT n FROM conversations WHERE address LIKE ? ESCAPE '\\' LIMIT ?"
IN_ORDER: Final = (
    "SELECT c.n FROM (SELECT n, contact_n FROM conversations INDEXED BY ix_conversations_recent"
    " ORDER BY last_message_at DESC, n DESC LIMIT ?) c JOIN contacts p ON p.n = c.contact_n"
    " WHERE fold(p.name) LIKE ? ESCAPE '\\' LIMIT ?"
)


def conversations_like(r: Reader, wanted: str, *, limit: int = 12) -> list[int]:
    """Numbers of conversations with whoever `wanted` may mean: first those whose name or address holds it as it is,
    then recent ones whose name holds its letters in this order (`mkl` finds Maria Keller)."""
    plain = fold(wanted.strip())
    if not plain:
        return []
    found = dict.fromkeys(row[0] for row in r.all(TOGETHER, (f"%{like(plain)}%", limit)))
    if any(char.isdigit() or char in "@+._-/" for char in plain):
        found |= dict.fromkeys(row[0] for row in r.all(ADDRESS, (f"%{like(plain)}%", limit)))
    if len(found) < limit:
        loose = "%" + "%".join(like(char) for char in plain if not char.isspace()) + "%"
        found |= dict.fromkeys(row[0] for row in r.all(IN_ORDER, (RECENT, loose, limit)))
    return list(found)[:limit]
