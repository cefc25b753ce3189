"""Rows of idempotency keys: what was asked under a key, and the answer given.

The claim, the effect and the answer are written in one transaction. So a key either stands with its answer or was never
used, whatever crashed; nothing is ever run again because time has passed within the days a key is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.store.tables import idempotency

STARTED: Final = "started"
DONE: Final = "done"

_NEW: Final = insert(idempotency)
# A key kept long enough is free again: the old row becomes the new one.
_CLAIM: Final = _NEW.on_conflict_do_update(
    index_elements=["token_n", "method", "path", "key"],
    set_={
        "body_hash": _NEW.excluded.body_hash,
        "state": _NEW.excluded.state,
        "created_at": _NEW.excluded.created_at,
        "status": None,
        "response": None,
    },
    where=idempotency.c.created_at <= bindparam("gone_at", type_=Integer),
).values({name: bindparam(name) for name in ("token_n", "method", "path", "key", "body_hash", "state", "created_at")})
_MINE: Final = (
    idempotency.c.token_n == bindparam("b_token_n"),
    idempotency.c.method == bindparam("b_method"),
    idempotency.c.path == bindparam("b_path"),
    idempotency.c.key == bindparam("b_key"),
)
_FINISH: Final = (
    update(idempotency)
    .where(*_MINE)
    .values(state=bindparam("state"), status=bindparam("status"), response=bindparam("response"))
)
_KEPT: Final = select(idempotency.c.body_hash, idempotency.c.status, idempotency.c.response).where(*_MINE)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a key counts: for one token, one method and one path."""

    token_n: int
    method: str
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands under a key already. `status` and `response` are None while its request is still being worked on."""

    body_hash: str
    status: int | None
    response: str | None


async def claim(tx: AsyncConnection, slot: Slot, body_hash: str, now: int, *, keep_ms: int) -> Kept | None:
    """Take the key (None), or learn what stands under it. A key older than `keep_ms` is free again."""
    row = {"token_n": slot.token_n, "method": slot.method, "path": slot.path, "key": slot.key}
    row |= {"body_hash": body_hash, "state": STARTED, "created_at": now}
    if (await tx.execute(_CLAIM, row | {"gone_at": now - keep_ms})).rowcount:
        return None
    found = (await tx.execute(_KEPT, _mine(slot))).one()
    return Kept(found.body_hash, found.status, found.response)


async def finish(tx: AsyncConnection, slot: Slot, status: int, response: str) -> None:
    """Store the answer, in the transaction that claimed the key."""
    await tx.execute(_FINISH, _mine(slot) | {"state": DONE, "status": status, "response": response})


def _mine(slot: Slot) -> dict[str, object]:
    return {"b_token_n": slot.token_n, "b_method": slot.method, "b_path": slot.path, "b_key": slot.key}
