"""How one conversation looks in a list: two lines, aligned in columns whatever script they are in."""

from __future__ import annotations

from collections.abc import Mapping

from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.drawing import Run, cell_width, crop, fit, one_line, right
from closer_tui.tui.when import When
from closer_tui.tui.widgets.tag_runs import tag_runs
from closer_tui.tui.words import ATTENTION, DELIVERY, PRIORITY, channel_short

__all__ = ["conversation_runs", "state_words"]

TIME = 4
CHANNEL = 5
ROOMY = 24
"""Cells of a second line from which it has room for somebody who only looks."""
LONG_WAIT_MS = 3_600_000
"""An hour without an answer colours the time."""
SAID, FOR_TWO = 12, 24
"""Cells of the second line that what was said keeps beside tags, and from which two of these are shown."""
STATUS_WORDS = {"snoozed": "zZ", "resolved": "done", "spam": "spam"}
DRAFT_WORDS = {
    "stale": ("▸ out of date", "warning"),
    "pending": ("▸ draft ready", "accent"),
    "requested": ("… drafting", "muted"),
    "generating": ("… drafting", "muted"),
}
OWNER_WORDS = {"queue": ("▲ ", "warning"), "agent": ("@", "muted")}


def conversation_runs(
    row: ConversationRow,
    line: int,
    width: int,
    when: When,
    *,
    here: bool,
    ticked: bool,
    by_waiting: bool = False,
    present: tuple[str, str] = ("", ""),
    colours: Mapping[str, str] | None = None,
) -> list[Run]:
    """First line: sign, name, channel, time. Second: what was said last, and what state that is in."""
    bar = ("▌" if here else " ", "accent")
    if line == 0:
        sign = ("✓", "accent") if ticked else ("●", "accent") if row.unread else (" ", "plain")
        name = one_line(row.title) or "unknown"
        room = max(width - 4 - CHANNEL - TIME - 1, 4)
        at = row.waiting_since if by_waiting and row.waiting_since else row.last_message_at
        return [
            bar,
            sign,
            (" ", "plain"),
            (fit(name, room), "strong" if row.unread else "plain"),
            (right(channel_short(row.channel), CHANNEL), "muted"),
            (" " + right(when.ago(at), TIME), _time_look(row, when)),
            (" ", "plain"),
        ]
    # Somebody who replies is what matters most; somebody who only looks stands beside what does.
    who, who_look = present
    replies = who_look == "warning"
    words, look = present if replies else state_words(row, when)
    room = max(width - 4, 4)
    words = crop(words, max(room - 8, 1))
    beside: list[Run] = [(f"{who}  " if words else who, who_look)] if who and not replies and room > ROOMY else []
    state: list[Run] = [*priority_runs(row), *beside, (words, look)]
    taken = sum(cell_width(text) for text, _ in state)
    tags = chips(row, colours or {}, room - taken)
    tail = [*tags, *state]
    taken += sum(cell_width(text) for text, _ in tags)
    said = fit(one_line(row.snippet), max(room - taken - (2 if taken else 0), 0))
    return [bar, ("  ", "plain"), (said, "muted"), ("  " if taken else "", "plain"), *tail, (" ", "plain")]


def priority_runs(row: ConversationRow) -> list[Run]:
    """A small sign where somebody has said that it presses."""
    sign, look = PRIORITY.get(row.priority, ("", "muted"))
    return [(sign + " ", look)] if sign else []


def chips(row: ConversationRow, colours: Mapping[str, str], room: int) -> list[Run]:
    """One tag or two, where there is room for them and for the beginning of what was said as well."""
    left = room - SAID
    if not row.tags or left < 5:
        return []
    runs = tag_runs(row.tags, colours, most=1 + (left > FOR_TWO), room=min(left - 1, room // 2))
    return [*runs, (" ", "plain")] if runs else []


def _time_look(row: ConversationRow, when: When) -> str:
    if row.status == "open" and row.waiting_since and when.now() - row.waiting_since > LONG_WAIT_MS:
        return "warning"
    return "muted"


def state_words(row: ConversationRow, when: When) -> tuple[str, str]:
    """What matters most about the conversation, and how it looks."""
    if row.attention in ATTENTION:
        return ATTENTION[row.attention]
    if row.status != "open":
        until = f" {when.moment(row.snooze_until)}" if row.status == "snoozed" and row.snooze_until else ""
        return STATUS_WORDS.get(row.status, row.status) + until, "muted"
    if row.draft_state in DRAFT_WORDS:
        return DRAFT_WORDS[row.draft_state]
    if row.owner_kind in OWNER_WORDS:
        sign, look = OWNER_WORDS[row.owner_kind]
        return f"{sign}{one_line(row.owner_name)}", look
    sign, _, look = DELIVERY.get(row.last_delivery, ("", "", "muted"))
    return sign, look
