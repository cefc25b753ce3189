"""What the channel says about what is being written: length, text messages, the window's clock, an opt-out."""

from __future__ import annotations

from dataclasses import dataclass

from closer_tui.domain.channel import CHANNEL_LIMITS, ChannelKind
from closer_tui.domain.filling import places
from closer_tui.domain.sms import segments_of
from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.when import When
from closer_tui.tui.words import number

__all__ = ["NEAR_MS", "Facts", "facts_of"]

NEAR_MS = 2 * 3_600_000
"""A window that closes within this is worth a colour."""
NEARLY_FULL = 0.9


@dataclass(frozen=True, slots=True)
class Facts:
    """A few words for the composer's upper edge, and whether they are a warning or say that it would be refused."""

    words: str = ""
    look: str = "muted"


def facts_of(text: str, purpose: str, row: ConversationRow, when: When) -> Facts:
    """The facts as they are while this text stands in the composer. Worst first."""
    if purpose == "note":
        return Facts("a note; it stays here")
    if row.opted_out:
        return Facts("the customer wrote STOP and wants no messages", "error")
    longest, window_ms, _ = CHANNEL_LIMITS[ChannelKind(row.channel)]
    now, body = when.now(), text.strip()
    parts: list[str] = []
    look = "muted"
    if window_ms is not None and row.window_closes_at is not None:
        if now >= row.window_closes_at:
            return Facts("the reply window is closed until they write again", "error")
        parts.append(f"window {when.left(row.window_closes_at)}")
        look = "warning" if row.window_closes_at - now < NEAR_MS else look
    if body:
        if open_places := places(body):
            parts.insert(0, "fill in " + ", ".join("{" + name + "}" for name in open_places[:3]))
            look = "warning"
        parts.append(_length(body, longest, row.channel))
        look = "warning" if len(body) > longest * NEARLY_FULL else look
        look = "error" if len(body) > longest else look
    return Facts(" · ".join(parts), look)


def _length(body: str, longest: int, channel: str) -> str:
    if len(body) > longest:
        return f"{number(len(body) - longest)} too long"
    if channel != "sms":
        return f"{number(len(body))} of {number(longest)}"
    found = segments_of(body)
    letters = "" if found.seven_bit else ", not plain letters"
    return f"{number(len(body))} of {number(longest)} · {found.count} SMS, {found.left} left{letters}"
