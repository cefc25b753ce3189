"""What may happen: approving, sending, drafting. Pure answers with a reason and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from closer_tui.domain.channel import Capabilities, InboxState
from closer_tui.domain.draft import CheckLevel, DraftBasis, DraftState


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in the way. `code` is for programs, `message` for people, `hint` what they can do."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with every problem named."""

    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is in the way."""
        return not self.problems

    @property
    def message(self) -> str:
        """All problems in one sentence."""
        return " and ".join(p.message for p in self.problems)

    @property
    def hint(self) -> str:
        """What to do about them."""
        return " ".join(dict.fromkeys(p.hint for p in self.problems))


def may_approve(state: DraftState, basis: DraftBasis, current: DraftBasis, *, accept_stale: bool) -> Verdict:
    """Whether a draft made from `basis` may be approved in a conversation that stands at `current`.

    A stale draft may be approved only by somebody who has seen what arrived and says so; that forgives the customer's
    new word and nothing else.
    """
    outrun = state is DraftState.STALE or (state is DraftState.PENDING and basis.last_inbound != current.last_inbound)
    if outrun and not accept_stale:
        return _no(
            "stale", "the customer wrote again since this draft was made", "Read it, then redraft or send anyway."
        )
    if not outrun and state is not DraftState.PENDING:
        word = state.value
        return _no("state", f"this draft is {word}", "Look at the conversation again; nothing was sent.")
    if basis.owner_epoch != current.owner_epoch:
        return _no("owner", "the conversation changed hands since this draft was made", "Redraft, or reply yourself.")
    if basis.last_public != current.last_public and not (outrun and current.last_public == current.last_inbound):
        return _no("answered", "somebody has answered since this draft was made", "Look at the conversation again.")
    return Verdict()


def may_bulk_approve(state: DraftState, checks: Iterable[CheckLevel]) -> Verdict:
    """Only a fresh draft that no check holds back goes out with others unread."""
    if state is not DraftState.PENDING:
        return _no("state", f"this draft is {state.value}", "Decide on it by itself.")
    if any(level is CheckLevel.HOLD for level in checks):
        return _no("held", "a check holds this draft back", "Decide on it by itself.")
    return Verdict()


def may_send(
    able: Capabilities,
    body: str,
    *,
    window_closes_at: int | None,
    opted_out: bool,
    inbox_state: InboxState,
    now: int,
) -> Verdict:
    """Whether the channel would take this reply now (times in ms): asked before it is offered, and again before it
    leaves."""
    problems: list[Problem] = []
    if not able.reply:
        problems.append(Problem("no_reply", "this channel takes no replies", "Answer the customer another way."))
    if not body.strip():
        problems.append(Problem("empty", "the reply is empty", "Write something first."))
    if len(body) > able.max_body:
        over = len(body) - able.max_body
        problems.append(
            Problem(
                "too_long", f"the reply is {over} characters too long for the channel", f"Keep it to {able.max_body}."
            )
        )
    if able.window_ms is not None and window_closes_at is not None and now >= window_closes_at:
        hours = able.window_ms // 3_600_000
        problems.append(
            Problem(
                "window",
                f"the {hours}-hour reply window is closed",
                "Wait until the customer writes, or use another channel.",
            )
        )
    if opted_out:
        problems.append(
            Problem(
                "opted_out", "the customer asked for no more messages", "They can write START to be answered again."
            )
        )
    if inbox_state is InboxState.DISCONNECTED:
        problems.append(
            Problem("disconnected", "the channel refuses our credentials", "Connect the inbox again with `connect`.")
        )
    elif inbox_state is InboxState.REMOVED:
        problems.append(Problem("removed", "this inbox was removed", "Connect it again with `connect`."))
    return Verdict(tuple(problems))


def _no(code: str, message: str, hint: str) -> Verdict:
    return Verdict((Problem(code, message, hint),))
