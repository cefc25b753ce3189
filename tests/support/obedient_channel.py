"""A channel in our own process that raises and finds what a test says, call by call, and knows what really left."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from closer_tui.channels.base import Health, OutgoingReply, Sent
from closer_tui.domain.channel import Capabilities, Idempotency
from closer_tui.domain.clock import HOUR
from closer_tui.domain.errors import ChannelError
from closer_tui.domain.sync import Incoming, Pulled, SyncMark
from closer_tui.domain.tone import ToneProfile

ABLE = Capabilities(idempotency=Idempotency.KEY, key_ms=23 * HOUR, lookup=True, settle_ms=1_000)
BLIND = Capabilities()
"""Neither a key nor a lookup."""
ONLY_LOOKUP = Capabilities(lookup=True, settle_ms=1_000)


@dataclass
class ObedientChannel:
    """`answers` meet the next attempts: an error is raised, None is an ordinary answer, and ("done", error) means that
    the reply left all the same. `found` meets the next lookups."""

    able: Capabilities = ABLE
    answers: deque[ChannelError | tuple[str, ChannelError] | None] = field(default_factory=deque)
    found: deque[Sent | ChannelError | None] = field(default_factory=deque)
    left: list[OutgoingReply] = field(default_factory=list)
    attempts: list[OutgoingReply] = field(default_factory=list)
    lookups: int = 0
    pages: Sequence[tuple[Incoming, ...] | ChannelError] = ()

    @property
    def capabilities(self) -> Capabilities:
        return self.able

    async def pull(self, mark: SyncMark) -> Pulled:
        n = int(mark.cursor or 0)
        page = self.pages[n] if n < len(self.pages) else ()
        if isinstance(page, ChannelError):
            self.pages = [*self.pages[:n], (), *self.pages[n + 1 :]]
            raise page
        return Pulled(page, SyncMark(str(n + 1)), more=n + 1 < len(self.pages))

    async def send(self, reply: OutgoingReply) -> Sent:
        self.attempts.append(reply)
        answer = self.answers.popleft() if self.answers else None
        if isinstance(answer, ChannelError):
            raise answer
        known = [r.key for r in self.left]
        if reply.key not in known or self.able.idempotency is not Idempotency.KEY:
            self.left.append(reply)
        if isinstance(answer, tuple):
            raise answer[1]
        return Sent(f"rep_{reply.key[:12]}")

    async def lookup(self, reply: OutgoingReply) -> Sent | None:
        self.lookups += 1
        if self.found:
            found = self.found.popleft()
            if isinstance(found, ChannelError):
                raise found
            return found
        return Sent(f"rep_{reply.key[:12]}") if reply.key in [r.key for r in self.left] else None

    async def check(self) -> Health:
        return Health(ok=True, detail="scripted")

    async def read_tone(self) -> ToneProfile | None:
        return None

    async def write_tone(self, tone: ToneProfile) -> None:
        pass

    async def aclose(self) -> None:
        pass
