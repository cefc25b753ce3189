"""Leases: a piece of background work belongs to one process at a time, and comes free when that process dies.

The holder renews well before the time runs out; `token` changes with every owner, so that work done under a lost
lease can be recognised and dropped.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store.tables import leases


@dataclass(frozen=True, slots=True)
class Lease:
    """What the holder shows when it renews, releases or writes a result. Times in ms."""

    name: str
    holder: str
    token: str
    expires_at: int


async def acquire(tx: AsyncConnection, name: str, holder: str, now: int, ttl_ms: int, detail: str = "") -> Lease | None:
    """Take a free or expired lease, or one this holder has already; None while somebody else has it."""
    lease = Lease(name, holder, token_hex(8), now + ttl_ms)
    values = {
        "holder": holder,
        "token": lease.token,
        "acquired_at": now,
        "expires_at": lease.expires_at,
        "detail": detail,
    }
    statement = (
        insert(leases)
        .values(name=name, **values)
        .on_conflict_do_update(
            index_elements=["name"],
            set_=values,
            where=(leases.c.expires_at <= now) | (leases.c.holder == holder),
        )
    )
    taken = (await tx.execute(statement)).rowcount
    return lease if taken else None


async def acquire_from_dead(tx: AsyncConnection, name: str, holder: str, now: int, ttl_ms: int) -> Lease | None:
    """`acquire`, and if somebody has the lease whose process has died on this machine, take it from them: after a
    kill -9 work goes on at once instead of when the lease runs out."""
    lease = await acquire(tx, name, holder, now, ttl_ms)
    if lease is not None:
        return lease
    row = (await tx.execute(select(leases.c.holder, leases.c.token).where(leases.c.name == name))).first()
    if row is None or not holder_is_dead(row.holder):
        return None
    await tx.execute(delete(leases).where(leases.c.name == name, leases.c.token == row.token))
    return await acquire(tx, name, holder, now, ttl_ms)


def new_holder() -> str:
    """A name for this process: `host:pid:random`."""
    return f"{socket.gethostname()}:{os.getpid()}:{token_hex(4)}"


def holder_is_dead(holder: str) -> bool:
    """Whether the process behind a name surely no longer runs. Other machines are given the benefit of the doubt."""
    host, _, rest = holder.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


async def renew(tx: AsyncConnection, lease: Lease, now: int, ttl_ms: int) -> Lease | None:
    """Push the end out; None when the lease was lost in the meantime."""
    statement = (
        update(leases).where(leases.c.name == lease.name, leases.c.token == lease.token).values(expires_at=now + ttl_ms)
    )
    if not (await tx.execute(statement)).rowcount:
        return None
    return Lease(lease.name, lease.holder, lease.token, now + ttl_ms)


async def is_ours(conn: AsyncConnection, lease: Lease) -> bool:
    """Whether nobody has taken the lease since, even if its time ran out (a laptop that slept)."""
    token = (await conn.execute(select(leases.c.token).where(leases.c.name == lease.name))).scalar()
    return token == lease.token


async def release(tx: AsyncConnection, lease: Lease) -> None:
    """Give it back at once; somebody else may take it in the next moment."""
    await tx.execute(delete(leases).where(leases.c.name == lease.name, leases.c.token == lease.token))


async def clear_holder(tx: AsyncConnection, holder: str) -> None:
    """Give back everything one process holds (on a clean stop)."""
    await tx.execute(delete(leases).where(leases.c.holder == holder))
