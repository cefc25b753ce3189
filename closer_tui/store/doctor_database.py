"""What the doctor sees inside the database: pages, references, the search index, counters, the clock."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Final

from closer_tui.config.paths import Paths
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import MINUTE, format_rfc3339
from closer_tui.store import integrity
from closer_tui.store.findings import Finding, fail, ok, warn
from closer_tui.store.migrations import NAMES
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.tokens import tokens

COPIED_UP_TO: Final = 128 * 1024 * 1024
"""A database up to this many bytes is copied into memory, where FTS5's own check can run: it needs to write."""
SAMPLE: Final = 200
WORDS_LOOKED_UP: Final = 200
"""Characters of a message whose first words are looked up."""
AHEAD: Final = 10 * MINUTE
"""How far a message may be ahead of our clock before one of the two is wrong."""

_REPAIR: Final = "Run `closer-tui backup` to a new file, then `closer-tui restore` a backup from before."

COUNTED: Final = (
    "SELECT SUM(status <> 'spam'), SUM(status = 'open'), SUM(status = 'snoozed'), SUM(status = 'resolved'),"
    " SUM(status = 'spam'), SUM(needs_action), SUM(unread > 0 AND status <> 'spam'),"
    " SUM(status = 'open' AND pending_draft IS NOT NULL), SUM(status = 'open' AND owner_kind = 'queue'),"
    " SUM(status = 'open' AND waiting_since IS NOT NULL) FROM conversations"
)
_NAMES: Final = (
    "all", "open", "snoozed", "resolved", "spam", "needs", "unread", "approve", "escalated", "waiting",
)  # fmt: skip
GROUPED: Final = (
    "SELECT 'channel:' || channel, COUNT(*) FROM conversations WHERE status <> 'spam' GROUP BY 1",
    "SELECT 'topic:' || owner_name, COUNT(*) FROM conversations"
    " WHERE status = 'open' AND owner_kind = 'queue' GROUP BY 1",
    "SELECT 'mine:' || owner_name, COUNT(*) FROM conversations"
    " WHERE status = 'open' AND owner_kind = 'agent' GROUP BY 1",
    "SELECT 'tag:' || tag, COUNT(*) FROM conversation_tags GROUP BY 1",
    "SELECT 'outbox:' || state, COUNT(*) FROM outbox GROUP BY 1",
)


def examine_pages(paths: Paths) -> Finding:
    """Every page and the indexes of what must not be lost."""
    found = integrity.problems(paths.database)
    if not found:
        return ok("integrity", "every page is sound")
    error = integrity.damaged(paths, found)
    return fail("integrity", "; ".join(found[: integrity.PROBLEMS_SHOWN]), error.hint)


def examine_database(r: Reader, paths: Paths, now: int) -> list[Finding]:
    """Everything about a database whose pages are sound. `now` in ms."""
    return [schema(r), pragmas(paths), references(r), search_index(r, paths), counters(r), channels(r), clock(r, now)]


def schema(r: Reader) -> Finding:
    """Which migrations stand in it."""
    done = [row[0] for row in r.all("SELECT name FROM migrations ORDER BY rowid")]
    return ok("schema", f"{len(done)} of {len(NAMES)} migrations, the last one {done[-1] if done else 'none'}")


def pragmas(paths: Paths) -> Finding:
    """What the file itself remembers; the rest is proven on every connection that writes."""
    with closing(integrity.open_read_only(paths.database)) as db:
        mode = db.execute("PRAGMA journal_mode").fetchone()[0]
    if mode == "wal":
        return ok("journal", "write-ahead log; each writing connection proves synchronous=FULL when it opens")
    return ok("journal", f"{mode}; the next writer goes back to a write-ahead log")


def references(r: Reader) -> Finding:
    """Rows that point at rows which do not exist."""
    broken = r.all("PRAGMA foreign_key_check")
    if not broken:
        return ok("references", "every row's references exist")
    tables = ", ".join(sorted({str(row[0]) for row in broken}))
    return fail("references", f"{len(broken)} rows point at nothing (in {tables})", _REPAIR)


def search_index(r: Reader, paths: Paths, *, copied_up_to: int = COPIED_UP_TO) -> Finding:
    """Whether search knows every message, and nothing else."""
    stored, indexed = r.number("SELECT COUNT(*) FROM messages"), _indexed(r)
    if stored != indexed:
        return fail("search index", f"{indexed} messages indexed of {stored}", _REPAIR)
    if paths.database.stat().st_size > copied_up_to:
        return _sampled(r, stored)
    with closing(integrity.open_read_only(paths.database)) as db, closing(sqlite3.connect(":memory:")) as copy:
        db.backup(copy)
        try:
            copy.execute("INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            return fail("search index", f"does not agree with the messages: {error}", _REPAIR)
    return ok("search index", f"{stored} messages, checked against their text")


def _sampled(r: Reader, stored: int) -> Finding:
    newest = r.all("SELECT seq, body FROM messages ORDER BY seq DESC LIMIT ?", (SAMPLE,))
    missing = [seq for seq, body in newest if not _finds(r, seq, body)]
    if missing:
        return fail("search index", f"{len(missing)} of the newest {len(newest)} messages are missing", _REPAIR)
    return ok("search index", f"{stored} messages, the newest {len(newest)} looked up")


def _indexed(r: Reader) -> int:
    """How many messages the index says it holds: the first number of the record FTS5 keeps its totals in, seven bits a
    byte, the high bit set on all but the last."""
    row = r.one("SELECT block FROM messages_fts_data WHERE id = 1")
    total = 0
    for byte in row[0] if row else b"":
        total = total << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return total


def _finds(r: Reader, seq: int, body: str) -> bool:
    """Whether a message is found by its words; one without any needs not be."""
    some = tokens(body[:WORDS_LOOKED_UP])[:-1] or tokens(body)
    match = " AND ".join(f'"{word}"' for word in dict.fromkeys(some[:3]))
    sql = "SELECT 1 FROM messages_fts WHERE messages_fts MATCH ? AND rowid = ?"
    return not match or r.one(sql, (match, seq)) is not None


def counters(r: Reader) -> Finding:
    """The kept counts against counting now."""
    with r.moment():
        kept = {key: value for key, value in r.all("SELECT key, value FROM counters") if value}
        first = r.one(COUNTED) or ()
        counted = {name: int(value or 0) for name, value in zip(_NAMES, first, strict=True)}
        for sql in GROUPED:
            counted |= dict(r.all(sql))
    counted = {key: value for key, value in counted.items() if value}
    wrong = sorted(key for key in kept.keys() | counted.keys() if kept.get(key, 0) != counted.get(key, 0))
    if not wrong:
        return ok("counters", f"{len(counted)} counts agree with the rows")
    shown = ", ".join(f"{key} {kept.get(key, 0)} instead of {counted.get(key, 0)}" for key in wrong[:3])
    return fail("counters", f"{len(wrong)} counts are wrong ({shown})", "Tell us; lists are right, badges are not.")


def clock(r: Reader, now: int) -> Finding:
    """Rows from the future: our clock is behind, or a channel's is ahead."""
    newest = r.number("SELECT at FROM messages ORDER BY seq DESC LIMIT 1")
    own = r.number("SELECT MAX(at) FROM (SELECT at FROM changes ORDER BY seq DESC LIMIT 1)")
    if own > now + AHEAD:
        return fail(
            "clock",
            f"this machine's clock went back: the last change was at {format_rfc3339(own)}",
            "Set the clock; back-offs, snoozes and tokens go by it.",
        )
    if newest > now + AHEAD:
        return warn(
            "clock",
            f"the newest message says {format_rfc3339(newest)}, which is ahead of this machine's clock",
            "Compare this machine's clock with the channel's.",
        )
    return ok("clock", f"nothing is ahead of {format_rfc3339(now)}")


def channels(r: Reader) -> Finding:
    """A list of one status walks channel by channel, so conversations on others would be missing from it."""
    known = tuple(kind.value for kind in ChannelKind)
    marks = ",".join("?" * len(known))
    strange = r.number(f"SELECT COUNT(*) FROM conversations WHERE channel NOT IN ({marks})", known)  # noqa: S608 - marks
    if strange:
        return fail("channels", f"{strange} conversations are on a channel this version does not know", _REPAIR)
    return ok("channels", "every conversation is on a channel this version knows")
