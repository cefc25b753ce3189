"""What stands on the screen and would be decided on: a conversation, its draft, and how the two lie to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from closer_tui.store.views.rows import ConversationRow, DraftRow, MessageRow
from closer_tui.tui.decisions import Subject
from closer_tui.tui.widgets.draft_lines import DraftView
from closer_tui.tui.widgets.thread_lines import Marks

__all__ = ["SHOWN_STATES", "draft_view", "fingerprint", "marks_for", "subject"]

SHOWN_STATES = {"requested", "generating", "pending", "stale", "failed"}
DECIDABLE = {"pending", "stale"}


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


def fingerprint(about: Subject | None) -> object:
    """Everything whose change makes a decision another decision."""
    if about is None:
        return None
    draft = about.draft
    here = (about.conversation.n, about.conversation.last_public, about.conversation.owner_epoch)
    return here if draft is None else (*here, draft.n, draft.revision, draft.state, len(about.arrived))
