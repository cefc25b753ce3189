"""Subscriptions to webhooks: add, rotate, enable, remove; and sending dead letters again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import Environment
from closer_tui.domain.errors import Conflict, InvalidInput, NotFound, Refused
from closer_tui.domain.ids import new_id
from closer_tui.domain.public_events import PublicEvent
from closer_tui.store import audit, vault, webhook_queue, webhooks
from closer_tui.store.database import Store
from closer_tui.store.webhooks import Endpoint
from closer_tui.webhooks import secrets
from closer_tui.webhooks.addresses import check_url
from closer_tui.webhooks.deliver import ENDPOINTS_AT_ONCE


@dataclass(frozen=True, slots=True)
class Subscribed:
    """An endpoint, and its signing secret: the only time it is shown."""

    endpoint: Endpoint
    secret: Secret


async def add(
    store: Store,
    url: str,
    events: Iterable[str] = (),
    *,
    actor: str,
    env: Environment | None = None,
    allow_private: bool = False,
) -> Subscribed:
    """Tell `url` of `events` (all five when none is named) from now on.

    `env` None means real customers and the sandbox; the header X-Closer-Env tells them apart. Raises UrlRefused,
    InvalidInput for an unknown event, Conflict when the URL is subscribed already, Refused when there are too many.
    """
    target = check_url(url, allow_private=allow_private).url
    wanted = _known(events)
    async with store.write() as tx:
        now = store.clock.now()
        existing = await webhooks.listed(tx)
        if any(endpoint.url == target and endpoint.env == env for endpoint in existing):
            raise Conflict("that URL is subscribed already", "`closer-tui webhook list` shows it; remove it first.")
        # Every endpoint has its own place among those served at once, so that none waits for another.
        if len(existing) >= ENDPOINTS_AT_ONCE:
            raise Refused(f"there are {len(existing)} webhooks already", "Remove one that is no longer used.")
        endpoint_id = new_id("wh", now)
        await webhooks.add(tx, endpoint_id, target, env, wanted, now)
        secret = await secrets.make(tx, store, endpoint_id, now)
        await audit.note(tx, now, actor, "webhook.added", None, endpoint_id, url=target, events=list(wanted))
        return Subscribed(await webhooks.one(tx, endpoint_id), secret)


async def rotate(store: Store, endpoint_id: str, *, actor: str, overlap_ms: int) -> Subscribed:
    """A new signing secret; the old one signs beside it for `overlap_ms`, 0 ends it at once. Raises NotFound."""
    async with store.write() as tx:
        now = store.clock.now()
        await webhooks.one(tx, endpoint_id)
        secret = await secrets.make(tx, store, endpoint_id, now)
        await webhooks.rotated(tx, endpoint_id, now + overlap_ms)
        await audit.note(tx, now, actor, "webhook.rotated", None, endpoint_id, overlap_ms=overlap_ms)
        return Subscribed(await webhooks.one(tx, endpoint_id), secret)


async def remove(store: Store, endpoint_id: str, *, actor: str) -> None:
    """Forget the endpoint, its secrets and everything that waited for it. Raises NotFound."""
    async with store.write() as tx:
        endpoint = await webhooks.one(tx, endpoint_id)
        await webhooks.remove(tx, endpoint)
        await vault.drop(tx, endpoint_id)
        await audit.note(tx, store.clock.now(), actor, "webhook.removed", None, endpoint_id, url=endpoint.url)


async def enable(store: Store, endpoint_id: str, *, actor: str) -> Endpoint:
    """Use an endpoint again that said it was gone. What it missed can then be replayed. Raises NotFound."""
    async with store.write() as tx:
        await webhooks.one(tx, endpoint_id)
        await webhooks.enable(tx, endpoint_id)
        await audit.note(tx, store.clock.now(), actor, "webhook.enabled", None, endpoint_id)
        return await webhooks.one(tx, endpoint_id)


async def replay(store: Store, *, actor: str, event_id: str | None = None, endpoint_id: str | None = None) -> int:
    """Queue dead letters again, all or those of an event or an endpoint; returns how many.

    Raises NotFound for an unknown endpoint and for an event that has no dead letter, Refused for a disabled endpoint.
    """
    async with store.write() as tx:
        now = store.clock.now()
        if endpoint_id is not None and (await webhooks.one(tx, endpoint_id)).disabled_at is not None:
            raise Refused("that webhook is disabled", f"Enable it first: `closer-tui webhook enable {endpoint_id}`.")
        queued = await webhook_queue.replay(tx, now, event_id=event_id, endpoint_id=endpoint_id)
        if event_id is not None and not queued:
            raise NotFound(
                f"there is no dead letter of {event_id[:60]!r}",
                "`closer-tui webhook deliveries --state dead` lists them.",
            )
        if queued:
            await audit.note(tx, now, actor, "webhook.replayed", None, endpoint_id or event_id or "", count=queued)
        return queued


def _known(events: Iterable[str]) -> tuple[str, ...]:
    """The events named, each once, in the documented order; all when none is named."""
    wanted = set(events)
    unknown = wanted.difference(PublicEvent)
    if unknown:
        raise InvalidInput(
            f"there is no event {min(unknown)[:60]!r}", f"Choose from {', '.join(PublicEvent)}.", field="event"
        )
    return tuple(event.value for event in PublicEvent if not wanted or event in wanted)
