"""The open channels of an engine: one for each connected inbox, opened when first needed and closed when it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from closer_tui.channels.base import Channel
from closer_tui.domain.channel import InboxState
from closer_tui.store import inboxes
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox

OpenChannel = Callable[[Inbox], Awaitable[Channel]]


class Accounts:
    """Keeps a channel open as long as its inbox stays as it is; a new token or address opens it anew."""

    def __init__(self, store: Store, open_channel: OpenChannel) -> None:
        self._store = store
        self._open_channel = open_channel
        self._open: dict[int, tuple[tuple[object, ...], Channel]] = {}
        self._opening = asyncio.Lock()

    async def connected(self) -> Sequence[Inbox]:
        """The inboxes that can be read and written now."""
        found = await self._in_state(InboxState.CONNECTED)
        for gone in set(self._open) - {i.n for i in found}:
            await self._drop(gone)
        return found

    async def locked_out(self) -> Sequence[Inbox]:
        """The inboxes whose channel refuses our credentials."""
        return await self._in_state(InboxState.DISCONNECTED)

    async def _in_state(self, state: InboxState) -> Sequence[Inbox]:
        async with self._store.read() as conn:
            return [inbox for inbox in await inboxes.all_of(conn) if inbox.state is state]

    async def channel(self, inbox: Inbox) -> Channel:
        """The channel of an inbox. Raises what opening it raises (a secret that cannot be opened, for example)."""
        async with self._opening:  # reading and sending ask at the same moment, and share one
            identity = (inbox.connector, tuple(sorted(inbox.config.items())), await self._connected_at(inbox))
            known = self._open.get(inbox.n)
            if known is not None and known[0] == identity:
                return known[1]
            if known is not None:
                await self._drop(inbox.n)
            channel = await self._open_channel(inbox)
            self._open[inbox.n] = (identity, channel)
            return channel

    async def aclose(self) -> None:
        """Close them all."""
        for n in tuple(self._open):
            await self._drop(n)

    async def _connected_at(self, inbox: Inbox) -> int:
        async with self._store.read() as conn:
            return await inboxes.secret_changed_at(conn, inbox.id)

    async def _drop(self, n: int) -> None:
        known = self._open.pop(n, None)
        if known is not None:
            await known[1].aclose()
