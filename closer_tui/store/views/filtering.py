"""A filter that a person wrote, made ready for the list: what an index knows is put into the list's own fields, what
few conversations fit is found first, and what is left is looked at row by row, within a stated bound.

```
expression ─ lift ─▶ fields of ListFilter (walked along their index)
           ─ few ──▶ numbers to begin with, when at most FEW conversations can fit
           ─ rest ─▶ conditions, asked of the first LOOKED_THROUGH conversations of the walk
```
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from closer_tui.domain.filters.expression import EVERYTHING, All, AnyOf, Expression, Not, Term, all_of, terms
from closer_tui.store.views import search_query
from closer_tui.store.views.filter_terms import Meaning, condition
from closer_tui.store.views.filters import ListFilter, Sort, Where, select, walk
from closer_tui.store.views.lately import Lately
from closer_tui.store.views.narrowing import inside_terms, with_contact
from closer_tui.store.views.reader import Reader

__all__ = ["FEW", "LOOKED_THROUGH", "MATCHES_READ", "ready"]

FEW: Final = 1_000
"""So many conversations are sorted rather than found along an index."""
LOOKED_THROUGH: Final = 5_000
"""Conversations, in the order of the list, that are looked at one by one: a few milliseconds a thousand."""
MATCHES_READ: Final = 5_000
"""Messages with the words of `text:` that are read, the newest first."""
BODIES_READ: Final = 20_000
"""Newest messages in which words of scripts without spaces are looked for."""


def ready(
    r: Reader,
    flt: ListFilter,
    tree: Expression,
    *,
    now: int,
    me: str,
    memory: Lately | None = None,
    bounded: bool = True,
) -> ListFilter:
    """The list of `flt` narrowed by a filter, at a moment (ms) and for a person.

    `memory` keeps what is costly to look up; without `bounded` every conversation is looked at, which is for commands.
    """
    if tree == EVERYTHING:
        return flt
    memory = memory or Lately()

    def holding(term: Term) -> frozenset[int] | None:
        return memory.get(term, lambda: _holding(r, term))

    meaning = Meaning(now, me, holding)
    flt, rest = _lift(flt, tree, me)
    if rest == EVERYTHING:
        return flt
    parts = rest.parts if isinstance(rest, All) else (rest,)
    conditions = tuple(condition(part, meaning) for part in parts)
    first = _few(r, rest, meaning)
    where = Where(conditions, first=None if first is None else tuple(sorted(first)))
    if bounded and first is None:
        where = replace(where, until=memory.get(("until", flt, rest), lambda: _bound(r, flt, parts, meaning)))
    return replace(flt, where=where)


# --- what an index knows


def _lift(flt: ListFilter, tree: Expression, me: str) -> tuple[ListFilter, Expression]:
    """Move what must hold in any case into the fields of the list, where they are free."""
    if flt.status is None and any(t.field == "status" and t.value in {"spam", "any"} for t in terms(tree)):
        flt = replace(flt, status="any")
    rest: list[Expression] = []
    for part in tree.parts if isinstance(tree, All) else (tree,):
        lifted = _lifted(flt, part, me) if isinstance(part, Term) else None
        if lifted is None:
            rest.append(part)
        else:
            flt = lifted
    return flt, all_of(rest)


def _lifted(flt: ListFilter, term: Term, me: str) -> ListFilter | None:
    value = term.value
    wanted: dict[str, Any] = {}
    match term.field, value:
        case "status", str():
            return replace(flt, status=value) if flt.status in {None, "any"} else _same(flt, status=value)
        case ("owner", "me") | ("is", "mine"):
            wanted = {"owner_kind": "agent", "owner_name": me}
        case "is", "escalated":
            wanted = {"owner_kind": "queue"}
        case "owner", str():
            kind, colon, name = value.partition(":")
            wanted = {"owner_kind": kind} | ({"owner_name": name} if colon else {})
        case "channel" | "env" | "tag", str():
            wanted = {term.field: value}
        case "is", "unread":
            return replace(flt, unread=True)
        case "is", "needs-you":
            return replace(flt, needs_action=True)
        case "has", "draft":
            return replace(flt, has_draft=True)
        case _:
            return None
    free = all(getattr(flt, name) is None for name in wanted) and (
        "owner_kind" not in wanted or (flt.owner_kind is None and flt.owner_name is None)
    )
    return replace(flt, **wanted) if free else _same(flt, **wanted)


def _same(flt: ListFilter, **wanted: str) -> ListFilter | None:
    """The list as it is, when it says the same already."""
    return flt if all(getattr(flt, name) == value for name, value in wanted.items()) else None


# --- what few fit


def _few(r: Reader, tree: Expression, meaning: Meaning) -> frozenset[int] | None:
    """Conversations among which all that fit are, if at most FEW; None for many, or when no index tells."""
    if isinstance(tree, Term):
        return _few_of(r, tree, meaning)
    if isinstance(tree, Not):
        return None
    if isinstance(tree, AnyOf):
        found: frozenset[int] = frozenset()
        for part in tree.parts:
            few = _few(r, part, meaning)
            if few is None or len(found := found | few) > FEW:
                return None
        return found
    known = [few for part in tree.parts if (few := _few(r, part, meaning)) is not None]
    return min(known, key=len) if known else None


_ALONG: Final = {
    ("is", "unread"): "conversations c INDEXED BY ix_conversations_unread",
    ("is", "needs-you"): "conversations c INDEXED BY ix_conversations_needs",
    ("is", "escalated"): "conversations c INDEXED BY ix_conversations_owner",
    ("is", "mine"): "conversations c INDEXED BY ix_conversations_owner",
    ("is", "waiting"): "conversations c INDEXED BY ix_conversations_waiting",
    ("priority", ""): "conversations c INDEXED BY ix_conversations_priority",
    ("owner", ""): "conversations c INDEXED BY ix_conversations_owner",
    ("status", ""): "conversations c INDEXED BY ix_conversations_status",
    ("waiting", ""): "conversations c INDEXED BY ix_conversations_waiting",
    ("window", ""): "conversations c INDEXED BY ix_conversations_window",
}
_NEED: Final = {
    "owner": "c.owner_kind <> 'bot'",
    "priority": "c.priority <> 0",
    "waiting": "c.waiting_since IS NOT NULL",
    "window": "c.window_closes_at IS NOT NULL",
}
"""What a partial index is of, said once more so that it may be used."""


def _few_of(r: Reader, term: Term, meaning: Meaning) -> frozenset[int] | None:
    if term.field in {"contact", "text"}:
        held = meaning.holding(term)
        return held if held is not None and len(held) <= FEW else None
    if term.field == "tag":
        rows = r.all("SELECT conversation_n FROM conversation_tags WHERE tag = ? LIMIT ?", (term.value, FEW + 1))
        return frozenset(n for (n,) in rows) if len(rows) <= FEW else None
    along = _ALONG.get((term.field, str(term.value))) or _ALONG.get((term.field, ""))
    if (
        along is None
        or term.value in {"bot", "any", "none"}
        or (term.field == "window" and isinstance(term.value, str))
    ):
        return None
    sql, values = condition(term, meaning)
    name = along.rsplit("_", 1)[1]
    need = f"{_NEED[name]} AND " if name in _NEED else ""
    rows = r.all(f"SELECT c.n FROM {along} WHERE {need}{sql} LIMIT ?", (*values, FEW + 1))
    return frozenset(n for (n,) in rows) if len(rows) <= FEW else None


# --- the bound


_ORDERED_BY: Final = {"last": {Sort.NEWEST, Sort.OLDEST}, "waiting": {Sort.WAITING}, "window": {Sort.WINDOW}}


def _bound(r: Reader, flt: ListFilter, parts: tuple[Expression, ...], meaning: Meaning) -> tuple[int, int] | None:
    """The place in the list behind which nothing is looked at; None where the walk is short enough."""
    if walk(flt) not in {"recent", "status", "waiting", "window"}:
        return None
    ranges = tuple(
        condition(part, meaning)
        for part in parts
        if isinstance(part, Term) and isinstance(part.value, int) and flt.sort in _ORDERED_BY.get(part.field, ())
    )
    plain = ListFilter(status=flt.status, channel=flt.channel if walk(flt) == "status" else None, sort=flt.sort)
    sql, params = select(replace(plain, status="any") if walk(flt) == "recent" else plain, list(ranges))
    row = r.one(f"{sql} LIMIT 1 OFFSET ?", [*params, LOOKED_THROUGH - 1])
    return None if row is None else (int(row[0]), int(row[1]))


# --- what is looked up


def _holding(r: Reader, term: Term) -> frozenset[int] | None:
    text = str(term.value)
    if term.field == "contact":
        return with_contact(r, text)
    query = search_query.words(text)
    if query.match:
        numbers = "SELECT rowid AS seq FROM messages_fts WHERE messages_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
        values: tuple[object, ...] = (query.match, MATCHES_READ)
    elif query.inside:
        numbers, values = "SELECT seq FROM messages ORDER BY seq DESC LIMIT ?", (BODIES_READ,)
    else:
        return frozenset()
    inside = inside_terms(query)
    where = " AND ".join(["m.hidden_at IS NULL", *(sql for sql, _ in inside)])
    rows = r.all(
        f"SELECT DISTINCT m.conversation_n FROM ({numbers}) f JOIN messages m ON m.seq = f.seq WHERE {where}",
        (*values, *(value for _, found in inside for value in found)),
    )
    return frozenset(n for (n,) in rows)
