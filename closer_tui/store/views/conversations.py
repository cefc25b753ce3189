"""The list of conversations: any window of it in well under a millisecond, at any size.

A page is two queries: numbers by one walk along an index, then the rows of those numbers by key.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from closer_tui.domain.errors import InvalidInput
from closer_tui.store.views.filters import Key, ListFilter, Sort, beyond, membership, select, unordered
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import ConversationRow

PAGE: Final = 64
FEW: Final = 1_000
"""Conversations with a tag up to which they are sorted instead of found along an index."""
COUNT_LIMIT: Final = 10_000
"""Where no counter is kept, counting stops here."""

LARGEST: Final = 2**63 - 1
"""SQLite counts no further."""

ROWS: Final = """
SELECT c.n, c.inbox_n, i.id, i.name, i.mode, c.channel, c.env, c.contact_n, p.name, c.address, c.status, c.owner_kind,
       c.owner_name, c.owner_epoch, c.topic, c.unread, c.needs_action, c.waiting_since, c.window_closes_at,
       c.snooze_until, c.last_message_at, c.last_inbound, c.last_public, c.last_delivery, c.snippet, c.tags,
       c.pending_draft, d.state, c.attention, c.opted_out, c.created_at, c.priority
FROM conversations c
JOIN contacts p ON p.n = c.contact_n
JOIN inboxes i ON i.n = c.inbox_n
LEFT JOIN drafts d ON d.n = c.pending_draft
WHERE c.n IN (SELECT value FROM json_each(?))
"""


def page(
    r: Reader,
    flt: ListFilter,
    *,
    after: Key | None = None,
    before: Key | None = None,
    offset: int | None = None,
    limit: int = PAGE,
) -> list[ConversationRow]:
    """Up to `limit` rows in the list's order: from its start, after or before a place in it, or from an offset.

    `before` gives the rows directly ahead of the place. An offset in the second half of a list whose length is kept
    is walked from the end.
    """
    few = _few(r, flt)
    if before is not None:
        sql, params = select(flt, beyond(flt, before, before=True), backwards=True, few=few)
        return rows(r, _backwards(r, sql, params, limit, 0))
    skip = max(offset or 0, 0)
    if after is None and skip:
        total = kept_count(r, flt)
        if total is not None and skip > total // 2:
            wanted = min(limit, total - skip)
            if wanted <= 0:
                return []
            sql, params = select(flt, [], backwards=True)
            return rows(r, _backwards(r, sql, params, wanted, total - skip - wanted))
    sql, params = select(flt, beyond(flt, after) if after is not None else [], few=few)
    return rows(r, [n for _, n in r.all(f"{sql} LIMIT ? OFFSET ?", [*params, limit, skip])])


def _few(r: Reader, flt: ListFilter) -> bool:
    """Whether the filter's tag is rare enough to start from it."""
    if flt.tag is None:
        return False
    return r.number("SELECT value FROM counters WHERE key = ?", (f"tag:{flt.tag}",)) <= FEW


def _backwards(r: Reader, sql: str, params: list[object], limit: int, skip: int) -> list[int]:
    return [n for _, n in reversed(r.all(f"{sql} LIMIT ? OFFSET ?", [*params, limit, skip]))]


def rows(r: Reader, numbers: Sequence[int]) -> list[ConversationRow]:
    """The rows of these conversations, in this order; numbers that do not exist are left out."""
    if not numbers:
        return []
    found = {row[0]: _row(row) for row in r.all(ROWS, (json.dumps(list(numbers)),))}
    return [found[n] for n in numbers if n in found]


def _row(row: tuple[Any, ...]) -> ConversationRow:
    values = list(row)
    values[16] = bool(values[16])
    values[25] = tuple(values[25].split())
    values[27] = values[27] or ""
    values[29] = bool(values[29])
    return ConversationRow._make(values)


def one(r: Reader, n: int) -> ConversationRow | None:
    """One conversation, if it exists."""
    return next(iter(rows(r, [n])), None)


def key_of(row: ConversationRow, flt: ListFilter) -> Key:
    """Where a row stands in the list, for `after` and `before`."""
    at = {Sort.WAITING: row.waiting_since, Sort.WINDOW: row.window_closes_at}.get(Sort(flt.sort), row.last_message_at)
    return at or 0, row.n


def cursor_of(row: ConversationRow, flt: ListFilter) -> str:
    """The same as text, for `list --cursor`."""
    at, n = key_of(row, flt)
    return f"{at:x}.{n:x}"


def parse_cursor(text: str) -> Key:
    """The place a cursor names. Raises InvalidInput."""
    at, dot, n = text.partition(".")
    try:
        if dot and len(text) <= 40 and max(key := (int(at, 16), int(n, 16))) <= LARGEST:
            return key
    except ValueError:
        pass
    raise InvalidInput(f"{text[:40]!r} is not a cursor", "Use the `next` of the page before.", field="cursor")


def counter(flt: ListFilter) -> str | None:
    """The kept counter that counts exactly this list, if there is one."""
    plain = ListFilter(sort=flt.sort)
    if flt.where is not None or flt.sort in {Sort.WAITING, Sort.WINDOW}:
        return "waiting" if flt == ListFilter(status="open", sort=Sort.WAITING) else None
    if flt.status in {"snoozed", "resolved", "spam", "open"} and flt == ListFilter(status=flt.status, sort=flt.sort):
        return flt.status
    if flt.topic is not None and flt == ListFilter(status="open", topic=flt.topic, sort=flt.sort):
        return f"topic:{flt.topic}"
    if flt.channel is not None and flt == ListFilter(channel=flt.channel, sort=flt.sort):
        return f"channel:{flt.channel}"
    if flt.owner_name is not None:
        mine = ListFilter(status="open", owner_kind="agent", owner_name=flt.owner_name, sort=flt.sort)
        return f"mine:{flt.owner_name}" if flt == mine else None
    standing = {
        plain: "all",
        ListFilter(needs_action=True, sort=flt.sort): "needs",
        ListFilter(status="open", needs_action=True, sort=flt.sort): "needs",
        ListFilter(unread=True, sort=flt.sort): "unread",
        ListFilter(status="open", has_draft=True, sort=flt.sort): "approve",
        ListFilter(status="open", owner_kind="queue", sort=flt.sort): "escalated",
    }
    return standing.get(flt)


def kept_count(r: Reader, flt: ListFilter) -> int | None:
    """How many rows the list has, when a counter knows."""
    name = counter(flt)
    return None if name is None else max(0, r.number("SELECT value FROM counters WHERE key = ?", (name,)))


def count(r: Reader, flt: ListFilter, *, most: int = COUNT_LIMIT) -> int:
    """How many rows the list has: kept for the standard folders, else counted up to `most`."""
    kept = kept_count(r, flt)
    if kept is not None:
        return kept
    sql, params = unordered(flt, [], few=_few(r, flt))
    return r.number(f"SELECT COUNT(*) FROM ({sql} LIMIT ?)", [*params, most])


def counters(r: Reader) -> dict[str, int]:
    """Every kept counter, for badges."""
    return {key: max(0, value) for key, value in r.all("SELECT key, value FROM counters")}


def numbers(r: Reader, flt: ListFilter, *, after: Key | None = None, offset: int = 0, limit: int = PAGE) -> list[Key]:
    """Only the places of a list's rows, each with the number as its second half: for going through thousands."""
    sql, params = select(flt, beyond(flt, after) if after is not None else [], few=_few(r, flt))
    return [(int(at), int(n)) for at, n in r.all(f"{sql} LIMIT ? OFFSET ?", [*params, limit, offset])]


def holds(r: Reader, flt: ListFilter, n: int) -> bool:
    """Whether a conversation is in the list."""
    return r.one(*membership(flt, n)) is not None


def position(r: Reader, flt: ListFilter, n: int) -> int | None:
    """How many rows stand ahead of a conversation in the list; None when it is not in it."""
    place = r.one(*membership(flt, n))
    if place is None:
        return None
    sql, params = unordered(flt, beyond(flt, (int(place[0]), int(place[1])), before=True), few=_few(r, flt))
    return r.number(f"SELECT COUNT(*) FROM ({sql})", params)
