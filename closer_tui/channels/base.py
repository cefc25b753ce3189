"""The one seam to every channel: read a page, send a reply, look one up, say what is possible.

A channel never retries by itself, never decides, and raises only the typed errors of `domain.errors`:
`pull` CursorExpired, ChannelUnavailable, RateLimited, Unauthorized; `send` NotSent (surely nothing left), AmbiguousSend
(it may have), ChannelRefused, Unauthorized, RateLimited; `lookup` ChannelUnavailable when it cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from closer_tui.domain.channel import Capabilities
from closer_tui.domain.sync import Pulled, SyncMark
from closer_tui.domain.tone import ToneProfile


@dataclass(frozen=True, slots=True)
class OutgoingReply:
    """Exactly what was approved. `key` was stored before the first attempt; `created_at` (ms) bounds how long a channel
    remembers it."""

    key: str
    recipient: str
    thread: str
    body: str
    reply_to: str
    created_at: int
    send_as: str = "human"


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel's word that it has the reply. `at` in ms, by the channel's clock; None if it does not say."""

    external_id: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """What a live test of the connection found."""

    ok: bool
    detail: str


class Channel(Protocol):
    """One inbox's account on one channel."""

    @property
    def capabilities(self) -> Capabilities:
        """What this account can do, as far as is known without asking."""
        ...

    async def pull(self, mark: SyncMark) -> Pulled:
        """The page after `mark`."""
        ...

    async def send(self, reply: OutgoingReply) -> Sent:
        """Hand the reply over, once."""
        ...

    async def lookup(self, reply: OutgoingReply) -> Sent | None:
        """Whether an earlier attempt arrived; None when it surely did not."""
        ...

    async def check(self) -> Health:
        """Ask the channel whether the connection works."""
        ...

    async def read_tone(self) -> ToneProfile | None:
        """The tone profile kept at the channel, if it keeps one."""
        ...

    async def write_tone(self, tone: ToneProfile) -> None:
        """Store the tone profile at the channel."""
        ...

    async def aclose(self) -> None:
        """Close connections."""
        ...
