"""What is done to many conversations at once, and which are left out of it, with the reason. Pure: the preview on the
screen, the dry run of the command line and the action itself ask the same table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from closer_tui.domain.conversation import STATUS, Status, StatusEvent
from closer_tui.domain.draft import CheckLevel, DraftState
from closer_tui.domain.policy import may_bulk_approve

__all__ = ["BulkAction", "Facts", "Pick", "Preview", "left_out"]

NAMES_SHOWN: Final = 8


class BulkAction(StrEnum):
    """What can be done to many. SNOOZE takes a time (ms), TAG, UNTAG and ASSIGN a name."""

    APPROVE = "approve"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    SPAM = "spam"
    SNOOZE = "snooze"
    TAG = "tag"
    UNTAG = "untag"
    ASSIGN = "assign"
    READ = "mark-read"
    UNREAD = "mark-unread"


@dataclass(frozen=True, slots=True)
class Facts:
    """What deciding needs to know of a conversation, and what to call it."""

    n: int
    title: str = ""
    status: str = "open"
    owner_kind: str = "bot"
    owner_name: str = ""
    unread: int = 0
    tags: tuple[str, ...] = ()
    opted_out: bool = False
    draft: tuple[int, int] | None = None
    """Number and revision of the draft that waits."""
    draft_state: str = ""
    draft_empty: bool = False
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """A conversation that is in, with the draft (number, revision) that was counted."""

    n: int
    draft: tuple[int, int] | None = None


_EVENTS: Final[Mapping[BulkAction, StatusEvent]] = MappingProxyType(
    {
        BulkAction.RESOLVE: StatusEvent.RESOLVE,
        BulkAction.REOPEN: StatusEvent.REOPEN,
        BulkAction.SPAM: StatusEvent.MARK_SPAM,
        BulkAction.SNOOZE: StatusEvent.SNOOZE,
    }
)
_STANDS: Final = {"open": "open", "snoozed": "snoozed", "resolved": "done", "spam": "spam"}


def left_out(action: BulkAction, value: str | int, facts: Facts) -> str | None:
    """Why a conversation is left out, in words that go after "2 are"; None when it is in."""
    if (event := _EVENTS.get(action)) is not None:
        return None if STATUS.can(Status(facts.status), event) else f"{_STANDS[facts.status]} already"
    if action is BulkAction.APPROVE:
        return _not_approved(facts)
    needless, why = {
        BulkAction.TAG: (value in facts.tags, f"tagged {value} already"),
        BulkAction.UNTAG: (value not in facts.tags, f"not tagged {value}"),
        BulkAction.ASSIGN: ((facts.owner_kind, facts.owner_name) == ("agent", value), f"with {value} already"),
        BulkAction.READ: (not facts.unread, "read already"),
        BulkAction.UNREAD: (bool(facts.unread), "unread already"),
    }[action]
    return why if needless else None


def _not_approved(facts: Facts) -> str | None:
    if facts.draft is None:
        return "without a draft"
    if facts.opted_out:
        return "of customers who want no messages"
    state = DraftState(facts.draft_state)
    if state is DraftState.STALE:
        return "out of date: the customer wrote again"
    if not may_bulk_approve(state, [CheckLevel(level) for level in facts.checks]).ok:
        return "in doubt: a check raised a flag"
    return "without words: the bot proposes no reply" if facts.draft_empty else None


@dataclass(slots=True)
class Preview:
    """What would happen, gathered some conversations at a time."""

    action: BulkAction
    value: str | int = ""
    picks: list[Pick] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)

    def add(self, many: Iterable[Facts]) -> None:
        """Look at some more."""
        for facts in many:
            why = left_out(self.action, self.value, facts)
            if why is not None:
                self.left[why] = self.left.get(why, 0) + 1
                continue
            self.picks.append(Pick(facts.n, facts.draft if self.action is BulkAction.APPROVE else None))
            if len(self.names) < NAMES_SHOWN:
                self.names.append(facts.title)

    @property
    def total(self) -> int:
        """All that were looked at."""
        return len(self.picks) + sum(self.left.values())
