"""Why a conversation stands as it does: everything that happened to it in order, as sentences with a time and a who.

Put together from the log, the drafts with their checks, and what became of the replies. Pure, and free of Textual: the
screen, the linear face and `show --events` tell the same story.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from closer_tui.domain.clock import format_rfc3339
from closer_tui.store.views.deliveries import DeliveryRow
from closer_tui.store.views.events import EventRow
from closer_tui.store.views.rows import DraftRow
from closer_tui.tui.drawing import one_line
from closer_tui.tui.event_words import event_words

__all__ = ["KINDS", "Told", "tell"]

KINDS: Final = ("all", "drafts", "replies", "owner", "status", "notes")
"""What a history can be narrowed to, in the order in which it is offered."""

_OWNER: Final = frozenset(
    f"conversation.{word}"
    for word in ("taken", "claimed", "assigned", "unassigned", "handed_back", "escalated", "move_undone")
)
_ENDS: Final = {
    "superseded": "gave way",
    "expired": "expired",
    "withheld": "was withheld",
    "stale": "went out of date",
    "failed": "could not be written",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: when (ms), who did it, in words, and what kind of thing it is."""

    at: int
    who: str
    words: str
    kind: str

    def json(self) -> dict[str, str]:
        """As `show --events` prints it."""
        return {"at": format_rfc3339(self.at), "who": self.who, "what": self.words, "kind": self.kind}


def tell(
    events: Sequence[EventRow],
    drafts: Sequence[DraftRow],
    deliveries: Sequence[DeliveryRow],
    *,
    moment: Callable[[int], str] | None = None,
) -> list[Told]:
    """The whole story, oldest first. `moment` puts times inside sentences."""
    told = [Told(row.at, row.actor, event_words(row, moment), _kind(row.action)) for row in events]
    for draft in drafts:
        told += _draft(draft)
    told += [line for row in deliveries if (line := _delivery(row)) is not None]
    return sorted(told, key=lambda line: line.at)


def _kind(action: str) -> str:
    if action in _OWNER:
        return "owner"
    word = action.partition(".")[0]
    if word in {"draft", "reply"}:
        return {"draft": "drafts", "reply": "replies"}[word]
    return "status" if word in {"conversation", "follow_up", "change"} and "tag" not in action else "notes"


def _draft(draft: DraftRow) -> list[Told]:
    found: list[Told] = []
    if draft.finished_at is not None and (draft.body or draft.action):
        doubts = [f"{check.name}: {check.detail or check.level}" for check in draft.checks if check.level != "ok"]
        words = [f"wrote draft {draft.revision}{f' with {draft.model}' if draft.model else ''}"]
        words += [f"because: {draft.reason.rstrip('. ')}"] if draft.reason else []
        words += [f"standing on {', '.join(source.title or source.kind for source in draft.sources)}"] * bool(
            draft.sources
        )
        words.append("checks raised " + "; ".join(doubts) if doubts else "all checks passed")
        found.append(Told(draft.finished_at, "bot", one_line(", ".join(words), 600), "drafts"))
    end = _ENDS.get(draft.state)
    if end and draft.decided_by is None and draft.decided_at is not None:
        why = f": {draft.decision}" if draft.decision else ""
        found.append(Told(draft.decided_at, "rules", one_line(f"draft {draft.revision} {end}{why}", 400), "drafts"))
    return found


def _delivery(row: DeliveryRow) -> Told | None:
    tries = f" after {row.attempts} tries" if row.attempts > 1 else ""
    if row.state in {"sent", "delivered", "read"} and row.settled_at is not None:
        return Told(row.settled_at, "channel", f"took {row.actor or 'the'}{_s(row.actor)} reply{tries}", "replies")
    if row.state == "failed":
        why = f": {one_line(row.error, 300)}" if row.error else ""
        return Told(row.settled_at or row.created_at, "channel", f"did not take the reply{tries}{why}", "replies")
    if row.state == "unknown":
        return Told(row.created_at, "channel", "gave no answer; whether the reply arrived is unknown", "replies")
    return None


def _s(name: str) -> str:
    return "'s" if name else ""
