"""The screen's desk: the use cases of `services`, bound to one person and one open store.

Opened after the first frame, in a thread where importing is concerned, because SQLAlchemy is not needed to paint.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from importlib import import_module

from closer_tui.config.paths import Paths
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import ChannelKind, InboxMode
from closer_tui.domain.clock import Clock
from closer_tui.domain.escalation import EscalationCall
from closer_tui.domain.halt import Halt
from closer_tui.domain.handover import HandOver
from closer_tui.domain.presence import Began
from closer_tui.domain.tone import ToneProfile
from closer_tui.runtime.conversation_desk import ConversationDesk
from closer_tui.runtime.desk_listing import ListingAtStore
from closer_tui.runtime.desk_writing import WritingAtStore
from closer_tui.services import approve as deciding
from closer_tui.services import compose, halting, handing_back, moving_back, ownership, presence, triage
from closer_tui.services import inboxes as inbox_services
from closer_tui.services import outbox as outbox_services
from closer_tui.services import tone as tone_services
from closer_tui.services.approve import Approved, BulkResult
from closer_tui.services.connecting import CloserAccount, connect_closer
from closer_tui.services.connecting_email import EmailAccount, connect_email
from closer_tui.store.database import Store


class StoreDesk(WritingAtStore, ListingAtStore, ConversationDesk):
    """One person at one store. `moved` is called after every decision, to wake the engine up."""

    _was_present = False

    @classmethod
    async def open(cls, paths: Paths, clock: Clock, actor: str, moved: Callable[[], None]) -> StoreDesk:
        """Open the store for deciding. Raises what `Store.open` raises."""
        return cls(await Store.open(paths, clock), actor, moved)

    async def aclose(self) -> None:
        """Let go of the store; colleagues see at once that nobody is here any more."""
        if self._was_present:
            await presence.show(self.store, None, actor=self.actor, replying=False)
        await self.store.close()

    async def halt(self) -> halting.Stopped:
        """Stop the bot at once, everywhere."""
        return self.told(await halting.halt(self.store, actor=self.actor))

    async def resume(self) -> Halt:
        """Let the bot go on."""
        return self.told(await halting.resume(self.store, actor=self.actor))

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
        """Approve a draft, with other words if `body` is given."""
        done = await deciding.approve(
            self.store,
            draft_n,
            actor=self.actor,
            revision=revision,
            body=body,
            hold_ms=hold_ms,
            accept_stale=accept_stale,
            send_at=send_at,
            anyway=anyway,
        )
        self._moved()
        return done

    async def approve_many(self, drafts: Sequence[tuple[int, int]], *, hold_ms: int = 0) -> BulkResult:
        """Approve several drafts, each with the revision that was looked at."""
        done = await deciding.approve_many(self.store, drafts, actor=self.actor, hold_ms=hold_ms)
        self._moved()
        return done

    async def undo_approval(self, outbox_n: int) -> None:
        """Take an approval or a reply back while it has not begun to leave."""
        await deciding.undo_approval(self.store, outbox_n, actor=self.actor)
        self._moved()

    async def reject(self, draft_n: int, *, reason: str) -> None:
        """Reject a draft."""
        await deciding.reject(self.store, draft_n, actor=self.actor, reason=reason)
        self._moved()

    async def undo_reject(self, draft_n: int) -> None:
        """Put a rejected draft back."""
        await deciding.undo_reject(self.store, draft_n, actor=self.actor)
        self._moved()

    async def redraft(self, conversation_n: int, *, instruction: str = "") -> None:
        """Ask for another draft."""
        await deciding.redraft(self.store, conversation_n, actor=self.actor, instruction=instruction)
        self._moved()

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
        """Send what a person wrote, now or at a moment."""
        done = await compose.reply(
            self.store,
            conversation_n,
            body,
            actor=self.actor,
            hold_ms=hold_ms,
            send_at=send_at,
            began=began,
            anyway=anyway,
        )
        self._moved()
        return done

    async def present(self, conversation_n: int | None, *, replying: bool) -> None:
        """Tell colleagues where this screen is."""
        self._was_present = True
        await presence.show(self.store, conversation_n, actor=self.actor, replying=replying)

    async def note(self, conversation_n: int, body: str) -> None:
        """Write a note that never leaves."""
        await compose.note(self.store, conversation_n, body, actor=self.actor)
        self._moved()

    async def take(self, conversation_n: int) -> int | None:
        """Take the conversation over."""
        move_n = await ownership.take(self.store, conversation_n, actor=self.actor)
        self._moved()
        return move_n

    async def hand_back(self, conversation_n: int, *, summary: HandOver) -> int:
        """Give the conversation back to the bot with what it must know."""
        move_n = await handing_back.hand_back(self.store, conversation_n, actor=self.actor, summary=summary)
        self._moved()
        return move_n

    async def escalate(self, conversation_n: int, call: EscalationCall) -> int:
        """Put the conversation into a topic's queue."""
        move_n = await ownership.escalate(self.store, conversation_n, call, actor=self.actor)
        self._moved()
        return move_n

    async def claim(self, conversation_n: int) -> int:
        """Take an escalated conversation out of its queue."""
        move_n = await ownership.claim(self.store, conversation_n, actor=self.actor)
        self._moved()
        return move_n

    async def assign(self, conversation_n: int, agent: str) -> int | None:
        """Give it to an agent."""
        move_n = await ownership.assign(self.store, conversation_n, agent, actor=self.actor)
        self._moved()
        return move_n

    async def unassign(self, conversation_n: int) -> int:
        """Take it from its agent, to nobody."""
        move_n = await ownership.unassign(self.store, conversation_n, actor=self.actor)
        self._moved()
        return move_n

    async def undo_move(self, move_n: int) -> None:
        """Take a change of owner back."""
        await moving_back.undo_move(self.store, move_n, actor=self.actor)
        self._moved()

    async def resolve(self, conversation_n: int) -> str:
        """Mark it as done."""
        return self.told(await triage.resolve(self.store, conversation_n, actor=self.actor))

    async def reopen(self, conversation_n: int) -> str:
        """Open it again."""
        return self.told(await triage.reopen(self.store, conversation_n, actor=self.actor))

    async def spam(self, conversation_n: int) -> str:
        """Mark it as spam."""
        return self.told(await triage.spam(self.store, conversation_n, actor=self.actor))

    async def snooze(self, conversation_n: int, until: int) -> str:
        """Put it away until a moment (ms)."""
        return self.told(await triage.snooze(self.store, conversation_n, until, actor=self.actor))

    async def mark_read(self, conversation_n: int) -> None:
        """Nothing in it is unread any more."""
        await triage.mark_read(self.store, conversation_n)
        self._moved()

    async def mark_unread(self, conversation_n: int) -> None:
        """It counts as unread again."""
        await triage.mark_unread(self.store, conversation_n)
        self._moved()

    async def outbox_retry(self, outbox_n: int) -> None:
        """Send a reply again that failed or is unknown."""
        await outbox_services.retry(self.store, outbox_n, actor=self.actor)
        self._moved()

    async def outbox_discard(self, outbox_n: int) -> None:
        """Give a reply up."""
        await outbox_services.discard(self.store, outbox_n, actor=self.actor)
        self._moved()

    async def outbox_mark_sent(self, outbox_n: int) -> None:
        """Say that an unknown reply did arrive."""
        await outbox_services.mark_sent(self.store, outbox_n, actor=self.actor)
        self._moved()

    async def tone_set(self, inbox_n: int, tone: ToneProfile, *, expected_version: int | None = None) -> int:
        """Give an inbox another tone profile; returns its version."""
        version = await tone_services.tone_set(
            self.store, inbox_n, tone, actor=self.actor, expected_version=expected_version
        )
        self._moved()
        return version

    async def tone_revert(self, inbox_n: int, version: int) -> int:
        """Go back to an earlier tone profile, as a new version."""
        number = await tone_services.tone_revert(self.store, inbox_n, version, actor=self.actor)
        self._moved()
        return number

    async def set_mode(self, inbox_n: int, mode: InboxMode) -> None:
        """Say what the bot may do in an inbox."""
        await inbox_services.set_mode(self.store, inbox_n, mode, actor=self.actor)
        self._moved()

    async def connect_email(self, address: str, imap: str, smtp: str, user: str, password: str) -> str:
        """Log in at both servers of a mailbox and add its inbox; returns its name."""
        account = EmailAccount(address, imap, smtp, Secret(password), user)
        await asyncio.to_thread(import_module, "closer_tui.channels.email.channel")
        inbox = await connect_email(self.store, account, actor=self.actor)
        self._moved()
        return inbox.name

    async def connect_closer(self, url: str, token: str, *, channels: Sequence[ChannelKind] = ()) -> Sequence[str]:
        """Ask a CLOSER server what a token opens and add an inbox for each channel (or for those named)."""
        account = CloserAccount(url=url, token=Secret(token), channels=tuple(channels))
        # What speaks HTTP is imported off the loop: it takes long enough for a key to wait for it.
        await asyncio.to_thread(import_module, "closer_tui.channels.closer.probe")
        connected = await connect_closer(self.store, account, actor=self.actor)
        self._moved()
        return [inbox.name for inbox in connected]

    async def disconnect(self, inbox_n: int) -> None:
        """Forget an inbox's credentials and stop reading it."""
        await inbox_services.disconnect(self.store, inbox_n, actor=self.actor)
        self._moved()
