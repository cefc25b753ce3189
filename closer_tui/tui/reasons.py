"""Why a command cannot be done on what is shown: one table, so that hint, palette and key give the same answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from closer_tui.tui.drawing import one_line

if TYPE_CHECKING:
    from closer_tui.tui.subject import Subject

__all__ = ["why_not"]

Reason = Callable[["Subject", str], "str | None"]

NOTHING_OPEN = "No conversation is open; choose one first."


def why_not(action: str, about: Subject | None, agent: str) -> str | None:
    """The reason, or None when the command can be done or is not about a conversation."""
    reason = REASONS.get(action)
    if reason is None:
        return None
    return NOTHING_OPEN if about is None else reason(about, agent)


def _always(_about: Subject, _agent: str) -> str | None:
    return None


def _draft(about: Subject, _agent: str) -> str | None:
    if about.draft is None:
        return "There is no draft here; r asks for one, w writes a reply yourself."
    state = about.draft.state
    if state in {"requested", "generating"}:
        return "The draft is still being written."
    if state == "failed":
        return "The draft failed; r asks for another."
    if state not in {"pending", "stale"}:
        return "This draft has been decided on."
    return None


def _approve(about: Subject, _agent: str) -> str | None:
    reason = _draft(about, _agent)
    if reason is None and about.draft is not None and about.draft.action == "no_reply" and not about.draft.body.strip():
        return "The bot proposes not to answer; d marks it done, w writes a reply yourself."
    return reason


def _sources(about: Subject, _agent: str) -> str | None:
    if about.draft is None:
        return "There is no draft here; r asks for one."
    return None if about.draft.sources else "The draft names nothing it stands on."


def _redraft(about: Subject, _agent: str) -> str | None:
    if about.conversation.inbox_mode == "off":
        return "The bot is off in this inbox."
    if about.conversation.owner_kind == "agent":
        return "A person has this conversation; B hands it back to the bot."
    return None


def _take_over(about: Subject, agent: str) -> str | None:
    row = about.conversation
    return "You have it already." if row.owner_kind == "agent" and row.owner_name == agent else None


def _claim(about: Subject, agent: str) -> str | None:
    row = about.conversation
    if row.owner_kind == "queue":
        return None
    if row.owner_kind == "agent":
        return "You have it already." if row.owner_name == agent else f"{one_line(row.owner_name, 40)} has it already."
    return "It is in no queue; t takes it over."


def _unassign(about: Subject, _agent: str) -> str | None:
    return None if about.conversation.owner_kind in {"agent", "queue"} else "Nobody has it."


def _hand_back(about: Subject, _agent: str) -> str | None:
    return "The bot has it already." if about.conversation.owner_kind == "bot" else None


def _write(about: Subject, _agent: str) -> str | None:
    return "The customer wrote STOP and wants no messages." if about.conversation.opted_out else None


def _attach(about: Subject, _agent: str) -> str | None:
    """No channel we can speak to takes files: CLOSER v1 carries text, and so does its sandbox."""
    return f"Replies on {about.conversation.channel} carry text only: CLOSER v1 takes no files. Send a link instead."


def _status(wanted: frozenset[str], words: str) -> Reason:
    def reason(about: Subject, _agent: str) -> str | None:
        return None if about.conversation.status in wanted else words

    return reason


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "approve": _approve,
        "edit": _draft,
        "reject": _draft,
        "redraft": _redraft,
        "sources": _sources,
        "take_over": _take_over,
        "claim": _claim,
        "hand_back": _hand_back,
        "unassign": _unassign,
        "write": _write,
        "write_note": _always,
        "attach": _attach,
        "escalate": _always,
        "assign": _always,
        "tag": _always,
        **dict.fromkeys(
            ("set_priority", "follow_up", "show_contact", "edit_contact", "merge_contact", "split_contact"), _always
        ),
        **dict.fromkeys(("block_contact", "unblock_contact", "message_menu", "good_message", "bad_message"), _always),
        "mark_unread": _always,
        "copy_message": _always,
        "history": _always,
        "links": _always,
        "snooze": _status(frozenset({"open", "snoozed"}), "Only an open conversation can be snoozed; O opens it."),
        "resolve": _status(frozenset({"open", "snoozed"}), "It is not open; O opens it again."),
        "reopen": _status(frozenset({"resolved", "snoozed", "spam"}), "It is open."),
        "spam": _status(frozenset({"open", "snoozed", "resolved"}), "It is marked as spam already."),
    }
)
