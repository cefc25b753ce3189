"""The terms of the filter language as conditions over `conversations c`. Values are bound, never written in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from closer_tui.domain.filters.expression import All, Expression, Not, Term
from closer_tui.domain.priority import Priority
from closer_tui.store.views.folding import fold

__all__ = ["Meaning", "Sql", "condition"]

Sql = tuple[str, tuple[object, ...]]
"""A condition and its parameters."""

IN_A_SET: Final = "c.n IN (SELECT value FROM json_each(?))"

_IS: Final = {
    "unread": "c.unread > 0",
    "read": "c.unread = 0",
    "needs-you": "c.needs_action = 1",
    "waiting": "c.waiting_since IS NOT NULL",
    "escalated": "c.owner_kind = 'queue'",
    "in-trouble": "c.attention <> ''",
    "opted-out": "c.opted_out = 1",
}
_HAS: Final = {"draft": "c.pending_draft IS NOT NULL", "tag": "c.tags <> ''"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a filter's words stand for at a moment: `now` in ms, `me` for the person who asks.

    `holding` gives the conversations of a term that is answered by looking up (contact, text); None when they are too
    many to name, and then only a contact can be asked row by row.
    """

    now: int
    me: str
    holding: Callable[[Term], frozenset[int] | None]


def condition(tree: Expression, meaning: Meaning) -> Sql:
    """The whole tree as one condition."""
    if isinstance(tree, Term):
        return _term(tree, meaning)
    if isinstance(tree, Not):
        sql, values = condition(tree.part, meaning)
        # A customer who waits for nothing has no time of waiting; what is unknown does not hold, nor does it here.
        return f"({sql}) IS NOT TRUE", values
    word = " AND " if isinstance(tree, All) else " OR "
    parts = [condition(part, meaning) for part in tree.parts]
    if not parts:
        return "1", ()
    return f"({word.join(sql for sql, _ in parts)})", tuple(value for _, values in parts for value in values)


def _term(term: Term, meaning: Meaning) -> Sql:
    value = term.value
    if isinstance(value, int):
        return _timed(term.field, term.op, value, meaning.now)
    find = _FINDS.get(term.field)
    return find(value, meaning) if find else _held(term, value, meaning)


def _status(value: str, _meaning: Meaning) -> Sql:
    return ("1", ()) if value == "any" else ("c.status = ?", (value,))


def _topic(value: str, _meaning: Meaning) -> Sql:
    return "(c.topic = ? OR (c.owner_kind = 'queue' AND c.owner_name = ?))", (value, value)


def _window(value: str, meaning: Meaning) -> Sql:
    closed = "c.window_closes_at <= ?"
    return (closed if value == "closed" else f"({closed}) IS NOT TRUE"), (meaning.now,)


def _is(value: str, meaning: Meaning) -> Sql:
    return _owner("me", meaning) if value == "mine" else (_IS[value], ())


def _timed(field: str, op: str, ms: int, now: int) -> Sql:
    match field:
        case "waiting":
            return f"c.waiting_since {'<=' if op == '>' else '>'} ?", (now - ms,)
        case "last":
            return f"c.last_message_at {'<=' if op == '>' else '>'} ?", (now - ms,)
        case _:
            if op == ">":
                return "c.window_closes_at > ?", (now + ms,)
            return "c.window_closes_at > ? AND c.window_closes_at <= ?", (now, now + ms)


def _owner(value: str, meaning: Meaning) -> Sql:
    kind, colon, name = ("agent", ":", meaning.me) if value == "me" else value.partition(":")
    if not colon:
        return "c.owner_kind = ?", (kind,)
    return "c.owner_kind = ? AND c.owner_name = ?", (kind, name)


_FINDS: Final[dict[str, Callable[[str, Meaning], Sql]]] = {
    "status": _status,
    "owner": _owner,
    "topic": _topic,
    "window": _window,
    "is": _is,
    "channel": lambda value, _: ("c.channel = ?", (value,)),
    "env": lambda value, _: ("c.env = ?", (value,)),
    "has": lambda value, _: (_HAS[value], ()),
    "priority": lambda value, _: ("c.priority = ?", (int(Priority[value.upper()]),)),
    "inbox": lambda value, _: (
        "c.inbox_n IN (SELECT i.n FROM inboxes i WHERE i.id = ? OR fold(i.name) = ?)",
        (value, fold(value)),
    ),
    "tag": lambda value, _: (
        "EXISTS (SELECT 1 FROM conversation_tags x WHERE x.tag = ? AND x.conversation_n = c.n)",
        (value,),
    ),
}


def _held(term: Term, value: str, meaning: Meaning) -> Sql:
    numbers = meaning.holding(term)
    if numbers is not None:
        return IN_A_SET, (json.dumps(sorted(numbers)),)
    plain = fold(value)
    return (
        "EXISTS (SELECT 1 FROM contacts p WHERE p.n = c.contact_n"
        " AND (instr(fold(p.name), ?) > 0 OR instr(fold(c.address), ?) > 0))",
        (plain, plain),
    )
