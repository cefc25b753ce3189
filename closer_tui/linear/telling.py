"""What is in the store, as sentences to be read out: who, what, when, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from closer_tui.domain.draft import CheckLevel
from closer_tui.store.views.outbox import OutboxRow
from closer_tui.store.views.rows import ConversationRow, DraftRow, MessageRow
from closer_tui.store.views.status import StatusLine
from closer_tui.tui.drawing import one_line, settle
from closer_tui.tui.subject import Subject
from closer_tui.tui.when import When
from closer_tui.tui.words import plural

__all__ = ["about", "brief", "draft", "message", "reply", "standing"]

BODY_SHOWN = 4_000
"""Characters of a message read out at once; the rest is named."""

OUTGOING = {
    "queued": "waiting to leave",
    "sending": "leaving now",
    "unknown": "unknown whether it arrived",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read by the customer",
    "failed": "not sent",
    "cancelled": "taken back",
}
STATES = {
    "requested": "A draft was asked for and is not begun.",
    "generating": "A draft is being written.",
    "stale": "The draft is out of date: the customer wrote again.",
    "failed": "No draft could be written.",
    "withheld": "The draft was withheld.",
}
ACTIONS = {
    "escalate": "The bot proposes to hand this to a person.",
    "no_reply": "The bot proposes not to answer.",
    "clarify": "The bot asks back before it answers.",
}
ATTENTION = {
    "outbox_failed": "a reply was not sent",
    "outbox_unknown": "it is unknown whether a reply arrived",
    "draft_failed": "no draft could be written",
}


def brief(row: ConversationRow, when: When) -> str:
    """One conversation in a line, for lists."""
    words = [one_line(row.title, 80), row.channel, owner(row)]
    if row.unread:
        words.append(f"{row.unread} unread")
    if row.draft_state:
        words.append("draft ready" if row.draft_state == "pending" else f"draft {row.draft_state}")
    if row.attention:
        words.append(ATTENTION.get(row.attention, row.attention))
    return f"{', '.join(words)}, {when.since(row.last_message_at)}: {one_line(row.snippet, 120)}"


def owner(row: ConversationRow) -> str:
    """Who has it."""
    if row.owner_kind == "agent":
        return f"with {one_line(row.owner_name, 40)}"
    if row.owner_kind == "queue":
        return f"in the queue {one_line(row.owner_name, 40)}"
    return "with the bot" if row.owner_kind == "bot" else "with nobody"


def about(subject: Subject, messages: Sequence[MessageRow], when: When) -> Iterator[str]:
    """A conversation as a decision needs it: who and how it stands, what was said since we last answered, the draft."""
    row = subject.conversation
    facts = [f"Conversation {row.id}: {one_line(row.title, 80)} on {row.channel}", one_line(row.address, 120)]
    yield f"{', '.join(facts)}. {owner(row).capitalize()}."
    if row.status != "open":
        until = f" until {when.moment(row.snooze_until)}" if row.status == "snoozed" and row.snooze_until else ""
        yield f"It is {row.status}{until}."
    if row.tags:
        yield f"Tags: {', '.join(one_line(tag, 40) for tag in row.tags)}."
    if row.waiting_since:
        yield f"The customer has waited {when.ago(row.waiting_since)}."
    if row.window_closes_at:
        left = when.left(row.window_closes_at)
        yield f"The reply window closes in {left}." if left else "The reply window is closed."
    if row.opted_out:
        yield "The customer asked for no more messages."
    if row.attention:
        yield f"Attention: {ATTENTION.get(row.attention, row.attention)}."
    for each in messages:
        yield from message(each, when)
    if subject.draft is not None:
        yield from draft(subject.draft, when)


def message(row: MessageRow, when: When) -> Iterator[str]:
    """Who said it and when, then the words; how far a reply of ours has come."""
    at = f"{when.day(row.at)} {when.time(row.at)}"
    if row.direction == "inbound":
        head = f"Customer, {at}:"
    elif row.direction == "note":
        head = f"Note of {one_line(row.author, 40) or 'somebody'}, {at}:"
    else:
        head = f"{one_line(row.author, 40) or 'Us'} to the customer, {at}, {OUTGOING.get(row.delivery, row.delivery)}:"
    yield head
    yield from _body(row.body)


def draft(row: DraftRow, when: When) -> Iterator[str]:
    """The proposed reply, what it stands on, and what code found."""
    if row.state in STATES:
        yield STATES[row.state]
    if row.action in ACTIONS:
        yield ACTIONS[row.action]
    if not row.body.strip():
        return
    yield f"Draft {row.id}, revision {row.revision}, written {when.since(row.created_at)} by {one_line(row.model, 60)}:"
    yield from _body(row.body)
    yield "End of the draft."
    if row.reason:
        yield f"Why: {one_line(row.reason, 400)}"
    for source in row.sources:
        yield f"Source: {one_line(source.title, 120)}"
    for check in row.checks:
        if check.level is not CheckLevel.OK:
            word = "Stop" if check.level is CheckLevel.HOLD else "Careful"
            yield f"{word}: {one_line(check.name, 60)}: {one_line(check.detail, 300)}"


def reply(row: OutboxRow, when: When) -> Iterator[str]:
    """A reply of the outbox and what can be decided on it."""
    who = one_line(row.customer, 80) or one_line(row.recipient, 80)
    yield f"{row.id} to {who} on {row.channel}, approved {when.since(row.created_at)}: {one_line(row.state_text, 300)}"
    yield f"  It says: {one_line(row.body, 200)}"
    for action in row.actions:
        yield f"  {action.name}: {one_line(action.effect, 200)}"


def standing(line: StatusLine | None) -> str:
    """What waits, in a line."""
    if line is None:
        return "There is nothing here yet. `closer-tui connect` adds an inbox, `closer-tui demo --linear` shows one."
    words = [
        plural(line.needs, "conversation") + (" needs you" if line.needs == 1 else " need you"),
        plural(line.to_approve, "draft") + " to approve",
        f"{line.escalated} escalated",
    ]
    if line.unknown or line.failed:
        words.append(plural(line.unknown + line.failed, "reply", "replies") + " in doubt or not sent")
    if line.halt is not None:
        words.append(f"the bot is stopped by {one_line(line.halt.by, 40)}")
    if line.offline:
        words.append("offline")
    elif not line.engine_alive:
        words.append("no engine at work")
    return ", ".join(words) + "."


def _body(text: str) -> Iterator[str]:
    shown = settle(text[:BODY_SHOWN])
    # Indented, so that no customer can write a line that looks like one of ours.
    yield from (f"  {line}" for line in shown.splitlines() if line.strip())
    if len(text) > BODY_SHOWN:
        yield f"And {len(text) - BODY_SHOWN} more characters; `closer-tui show` prints all."
