"""Search over all messages, newest first, in windows: a call examines a bounded number of messages and says where
to go on, so that no word and no operator can hold the screen up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Final

from closer_tui.domain.clock import SystemClock
from closer_tui.store import keys
from closer_tui.store.views.excerpts import Finder, Spans, excerpt
from closer_tui.store.views.narrowing import FEW, Conditions, inside_terms, within
from closer_tui.store.views.ranking import best_first
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso
from closer_tui.store.views.search_query import SearchQuery, parse

FIRST_CHUNK: Final = 64
LARGEST_CHUNK: Final = 4_096
EXAMINED: Final = 20_000
"""Messages one call looks at before it returns with what it has and a place to go on from."""
TRIED: Final = FIRST_CHUNK * 5
"""Newest messages with a word that begins alike (in its first letters) which are looked through, before the index is
made to gather every word with a long beginning: for a frequent word that takes a quarter of a second."""
LEAST_OF_FIRST: Final = 10
"""With fewer finds among the first of them, the word is not frequent: there is little to gather."""
RANKED: Final = 2_000
"""Ranking weighs only the newest finds: over all of them a frequent word takes most of a second."""

_END: Final = (1 << 63) - 1

MATCHING: Final = (
    "SELECT rowid FROM messages_fts WHERE messages_fts MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?"
)
WALK: Final = "SELECT m.seq FROM messages m WHERE m.seq < ? AND m.seq >= ? ORDER BY m.seq DESC LIMIT ?"
OF_THESE: Final = (
    "SELECT m.seq FROM messages m WHERE m.conversation_n IN (SELECT value FROM json_each(?))"
    " AND +m.seq < ? AND +m.seq >= ?{also} ORDER BY +m.seq DESC LIMIT ?"
)
HITS: Final = (
    "SELECT m.seq, m.conversation_n, m.direction, m.at, m.author, p.name, c.address, c.channel, c.status, m.body"
    " FROM messages m JOIN conversations c ON c.n = m.conversation_n JOIN contacts p ON p.n = c.contact_n"
    " WHERE m.seq IN (SELECT value FROM json_each(?))"
)
_KEPT: Final = (
    "SELECT m.seq, m.conversation_n FROM messages m JOIN conversations c ON c.n = m.conversation_n"
    " JOIN contacts p ON p.n = c.contact_n"
    " WHERE m.seq IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found. `spans` are (start, end) of the words in `snippet`."""

    seq: int
    conversation_n: int
    direction: str
    at: int
    author: str
    customer: str
    address: str
    channel: str
    status: str
    snippet: str
    spans: Spans = ()

    def json(self) -> Json:
        """As `search` prints it."""
        return {
            "id": keys.public("msg", self.seq),
            "conversation": keys.public("conv", self.conversation_n),
            "contact": {"name": self.customer, "address": self.address},
            "channel": self.channel,
            "status": self.status,
            "direction": self.direction,
            "author": self.author or None,
            "at": iso(self.at),
            "snippet": self.snippet,
            "spans": [list(span) for span in self.spans],
        }


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits of one window. `next` is what to pass as `before` for older ones, None at the end; there may be a `next`
    though there are fewer hits than asked for, when the window was used up."""

    hits: tuple[Hit, ...] = ()
    next: int | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """A query made ready: what the index is asked, numbers in [floor, ceiling), the conversations to look in (None:
    all), and the conditions a find must pass."""

    query: SearchQuery
    match: str
    ceiling: int
    floor: int
    within: frozenset[int] | None
    where: str
    params: tuple[object, ...]


def find(
    r: Reader,
    query_text: str,
    *,
    limit: int = 50,
    before: int | None = None,
    ranked: bool = False,
    env: str | None = None,
    now: int | None = None,
    examine: int = EXAMINED,
) -> SearchResult:
    """Messages that match, newest first from `before` (a message number) on; conversations marked as spam only with
    `status:spam`, hidden messages never. `ranked` puts the best of the newest first instead, without a next page.
    `examine` bounds how many messages are looked at.

    Raises InvalidInput with a hint when the query cannot be understood.
    """
    query = parse(query_text, now=SystemClock().now() if now is None else now)
    if query.empty or limit < 1:
        return SearchResult()
    plan = _plan(r, query, before, env)
    if plan.within is not None and not plan.within:
        return SearchResult()
    tried = _cut(plan) if query.long_beginnings else None
    if ranked and query.terms:
        best = _best(r, tried)[:limit] if tried else []
        return SearchResult(_hits(r, query, best if len(best) == limit else _best(r, plan)[:limit]))
    numbers, following = _newest(r, tried, limit, 1) if tried else ([], None)  # the first chunk of them
    if tried and LEAST_OF_FIRST <= len(numbers) < limit:
        numbers, following = _newest(r, tried, limit, TRIED)
    if len(numbers) < limit:
        numbers, following = _newest(r, plan, limit, examine)
    return SearchResult(_hits(r, query, numbers), following)


def _cut(plan: _Plan) -> _Plan:
    """The same with long beginnings looked for in the texts, of which the index finds those that begin alike."""
    long = plan.query.long_beginnings
    where = " AND ".join([plan.where, *("side_by_side(m.body, ?, 1)" for _ in long)])
    return replace(plan, match=plan.query.cut, where=where, params=(*plan.params, *(term.text for term in long)))


def _plan(r: Reader, query: SearchQuery, before: int | None, env: str | None) -> _Plan:
    ceiling = min(_END if before is None else before, _END if query.before is None else keys.seq_at(query.before))
    floor = 0 if query.after is None else keys.seq_at(query.after)
    terms: Conditions = [("c.status <> 'spam'", ()) if query.status is None else ("c.status = ?", (query.status,))]
    terms.append(("m.hidden_at IS NULL", ()))
    for column, value in (("c.channel", query.channel), ("m.direction", query.direction), ("c.env", env)):
        if value is not None:
            terms.append((f"{column} = ?", (value,)))
    for wanted, sql in (
        (query.sender is not None, "m.direction = 'inbound'"),
        (query.unread, "c.unread > 0"),
        (query.waiting, "c.waiting_since IS NOT NULL"),
        (query.escalated, "c.owner_kind = 'queue'"),
        (query.draft, "c.pending_draft IS NOT NULL"),
    ):
        if wanted:
            terms.append((sql, ()))
    if query.match:
        terms += inside_terms(query)
    among, conditions = within(r, query)
    terms += conditions
    where = " AND ".join(sql for sql, _ in terms)
    params = tuple(value for _, values in terms for value in values)
    return _Plan(query, query.match, ceiling, floor, among, where, params)


def _newest(r: Reader, plan: _Plan, limit: int, examine: int) -> tuple[list[int], int | None]:
    """Numbers of up to `limit` messages that pass, and where to go on."""
    found: list[int] = []
    ceiling, chunk, examined = plan.ceiling, max(FIRST_CHUNK, min(limit + 1, LARGEST_CHUNK)), 0
    lowest = plan.floor if plan.match or plan.within is not None else _window_end(r, plan, examine)
    while True:
        numbers = _candidates(r, plan, ceiling, lowest, chunk)
        found += _passing(r, plan, numbers)
        if len(found) > limit:
            return found[:limit], found[limit - 1]
        examined += len(numbers)
        if len(numbers) < chunk:
            return found, lowest if lowest > plan.floor else None
        ceiling = numbers[-1]
        if examined >= examine:
            return found, ceiling
        chunk = min(chunk * 4, LARGEST_CHUNK)


def _window_end(r: Reader, plan: _Plan, examine: int) -> int:
    """The number down to which a walk over all messages may look."""
    return r.number(f"{WALK} OFFSET ?", (plan.ceiling, plan.floor, 1, examine)) or plan.floor


def _candidates(r: Reader, plan: _Plan, ceiling: int, lowest: int, chunk: int) -> list[int]:
    span = (ceiling, lowest)
    if plan.match:
        return [row[0] for row in r.all(MATCHING, (plan.match, *span, chunk))]
    inside = inside_terms(plan.query)
    also = "".join(f" AND {sql}" for sql, _ in inside)
    values = [value for _, given in inside for value in given]
    if plan.within is not None and len(plan.within) <= FEW:
        sql = OF_THESE.format(also=also)
        return [row[0] for row in r.all(sql, (json.dumps(list(plan.within)), *span, *values, chunk))]
    return [row[0] for row in r.all(WALK.replace("ORDER", f"{also} ORDER", 1), (*span, *values, chunk))]


def _passing(r: Reader, plan: _Plan, numbers: list[int]) -> list[int]:
    """Of these numbers the ones that pass, in the same order."""
    rows = r.all(f"{_KEPT} AND {plan.where}", (json.dumps(numbers), *plan.params))
    passed = {seq for seq, conversation in rows if plan.within is None or conversation in plan.within}
    return [n for n in numbers if n in passed]


def _best(r: Reader, plan: _Plan) -> list[int]:
    lowest = plan.floor if plan.match else _window_end(r, plan, EXAMINED)
    numbers = _passing(r, plan, _candidates(r, plan, plan.ceiling, lowest, RANKED))
    rows = r.all("SELECT seq, body FROM messages WHERE seq IN (SELECT value FROM json_each(?))", (json.dumps(numbers),))
    return best_first(sorted(rows, reverse=True), Finder(plan.query))


def _hits(r: Reader, query: SearchQuery, numbers: list[int]) -> tuple[Hit, ...]:
    finder = Finder(query)
    found: dict[int, tuple[Any, ...]] = {row[0]: row for row in r.all(HITS, (json.dumps(numbers),))}
    return tuple(_hit(found[n], finder) for n in numbers if n in found)


def _hit(row: tuple[Any, ...], finder: Finder) -> Hit:
    values = [*row[:9], *excerpt(row[9], finder)]
    return Hit(*values)
