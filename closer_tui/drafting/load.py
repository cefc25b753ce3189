"""Reads one conversation's brief from the store: that conversation and the owner's own material, nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import CHANNEL_LIMITS, Capabilities, ChannelKind, InboxState
from closer_tui.domain.draft import DraftState
from closer_tui.domain.errors import NotFound
from closer_tui.domain.filling import Filled, fill, values_of
from closer_tui.domain.message import Delivery, Direction
from closer_tui.drafting.brief import DraftBrief, Excerpt, Line, QuickReply, Speaker
from closer_tui.drafting.knowledge import found
from closer_tui.drafting.past import Approved, reusable
from closer_tui.store import handovers, keys, tones
from closer_tui.store.tables import contacts, conversations, drafts, inboxes, messages, quick_replies

LINES: Final = 30
"""Messages of the conversation a drafter is shown."""

HEAD: Final = 12_000
TAIL: Final = 4_000
"""Characters of a very long message that are read, from its beginning and its end."""

LONGEST_CONVERSATION: Final = 64_000
"""Characters of all messages together that are read."""

LONGEST_QUESTION: Final = 4_000
"""Characters of what is asked by which documents are searched."""

PAST: Final = 300
"""Past approvals, newest first, among which the offline drafter looks."""

UNSAID: Final = (Delivery.CANCELLED.value, Delivery.FAILED.value)
"""Deliveries of messages that nobody was told."""


async def load_brief(
    conn: AsyncConnection,
    conversation_n: int,
    *,
    now: int,
    instruction: str = "",
    limit: int = LINES,
    with_past: bool = False,
) -> DraftBrief:
    """The brief as things stand. `with_past` adds answers approved elsewhere that name nobody: for a drafter that keeps
    them on this machine. Raises NotFound."""
    row = (
        await conn.execute(
            select(
                conversations,
                contacts.c.name.label("contact_name"),
                contacts.c.detail_json.label("contact_detail"),
                inboxes.c.name.label("inbox_name"),
                inboxes.c.state.label("inbox_state"),
            )
            .join(contacts, contacts.c.n == conversations.c.contact_n)
            .join(inboxes, inboxes.c.n == conversations.c.inbox_n)
            .where(conversations.c.n == conversation_n)
        )
    ).first()
    if row is None:
        raise NotFound("that conversation does not exist", "`closer-tui list` shows those that do.")
    _, tone = await tones.current(conn, row.inbox_n)
    channel = ChannelKind(row.channel)
    max_body, window_ms, opt_out = CHANNEL_LIMITS[channel]
    told = await handovers.newest(conn, conversation_n)
    brief = DraftBrief(
        lines=await _lines(conn, conversation_n, limit),
        contact_name=row.contact_name,
        address=row.address,
        channel=channel,
        business=row.inbox_name,
        tone=tone,
        quick_replies=await read_quick_replies(conn, _values(row, tone.sign_off) if with_past else None),
        instruction=instruction,
        handover=told.summary if told else None,
        capabilities=Capabilities(max_body=max_body, window_ms=window_ms, opt_out=opt_out),
        window_closes_at=row.window_closes_at,
        opted_out=bool(row.opted_out),
        inbox_state=InboxState(row.inbox_state),
        now=now,
    )
    brief = replace(brief, excerpts=await _excerpts(conn, brief.asked))
    if not with_past:
        return brief
    return replace(brief, past_answers=reusable(await _approved(conn, row.env), tone.sign_off))


async def _lines(conn: AsyncConnection, conversation_n: int, limit: int) -> tuple[Line, ...]:
    newest = (
        select(messages.c.direction, messages.c.body, messages.c.at)
        .where(
            messages.c.conversation_n == conversation_n,
            messages.c.direction != Direction.NOTE.value,
            messages.c.delivery.notin_(UNSAID),
        )
        .order_by(messages.c.at.desc(), messages.c.external_id.desc())
        .limit(limit)
    )
    lines = [
        Line(Speaker.CUSTOMER if row.direction == Direction.INBOUND.value else Speaker.BUSINESS, row.body, row.at)
        for row in await conn.execute(newest)
    ]
    return tuple(reversed(_readable(lines)))


def _readable(newest_first: list[Line]) -> list[Line]:
    """The lines as far as anybody reads them: long ones without their middle, and older ones while there is room."""
    kept: list[Line] = []
    room = LONGEST_CONVERSATION
    for line in newest_first:
        body = line.body
        if len(body) > HEAD + TAIL:
            body = f"{body[:HEAD]}\n…\n{body[-TAIL:]}"
        room -= len(body)
        if kept and room < 0:
            break
        kept.append(replace(line, body=body))
    return kept


def _values(row: Row[Any], agent: str) -> dict[str, str]:
    try:
        detail = json.loads(row.contact_detail)
    except ValueError:
        detail = {}
    return values_of(
        name=row.contact_name,
        address=row.address,
        inbox=row.inbox_name,
        agent=agent,
        detail=detail if isinstance(detail, dict) else {},
    )


async def read_quick_replies(conn: AsyncConnection, values: Mapping[str, str] | None) -> tuple[QuickReply, ...]:
    """The ready texts, with this contact's values where a drafter copies them: one with a place for which there is no
    value is then for people only. A model gets them as they are written, the same for every customer, and puts the
    values in itself; a place it leaves open is found by the checks."""
    rows = await conn.execute(select(quick_replies).order_by(quick_replies.c.shortcut, quick_replies.c.language))
    found = [(row, Filled(row.body) if values is None else fill(row.body, values)) for row in rows]
    return tuple(
        QuickReply(
            id=f"{row.shortcut}.{row.language}" if row.language else row.shortcut,
            title=row.title,
            body=filled.text,
            keywords=_keywords(row.keywords),
            language=row.language,
        )
        for row, filled in found
        if not filled.missing
    )


async def _excerpts(conn: AsyncConnection, asked: str) -> tuple[Excerpt, ...]:
    """What of the owner's documents fits what waits for an answer."""
    return tuple(
        Excerpt(part.id, part.title, part.body, part.path[-1] if part.answers and part.path else "")
        for part in await found(conn, asked[:LONGEST_QUESTION])
    )


def _keywords(text: str) -> tuple[str, ...]:
    """Separated by commas or lines; by spaces where there is neither."""
    parts = text.replace("\n", ",").replace(";", ",").split(",") if any(c in text for c in ",;\n") else text.split()
    return tuple(part.strip() for part in parts if part.strip())


async def _approved(conn: AsyncConnection, env: str) -> list[Approved]:
    statement = (
        select(drafts.c.n, drafts.c.body, drafts.c.sent_body, messages.c.body.label("question"), contacts.c.name)
        .join(messages, messages.c.seq == drafts.c.last_inbound)
        .join(conversations, conversations.c.n == drafts.c.conversation_n)
        .join(contacts, contacts.c.n == conversations.c.contact_n)
        .where(
            drafts.c.state == DraftState.APPROVED.value,
            drafts.c.action.in_(("reply", "")),
            conversations.c.env == env,
        )
        .order_by(drafts.c.n.desc())
        .limit(PAST)
    )
    return [
        Approved(keys.public("draft", row.n), row.question, row.sent_body or row.body, row.name)
        for row in await conn.execute(statement)
    ]
