"""Hostile strings, and a home in which every column that holds words holds one of them.

Which columns hold words is read from the schema, so a new one is hostile from the day it lands. What our own code
writes (ids, states, kinds, hashes) is named in OURS and left alone; a database has no other.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any, Final

from sqlalchemy import Integer, Text

from closer_tui.domain.clock import SystemClock
from closer_tui.domain.tone import MAX_SIGN_OFF
from closer_tui.store.tables import metadata
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld

ESCAPES: Final = (
    "\x1b]52;c;SE9TVElMRQ==\x07",
    "\x1b]0;HOSTILE\x1b\\",
    "\x1b]2;HOSTILE\x07",
    "\x1b]9;HOSTILE\x07",
    "\x1b]777;notify;HOSTILE;x\x07",
    "\x1b]99;i=1:d=0;SE9TVElMRQ==\x1b\\",
    "\x1b]8;;http://HOSTILE.example\x1b\\x\x1b]8;;\x1b\\",
    "\x1b]1337;File=inline=1:SE9TVElMRQ==\x07",
    "\x1b_Ga=T,f=100;SE9TVElMRQ==\x1b\\",
    "\x1bPq#0;2;0;0;0#0~~\x1b\\",
    "\x1bP+q544e\x1b\\",
    "\x1b[2J\x1b[3JHOSTILE",
    "\x1b[6n\x1b[c\x1b[>c\x1b[5n",
    "\x1b[?1049l\x1b[?2026h",
    "\x1b[31;1mred\x1b[8mhidden",
    "\x1b[10;10Helsewhere\x1b[20T\x1b[r",
    "\x1bc\x1b7\x1b8\x1b#8",
    "\x9b2J\x9d0;HOSTILE\x9c\x90q\x9c",
    "a\x00b\x08c\x7fd\x0be\rf\x0cg\x07",
    "\x0e\x0fqqq\x1b(0qqq",
)
MARKUP: Final = (
    "[/]",
    "[/b] [/red]",
    "[@click=app.quit]x[/]",
    "[@click=screen.approve]x",
    "[link=http://HOSTILE.example]y[/link]",
    "[$error on $primary]z[/]",
    "[[b]] \\[ ] [",
    "[bold red",
    "[not a style]x[/not a style]",
    "{x} {contact.name} %s {0} {contact.first_name",
)
SHAPES: Final = (
    "\u202eevil\u2066x\u2069\u200f\u061c\u200e",
    "\u202a\u202b\u202d\u202c\u2067\u2068",
    "שלום \u202eabc\u202c مرحبا 123",
    "\ufffd\ufffe\uffff\U0001fffe",
    "a\ud800b\udfffc",
    "\u2028\u2029\x85line",
    "e" + "\u0301" * 400,
    "ก" + "ำ" * 90,
    "\u1100" * 60 + "\u1161" * 60,
    "漢字" * 80,
    "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪👍🏽❤️" * 6,
    "\u200b\u2060\ufeff\u00ad\u3164 unseen",
    "\U000e0041\U000e0042 tags \U000e007f",
    "\ue000\uf8ff\U000f0000 private",
    "x" * 900,
    "a\tb\nc\r\nd\n\n\n\n",
    "http://xn--pple-43d.example/\x1b[0m http://a.example@HOSTILE.example/ javascript:alert(1)",
    "> quoted\n> \x1b[2J\n-- \nsignature [/]",
    "-rf --help ~/ $(reboot) `reboot` ; rm x | y > z",
    "' OR 1=1; -- \" NEAR( * ^ : \\",
    "../../etc/passwd\x00.txt",
    "",
    " ",
    "\n",
)
HUGE: Final = ("HOSTILE " * 32_000, "漢" * 120_000, "e" + "\u0301" * 100_000, "[b]" * 60_000, "\x1b[31m" * 40_000)
LONGEST_NAME: Final = 1_500
"""Of what is not the body of a message; edges cap such fields far below."""


def strings(count: int, seed: int = 1) -> list[str]:
    """So many different ones: each by itself first, then two or three in one, always the same for a seed."""
    dice = random.Random(seed)
    single = [*ESCAPES, *MARKUP, *SHAPES]
    found = list(single)
    while len(found) < count:
        found.append(dice.choice(["", " ", "\n", "x"]).join(dice.sample(single, dice.choice([2, 2, 3]))))
    return found[:count]


OURS: Final[Mapping[str, str]] = {
    "meta": "*",
    "migrations": "*",
    "sync_state": "*",
    "changes": "*",
    "counters": "*",
    "leases": "*",
    "spending": "*",
    "secrets": "*",
    "api_tokens": "*",
    "idempotency": "*",
    "webhook_endpoints": "*",
    "webhook_events": "*",
    "webhook_deliveries": "*",
    "undo": "*",
    "bulk_batches": "*",
    "bulk_steps": "*",
    "inboxes": "id channel connector env mode state config_json",
    "identities": "env channel",
    "conversations": "channel env status owner_kind last_delivery attention",
    "follow_ups": "state",
    "drafts": "state action usage_json",
    "outbox": "key state send_as digest",
    "tone_profiles": "sentence_length emoji topics_json",
    "saved_views": "sort",
    "presence": "holder",
    "owner_moves": "event kind before_json",
    "macro_runs": "batch before_json after_json",
    "escalations": "reason",
}
"""By table the columns that only our own code writes, `*` for all of them."""
LIMITS: Final = {"tone_profiles.sign_off": MAX_SIGN_OFF}
"""Characters of what is checked even when it is read."""
LONG: Final = frozenset({"messages.body", "drafts.body", "outbox.body", "quick_replies.body", "escalations.quote"})


def poisoned_columns() -> list[tuple[str, str]]:
    """Every column of words that is not ours alone, as table and name."""
    return [
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text)
        and column.computed is None
        and not {"*", column.name} & set(OURS.get(table.name, "").split())
    ]


def fill(world: SmallWorld) -> None:
    """Every kind of row there is, several of each, in harmless words."""
    world.inbox("whatsapp", last_error="x", failures=2)
    world.inbox("email")
    for n in (1, 2):
        world.add("tone_profiles", inbox_n=n, version=1, formality=3, warmth=3, sentence_length="short", emoji="never",
                  sign_off="x", topics_json='["refunds", "complaints"]', created_at=NOON, author="x")  # fmt: skip
    for i in range(12):
        n = world.conversation(1 + i % 2, tags=("vip",), topic="refunds", snippet="x", waiting_since=NOON - i * MINUTE)
        world.message(n, "x", at=NOON - 50 + i)
        world.message(n, "x", at=NOON - 40 + i, direction="note", author="x")
        world.message(n, "x", at=NOON - 30 + i, direction="outbound", author="x", delivery="failed", failure="x")
        seq = world.message(n, "x", at=NOON + i)
        world.change("conversations", n, last_inbound=seq, last_public=seq, unread=1)
        _identify(world, n)
        _work_on(world, n, seq, i)
    for i in range(6):
        world.add("quick_replies", shortcut=f"x{i}", title="x", body="x", keywords="x", updated_at=NOON)
        world.add("macros", name=f"x{i}", title="x", script="tag x\nreply x", updated_at=NOON)
        world.add("saved_views", name=f"x{i}", filter="tag:x", position=i, created_at=NOON, updated_at=NOON)
        world.add("tags", name=f"x{i}", colour="x", created_at=NOON)
    _bring_to_today(world.db)


def _bring_to_today(db: sqlite3.Connection) -> None:
    """Move every time: an engine beside the screen would put aside drafts that look months old."""
    later, around = SystemClock().now() - NOON, 10**9
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Integer) and column.computed is None:
                name = column.name
                db.execute(
                    f"UPDATE {table.name} SET {name} = {name} + ? WHERE {name} BETWEEN ? AND ?",
                    (later, NOON - around, NOON + around),
                )


def _identify(world: SmallWorld, n: int) -> None:
    contact = world.db.execute("SELECT contact_n FROM conversations WHERE n = ?", (n,)).fetchone()[0]
    detail = {"company": "x", "language": "en", "notes": "x", "fields": {"x": "x", "y": "x"}}
    world.change("contacts", contact, detail_json=json.dumps(detail), named_by="x")
    for channel in ("whatsapp", "sms"):
        world.add("identities", contact_n=contact, channel=channel, address=f"+49{n}", name="x")


def _work_on(world: SmallWorld, n: int, seq: int, i: int) -> None:
    checks = '[{"name": "x", "level": "hold", "detail": "x"}, {"name": "x", "level": "warn", "detail": "x"}]'
    sources = '[{"id": "1", "title": "x", "kind": "quick_reply", "quote": "x"}]'
    if i % 3 == 0:
        world.draft(n, "x", last_inbound=seq, last_public=seq, reason="x", topic="x", model="x", checks_json=checks,
                    sources_json=sources, promises_json='["x"]')  # fmt: skip
    elif i % 3 == 1:
        escalated = world.escalation(n, detail="x")
        if i % 2:
            world.change("escalations", escalated, claimed_by="x", claimed_at=NOON)
    else:
        world.change("conversations", n, owner_kind="agent", owner_name="x")
    for state in ("unknown", "failed", "queued")[: 1 + i % 3]:
        world.outbox(
            n, "x", state=state, error="x", hint="x", **({"send_at": NOON + MINUTE} if state == "queued" else {})
        )
    world.add("follow_ups", conversation_n=n, due_at=NOON, note="x", state="due", created_at=NOON, created_by="x")
    summary = {name: ["x"] for name in ("facts", "questions", "dos", "donts")} | {
        "promises": [{"text": "x", "due": None}]
    }
    world.add(
        "handovers", conversation_n=n, at=NOON, author="x", message_seq=seq, epoch=1, summary_json=json.dumps(summary)
    )
    world.add("owner_moves", conversation_n=n, at=NOON, actor="x", event="take", epoch=1, kind="agent", name="x")
    world.add(
        "macro_runs", macro="x", conversation_n=n, actor="x", at=NOON, batch="b", before_json="{}", after_json="{}"
    )
    world.add("presence", holder=f"h{n}", agent="x", conversation_n=n, since=NOON, replying_since=NOON,
              expires_at=NOON + 10**12)  # fmt: skip
    for action in ("draft.rejected", "conversation.tagged", "macro.run", "conversation.escalated", "x"):
        world.event(action, n, reason="x", tag="x", macro="x", topic="x", why="x", x="x")


def poison(db: sqlite3.Connection, words: list[str]) -> int:
    """Put them into every row and column of words, in turn, the huge ones into bodies; how many were placed."""
    supply, huge = cycle(words), cycle(HUGE)
    placed = 0
    for table, column in poisoned_columns():
        long = f"{table}.{column}" in LONG
        for rowid, value in db.execute(f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL").fetchall():
            new = (
                next(huge)
                if long and placed % 7 == 0
                else next(supply)[: 10**6 if long else LIMITS.get(f"{table}.{column}", LONGEST_NAME)]
            )
            if column == "tags":
                new = f" {new.replace(' ', '-')} "
            stored = _into_json(value, supply) if column.endswith("_json") else new
            if column == "script" and placed % 2:
                stored = f"tag {new}\nnote {new}\nreply {new}"
            placed += _put(db, table, column, rowid, stored)
    return placed


def _put(db: sqlite3.Connection, table: str, column: str, rowid: int, text: str) -> int:
    # SQLite keeps UTF-8: a lone surrogate arrives there as its replacement.
    stored = text.encode("utf-8", "replace").decode()
    for tail in ("", f" {rowid}"):  # some must be unlike all others
        try:
            db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (stored + tail, rowid))
        except sqlite3.IntegrityError:
            continue
        return 1
    raise AssertionError(f"{table}.{column} does not take {stored[:60]!r}")


def _into_json(value: str, supply: Iterator[str]) -> str:
    def other(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            own = key == "fields"
            return {(next(supply)[:80] + name if own else name): other(held, name) for name, held in node.items()}
        if isinstance(node, list):
            return [other(held) for held in node]
        return next(supply)[:LONGEST_NAME] if isinstance(node, str) and key not in {"level", "kind", "due"} else node

    text = json.dumps(other(json.loads(value)), ensure_ascii=True)
    return text.replace("\\ud800", "\\ufffd").replace("\\udfff", "\\ufffd")
