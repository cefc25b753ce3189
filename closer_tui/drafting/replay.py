"""Past conversations as turns to be drafted again: from a file of chats, a JSON document a line.

    {"id": "c1", "channel": "whatsapp", "messages": [{"from": "customer", "body": "…"}, {"from": "agent", "body": "…"}]}

Each reply of the business that follows a customer's words is a turn: what stood before it is the brief, the reply is
what was really sent. Whether a person was needed is what `"escalated": true` or `false` on the reply says; without it,
a reply that itself offers or makes a transfer to a person counts as one, any other as none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.evaluation import Turn
from closer_tui.domain.text import clean
from closer_tui.domain.tone import ToneProfile
from closer_tui.drafting.brief import DraftBrief, Line, QuickReply, Speaker
from closer_tui.drafting.load import LINES

TRANSFER: Final = re.compile(
    r"\b(?:transfer|connect|forward|escalat|hand(?:ing)?\s+(?:you\s+)?over|pass(?:ing)?\s+you)\w*\b.{0,60}"
    r"\b(?:human|agent|colleague|person|supervisor|representative|specialist|team)\b",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_BODY: Final = 16_000
"""Characters of a message that are read."""
WANTED: Final = 'Each line is {"id": …, "messages": [{"from": "customer" or "agent", "body": …}]}.'


@dataclass(frozen=True, slots=True)
class Replay:
    """A turn with what a drafter is given for it."""

    turn: Turn
    brief: DraftBrief


def replays(group: str, said: Sequence[tuple[Line, bool | None]], brief: DraftBrief) -> Iterator[Replay]:
    """The turns of one conversation. With each line of the business stands whether it was handed over there, as far as
    it is known; several lines in a row are one reply."""
    place = 0
    while place < len(said):
        if said[place][0].speaker is Speaker.CUSTOMER or place == 0:
            place += 1
            continue
        end = place
        while end < len(said) and said[end][0].speaker is Speaker.BUSINESS:
            end += 1
        before = tuple(line for line, _ in said[max(0, place - LINES) : place])
        reply = said[place:end]
        known = [handed for _, handed in reply if handed is not None]
        asking = replace(brief, lines=before)
        sent = "\n".join(line.body for line, _ in reply)
        yield Replay(Turn(group, asking.asked, sent, any(known) if known else None), asking)
        place = end


def read_chats(
    lines: Iterable[str], tone: ToneProfile, quick_replies: tuple[QuickReply, ...] = (), *, limit: int = 0
) -> list[Replay]:
    """The turns of a file, of its first `limit` chats (0: of all). Raises InvalidInput with the line that is wrong."""
    found: list[Replay] = []
    count = 0
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        if limit and count >= limit:
            break
        count += 1
        chat = _chat(text, number)
        channel = chat.get("channel", "")
        brief = DraftBrief(
            lines=(),
            channel=ChannelKind(channel) if channel in list(ChannelKind) else ChannelKind.EMAIL,
            tone=tone,
            quick_replies=quick_replies,
        )
        found += replays(str(chat.get("id", number))[:80], _said(chat["messages"], number), brief)
    return found


def _chat(text: str, number: int) -> dict[str, Any]:
    try:
        chat = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"line {number} is no JSON", WANTED) from error
    if not isinstance(chat, dict) or not isinstance(chat.get("messages"), list):
        raise InvalidInput(f"line {number} is no chat", WANTED)
    return chat


def _said(messages: Sequence[Any], number: int) -> list[tuple[Line, bool | None]]:
    said: list[tuple[Line, bool | None]] = []
    for message in messages:
        match message:
            case {"from": "customer", "body": str(body)}:
                said.append((Line(Speaker.CUSTOMER, clean(body[:LONGEST_BODY])), None))
            case {"from": "agent", "body": str(body), "escalated": bool(handed)}:
                said.append((Line(Speaker.BUSINESS, clean(body[:LONGEST_BODY])), handed))
            case {"from": "agent", "body": str(body)}:
                said.append((Line(Speaker.BUSINESS, clean(body[:LONGEST_BODY])), TRANSFER.search(body) is not None))
            case _:
                raise InvalidInput(f"line {number} holds what is no message", WANTED)
    return said
