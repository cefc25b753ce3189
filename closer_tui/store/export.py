"""Everything there is, row by row, as plain values: for other programs, for archives, for leaving.

Secrets, hashes of tokens and stored answers of the API stay here; so does what can be worked out again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from closer_tui.store import keys
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import iso

TABLES: Final = (
    "inboxes", "tone_profiles", "quick_replies", "intents", "intent_examples", "macros", "documents",
    "document_parts", "contacts", "identities", "conversations", "conversation_tags", "tags", "follow_ups",
    "saved_views", "messages", "drafts", "outbox", "escalations", "owner_moves", "handovers", "decisions", "feedback",
    "proposals", "audit", "spending",
    "api_tokens", "webhook_endpoints", "webhook_events", "webhook_deliveries",
)  # fmt: skip
"""What is exported, what is referred to first."""

LEFT_OUT: Final = {
    "macro_runs": "what undoing a macro needs",
    "secrets": "sealed secrets",
    "idempotency": "answers kept for peers that repeat themselves",
    "meta": "the program's own notes",
    "migrations": "the program's own notes",
    "sync_state": "cursors, which mean nothing elsewhere",
    "tone_sync": "what one server was last seen to have",
    "changes": "a feed that forgets",
    "counters": "can be counted",
    "decision_days": "can be counted",
    "decision_times": "can be counted",
    "leases": "who works now",
    "presence": "who looks now",
    "undo": "what can be taken back, which means nothing elsewhere",
}
"""What is not, and why. A test holds every table in one of the two."""

HIDDEN: Final = frozenset(
    {("api_tokens", "hash"), ("conversations", "needs_action"), ("documents", "terms_version")}
    | {("document_parts", f"{name}_terms") for name in ("heading", "body")}
    | {("messages", f"{name}_code") for name in ("direction", "delivery", "answer")}
)
IDS: Final = {
    "documents": "doc",
    "document_parts": "part",
    "contacts": "ct",
    "conversations": "conv",
    "follow_ups": "fu",
    "messages": "msg",
    "drafts": "draft",
    "outbox": "out",
    "escalations": "esc",
    "saved_views": "view",
    "owner_moves": "move",
}
MOMENTS: Final = frozenset({"at", "waiting_since", "snooze_until", "old_secret_until", "not_before", "send_at"})
CHUNK: Final = 1_000


def rows(r: Reader) -> Iterator[dict[str, Any]]:
    """Every row of every table, seen at one moment: `{"table": "messages", "id": "msg_…", …}`, times as RFC 3339."""
    with r.moment():
        for table in TABLES:
            columns = [name for _, name, *_ in r.all(f"PRAGMA table_xinfo({table})") if (table, name) not in HIDDEN]
            yield from _table(r, table, columns)


def _table(r: Reader, table: str, columns: list[str]) -> Iterator[dict[str, Any]]:
    names = ", ".join(f'"{name}"' for name in columns)
    sql = f"SELECT rowid, {names} FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT ?"  # noqa: S608 - our own names
    last = -(1 << 63)
    while chunk := r.all(sql, (last, CHUNK)):
        for number, *values in chunk:
            last = number
            yield _row(table, number, dict(zip(columns, values, strict=True)))


def _row(table: str, number: int, values: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"table": table}
    if table in IDS:
        told["id"] = keys.public(IDS[table], number)
    for name, value in values.items():
        if name in MOMENTS or name.endswith("_at"):
            told[name] = iso(value)
        elif name.endswith("_json"):
            told[name.removesuffix("_json")] = json.loads(value)
        else:
            told[name] = value
    return told
