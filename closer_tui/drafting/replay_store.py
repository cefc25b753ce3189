"""Past conversations of the store as turns to be drafted again. Only reads.

What a drafter could not have known then is left out: later lines, what a person told it since, and past answers, among
which the reply itself would be. Whether a person was needed is known where somebody or the bot escalated or took over
just before the reply, and where the bot's own draft was sent; else it is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.decision import LEFT
from closer_tui.domain.message import Direction
from closer_tui.drafting.brief import Line, Speaker
from closer_tui.drafting.load import UNSAID, load_brief
from closer_tui.drafting.replay import LONGEST_BODY, Replay, replays
from closer_tui.store import keys
from closer_tui.store.tables import conversations, decisions, escalations, messages, owner_moves

MOST_LINES: Final = 400
"""Messages of one conversation that are replayed, from its end."""
_TO_A_PERSON: Final = ("TAKE", "ESCALATE", "CLAIM", "ASSIGN")


async def newest(conn: AsyncConnection, *, limit: int, inbox_n: int = 0) -> list[int]:
    """The conversations in which something was said last."""
    here = conversations.c
    statement = select(here.n).where(here.last_inbound > 0).order_by(here.last_message_at.desc(), here.n.desc())
    if inbox_n:
        statement = statement.where(here.inbox_n == inbox_n)
    return list((await conn.execute(statement.limit(limit))).scalars())


async def of_conversation(conn: AsyncConnection, conversation_n: int, *, now: int) -> list[Replay]:
    """The turns of one conversation, with the tone in force and the quick replies there are."""
    statement = (
        select(messages.c.seq, messages.c.direction, messages.c.body, messages.c.at, messages.c.draft_n)
        .where(
            messages.c.conversation_n == conversation_n,
            messages.c.direction != Direction.NOTE.value,
            messages.c.delivery.notin_(UNSAID),
        )
        .order_by(messages.c.at.desc(), messages.c.external_id.desc())
        .limit(MOST_LINES)
    )
    rows = list(reversed((await conn.execute(statement)).all()))
    sent = await _sent_drafts(conn, conversation_n)
    moved = await _given_to_people(conn, conversation_n)
    said: list[tuple[Line, bool | None]] = []
    asked_at = 0
    for row in rows:
        inbound = row.direction == Direction.INBOUND.value
        speaker = Speaker.CUSTOMER if inbound else Speaker.BUSINESS
        handed: bool | None = None
        if inbound:
            asked_at = row.at
        elif any(asked_at <= at <= row.at for at in moved):
            handed = True
        elif row.draft_n in sent:
            handed = False
        said.append((Line(speaker, row.body[:LONGEST_BODY], row.at), handed))
    brief = await load_brief(conn, conversation_n, now=now, with_past=True)
    bare = replace(brief, past_answers=(), handover=None, opted_out=False, window_closes_at=None)
    return list(replays(keys.public("conv", conversation_n), said, bare))


async def _sent_drafts(conn: AsyncConnection, conversation_n: int) -> frozenset[int]:
    """Drafts that were sent, by their record."""
    ends = [each.value for each in LEFT]
    statement = select(decisions.c.draft_n).where(
        decisions.c.conversation_n == conversation_n, decisions.c.outcome.in_(ends)
    )
    return frozenset((await conn.execute(statement)).scalars())


async def _given_to_people(conn: AsyncConnection, conversation_n: int) -> Sequence[int]:
    """The moments (ms) at which it went to people, by a move that stands or by the bot's escalation."""
    moves = select(owner_moves.c.at).where(
        owner_moves.c.conversation_n == conversation_n,
        owner_moves.c.event.in_(_TO_A_PERSON),
        owner_moves.c.undone_at.is_(None),
    )
    opened = select(escalations.c.created_at).where(escalations.c.conversation_n == conversation_n)
    return [*(await conn.execute(moves)).scalars(), *(await conn.execute(opened)).scalars()]
