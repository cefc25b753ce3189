"""An escalation as a card of six lines: who, why, the customer's own words, the clock, and who has it."""

from __future__ import annotations

from types import MappingProxyType

from closer_tui.domain.clock import HOUR
from closer_tui.store.views.rows import EscalationRow
from closer_tui.tui.drawing import Run, cell_width, crop, fit, one_line, right, wrap
from closer_tui.tui.when import When
from closer_tui.tui.words import channel_short

__all__ = ["CARD_HEIGHT", "TARGET_MS", "card_runs", "reason_words"]

CARD_HEIGHT = 6
TARGET_MS = HOUR
"""Within this time somebody should have taken an escalation."""

REASONS = MappingProxyType(
    {
        "customer_request": "asks for a person",
        "missing_knowledge": "the bot does not know the answer",
        "unsupported_request": "wants what the bot cannot do",
        "policy_restriction": "your rules leave it to a person",
        "tool_failure": "no draft could be written",
        "pending_clarification": "a question back is still open",
        "usage_limit": "the budget for drafts is used up",
        "by_hand": "escalated by hand",
    }
)


def reason_words(reason: str) -> str:
    """Why, as a person says it."""
    if reason.startswith("topic:"):
        return f"about {one_line(reason.removeprefix('topic:'), 60)}"
    return REASONS.get(reason, one_line(reason, 60))


def card_runs(
    row: EscalationRow,
    line: int,
    width: int,
    when: When,
    *,
    here: bool,
    agent: str,
    present: tuple[str, str] = ("", ""),
) -> list[Run]:
    """One line of a card, exactly as many cells as are given or fewer."""
    bar: Run = ("▌" if here else " ", "accent")
    room = max(width - 3, 4)
    if line == 0:
        who = one_line(row.customer) or one_line(row.address) or "somebody"
        short = channel_short(row.channel)
        return [
            bar,
            (fit(" " + who, room - 4), "strong" if not row.claimed_by else "plain"),
            (right(short, 5), "muted"),
        ]
    if line == 1:
        return [bar, (crop(f" ▲ {_why(row)}", room), "warning")]
    if line in {2, 3}:
        return [bar, (" " + _quoted(row, room - 1)[line - 2], "plain")]
    if line == 4:
        return [bar, *_clock(row, room, when, agent, present)]
    return []


def _why(row: EscalationRow) -> str:
    """The reason; its detail only where the reason alone says little."""
    detail = one_line(row.detail, 160) if row.reason in {"by_hand", "tool_failure"} else ""
    return reason_words(row.reason) + (f": {detail}" if detail else "")


def _quoted(row: EscalationRow, width: int) -> list[str]:
    said = one_line(row.quote, 400) or one_line(row.snippet, 400)
    if not said:
        return ["", ""]
    lines = wrap(f"“{said}”", max(width, 4))
    if len(lines) > 2:
        lines = [lines[0], crop(lines[1] + " …", width - 1).rstrip("…") + "…"]
    return [*lines, ""][:2]


def _clock(row: EscalationRow, width: int, when: When, agent: str, present: tuple[str, str]) -> list[Run]:
    if row.claimed_by:
        whose = "you have it" if row.claimed_by == agent else f"{one_line(row.claimed_by, 40)} has it"
        since = when.ago(row.claimed_at) if row.claimed_at else ""
        return [(crop(f" ✓ {whose}" + (f", {since}" if since else ""), width), "good")]
    waited = max(when.now() - row.created_at, 0)
    over = waited > TARGET_MS
    look = "error" if over else "warning" if waited * 2 > TARGET_MS else "muted"
    target = f"{TARGET_MS // HOUR}h"
    words = f" ◷ {when.ago(row.created_at)} of {target}" + (", too long" if over else "")
    beside, its_look = present if present[0] else ("draft ready" if row.draft_n else "", "accent")
    gap = width - cell_width(words) - cell_width(beside)
    if not beside or gap < 1:
        return [(crop(words, width), look)]
    return [(words, look), (" " * gap, "plain"), (beside, its_look)]
