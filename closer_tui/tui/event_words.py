"""Lines of the audit log as sentences: who did what to this conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from closer_tui.store.views.events import EventRow
from closer_tui.tui.drawing import one_line

__all__ = ["event_words"]

WORDS: Mapping[str, str] = MappingProxyType(
    {
        # A name in braces is filled in from the line's details; a phrase without its detail is left out.
        "conversation.assigned": "gave it to {agent}",
        "conversation.claimed": "took it out of the queue #{topic}",
        "conversation.escalated": "put it into the queue #{topic}| because: {reason}",
        "conversation.handed_back": "handed it back to the bot with a summary",
        "conversation.move_undone": "gave it back to {to}",
        "change.undone": "took a change back",
        "contact.blocked": "blocked the contact",
        "contact.edited": "changed what is said of the contact|: {fields}",
        "contact.merged": "made another contact a part of this one|: {name}",
        "contact.opt_start": "wants messages again",
        "contact.opt_stop": "wants no more messages",
        "contact.unblocked": "let the contact in again",
        "conversation.priority": "set the priority to {priority}",
        "conversation.reopened": "opened it again",
        "conversation.resolved": "marked it as done",
        "conversation.snoozed": "put it away| until {until}",
        "conversation.spam": "marked it as spam",
        "conversation.tagged": "tagged it {tag}",
        "conversation.taken": "took it over",
        "conversation.unassigned": "gave it to nobody",
        "conversation.untagged": "took the tag {tag} away",
        "conversation.woken": "it came back",
        "draft.approved": "approved the draft",
        "draft.edited": "changed the draft and approved it",
        "draft.failed": "no draft could be written| because: {why}",
        "draft.rejected": "rejected the draft|: {reason}|: {why}",
        "draft.rejection_undone": "took the rejection back",
        "draft.requested": "asked for another draft|: {instruction}",
        "follow_up.cancelled": "the reminder is off| because: {why}",
        "follow_up.done": "dealt with the reminder",
        "follow_up.due": "the reminder came due|: {note}",
        "follow_up.set": "wants a reminder| at {until}|: {note}",
        "message.hidden": "hid a message",
        "message.rated": "said of a reply: {verdict}",
        "message.shown": "showed a hidden message again",
        "note.deleted": "deleted a note",
        "note.edited": "changed a note",
        "note.written": "wrote a note",
        "reply.discarded": "gave the reply up",
        "macro.run": "ran the macro {macro}",
        "macro.taken_back": "took the macro {macro} back",
        "reply.held_back": "wrote before a reply was to leave; it waits for a person",
        "reply.marked_sent": "noted that the reply arrived",
        "reply.retried": "sent the reply again",
        "reply.taken_back": "took the reply back before it left",
        "unsent.discarded": "threw away words that were not sent",
        "reply.written": "wrote a reply",
    }
)


def event_words(row: EventRow, moment: Callable[[int], str] | None = None) -> str:
    """What was done, in one settled line. `moment` writes times (ms); without it they are left out."""
    sentence = WORDS.get(row.action)
    if sentence is None:
        details = ", ".join(f"{name} {value}" for name, value in row.detail.items() if value not in ("", None))
        return one_line(f"{row.action.replace('.', ' ').replace('_', ' ')}" + (f": {details}" if details else ""), 400)
    until = row.detail.get("until")
    detail = row.detail | {"until": moment(until) if moment is not None and isinstance(until, int) else ""}
    parts = [_filled(part, detail) for part in sentence.split("|")]
    return one_line("".join(parts), 400)


def _filled(phrase: str, detail: Mapping[str, Any]) -> str:
    start, brace, rest = phrase.partition("{")
    if not brace:
        return phrase
    name, _, end = rest.partition("}")
    value = detail.get(name)
    # A first phrase stands even without its detail; what follows a bar does not.
    if value in ("", None):
        return "" if start.startswith((":", " because", " until", " at")) else (start.rstrip(" #") + end)
    return f"{start}{value}{end}"
