"""The signing secrets of endpoints, sealed in the vault: the current one, and for a while the one before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.config.secrets import Secret
from closer_tui.domain.errors import NotFound
from closer_tui.store import vault, webhooks
from closer_tui.store.database import Store
from closer_tui.webhooks.signing import new_secret

CURRENT: Final = "signing"
BEFORE: Final = "signing before"


async def make(tx: AsyncConnection, store: Store, endpoint_id: str, now: int) -> Secret:
    """A new current secret, stored; the one it replaces, if any, becomes the one before."""
    box = vault.box(store.paths)
    try:
        old = await vault.get(tx, box, endpoint_id, CURRENT)
    except NotFound:
        old = None
    if old is not None:
        await vault.put(tx, box, endpoint_id, BEFORE, old, now)
    fresh = Secret(new_secret())
    await vault.put(tx, box, endpoint_id, CURRENT, fresh, now)
    return fresh


def endpoint_secrets(store: Store) -> Callable[[str], Awaitable[Sequence[str]]]:
    """What the delivery job asks for at every attempt: an endpoint's secrets in force, the newest first.

    The function raises NotFound for an endpoint that was removed, and a SecretError when a secret cannot be opened.
    """
    box = vault.box(store.paths)

    async def of(endpoint_id: str) -> Sequence[str]:
        async with store.read() as conn:
            endpoint = await webhooks.one(conn, endpoint_id)
            secrets = [await vault.get(conn, box, endpoint_id, CURRENT)]
            if endpoint.old_secret_until is not None and endpoint.old_secret_until > store.clock.now():
                secrets.append(await vault.get(conn, box, endpoint_id, BEFORE))
        return [secret.reveal() for secret in secrets]

    return of
