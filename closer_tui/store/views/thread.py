"""The messages of one conversation, newest page first, each page in reading order."""

from __future__ import annotations

from typing import Final

from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import MessageRow

PAGE: Final = 50

COLUMNS: Final = (
    "m.seq, m.conversation_n, m.direction, m.at, m.external_id, m.author, m.body, m.delivery, m.answer, m.reply_seq,"
    " m.draft_n, m.failure, m.arrived_at, m.hidden_at, m.edited_at"
)
"""In the order of MessageRow's fields."""

NEWEST: Final = (
    f"SELECT {COLUMNS} FROM messages m WHERE m.conversation_n = ? ORDER BY m.at DESC, m.external_id DESC LIMIT ?"
)
BEFORE: Final = (
    f"SELECT {COLUMNS} FROM messages m WHERE m.conversation_n = ? AND (m.at, m.external_id) < (?, ?)"
    " ORDER BY m.at DESC, m.external_id DESC LIMIT ?"
)
AFTER: Final = (
    f"SELECT {COLUMNS} FROM messages m WHERE m.conversation_n = ? AND (m.at, m.external_id) > (?, ?)"
    " ORDER BY m.at, m.external_id LIMIT ?"
)


def page(
    r: Reader,
    conversation_n: int,
    *,
    before: tuple[int, str] | None = None,
    limit: int = PAGE,
) -> list[MessageRow]:
    """Up to `limit` messages, oldest first: the newest ones, or those directly before a message's `key`."""
    found = (
        r.all(NEWEST, (conversation_n, limit)) if before is None else r.all(BEFORE, (conversation_n, *before, limit))
    )
    return [MessageRow(*row) for row in reversed(found)]


def after(r: Reader, conversation_n: int, key: tuple[int, str], *, limit: int = PAGE) -> list[MessageRow]:
    """Up to `limit` messages directly after a message's `key`, oldest first."""
    return [MessageRow(*row) for row in r.all(AFTER, (conversation_n, *key, limit))]


def around(r: Reader, message_seq: int, *, limit: int = PAGE) -> list[MessageRow]:
    """About `limit` messages with this one in the middle, oldest first; none when it does not exist."""
    middle = one(r, message_seq)
    if middle is None:
        return []
    half = max(limit // 2, 1)
    earlier = page(r, middle.conversation_n, before=middle.key, limit=half)
    return [*earlier, middle, *after(r, middle.conversation_n, middle.key, limit=half)]


def one(r: Reader, message_seq: int) -> MessageRow | None:
    """One message by its number."""
    row = r.one(f"SELECT {COLUMNS} FROM messages m WHERE m.seq = ?", (message_seq,))
    return None if row is None else MessageRow(*row)


def count(r: Reader, conversation_n: int) -> int:
    """How many messages the conversation has."""
    return r.number("SELECT COUNT(*) FROM messages WHERE conversation_n = ?", (conversation_n,))
