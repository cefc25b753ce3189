"""The desk: everything the screen can do to the world, as one Protocol.

Its methods are the use cases of `services`, bound to one person. The screen is given a way to open a desk and
opens it after the first frame; a fake one with the same methods is what the screen's tests press keys against.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from closer_tui.domain.channel import ChannelKind, InboxMode
from closer_tui.domain.escalation import EscalationCall
from closer_tui.domain.handover import HandOver
from closer_tui.domain.presence import Began
from closer_tui.domain.tone import ToneProfile
from closer_tui.tui.conversation_work import ConversationWork
from closer_tui.tui.desk_listing import ListingDesk
from closer_tui.tui.desk_writing import WritingDesk

__all__ = ["Approved", "BulkResult", "Desk", "OpenDesk"]


class Approved(Protocol):
    """What an approval led to; `leaves_at` is the moment (ms) until which it can be taken back."""

    @property
    def outbox_n(self) -> int:
        """The reply on its way."""

    @property
    def leaves_at(self) -> int:
        """When it leaves."""

    @property
    def edited(self) -> bool:
        """Whether the person changed the draft's words."""


class BulkResult(Protocol):
    """What became of several approvals: those that went through, and drafts with the reason why not."""

    @property
    def approved(self) -> Sequence[Approved]:
        """Approvals that stand."""

    @property
    def refused(self) -> Sequence[tuple[int, str]]:
        """Draft numbers, each with why it was left alone."""


class Stopped(Protocol):
    """What stopping the bot did."""

    @property
    def ended(self) -> int:
        """Drafts that were being written."""


class Desk(WritingDesk, ListingDesk, ConversationWork, Protocol):
    """What a person at the screen does. Every method raises a CloserError that says what to do next."""

    async def halt(self) -> Stopped:
        """Stop the bot at once, everywhere."""

    async def resume(self) -> object:
        """Let the bot go on."""

    async def approve(
        self,
        draft_n: int,
        *,
        revision: int | None = None,
        body: str | None = None,
        hold_ms: int = 0,
        accept_stale: bool = False,
        send_at: int | None = None,
        anyway: bool = False,
    ) -> Approved:
        """Approve a draft, with other words if `body` is given; it leaves after `hold_ms`, or at `send_at` (ms)."""

    async def undo_approval(self, outbox_n: int) -> None:
        """Take an approval or a reply back while it has not begun to leave."""

    async def reject(self, draft_n: int, *, reason: str) -> None:
        """Reject a draft."""

    async def undo_reject(self, draft_n: int) -> None:
        """Put a rejected draft back."""

    async def redraft(self, conversation_n: int, *, instruction: str = "") -> None:
        """Ask for another draft."""

    async def approve_many(self, drafts: Sequence[tuple[int, int]], *, hold_ms: int = 0) -> BulkResult:
        """Approve several drafts, each given with the revision that was looked at."""

    async def reply(
        self,
        conversation_n: int,
        body: str,
        *,
        hold_ms: int = 0,
        send_at: int | None = None,
        began: Began | None = None,
        anyway: bool = False,
    ) -> Approved:
        """Send what a person wrote, after `hold_ms` or at `send_at` (ms), having seen what they `began` from;
        `anyway`, whoever else answers."""

    async def present(self, conversation_n: int | None, *, replying: bool) -> None:
        """Tell colleagues what this screen shows, and whether a reply is being written there."""

    async def note(self, conversation_n: int, body: str) -> None:
        """Write a note that never leaves."""

    async def take(self, conversation_n: int) -> int | None:
        """Take the conversation over; returns the move, for `undo_move`. None when one has it already."""

    async def hand_back(self, conversation_n: int, *, summary: HandOver) -> int:
        """Give the conversation back to the bot with what it must know; returns the move."""

    async def escalate(self, conversation_n: int, call: EscalationCall) -> int:
        """Put the conversation into a topic's queue; returns the move."""

    async def claim(self, conversation_n: int) -> int:
        """Take an escalated conversation out of its queue; returns the move."""

    async def undo_move(self, move_n: int) -> None:
        """Take a change of owner back, unless somebody moved the conversation since."""

    async def resolve(self, conversation_n: int) -> str:
        """Mark it as done; gives what `take_back` takes."""

    async def reopen(self, conversation_n: int) -> str:
        """Open it again."""

    async def spam(self, conversation_n: int) -> str:
        """Mark it as spam."""

    async def snooze(self, conversation_n: int, until: int) -> str:
        """Put it away until a moment (ms)."""

    async def assign(self, conversation_n: int, agent: str) -> int | None:
        """Give it to an agent; returns the move, None when they have it already."""

    async def unassign(self, conversation_n: int) -> int:
        """Take it from its agent, to nobody; returns the move."""

    async def mark_read(self, conversation_n: int) -> None:
        """Nothing in it is unread any more."""

    async def mark_unread(self, conversation_n: int) -> None:
        """It counts as unread again."""

    async def outbox_retry(self, outbox_n: int) -> None:
        """Send a reply again that failed or is unknown."""

    async def outbox_discard(self, outbox_n: int) -> None:
        """Give a reply up."""

    async def outbox_mark_sent(self, outbox_n: int) -> None:
        """Say that an unknown reply did arrive."""

    async def tone_set(self, inbox_n: int, tone: ToneProfile, *, expected_version: int | None = None) -> int:
        """Give an inbox another tone profile; returns its version."""

    async def tone_revert(self, inbox_n: int, version: int) -> int:
        """Go back to an earlier tone profile, as a new version."""

    async def set_mode(self, inbox_n: int, mode: InboxMode) -> None:
        """Say what the bot may do in an inbox."""

    async def connect_email(self, address: str, imap: str, smtp: str, user: str, password: str) -> str:
        """Log in at both servers of a mailbox and add its inbox; returns its name."""

    async def connect_closer(self, url: str, token: str, *, channels: Sequence[ChannelKind] = ()) -> Sequence[str]:
        """Ask a CLOSER server what a token opens and add an inbox for each channel (or for those named); their names.

        Raises InvalidInput with `field` url or token, Refused for a channel the token does not open, or what the
        server says (Unauthorized, ChannelUnavailable, RateLimited). Then nothing is kept.
        """

    async def disconnect(self, inbox_n: int) -> None:
        """Forget an inbox's credentials and stop reading it."""

    async def aclose(self) -> None:
        """Let go of the store."""


OpenDesk = Callable[[], Awaitable[Desk]]
"""How the screen comes by its desk, after the first frame."""
