"""A generated store: Zipf words, 134 characters a message on average, the biggest conversation about 1,500 messages."""

from __future__ import annotations

import random
import sqlite3
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

from closer_tui.config.paths import Paths, resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.store import codes, keys
from closer_tui.store.migrations import migrate

NOW = SystemClock().now()
"""Now in earnest: an engine beside the screen would put aside drafts that look months old."""
MINUTE = 60_000
CHANNELS = ("whatsapp", "email", "sms", "instagram", "linkedin")
BATCH = 20_000
OURS = (codes.DIRECTION[Direction.OUTBOUND], codes.DELIVERY[Delivery.SENT], None)
ANSWERED, WAITING = (
    (codes.DIRECTION[Direction.INBOUND], codes.DELIVERY[Delivery.RECEIVED], codes.ANSWER[answer])
    for answer in (AnswerState.REPLIED, AnswerState.PENDING)
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is generated."""

    name: str
    messages: int
    conversations: int
    rounds: int


SIZES = {
    "small": Size("small", 20_000, 2_000, 40),
    "medium": Size("medium", 200_000, 20_000, 100),
    "full": Size("full", 1_000_000, 100_000, 200),
}


class Words:
    """Sentences of made-up words, common ones common."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        letters = "bcdfghklmnprstvw"
        self.vocabulary = [
            "".join(letters[(i * 7 + k * 11) % 16] + "aeiou"[(i // 16**k + k) % 5] for k in range(2 + i % 3))
            + str(i % 97)
            for i in range(20_000)
        ]
        self._weights = list(accumulate(1 / (i + 1) ** 1.05 for i in range(len(self.vocabulary))))

    def sentence(self) -> str:
        """Words up to a length that varies around 134 characters."""
        wanted = max(12, self._random.gauss(134, 60))
        text = ""
        while len(text) < wanted:
            spot = self._random.random() * self._weights[-1]
            text += self.vocabulary[bisect(self._weights, spot)] + " "
        return text.strip()


def generate(home: Path, size: Size, *, seed: int = 1) -> Paths:
    """Fill a fresh home and return its paths. Deterministic by seed, but for the time."""
    paths = resolve_paths(home)
    paths.ensure()
    paths.database.touch(mode=0o600)
    migrate(paths, NOW, "benchmark")
    db = sqlite3.connect(paths.database, isolation_level=None)
    db.execute("PRAGMA synchronous = 0")
    db.execute("PRAGMA cache_size = -200000")
    for n, channel in enumerate(CHANNELS, 1):
        db.execute(
            "INSERT INTO inboxes (n, id, channel, connector, name, created_at, last_sync_at, last_ok_at)"
            " VALUES (?, ?, ?, 'sandbox', ?, ?, ?, ?)",
            (n, f"inbox_{channel}", channel, channel.title(), NOW, NOW, NOW),
        )
    chooser = random.Random(seed)
    words = Words(seed)
    spread = list(accumulate(1 / (i + 40) ** 0.62 for i in range(size.conversations)))
    last: dict[int, tuple[int, int, str]] = {}
    _conversations(db, size)
    rows = _messages(size, chooser, spread, words)
    while batch := list(islice(rows, BATCH)):
        batch.sort()
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO messages (seq, conversation_n, inbox_n, at, arrived_at, external_id, body,"
            " direction_code, delivery_code, answer_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            batch,
        )
        db.executemany("INSERT INTO messages_fts (rowid, body) VALUES (?, ?)", [(row[0], row[6]) for row in batch])
        db.execute("COMMIT")
        last |= {row[1]: (row[0], row[3], row[6]) for row in batch}
    db.execute("BEGIN")
    db.executemany(
        "UPDATE conversations SET last_inbound = ?, last_public = ?, last_message_at = ?, snippet = ?,"
        " waiting_since = ? WHERE n = ?",
        [(seq, seq, at, body[:120], at, n) for n, (seq, at, body) in last.items()],
    )
    db.executemany(
        "UPDATE messages SET direction_code = ?, delivery_code = ?, answer_code = ? WHERE seq = ?",
        [(*WAITING, seq) for seq, _, _ in last.values()],
    )
    db.execute("UPDATE conversations SET unread = 1 WHERE n % 9 = 0")
    db.execute("UPDATE conversations SET status = 'resolved', waiting_since = NULL WHERE n % 4 = 0")
    db.execute("COMMIT")
    _drafts(db, last)
    db.execute("ANALYZE")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return paths


def _conversations(db: sqlite3.Connection, size: Size) -> None:
    db.execute("BEGIN")
    people = [(n, f"Customer {n}", NOW) for n in range(1, size.conversations + 1)]
    db.executemany("INSERT INTO contacts (n, name, created_at) VALUES (?, ?, ?)", people)
    db.executemany(
        "INSERT INTO conversations (n, inbox_n, contact_n, channel, thread, address, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (n, n % 5 + 1, n, CHANNELS[n % 5], f"+4477009{n:06}", f"+4477009{n:06}", NOW)
            for n in range(1, size.conversations + 1)
        ],
    )
    db.execute("COMMIT")


def _messages(
    size: Size, chooser: random.Random, spread: list[float], words: Words
) -> Iterator[tuple[int, int, int, int, int, str, str, int, int, int | None]]:
    for i in range(size.messages):
        n = bisect(spread, chooser.random() * spread[-1]) + 1
        inbox = n % 5 + 1
        at = NOW - (size.messages - i) * MINUTE // 4
        external = f"msg_{i:013d}"
        kind = OURS if chooser.random() < 0.45 else ANSWERED
        yield (keys.message_seq(at, inbox, external), n, inbox, at, at, external, words.sentence(), *kind)


def _drafts(db: sqlite3.Connection, last: dict[int, tuple[int, int, str]]) -> None:
    """A pile of drafts that wait, in the newest conversations of the bot."""
    newest = sorted((n for n in last if n % 4), key=lambda n: -last[n][1])[:500]
    db.execute("BEGIN")
    for n in newest:
        seq = last[n][0]
        db.execute(
            "INSERT INTO drafts (conversation_n, revision, state, body, action, last_inbound, last_public,"
            " owner_epoch, tone_version, created_at, finished_at, model)"
            " VALUES (?, 1, 'pending', ?, 'reply', ?, ?, 1, 1, ?, ?, 'offline')",
            (n, "Good morning! Yes, gladly. " * 4, seq, seq, NOW, NOW),
        )
    newest_draft = "SELECT max(d.n) FROM drafts d WHERE d.conversation_n = conversations.n"
    db.execute(f"UPDATE conversations SET pending_draft = ({newest_draft})")
    db.execute("COMMIT")
