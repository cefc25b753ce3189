"""Sealed secrets in the database: only ever bytes that open for one owner and one purpose."""

from __future__ import annotations

import base64

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.config.key_file import FileKeySource
from closer_tui.config.paths import Paths
from closer_tui.config.secrets import Secret, SecretBox
from closer_tui.domain.errors import NotFound
from closer_tui.store.tables import secrets


def box(paths: Paths) -> SecretBox:
    """The box that seals and opens this home's secrets."""
    return SecretBox(FileKeySource(paths.key_file))


async def put(tx: AsyncConnection, sealer: SecretBox, owner: str, purpose: str, secret: Secret, now: int) -> None:
    """Seal and store, replacing what was there."""
    sealed = base64.b64encode(sealer.seal(secret, purpose=purpose, owner=owner)).decode("ascii")
    values = {"sealed": sealed, "created_at": now}
    statement = insert(secrets).values(owner=owner, purpose=purpose, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["owner", "purpose"], set_=values))


async def get(conn: AsyncConnection, sealer: SecretBox, owner: str, purpose: str) -> Secret:
    """Open one. Raises NotFound, or a SecretError that says how to go on."""
    where = (secrets.c.owner == owner) & (secrets.c.purpose == purpose)
    sealed = (await conn.execute(select(secrets.c.sealed).where(where))).scalar()
    if sealed is None:
        raise NotFound(f"no {purpose} is stored for {owner}", "Connect it again.")
    return sealer.open(base64.b64decode(sealed), purpose=purpose, owner=owner)


async def drop(tx: AsyncConnection, owner: str) -> None:
    """Forget everything of one owner; `secure_delete` overwrites it."""
    await tx.execute(delete(secrets).where(secrets.c.owner == owner))
