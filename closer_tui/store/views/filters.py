"""What a list shows: a filter, an order, a place in it, and the SQL that walks one index for it.

The order of rows is that of an index, and the filter is made of what that index holds or can test cheaply; a list of
one status over all channels is a merge of one walk a channel, because the index of statuses is ordered by channel.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.errors import InvalidInput

Key = tuple[int, int]
"""A place in a list: the value it is ordered by (ms), and the conversation's number."""

Terms = list[tuple[str, tuple[object, ...]]]


class Sort(StrEnum):
    """Orders of a list."""

    NEWEST = "newest"
    OLDEST = "oldest"
    WAITING = "waiting"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Where:
    """What a person's filter asks beyond the fields below; `filtering.ready` makes it.

    `first`: the numbers to begin with, when few can fit. `until`: the place of the last row that is looked at.
    """

    conditions: tuple[tuple[str, tuple[object, ...]], ...] = ()
    first: tuple[int, ...] | None = None
    until: Key | None = None


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which conversations, in which order. Without a status, all but spam; `any` is spam too. WAITING keeps only those
    that wait, WINDOW those with a reply window.

    `unread`, `needs_action` and `has_draft` demand it when True and do not ask when False. `topic` is a queue's.
    """

    status: str | None = None
    owner_kind: str | None = None
    owner_name: str | None = None
    channel: str | None = None
    inbox_n: int | None = None
    unread: bool = False
    needs_action: bool = False
    has_draft: bool = False
    topic: str | None = None
    tag: str | None = None
    env: str | None = None
    sort: str = Sort.NEWEST
    where: Where | None = None

    def terms(self) -> Terms:
        """Conditions over `conversations c`, each with its parameters."""
        found: Terms = []
        if self.status is None:
            found.append(("c.status <> 'spam'", ()))
        elif self.status != "any":
            found.append(("c.status = ?", (self.status,)))
        # A draft that waits and a place in a queue are reasons for action while the conversation is open, so both can
        # walk the small index of what needs a person.
        if self.needs_action or (self.status == "open" and (self.has_draft or self.owner_kind == "queue")):
            found.append(("c.needs_action = 1", ()))
        if self.unread:
            found.append(("c.unread > 0", ()))
        if self.has_draft:
            found.append(("c.pending_draft IS NOT NULL", ()))
        found += self._whose()
        for name in ("owner_name", "channel", "inbox_n", "env"):
            value = getattr(self, name)
            if value is not None:
                found.append((f"c.{name} = ?", (value,)))
        if self.tag is not None:
            found.append(
                ("EXISTS (SELECT 1 FROM conversation_tags x WHERE x.tag = ? AND x.conversation_n = c.n)", (self.tag,))
            )
        if self.sort in _COLUMNS:
            found.append((f"c.{self.column} IS NOT NULL", ()))
        if self.where is not None:
            found += self.where.conditions
            if self.where.until is not None:
                found.append((f"(c.{self.column}, c.n) {'>=' if self.descending else '<='} (?, ?)", self.where.until))
        return found or [("1", ())]

    def _whose(self) -> Terms:
        found: Terms = []
        if self.topic is not None:
            found.append(("c.owner_kind <> 'bot' AND c.owner_kind = 'queue' AND c.owner_name = ?", (self.topic,)))
        if self.owner_kind is not None:
            bot = "" if self.owner_kind == "bot" else "c.owner_kind <> 'bot' AND "
            found.append((f"{bot}c.owner_kind = ?", (self.owner_kind,)))
        return found

    @property
    def column(self) -> str:
        """What the list is ordered by."""
        return _COLUMNS.get(self.sort, "last_message_at")

    @property
    def descending(self) -> bool:
        """Whether the largest value comes first."""
        return self.sort == Sort.NEWEST


_COLUMNS: Final[dict[str, str]] = {Sort.WAITING: "waiting_since", Sort.WINDOW: "window_closes_at"}

_INDEXES: Final = {
    "needs": "INDEXED BY ix_conversations_needs",
    "unread": "INDEXED BY ix_conversations_unread",
    "owner": "INDEXED BY ix_conversations_owner",
    "waiting": "INDEXED BY ix_conversations_waiting",
    "window": "INDEXED BY ix_conversations_window",
    "status": "INDEXED BY ix_conversations_status",
    "recent": "INDEXED BY ix_conversations_recent",
}


_BY_TAG: Final = "FROM conversation_tags t CROSS JOIN conversations c ON c.n = t.conversation_n"
_BY_NUMBER: Final = "FROM json_each(?) t CROSS JOIN conversations c ON c.n = t.value"


def walk(flt: ListFilter) -> str:
    """The name of the index whose order is the list's and whose rows are fewest."""
    if flt.sort == Sort.WAITING:
        return "waiting"
    if flt.sort == Sort.WINDOW:
        return "window"
    if flt.topic is not None or (flt.owner_kind not in {None, "bot"} and flt.owner_name is not None):
        return "owner"
    if flt.needs_action or (flt.status == "open" and (flt.has_draft or flt.owner_kind == "queue")):
        return "needs"
    if flt.unread:
        return "unread"
    return "recent" if flt.status in {None, "any"} else "status"


def select(flt: ListFilter, extra: Terms, *, backwards: bool = False, few: bool = False) -> tuple[str, list[object]]:
    """SELECT of (value, n) in the list's order (`backwards`: the opposite), without a limit. `few`: so few have the
    filter's tag that sorting them is quicker than a walk."""
    way = "DESC" if flt.descending != backwards else "ASC"
    sql, params = unordered(flt, extra, few=few)
    return f"{sql} ORDER BY 1 {way}, 2 {way}", params


def unordered(flt: ListFilter, extra: Terms, *, few: bool = False) -> tuple[str, list[object]]:
    """The same without an order, for counting. Raises InvalidInput for an order that does not exist."""
    if flt.sort not in set(Sort):
        raise InvalidInput(f"there is no order {flt.sort!r}", f"Use {', '.join(Sort)}.", field="sort")
    path = walk(flt)
    terms = [*flt.terms(), *extra]
    if flt.where is not None and flt.where.first is not None:
        by_number, values = _select(flt.column, "", terms)
        return by_number.replace("FROM conversations c", _BY_NUMBER, 1), [json.dumps(flt.where.first), *values]
    if few:
        by_tag, values = _select(flt.column, "", [("t.tag = ?", (flt.tag,)), *terms])
        return by_tag.replace("FROM conversations c", _BY_TAG, 1), values
    if path != "status" or flt.channel is not None:
        return _select(flt.column, _INDEXES[path], terms)
    parts: list[str] = []
    params: list[object] = []
    for channel in ChannelKind:
        sql, values = _select(flt.column, _INDEXES[path], [*terms, ("c.channel = ?", (channel.value,))])
        parts.append(sql)
        params += values
    return " UNION ALL ".join(parts), params


def membership(flt: ListFilter, n: int) -> tuple[str, list[object]]:
    """SELECT of (value, n) of one conversation, no row when the filter leaves it out."""
    return _select(flt.column, "", [("c.n = ?", (n,)), *flt.terms()])


def beyond(flt: ListFilter, key: Key, *, before: bool = False) -> Terms:
    """The condition for rows after `key` in the list's order (`before`: those ahead of it)."""
    sign = "<" if flt.descending != before else ">"
    return [(f"(c.{flt.column}, c.n) {sign} (?, ?)", key)]


def _select(column: str, index: str, terms: Terms) -> tuple[str, list[object]]:
    where = " AND ".join(sql for sql, _ in terms)
    params = [value for _, values in terms for value in values]
    # Every piece is a constant of this module; values are bound.
    return f"SELECT c.{column}, c.n FROM conversations c {index} WHERE {where}", params
