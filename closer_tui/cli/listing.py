"""What the reading commands print for people: one line a row, the newest times in few cells."""

from __future__ import annotations

import json
from collections.abc import Sequence

from closer_tui.cli.tables import line_width, table
from closer_tui.domain.clock import SystemClock, format_rfc3339, relative
from closer_tui.domain.text import wrap
from closer_tui.store import keys
from closer_tui.store.views.events import EventRow
from closer_tui.store.views.rows import ConversationRow, DraftRow, EscalationRow, MessageRow
from closer_tui.store.views.search import Hit
from closer_tui.tui.story import Told


def conversations(rows: Sequence[ConversationRow]) -> list[str]:
    """The list: id, who, channel, how it stands, age of the last message, what it says."""
    now = SystemClock().now()
    cells = [
        (row.id, row.title, row.channel, _standing(row), _age(now, row.last_message_at), row.snippet) for row in rows
    ]
    return list(table(("ID", "CONTACT", "CHANNEL", "STATE", "AGE", "LAST MESSAGE"), cells))


def _standing(row: ConversationRow) -> str:
    owner = row.owner_kind if not row.owner_name else f"{row.owner_kind} {row.owner_name}"
    words = [row.status if row.status != "open" else owner]
    if row.unread:
        words.append(f"{row.unread} new")
    if row.draft_state:
        words.append("draft" if row.draft_state == "pending" else f"{row.draft_state} draft")
    if row.attention:
        words.append(row.attention.replace("_", " "))
    return ", ".join(words)


def conversation(
    row: ConversationRow,
    messages: Sequence[MessageRow],
    drafted: Sequence[DraftRow],
    escalation: EscalationRow | None,
) -> list[str]:
    """One conversation: its head, its messages, the draft that waits, why it was escalated."""
    lines = [f"{row.id}  {row.title}  {row.address}  {row.channel}, {row.inbox_name or row.inbox}", _standing(row), ""]
    for message in messages:
        lines += _message(row, message)
    for draft in drafted:
        if draft.state in {"pending", "stale", "generating", "requested"}:
            lines += [f"-- {draft.id}, revision {draft.revision}, {draft.state} --", *_body(draft.body), ""]
    if escalation is not None and row.owner_kind == "queue":
        lines.append(f"Escalated to {escalation.topic} ({escalation.reason}): {escalation.quote}")
    return lines


def _message(row: ConversationRow, message: MessageRow) -> list[str]:
    if message.direction == "inbound":
        head = row.title
    elif message.direction == "note":
        head = f"{message.author or 'you'} (note)"
    else:
        head = f"{message.author or 'you'} ({message.delivery})"
    return [f"{format_rfc3339(message.at)}  {head}", *_body(message.body), ""]


def _body(text: str) -> list[str]:
    return [f"  {line}" for line in wrap(text, min(line_width(), 100) - 2)]


def drafts(rows: Sequence[DraftRow]) -> list[str]:
    """The pile: id, for whom, how long they wait, what code says about it, the words."""
    now = SystemClock().now()
    cells = [
        (
            row.id,
            row.customer or row.address,
            row.channel,
            _age(now, row.waiting_since or row.created_at),
            "held" if row.held else row.state if row.state != "pending" else row.action,
            row.body,
        )
        for row in rows
    ]
    return list(table(("ID", "CONTACT", "CHANNEL", "WAITS", "STATE", "DRAFT"), cells))


def escalations(rows: Sequence[EscalationRow]) -> list[str]:
    """The queues: topic, conversation, who, how long, whose, the words that put it there."""
    now = SystemClock().now()
    cells = [
        (
            row.topic,
            keys.public("conv", row.conversation_n),
            row.customer or row.address,
            _age(now, row.created_at),
            row.claimed_by or "",
            row.quote or row.detail or row.reason,
        )
        for row in rows
    ]
    return list(table(("TOPIC", "CONVERSATION", "CONTACT", "WAITS", "TAKEN BY", "WHY"), cells))


def hits(rows: Sequence[Hit]) -> list[str]:
    """What was found: its id, for `show CONVERSATION --around`; where, who, when, and the line it stands in."""
    now = SystemClock().now()
    cells = [
        (
            keys.public("msg", row.seq),
            keys.public("conv", row.conversation_n),
            row.customer or row.address,
            _age(now, row.at),
            row.snippet,
        )
        for row in rows
    ]
    return list(table(("ID", "CONVERSATION", "CONTACT", "AGE", "MESSAGE"), cells))


def events(rows: Sequence[EventRow]) -> list[str]:
    """The log: when, who, what, to which."""
    cells = [
        (
            format_rfc3339(row.at),
            row.actor,
            row.action,
            keys.public("conv", row.conversation_n) if row.conversation_n else "",
            row.entity,
            json.dumps(row.detail, ensure_ascii=False) if row.detail else "",
        )
        for row in rows
    ]
    return list(table(("TIME", "WHO", "DID", "CONVERSATION", "TO", "DETAIL"), cells))


def story(told: Sequence[Told]) -> list[str]:
    """What happened, as sentences: when, who, what."""
    rows = [(format_rfc3339(line.at), line.who, line.kind, line.words) for line in told]
    return list(table(("TIME", "WHO", "KIND", "WHAT HAPPENED"), rows)) or ["Nothing happened yet."]


def _age(now: int, at: int) -> str:
    return relative(now, at) if at else ""
