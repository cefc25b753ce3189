"""The tone profile of an inbox and the one its server keeps: read now and then, written when ours was changed here.

    agreed ─ theirs changed ─▶ it becomes our next version
           ─ ours changed ──▶ it waits, is written, and is agreed on when the server has taken it
           ─ both changed ──▶ the newer one wins; the other stays among the versions, and it is said

Writing a profile twice does no harm, so a write whose answer was lost is looked at and made again if it must be.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from random import random
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.channels.base import Channel
from closer_tui.domain.clock import HOUR, MINUTE
from closer_tui.domain.errors import ChannelError, ChannelRefused, ChannelUnavailable, RateLimited
from closer_tui.domain.retry import backoff
from closer_tui.domain.tone import ToneProfile
from closer_tui.domain.tone_meeting import Meeting, meet
from closer_tui.engine.syncing import SyncTiming
from closer_tui.services.tone import tone_set_in
from closer_tui.store import audit, changes, tone_sync, tones
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox
from closer_tui.store.tone_sync import Agreement

log = logging.getLogger(__name__)

READ_EVERY_MS: Final = MINUTE
REFUSED_PAUSE_MS: Final = HOUR
"""A server that keeps no profile, or a token that may not touch it, is not asked again at once."""
SERVER: Final = "server"
"""Author of versions that come from the server."""


@dataclass(frozen=True, slots=True)
class Write:
    """What the server must get, and as which version of ours it then counts."""

    version: int
    tone: ToneProfile
    conflict_version: int | None = None


async def sync_tone(store: Store, inbox: Inbox, channel: Channel, timing: SyncTiming) -> bool:
    """One look, if one is due; says whether ours changed. What goes wrong is recorded, and disturbs nothing else."""
    if not channel.capabilities.tone_profiles:
        return False
    async with store.read() as conn:
        agreed, (version, _) = await tone_sync.of(conn, inbox.n), await tones.current(conn, inbox.n)
    now = store.clock.now()
    if now < agreed.retry_at or (agreed.version == version and 0 <= now - agreed.checked_at < READ_EVERY_MS):
        return False
    try:
        theirs = await channel.read_tone()
        if theirs is None:
            raise ChannelRefused("the server keeps no tone profile for this inbox", "Ours is used for drafts as it is.")
        async with store.write() as tx:
            write = await _meet(tx, inbox, theirs, store.clock.now())
        if write is None:
            async with store.read() as conn:
                return (await tones.current(conn, inbox.n))[0] != version
        await channel.write_tone(write.tone)
    except ChannelError as error:
        await _failed(store, inbox, error, agreed, timing)
        return False
    async with store.write() as tx:
        now = store.clock.now()
        await tone_sync.agree(tx, inbox.n, write.version, now, conflict_version=write.conflict_version)
        await audit.note(tx, now, "engine", "tone.written", None, inbox.id, version=write.version)
        await changes.note(tx, now, changes.INBOX, None, inbox.id, tone_version=write.version)
    return False


async def _meet(tx: AsyncConnection, inbox: Inbox, theirs: ToneProfile, now: int) -> Write | None:
    """Compare ours as it is at this moment with theirs, and take theirs over where it is to be; what to write, if
    anything is."""
    agreed = await tone_sync.of(tx, inbox.n)
    version, ours = await tones.current(tx, inbox.n)
    base = (await tones.version(tx, inbox.n, agreed.version or 0)) or ToneProfile()
    # What waited since before the server was last seen unchanged is older than what was changed there.
    newer = await tones.saved_at(tx, inbox.n, version) > agreed.checked_at
    match meet(base, ours, theirs, ours_newer=newer):
        case Meeting.AGREE:
            lost = agreed.conflict_version if agreed.version in (None, version) else None
            await tone_sync.agree(tx, inbox.n, version, now, conflict_version=lost)
        case Meeting.WRITE:
            await tone_sync.seen(tx, inbox.n, now)
            return Write(version, ours)
        case Meeting.TAKE:
            await _theirs(tx, inbox, theirs, now, lost=None)
        case Meeting.WRITE_OVER:
            return await _ours(tx, inbox, theirs, version, ours, now)
        case Meeting.TAKE_OVER:
            await _theirs(tx, inbox, theirs, now, lost=version)
    return None


async def _theirs(tx: AsyncConnection, inbox: Inbox, theirs: ToneProfile, now: int, *, lost: int | None) -> None:
    number = await tone_set_in(tx, inbox, theirs, now, SERVER)
    await tone_sync.agree(tx, inbox.n, number, now, conflict_version=lost)
    if lost is not None:
        await _tell(tx, inbox, now, kept=number, lost=lost)


async def _ours(
    tx: AsyncConnection, inbox: Inbox, theirs: ToneProfile, version: int, ours: ToneProfile, now: int
) -> Write:
    """Ours goes to the server; theirs stays among the versions, once, however often the writing must be tried."""
    agreed = await tone_sync.of(tx, inbox.n)
    lost = agreed.conflict_version
    if lost is None or await tones.version(tx, inbox.n, lost) != theirs:
        lost = await tones.newest(tx, inbox.n) + 1
        await tones.add(tx, inbox.n, lost, theirs, SERVER, now)
        await tone_sync.dispute(tx, inbox.n, lost)
        await _tell(tx, inbox, now, kept=version, lost=lost)
    return Write(version, ours, lost)


async def _tell(tx: AsyncConnection, inbox: Inbox, now: int, *, kept: int, lost: int) -> None:
    await changes.note(tx, now, changes.TONE, None, inbox.id, version=kept, lost=lost)
    await audit.note(tx, now, "engine", "tone.conflict", None, inbox.id, kept=kept, lost=lost)


async def _failed(store: Store, inbox: Inbox, error: ChannelError, agreed: Agreement, timing: SyncTiming) -> None:
    """A token that may not touch tone profiles still reads and sends: the inbox stays connected."""
    if isinstance(error, RateLimited):
        wait = error.retry_after_ms
    elif isinstance(error, ChannelUnavailable):
        wait = timing.base_ms + backoff(agreed.failures + 1, timing.base_ms, timing.cap_ms, random)
    else:
        wait = REFUSED_PAUSE_MS
    log.info("%s: the tone profile is not shared: %s", inbox.id, error)
    async with store.write(bulk=True) as tx:
        now = store.clock.now()
        await tone_sync.fail(tx, inbox.n, str(error), agreed.failures + 1, now + wait)
        if not agreed.failures:
            await changes.note(tx, now, changes.INBOX, None, inbox.id, tone="not shared")
