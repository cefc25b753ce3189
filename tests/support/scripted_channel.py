"""A channel that does what a test tells it, and keeps a log of what really arrived."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from closer_tui.channels.base import Health, OutgoingReply, Sent
from closer_tui.domain.channel import Capabilities
from closer_tui.domain.errors import AmbiguousSend, ChannelRefused, NotSent, RateLimited
from closer_tui.domain.sync import Pulled, SyncMark
from closer_tui.domain.tone import ToneProfile


class Fate(StrEnum):
    """What becomes of one attempt."""

    OK = "ok"
    ANSWER_LOST = "answer lost"
    REQUEST_LOST = "request lost"
    NOT_SENT = "not sent"
    REFUSED = "refused"
    BUSY = "busy"


@dataclass(slots=True)
class ScriptedChannel:
    """Fates are taken one an attempt; with none left, everything goes well. `arrived` is what customers got, in order;
    a channel with `knows_keys` answers a key it has seen as it did before, and sends nothing."""

    able: Capabilities
    knows_keys: bool = False
    fates: list[Fate] = field(default_factory=list)
    arrived: list[OutgoingReply] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    attempts: int = 0
    closed: bool = False

    @property
    def capabilities(self) -> Capabilities:
        """As given."""
        return self.able

    async def send(self, reply: OutgoingReply) -> Sent:
        """The next fate."""
        self.attempts += 1
        fate = self.fates.pop(0) if self.fates else Fate.OK
        if fate is Fate.NOT_SENT:
            raise NotSent("no connection")
        if fate is Fate.REQUEST_LOST:
            raise AmbiguousSend("the connection broke")
        if fate is Fate.BUSY:
            raise RateLimited("too many requests", retry_after_ms=2_000)
        if not (self.knows_keys and reply.key in self.names):
            if fate is Fate.REFUSED:
                raise ChannelRefused("no such number", "Check the number.", code="bad_number")
            self.arrived.append(reply)
            self.names[reply.key] = f"rep-{len(self.arrived)}"
        if fate is Fate.ANSWER_LOST:
            raise AmbiguousSend("no answer came")
        return Sent(self.names[reply.key])

    async def lookup(self, reply: OutgoingReply) -> Sent | None:
        """By the key, which stands in the message as its marker."""
        name = self.names.get(reply.key)
        return None if name is None else Sent(name)

    async def pull(self, mark: SyncMark) -> Pulled:
        """Nothing new."""
        return Pulled((), mark)

    async def check(self) -> Health:
        """Well."""
        return Health(ok=True, detail="scripted")

    async def read_tone(self) -> ToneProfile | None:
        """None is kept here."""
        return None

    async def write_tone(self, tone: ToneProfile) -> None:
        """None is kept here."""
        raise ChannelRefused("no tone profiles here")

    async def aclose(self) -> None:
        """Remember that it was closed."""
        self.closed = True
