"""A draft laid out as lines: what it says first, then what it stands on, then what to beware of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from closer_tui.domain.draft import CheckLevel
from closer_tui.store.views.rows import DraftRow, MessageRow
from closer_tui.tui.drawing import Run, crop, one_line, settle, wrap
from closer_tui.tui.when import When
from closer_tui.tui.words import count_words, plural

__all__ = ["DraftView", "draft_lines", "draft_title"]

Line = list[Run]
MOST_BODY_WIDTH = 84
BODY_SHOWN = 12_000
PROPOSALS = {
    "escalate": ("▲ proposes to hand this to a person", "warning"),
    "no_reply": ("◌ proposes not to answer", "warning"),
    "clarify": ("asks back before answering", "muted"),
}
LEVELS = {CheckLevel.OK: ("✓", "good"), CheckLevel.WARN: ("!", "warning"), CheckLevel.HOLD: ("✗", "error")}


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft and what matters about it now. `arrived` came after it; `based_on` is how many messages it answers."""

    draft: DraftRow
    customer: str = ""
    based_on: int = 0
    arrived: Sequence[MessageRow] = ()
    streamed: str = ""

    @property
    def body(self) -> str:
        """The words: as they come while it is being written."""
        return self.draft.body or self.streamed


def draft_title(view: DraftView) -> str:
    """`draft · r2 · based on 2 messages · 94 words · catering`."""
    draft = view.draft
    parts = ["draft", f"r{draft.revision}"]
    if view.based_on:
        parts.append(f"based on {plural(view.based_on, 'message')}")
    if draft.body:  # while it is being written a number that ticks says nothing
        parts.append(plural(count_words(draft.body), "word"))
    if draft.topic:
        parts.append(crop(one_line(draft.topic), 24))
    return " · ".join(parts)


def draft_lines(view: DraftView, width: int, when: When, *, full: bool = False) -> list[Line]:
    """All lines of the draft at this width; `full` adds what only the approval screen has room for."""
    room = max(min(width - 2, MOST_BODY_WIDTH), 10)
    lines = _state_lines(view, room, when)
    words, look = PROPOSALS.get(view.draft.action, ("", ""))
    if words:
        lines += _wrapped(words, room, look)
    lines += _wrapped(view.body[:BODY_SHOWN], room, "plain")
    if len(view.body) > BODY_SHOWN:
        lines += _wrapped(f"… {len(view.body) - BODY_SHOWN:,} more characters", room, "muted")
    lines += _grounds(view.draft, room)
    lines += _check_line(view.draft, room)
    lines += _facts(view.draft, room, when) if full else []
    return lines


def _state_lines(view: DraftView, room: int, when: When) -> list[Line]:
    draft = view.draft
    if draft.state in {"requested", "generating"}:
        return _wrapped("… is being written" if draft.state == "generating" else "… is asked for", room, "accent")
    if draft.state == "failed":
        return _wrapped(f"✗ no draft: {one_line(draft.decision or 'it failed')}", room, "error")
    if draft.state != "stale":
        return []
    who = one_line(view.customer) or "The customer"
    if not view.arrived:
        return _wrapped("▲ out of date: the conversation went on since it was written", room, "warning")
    newest = view.arrived[-1]
    count = f" {len(view.arrived)} times" if len(view.arrived) > 1 else ""
    lines = _wrapped(f"▲ {who} wrote again{count}, {when.ago(newest.at)} ago:", room, "warning")
    return [*lines, *_wrapped(f"“{crop(one_line(newest.body), room * 2 - 2)}”", room, "plain"), []]


def _grounds(draft: DraftRow, room: int) -> list[Line]:
    lines: list[Line] = []
    if draft.reason:
        lines += _wrapped(f"why: {one_line(draft.reason, 600)}", room, "muted")
    for number, source in enumerate(draft.sources, start=1):
        kind = source.kind.replace("_", " ")
        lines.append(
            [
                (" ", "plain"),
                (f"[{number}] ", "accent"),
                (crop(f"{one_line(source.title)} · {kind}", room - 5), "muted"),
            ]
        )
    return [[], *lines] if lines else []


def _check_line(draft: DraftRow, room: int) -> list[Line]:
    """Checks that came out well fold into one line; the others say why."""
    fine = [check.name for check in draft.checks if check.level == CheckLevel.OK]
    lines: list[Line] = []
    for check in draft.checks:
        if check.level != CheckLevel.OK:
            sign, look = LEVELS[CheckLevel(check.level)]
            detail = f": {one_line(check.detail)}" if check.detail else ""
            lines += _wrapped(f"{sign} {one_line(check.name)}{detail}", room, look)
    if fine:
        names = crop(", ".join(one_line(name) for name in fine), room - 3)
        lines.append([(" ✓ ", "good"), (names, "muted")])
    return lines


def _facts(draft: DraftRow, room: int, when: When) -> list[Line]:
    usage = draft.usage
    parts = [f"written {when.ago(draft.finished_at or draft.created_at)} ago"]
    if draft.model:
        parts.append(one_line(draft.model))
    if usage.took_ms:
        parts.append(f"{usage.took_ms / 1000:.1f} s")
    if usage.cost_micros:
        parts.append(f"${usage.cost_micros / 1_000_000:.4f}")
    if draft.language:
        parts.append(one_line(draft.language))
    lines: list[Line] = [[], *_wrapped(" · ".join(parts), room, "muted")]
    if draft.instruction:
        lines += _wrapped(f"asked for: {one_line(draft.instruction)}", room, "muted")
    return lines


def _wrapped(text: str, room: int, look: str) -> list[Line]:
    return [[(" ", "plain"), (line, look)] for line in wrap(settle(text), room)] if text else []
