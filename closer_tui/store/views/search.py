"""Search over all messages, newest first, in windows: a call examines a bounded number of messages and says where
to go on, so that no word and no operator can hold the screen up.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from closer_tui.domain.clock import SystemClock
from closer_tui.store import keys
from closer_tui.store.views.excerpts import Spans, excerpt, fold, pattern_of
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso
from closer_tui.store.views.search_query import SearchQuery, parse

FIRST_CHUNK: Final = 64
LARGEST_CHUNK: Final = 4_096
EXAMINED: Final = 20_000
"""Messages one call looks at before it returns with what it has and a place to go on from."""
RANKED: Final = 2_000
"""Ranking weighs only the newest finds: over all of them a frequent word takes most of a second."""
PEOPLE: Final = 500
"""Conversations `from:` looks into."""

_END: Final = (1 << 63) - 1

MATCHING: Final = (
    "SELECT rowid FROM messages_fts WHERE messages_fts MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?"
)
WALK: Final = "SELECT seq FROM messages WHERE seq < ? AND seq >= ? ORDER BY seq DESC LIMIT ?"
OF_PEOPLE: Final = (
    "SELECT m.seq FROM messages m WHERE m.conversation_n IN (SELECT value FROM json_each(?))"
    " AND +m.seq < ? AND +m.seq >= ? ORDER BY +m.seq DESC LIMIT ?"
)
RANK: Final = (
    "SELECT rowid FROM messages_fts WHERE messages_fts MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rank LIMIT ?"
)
HITS: Final = (
    "SELECT m.seq, m.conversation_n, m.direction, m.at, m.author, p.name, c.address, c.channel, c.status, m.body"
    " FROM messages m JOIN conversations c ON c.n = m.conversation_n JOIN contacts p ON p.n = c.contact_n"
    " WHERE m.seq IN (SELECT value FROM json_each(?))"
)
_KEPT: Final = (
    "SELECT m.seq FROM messages m JOIN conversations c ON c.n = m.conversation_n"
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
    """A query made ready: numbers in [floor, ceiling), whose messages, and the conditions a find must pass."""

    query: SearchQuery
    ceiling: int
    floor: int
    people: tuple[int, ...] | None
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
) -> SearchResult:
    """Messages that match, newest first from `before` (a message number) on; conversations marked as spam only with
    `status:spam`. `ranked` puts the best of the newest first instead, without a next page.

    Raises InvalidInput with a hint when the query cannot be understood.
    """
    query = parse(query_text, now=SystemClock().now() if now is None else now)
    if query.empty or limit < 1:
        return SearchResult()
    plan = _plan(r, query, before, env)
    if plan.people == ():
        return SearchResult()
    if ranked and query.match:
        return SearchResult(_hits(r, query, _best(r, plan)[:limit]))
    numbers, following = _newest(r, plan, limit)
    return SearchResult(_hits(r, query, numbers), following)


def _plan(r: Reader, query: SearchQuery, before: int | None, env: str | None) -> _Plan:
    ceiling = min(_END if before is None else before, _END if query.before is None else keys.seq_at(query.before))
    floor = 0 if query.after is None else keys.seq_at(query.after)
    people = None if query.sender is None else _people(r, query.sender)
    terms: list[tuple[str, tuple[object, ...]]] = [
        ("c.status <> 'spam'", ()) if query.status is None else ("c.status = ?", (query.status,))
    ]
    if query.channel is not None:
        terms.append(("c.channel = ?", (query.channel,)))
    if query.tag is not None:
        terms.append(("instr(c.tags, ?) > 0", (f" {query.tag} ",)))
    if query.direction is not None:
        terms.append(("m.direction = ?", (query.direction,)))
    if env is not None:
        terms.append(("c.env = ?", (env,)))
    if people is not None:
        terms.append(
            ("m.direction = 'inbound' AND m.conversation_n IN (SELECT value FROM json_each(?))", (json.dumps(people),))
        )
    for wanted, sql in (
        (query.unread, "c.unread > 0"),
        (query.waiting, "c.waiting_since IS NOT NULL"),
        (query.escalated, "c.owner_kind = 'queue'"),
        (query.draft, "c.pending_draft IS NOT NULL"),
    ):
        if wanted:
            terms.append((sql, ()))
    terms += [("m.body LIKE ? ESCAPE '\\'", (f"%{_like(text)}%",)) for text in query.inside]
    where = " AND ".join(sql for sql, _ in terms)
    return _Plan(query, ceiling, floor, people, where, tuple(value for _, values in terms for value in values))


def _newest(r: Reader, plan: _Plan, limit: int) -> tuple[list[int], int | None]:
    """Numbers of up to `limit` messages that pass, and where to go on."""
    found: list[int] = []
    ceiling, chunk, examined = plan.ceiling, max(FIRST_CHUNK, min(limit + 1, LARGEST_CHUNK)), 0
    while True:
        numbers = _candidates(r, plan, ceiling, chunk)
        passed = _passing(r, plan, numbers)
        found += [n for n in numbers if n in passed]
        if len(found) > limit:
            return found[:limit], found[limit - 1]
        examined += len(numbers)
        if len(numbers) < chunk:
            return found, None
        ceiling = numbers[-1]
        if examined >= EXAMINED:
            return found, ceiling
        chunk = min(chunk * 4, LARGEST_CHUNK)


def _candidates(r: Reader, plan: _Plan, ceiling: int, chunk: int) -> list[int]:
    span = (ceiling, plan.floor, chunk)
    if plan.query.match:
        return [row[0] for row in r.all(MATCHING, (plan.query.match, *span))]
    if plan.people is not None:
        return [row[0] for row in r.all(OF_PEOPLE, (json.dumps(plan.people), *span))]
    return [row[0] for row in r.all(WALK, span)]


def _passing(r: Reader, plan: _Plan, numbers: list[int]) -> set[int]:
    return {row[0] for row in r.all(f"{_KEPT} AND {plan.where}", (json.dumps(numbers), *plan.params))}


def _best(r: Reader, plan: _Plan) -> list[int]:
    newest = [row[0] for row in r.all(MATCHING, (plan.query.match, plan.ceiling, plan.floor, RANKED))]
    if not newest:
        return []
    ranked = [row[0] for row in r.all(RANK, (plan.query.match, newest[-1], plan.ceiling, RANKED))]
    passed = _passing(r, plan, ranked)
    return [n for n in ranked if n in passed]


def _hits(r: Reader, query: SearchQuery, numbers: list[int]) -> tuple[Hit, ...]:
    pattern = pattern_of(query)
    found: dict[int, tuple[Any, ...]] = {row[0]: row for row in r.all(HITS, (json.dumps(numbers),))}
    return tuple(_hit(found[n], pattern) for n in numbers if n in found)


def _hit(row: tuple[Any, ...], pattern: re.Pattern[str] | None) -> Hit:
    values = [*row[:9], *excerpt(row[9], pattern)]
    return Hit(*values)


def _people(r: Reader, wanted: str) -> tuple[int, ...]:
    """Conversations with whoever has this in the name or the address, whatever the case and the accents."""
    plain = fold(wanted)
    found = r.all(
        "SELECT c.n, p.name, c.address FROM contacts p JOIN conversations c ON c.contact_n = p.n"
        " WHERE p.name LIKE ? ESCAPE '\\' OR c.address LIKE ? ESCAPE '\\' OR p.name GLOB '*[^ -~]*'"
        " ORDER BY c.n DESC",
        (f"%{_like(wanted)}%", f"%{_like(wanted)}%"),
    )
    return tuple(n for n, name, address in found if plain in fold(name) or plain in fold(address))[:PEOPLE]


def _like(text: str) -> str:
    """`text` with what LIKE would read as a wildcard made plain."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
