"""The admin shapes the bot: new versions of a tone profile, and the way back to an old one."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.domain.public_events import PublicEvent, tone_updated
from closer_tui.domain.tone import ToneProfile
from closer_tui.store import audit, changes, events, inboxes, tones
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox


async def tone_set(
    store: Store, inbox_n: int, tone: ToneProfile, *, actor: str, expected_version: int | None = None
) -> int:
    """Make `tone` the profile in force; returns its version. Raises Conflict when somebody saved since
    `expected_version` was read. Saving what is already in force makes no new version."""
    async with store.write() as tx:
        return await tone_set_in(tx, await inboxes.one(tx, inbox_n), tone, store.clock.now(), actor, expected_version)


async def tone_set_in(
    tx: AsyncConnection, inbox: Inbox, tone: ToneProfile, now: int, actor: str, expected_version: int | None = None
) -> int:
    """The same inside a transaction."""
    version, before = await tones.current(tx, inbox.n)
    if expected_version is not None and expected_version != version:
        raise Conflict("somebody saved this profile a moment ago", "Load it again and repeat the change.")
    stored = await tones.version(tx, inbox.n, version)
    if stored == tone:
        return version
    if stored is None:
        await tones.add(tx, inbox.n, version, before, "default", now)
        if before == tone:
            return version
    number = await tones.newest(tx, inbox.n) + 1
    await tones.add(tx, inbox.n, number, tone, actor, now)
    await inboxes.change(tx, inbox.n, tone_version=number)
    await changes.note(tx, now, changes.TONE, None, inbox.id, version=number)
    await audit.note(tx, now, actor, "tone.changed", None, inbox.id, version=number)
    await events.emit(tx, now, inbox.env, PublicEvent.TONE_UPDATED, tone_updated(inbox.id, number, tone))
    return number


async def tone_revert(store: Store, inbox_n: int, version: int, *, actor: str) -> int:
    """Bring an old version back as a new one; returns its number."""
    async with store.write() as tx:
        tone = await tones.version(tx, inbox_n, version)
        if tone is None:
            raise NotFound(f"there is no version {version} of this profile", "The form lists the versions.")
        return await tone_set_in(tx, await inboxes.one(tx, inbox_n), tone, store.clock.now(), actor)
