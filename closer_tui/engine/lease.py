"""A piece of work under its lease: taken before, renewed while it runs, given back after."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from closer_tui.domain.errors import StoreError
from closer_tui.engine.ending import end
from closer_tui.store import leases
from closer_tui.store.database import Store
from closer_tui.store.leases import Lease

TTL_MS = 30_000
"""How long a lease outlives its last renewal; a third of it passes between renewals."""


class LeaseLost(StoreError):
    """Somebody else has the work now; what was begun here was stopped."""


@asynccontextmanager
async def leased(store: Store, name: str, ttl_ms: int = TTL_MS) -> AsyncIterator[Lease | None]:
    """The lease, or None while somebody else does this piece of work.

    Losing it in between cancels the work and raises LeaseLost, so that the job it belongs to lives on.
    """
    now = store.clock.now()
    take = partial(leases.acquire_from_dead, name=name, holder=store.holder, now=now, ttl_ms=ttl_ms)
    lease = await store.transact(take, bulk=True)
    if lease is None:
        yield None
        return
    owner = asyncio.current_task()
    assert owner is not None
    cancelled_before = owner.cancelling()
    heart = asyncio.create_task(_beat(store, lease, ttl_ms), name=f"lease {name}")

    def stop(_: asyncio.Task[None]) -> None:
        owner.cancel()

    # The heart stops by itself only when the lease is lost or cannot be renewed: then the work must stop too.
    heart.add_done_callback(stop)
    try:
        yield lease
    except asyncio.CancelledError as stopped:
        if heart.done() and owner.uncancel() <= cancelled_before:
            raise LeaseLost(f"the lease {name} was lost", "Nothing to do: whoever has it goes on.") from stopped
        raise
    finally:
        heart.remove_done_callback(stop)
        try:
            await end(heart)
        finally:
            await store.transact(partial(leases.release, lease=lease), bulk=True)


async def _beat(store: Store, lease: Lease, ttl_ms: int) -> None:
    """Renew until cancelled; returns when the lease was lost."""
    while True:
        await asyncio.sleep(ttl_ms / 3_000)
        renew = partial(leases.renew, lease=lease, now=store.clock.now(), ttl_ms=ttl_ms)
        if await store.transact(renew, bulk=True) is None:
            return
