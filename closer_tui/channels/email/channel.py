"""A mailbox as a channel."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Final

from closer_tui.channels.base import Health, OutgoingReply, Sent
from closer_tui.channels.email.mail import DELIVERY_REPORT, read_mail
from closer_tui.channels.email.mailbox import INBOX, Mailbox, Raw
from closer_tui.channels.email.naming import ids_in, our_id, root_of, thread_of
from closer_tui.channels.email.place import FolderPlace, mark_of, read_places
from closer_tui.channels.email.servers import Server
from closer_tui.channels.email.submission import LoggedIn, submit
from closer_tui.channels.email.writing import is_address, write_reply
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import Capabilities
from closer_tui.domain.clock import Clock
from closer_tui.domain.errors import ChannelError, ChannelRefused, ChannelUnavailable, NotSent
from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.domain.sync import Incoming, Pulled, SyncMark
from closer_tui.domain.tone import ToneProfile

log = logging.getLogger(__name__)

PAGE: Final = 25
FIRST: Final = 500
"""So many mails of a folder are read when a mailbox is new, the newest first."""


@dataclass(frozen=True, slots=True)
class Account:
    """`files_sent`: the server keeps a copy of all it sends, so a reply it has no copy of was not sent."""

    address: str
    user: str
    password: Secret
    imap: Server
    smtp: Server
    files_sent: bool = False


class EmailChannel:
    """`timeout_s` bounds every wait for a server."""

    def __init__(self, account: Account, clock: Clock, capabilities: Capabilities, *, timeout_s: float) -> None:
        self._account = account
        self._clock = clock
        self._capabilities = capabilities
        self._timeout = timeout_s
        self._box = Mailbox(account.imap, account.user, account.password, timeout_s)

    @property
    def capabilities(self) -> Capabilities:
        """What this inbox can do."""
        return self._capabilities

    async def pull(self, mark: SyncMark) -> Pulled:
        """The next mails, received and sent. Raises CursorExpired, ChannelUnavailable or Unauthorized."""
        return await asyncio.to_thread(self._pull, mark)

    async def send(self, reply: OutgoingReply) -> Sent:
        """One attempt. Raises NotSent, AmbiguousSend, ChannelRefused or Unauthorized."""
        return await asyncio.to_thread(self._send, reply)

    async def lookup(self, reply: OutgoingReply) -> Sent | None:
        """Where the mail with the reply's name is. Raises ChannelUnavailable when that cannot be told."""
        return await asyncio.to_thread(self._lookup, reply)

    async def check(self) -> Health:
        """Log in at both servers; says what is wrong instead of raising it."""
        try:
            await self.try_reading()
            await self.try_sending()
        except ChannelError as error:
            return Health(ok=False, detail=str(error))
        return Health(ok=True, detail="the mailbox can be read, and replies can be sent")

    async def try_reading(self) -> None:
        """Raises ChannelUnavailable or Unauthorized."""
        await asyncio.to_thread(self._box.open, INBOX)

    async def try_sending(self) -> None:
        """Raises NotSent or Unauthorized."""

        def log_in() -> None:
            with LoggedIn(self._account.smtp, self._account.user, self._account.password, self._timeout):
                pass

        await asyncio.to_thread(log_in)

    async def read_tone(self) -> ToneProfile | None:
        """A mailbox keeps none."""
        return None

    async def write_tone(self, tone: ToneProfile) -> None:
        """Raises ChannelRefused."""
        raise ChannelRefused("a mailbox keeps no tone profile", "Ours is used for drafts as it is.")

    async def aclose(self) -> None:
        """Close the connection."""
        await asyncio.to_thread(self._box.close)

    def _pull(self, mark: SyncMark) -> Pulled:
        places = read_places(mark)
        sent, _ = self._box.folders()
        found: dict[str, Incoming] = {}
        more = reset = False
        for folder in [INBOX, *([sent] if sent else [])]:
            before = places.get(folder)
            raws, places[folder] = self._page(folder, before)
            reset = reset or (before is not None and before.validity != places[folder].validity)
            more = more or len(raws) == PAGE or places[folder].low > places[folder].floor
            for raw in raws:
                incoming = self._incoming(raw, outbound=folder != INBOX)
                if incoming is not None:
                    found[incoming.external_id] = incoming
        since = max([m.at for m in found.values()], default=mark.since)
        return Pulled(tuple(found.values()), mark_of(places, since), more=more, reset=reset)

    def _page(self, name: str, place: FolderPlace | None) -> tuple[list[Raw], FolderPlace]:
        """What is new first, then what is older, the newest of it first."""
        folder = self._box.open(name)
        if place is None or place.validity != folder.validity:
            first = self._box.uids(f"{max(1, folder.exists - FIRST + 1)}:{folder.exists}") if folder.exists else []
            after = max([1, folder.next_uid, *(uid + 1 for uid in first[-1:])])
            place = FolderPlace(folder.validity, after, first[0] if first else after, after)
        new = [u for u in self._box.uids("UID", f"{place.next}:*") if u >= place.next][:PAGE]
        if new:
            return self._box.fetch(new), replace(place, next=new[-1] + 1)
        if place.low <= place.floor:
            return [], place
        old = self._box.uids("UID", f"{place.floor}:{place.low - 1}")[-PAGE:]
        return self._box.fetch(old), replace(place, low=old[0] if old else place.floor)

    def _incoming(self, raw: Raw, *, outbound: bool) -> Incoming | None:
        mail = read_mail(raw.data)
        ours = mail.sender.lower() == self._account.address.lower()
        other = mail.to if outbound else mail.reply_to
        if outbound != ours or not other:
            return None  # our own mail in the inbox, a stranger's among what we sent, or one that nobody wrote
        thread = thread_of(root_of(mail.id, mail.references), other)
        at = raw.at or self._clock.now()
        if outbound:
            answered = mail.references[-1] if mail.references else ""
            return Incoming(
                mail.id, thread, other, mail.body, at, Direction.OUTBOUND, author=self._account.address,
                delivery=Delivery.SENT, reply_to=answered,
            )  # fmt: skip
        # What no person wrote waits for no answer, so that nothing drafts one (RFC 3834). That a mail of ours could
        # not be delivered waits for a person; the rules see that a machine wrote it.
        quiet = bool(mail.automatic) and mail.automatic != DELIVERY_REPORT
        answer = AnswerState.REPLIED if quiet else AnswerState.PENDING
        return Incoming(mail.id, thread, other, mail.body, at, name=mail.name, author=mail.sender, answer=answer)

    def _send(self, reply: OutgoingReply) -> Sent:
        name = self._name(reply)
        if not ids_in(reply.reply_to):
            raise ChannelRefused(
                "there is no mail with a name that this could answer", "Nothing was sent. Answer it by hand.",
                code="no_message",
            )  # fmt: skip
        try:
            sent, folders = self._box.folders()
            if self._box.find(name, folders[:2]) is not None:
                return Sent(name)
            raw = self._box.find(reply.reply_to, folders)
        except ChannelUnavailable as error:
            raise NotSent(error.message, "It is tried again by itself.") from error
        original = read_mail(raw.data) if raw is not None else None
        if original is None or not is_address(self._account.address):
            raise ChannelRefused("the mail this answers is gone", "Nothing was sent. Answer it by hand.", code="gone")
        data = write_reply(
            original, sender=self._account.address, recipient=reply.recipient, name=name, body=reply.body,
            at=self._clock.now(),
        )  # fmt: skip
        submit(
            self._account.smtp, self._account.user, self._account.password, sender=self._account.address,
            recipient=reply.recipient, data=data, timeout_s=self._timeout,
        )  # fmt: skip
        self._keep_copy(name, sent, data)
        return Sent(name)

    def _keep_copy(self, name: str, folder: str, data: bytes) -> None:
        """The reply is out; a copy that cannot be kept must not make it look unsent."""
        if not folder or self._account.files_sent:
            return
        try:
            if self._box.find(name, [folder]) is None:
                self._box.keep(folder, data)
        except ChannelError as error:
            log.warning("email: the reply was sent, but no copy of it was kept: %s", error)

    def _lookup(self, reply: OutgoingReply) -> Sent | None:
        name = self._name(reply)
        _, folders = self._box.folders()
        if self._box.find(name, folders) is not None:
            return Sent(name)
        if self._account.files_sent:
            return None
        raise ChannelUnavailable(
            "the mailbox has no copy, and this server may keep none of what it sends",
            "Look at the mailbox, then mark the reply as sent, send it again, or discard it.",
        )

    def _name(self, reply: OutgoingReply) -> str:
        return our_id(reply.key, reply.thread, self._account.address)
