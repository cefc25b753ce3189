"""The connector of this server's own sandbox inboxes: messages are injected through the API, replies go nowhere.

It never touches the network. Sending names the reply from its key alone, so that a repeated attempt, in this process or
the next, is the same reply.
"""

from __future__ import annotations

import hashlib

from closer_tui.channels.base import Health, OutgoingReply, Sent
from closer_tui.domain.channel import Capabilities
from closer_tui.domain.clock import Clock
from closer_tui.domain.errors import ChannelRefused
from closer_tui.domain.sync import Pulled, SyncMark
from closer_tui.domain.tone import ToneProfile


class SandboxChannel:
    """Everything is taken, nothing leaves."""

    def __init__(self, clock: Clock, capabilities: Capabilities) -> None:
        self._clock = clock
        self._capabilities = capabilities
        self._sent: dict[str, Sent] = {}

    @property
    def capabilities(self) -> Capabilities:
        """What a sandbox inbox can do."""
        return self._capabilities

    async def pull(self, mark: SyncMark) -> Pulled:
        """Nothing: what was injected is stored already."""
        return Pulled((), mark)

    async def send(self, reply: OutgoingReply) -> Sent:
        """The first answer for this key, again for every repetition."""
        name = f"rep_{hashlib.sha256(reply.key.encode()).hexdigest()[:26]}"
        return self._sent.setdefault(reply.key, Sent(name, self._clock.now()))

    async def lookup(self, reply: OutgoingReply) -> Sent | None:
        """What was sent under this key."""
        return self._sent.get(reply.key)

    async def check(self) -> Health:
        """Always well."""
        return Health(ok=True, detail="a sandbox: replies go nowhere")

    async def read_tone(self) -> ToneProfile | None:
        """None: the profile of a sandbox inbox is kept here."""
        return None

    async def write_tone(self, tone: ToneProfile) -> None:
        """Raises ChannelRefused: there is nowhere to write it to."""
        raise ChannelRefused("a sandbox inbox keeps its tone profile here", "Set it with `closer-tui tone set`.")

    async def aclose(self) -> None:
        """Nothing is open."""
