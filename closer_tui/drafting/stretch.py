"""What a person did with a conversation before handing it back: the lines since the bot last had it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.handover import HandOver
from closer_tui.drafting.brief import DraftBrief, Line, Speaker
from closer_tui.drafting.load import load_brief
from closer_tui.store import handovers, owner_moves


@dataclass(frozen=True)
class Stretch:
    """The brief of the conversation, and of its lines those of the person's stretch, oldest first. `before` is what
    was handed over last time."""

    brief: DraftBrief
    lines: tuple[Line, ...]
    before: HandOver | None = None


async def load_stretch(conn: AsyncConnection, conversation_n: int, *, now: int) -> Stretch:
    """The stretch as it stands. Raises NotFound."""
    brief = await load_brief(conn, conversation_n, now=now)
    last = await handovers.newest(conn, conversation_n)
    begun = await owner_moves.left_the_bot_at(conn, conversation_n)
    start = max(begun or 0, last.at if last else 0)
    return Stretch(brief, since(brief.lines, start), last.summary if last else None)


def since(lines: tuple[Line, ...], start: int) -> tuple[Line, ...]:
    """The lines from a moment (ms) on, with what the customer had asked just before; all of them where that would
    leave no word of ours."""
    first = next((index for index, line in enumerate(lines) if line.at >= start), len(lines))
    while first > 0 and lines[first - 1].speaker is Speaker.CUSTOMER:
        first -= 1
    mine = lines[first:]
    return mine if any(line.speaker is Speaker.BUSINESS for line in mine) else lines
