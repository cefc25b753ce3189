"""A piece of work under its lease: taken before, renewed while it runs, given back after."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from closer_tui.store import leases
from closer_tui.store.database import Store
from closer_tui.store.leases import Lease

TTL_MS = 30_000
"""How long a lease outlives its last renewal; a third of it passes between renewals."""


@asynccontextmanager
async def leased(store: Store, name: str, ttl_ms: int = TTL_MS) -> AsyncIterator[Lease | None]:
    """The lease, or None while somebody else does this piece of work. Losing it in between cancels the work."""
    async with store.write(bulk=True) as tx:
        lease = await leases.acquire_from_dead(tx, name, store.holder, store.clock.now(), ttl_ms)
    if lease is None:
        yield None
        return
    owner = asyncio.current_task()
    heart = asyncio.create_task(_beat(store, lease, ttl_ms, owner), name=f"lease {name}")
    try:
        yield lease
    finally:
        heart.cancel()
        with suppress(asyncio.CancelledError):
            await heart
        async with store.write(bulk=True) as tx:
            await leases.release(tx, lease)


async def _beat(store: Store, lease: Lease, ttl_ms: int, owner: asyncio.Task[object] | None) -> None:
    while True:
        await asyncio.sleep(ttl_ms / 3_000)
        async with store.write(bulk=True) as tx:
            held = await leases.renew(tx, lease, store.clock.now(), ttl_ms)
        if held is None:
            if owner is not None:
                owner.cancel(f"the lease {lease.name} was lost")
            return
