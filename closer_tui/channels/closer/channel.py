"""The CLOSER v1 channel: one inbox is one channel kind of one server, opened with one token."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from closer_tui.channels.base import Health, OutgoingReply, Sent
from closer_tui.channels.closer import answers
from closer_tui.channels.closer.finding import find
from closer_tui.channels.closer.pages import Listed, Page, incoming, read_page, usable_id
from closer_tui.channels.closer.place import Place
from closer_tui.channels.closer.tolerant_json import parse
from closer_tui.channels.closer.tones import tone_bytes, tone_from
from closer_tui.channels.closer.wire import Answer, NeverLeft, NoAnswer, Wire
from closer_tui.domain.channel import Capabilities, ChannelKind, Environment
from closer_tui.domain.clock import SECOND, Clock, format_rfc3339, parse_rfc3339
from closer_tui.domain.errors import (
    AmbiguousSend,
    ChannelError,
    ChannelRefused,
    ChannelUnavailable,
    CursorExpired,
    InvalidInput,
    NotSent,
)
from closer_tui.domain.message import AnswerState
from closer_tui.domain.sync import Pulled, SyncMark
from closer_tui.domain.tone import ToneProfile

log = logging.getLogger(__name__)

TELLABLE: Final = 1_000
"""So many broken messages are named in the log once each; further ones are only counted."""


class CloserChannel:
    """`capabilities` come from the catalogue; `remote_inbox` is the server's id of the inbox, for its tone profile."""

    def __init__(
        self,
        wire: Wire,
        channel: ChannelKind,
        env: Environment,
        clock: Clock,
        capabilities: Capabilities,
        *,
        remote_inbox: str = "",
    ) -> None:
        self._wire = wire
        self._channel = channel
        self._sandbox = {"env": "sandbox"} if env is Environment.TEST else {}
        self._clock = clock
        self._capabilities = capabilities
        self._remote_inbox = remote_inbox
        self._told: set[str] = set()
        self._at_end = False
        self.put_aside = 0
        """How many different broken messages or replies were met since this channel was opened."""

    @property
    def capabilities(self) -> Capabilities:
        """What this inbox can do."""
        return self._capabilities

    async def pull(self, mark: SyncMark) -> Pulled:
        """The next page: of the listing, or once a minute of the walk that finds answers given elsewhere.

        Raises CursorExpired, ChannelUnavailable, RateLimited or Unauthorized.
        """
        place = Place.of(mark)
        if mark.cursor is None:
            # What is read from the start needs no second walk through it.
            place = replace(place, walked_at=self._clock.now(), walked_all_at=self._clock.now())
        # A walk that was under way when a process died, or cut short by the end of a round, comes after what is new.
        return await (self._walk(place) if place.walking and self._at_end else self._next(place))

    async def send(self, reply: OutgoingReply) -> Sent:
        """One attempt under the reply's key.

        Raises NotSent, AmbiguousSend, ChannelRefused, Unauthorized or RateLimited.
        """
        if not reply.reply_to:
            raise ChannelRefused(
                "CLOSER can only answer a message, and there is none here",
                "Wait until the customer writes, or reach them another way.",
                code="no_message",
            )
        path = f"/messages/{quote(reply.reply_to, safe='')}/reply"
        body = json.dumps({"body": reply.body, "send_as": "human"}, ensure_ascii=False).encode()
        try:
            answer = await self._wire.ask(
                "POST", path, params=self._sandbox, body=body, headers={"Idempotency-Key": reply.key}
            )
        except NeverLeft as error:
            raise NotSent(str(error), "It is tried again by itself.") from error
        except NoAnswer as error:
            raise AmbiguousSend(str(error)) from error
        if not answers.ok(answer):
            raise answers.sending_error(answer, self._clock.now())
        return _sent(answer)

    async def lookup(self, reply: OutgoingReply) -> Sent | None:
        """Whether the reply stands at its message. Raises ChannelUnavailable when that cannot be told."""

        async def read(since: int | None, cursor: str | None) -> Page:
            try:
                return await self._list(since, cursor)
            except CursorExpired as error:
                raise ChannelUnavailable(error.message, "It is looked for again.") from error

        return await find(reply, read)

    async def check(self) -> Health:
        """Ask for the newest messages only; says what is wrong instead of raising it."""
        try:
            await self._list(self._clock.now() // SECOND * SECOND, None)
        except ChannelError as error:
            return Health(ok=False, detail=str(error))
        return Health(ok=True, detail=f"the server lets us read {self._channel.value}")

    async def read_tone(self) -> ToneProfile | None:
        """The server's profile of this inbox; None where it keeps none. Raises as `pull` does."""
        if not self._remote_inbox:
            return None
        answer = await self._ask("GET", self._tone_path(), self._sandbox)
        if answer.status == 404:
            return None
        if not answers.ok(answer):
            raise answers.reading_error(answer, self._clock.now())
        return tone_from(answer.raw)

    async def write_tone(self, tone: ToneProfile) -> None:
        """Make the server's profile this one. Raises ChannelRefused where it keeps none, else as `pull` does."""
        if not self._remote_inbox:
            raise ChannelRefused("the server keeps no tone profile for this inbox", "Ours is used for drafts as it is.")
        answer = await self._ask("POST", self._tone_path(), self._sandbox, tone_bytes(tone))
        if answer.status == 404:
            raise ChannelRefused("the server does not know this inbox", "Connect it again with --remote-inbox.")
        if not answers.ok(answer):
            raise answers.reading_error(answer, self._clock.now())

    async def aclose(self) -> None:
        """Close connections."""
        await self._wire.aclose()

    async def _next(self, place: Place) -> Pulled:
        page = await self._list(place.since, place.cursor)
        place = _seen(place, page.listed)
        further = page.following not in {None, place.cursor}
        more = further and bool(page.listed or page.broken)
        if further:
            # An empty page that names another is gone on from at the next round, or a server could keep us busy.
            place = replace(place, cursor=page.following)
        self._at_end = not more
        if not more:
            place = place.begin_walk(self._clock.now(), {item.message.external_id for item in page.listed})
        return Pulled(incoming(page.listed), place.mark(), more=more or place.walking)

    async def _walk(self, place: Place) -> Pulled:
        try:
            page = await self._list(place.walk_since, place.walk_cursor, status="replied")
        except (CursorExpired, ChannelUnavailable) as error:
            # The listing itself must not wait for this; it will say what is wrong, if anything is.
            log.info("%s: looking for answers given elsewhere ended early: %s", self._channel.value, error)
            return Pulled((), place.walked(None).mark())
        wanted = {i for i, _ in place.open}
        news = [item for item in page.listed if place.walk_all or item.message.external_id in wanted]
        place = _seen(place, news).walked(page.following if page.listed or page.broken else None)
        return Pulled(incoming(news), place.mark(), more=place.walking)

    async def _list(self, since: int | None, cursor: str | None, status: str = "") -> Page:
        params = {"channel": self._channel.value, **self._sandbox}
        if status:
            params["status"] = status
        if since is not None:
            params["since"] = format_rfc3339(since)
        if cursor is not None:
            params["cursor"] = cursor
        answer = await self._ask("GET", "/messages", params)
        if not answers.ok(answer):
            raise answers.reading_error(answer, self._clock.now(), with_cursor=cursor is not None)
        page = read_page(answer.raw, self._channel, self._clock.now())
        for name, reason in page.broken:
            self._tell(name, reason)
        return page

    async def _ask(self, method: str, path: str, params: dict[str, str], body: bytes | None = None) -> Answer:
        try:
            return await self._wire.ask(method, path, params=params, body=body)
        except (NeverLeft, NoAnswer) as error:
            raise ChannelUnavailable(str(error), "It is tried again by itself.") from error

    def _tell(self, name: str, reason: str) -> None:
        """The last page is read again and again; what is broken in it is said once."""
        if f"{name} {reason}" in self._told or len(self._told) >= TELLABLE:
            return
        self._told.add(f"{name} {reason}")
        self.put_aside += 1
        log.warning("%s: %s: %s", self._channel.value, name, reason)

    def _tone_path(self) -> str:
        return f"/tone-profiles/{quote(self._remote_inbox, safe='')}"


def _seen(place: Place, listed: Iterable[Listed]) -> Place:
    items = tuple(listed)
    answered = {i.message.external_id for i in items if i.message.answer is AnswerState.REPLIED}
    return place.saw({i.message.external_id: i.message.at for i in items}, answered)


def _sent(answer: Answer) -> Sent:
    """The reply as the server names it; an answer that does not name it proves nothing."""
    document = parse(answer.raw)
    reply = document.get("reply", document) if isinstance(document, dict) else None
    named = reply.get("id") if isinstance(reply, dict) else None
    if not usable_id(named):
        raise AmbiguousSend("the server took the reply but did not name it")
    sent_at = reply.get("sent_at") if isinstance(reply, dict) else None
    try:
        return Sent(named, parse_rfc3339(sent_at) if isinstance(sent_at, str) else None)
    except InvalidInput:
        return Sent(named)
