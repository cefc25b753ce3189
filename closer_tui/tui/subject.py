"""What stands on the screen and would be decided on: a conversation, its draft, and how the two lie to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from closer_tui.store.views.rows import ConversationRow, DraftRow, MessageRow
from closer_tui.tui.drawing import crop, one_line
from closer_tui.tui.widgets.draft_lines import DraftView
from closer_tui.tui.widgets.thread_lines import Marks

__all__ = ["SHOWN_STATES", "Subject", "draft_view", "marks_for", "subject"]

SHOWN_STATES = {"requested", "generating", "pending", "stale", "failed"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a decision is about: the conversation, its draft if any, and what arrived after that was written."""

    conversation: ConversationRow
    draft: DraftRow | None = None
    arrived: Sequence[MessageRow] = ()

    @property
    def who(self) -> str:
        """The customer's name."""
        return crop(one_line(self.conversation.title), 30) or "the customer"

    @property
    def fingerprint(self) -> object:
        """Everything whose change makes a decision another decision."""
        row, draft = self.conversation, self.draft
        here = (row.n, row.last_public, row.owner_epoch)
        return here if draft is None else (*here, draft.n, draft.revision, draft.state, len(self.arrived))


def subject(conversation: ConversationRow, draft: DraftRow | None, messages: Sequence[MessageRow]) -> Subject:
    """The subject of a decision, with what arrived after its draft was written."""
    if draft is None or draft.state not in SHOWN_STATES:
        return Subject(conversation)
    arrived = [m for m in messages if m.direction == "inbound" and m.seq > draft.last_inbound]
    return Subject(conversation, draft, arrived)


def marks_for(conversation: ConversationRow, draft: DraftRow | None) -> Callable[[Sequence[MessageRow]], Marks]:
    """What the thread marks: what the draft answers, what came later, what is unread."""

    def marks(messages: Sequence[MessageRow]) -> Marks:
        if draft is None or draft.state not in SHOWN_STATES:
            return Marks(unread=conversation.unread)
        return Marks(_answered_from(draft, messages), draft.last_inbound, conversation.unread)

    return marks


def _answered_from(draft: DraftRow, messages: Sequence[MessageRow]) -> int:
    """The last thing our side said before what the draft answers."""
    ours = [m.seq for m in messages if m.direction == "outbound" and m.seq < draft.last_inbound]
    return ours[-1] if ours else 0


def draft_view(about: Subject, messages: Sequence[MessageRow], streamed: str = "") -> DraftView | None:
    """The draft as its card shows it."""
    draft = about.draft
    if draft is None:
        return None
    since = _answered_from(draft, messages)
    based_on = sum(1 for m in messages if m.direction == "inbound" and since < m.seq <= draft.last_inbound)
    return DraftView(draft, about.conversation.title, based_on, about.arrived, streamed)
