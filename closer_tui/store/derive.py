"""What a conversation's row says about its messages, as a pure function of the row before and the new messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from closer_tui.domain.conversation import STATUS, Status, StatusEvent
from closer_tui.domain.message import AnswerState, Direction
from closer_tui.domain.opt_out import OptSignal, opt_signal
from closer_tui.store.conversations import Conversation
from closer_tui.store.messages import NewMessage


@dataclass(frozen=True, slots=True)
class Derived:
    """The row after. `newest` is set when a new message is the newest of the conversation; `answers_upto` when a new
    outbound message answers what was written before it."""

    last_inbound: int
    last_public: int
    newest: NewMessage | None
    waiting_since: int | None
    window_closes_at: int | None
    status: Status
    unread_added: int
    opted_out: bool
    opt_signals: tuple[tuple[OptSignal, int], ...]
    answered_by: NewMessage | None
    new_inbound: tuple[NewMessage, ...]


def derive(before: Conversation, rows: Sequence[NewMessage], window_ms: int | None) -> Derived:
    """`rows` are the new messages of this conversation in order of (at, external id)."""
    inbound = tuple(m for m in rows if m.direction is Direction.INBOUND)
    outbound = tuple(m for m in rows if m.direction is Direction.OUTBOUND)
    unanswered = tuple(m for m in inbound if m.answer is not AnswerState.REPLIED)
    last_in = max([before.last_inbound, *(m.seq for m in inbound)])
    last_public = max([before.last_public, *(m.seq for m in rows)])
    status, opted_out, signals = before.status, before.opted_out, []
    for message in inbound:
        signal = opt_signal(message.body, opted_out=opted_out)
        if signal is not None:
            opted_out = signal is OptSignal.STOP
            signals.append((signal, message.seq))
    if unanswered:
        # Whoever is blocked is not seen, heard of, or drafted for.
        status = Status.SPAM if before.blocked else STATUS.step(before.status, StatusEvent.INBOUND)
    window = before.window_closes_at
    if inbound and window_ms is not None:
        window = max(window or 0, inbound[-1].at + window_ms)
    return Derived(
        last_inbound=last_in,
        last_public=last_public,
        newest=next((m for m in rows if m.seq == last_public), None),
        waiting_since=_waiting(before, unanswered, outbound, last_in, last_public),
        window_closes_at=window,
        status=status,
        unread_added=0 if before.blocked else len(unanswered),
        opted_out=opted_out,
        opt_signals=tuple(signals),
        answered_by=max(outbound, key=lambda m: m.seq) if outbound else None,
        new_inbound=inbound,
    )


def _waiting(
    before: Conversation,
    unanswered: Sequence[NewMessage],
    outbound: Sequence[NewMessage],
    last_in: int,
    last_public: int,
) -> int | None:
    """Since when the customer waits: the first message after the last answer, or nothing when we spoke last."""
    if last_public != last_in:
        return None
    last_answer = max(
        [before.last_public if before.last_public > before.last_inbound else 0, *(m.seq for m in outbound)]
    )
    since = [m.at for m in unanswered if m.seq > last_answer]
    if before.waiting_since is not None and not outbound:
        since.append(before.waiting_since)
    return min(since, default=None)
