"""What new messages do to drafts: the ones that wait turn stale, and a new one is asked for where the bot answers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.channel import InboxMode
from closer_tui.domain.conversation import OwnerKind, Status
from closer_tui.domain.draft import LIVE_STATES, DraftBasis, DraftEvent, DraftState
from closer_tui.store import conversations
from closer_tui.store import drafts as rows
from closer_tui.store.calling_off import WHY
from closer_tui.store.conversations import Conversation
from closer_tui.store.derive import Derived
from closer_tui.store.inboxes import Inbox

SHOWN = (DraftState.PENDING, DraftState.GENERATING)
"""Drafts that a new message outruns; one that is only asked for is moved to the new basis instead."""


@dataclass(frozen=True, slots=True)
class DraftTiming:
    """When a new message asks for a draft: after `debounce_ms` of quiet, at most `longest_wait_ms` after the first, and
    only while the message is younger than `oldest_ms`."""

    debounce_ms: int = 3_000
    longest_wait_ms: int = 20_000
    oldest_ms: int = 14 * 86_400_000


async def on_messages(
    tx: AsyncConnection,
    inbox: Inbox,
    before: Mapping[int, Conversation],
    derived: Mapping[int, Derived],
    now: int,
    timing: DraftTiming,
    called_off: frozenset[int] = frozenset(),
) -> None:
    """For each conversation with new messages: retire what they outran, ask for what they call for. `called_off`: where
    an approved reply was, because of them."""
    live = await _with_live_drafts(tx, derived)
    for n, d in derived.items():
        if n in live:
            if d.opted_out or d.status is Status.SPAM:
                why = "the customer asked us to stop" if d.opted_out else "spam"
                await rows.retire(tx, n, DraftEvent.WITHHOLD, now, why=why)
            elif d.last_public != d.last_inbound:
                await rows.retire(tx, n, DraftEvent.SUPERSEDE, now, why="answered elsewhere")
            elif d.new_inbound and live[n].intersection(SHOWN):
                why = WHY if n in called_off else "a new message arrived"
                await rows.retire(tx, n, DraftEvent.NEW_INBOUND, now, why=why, states=SHOWN)
        if wants_draft(inbox, before[n].owner_kind, d, now, timing):
            basis = DraftBasis(
                d.last_inbound,
                d.last_public,
                before[n].owner_epoch,
                before[n].tone_version,
                before[n].knowledge_version,
            )
            await rows.request(
                tx, n, basis, now, not_before=now + timing.debounce_ms, longest_wait_ms=timing.longest_wait_ms
            )


def wants_draft(inbox: Inbox, owner: OwnerKind, derived: Derived, now: int, timing: DraftTiming) -> bool:
    """The bot drafts where it owns the conversation, the customer spoke last and waits, and the word is not ancient."""
    return (
        bool(derived.new_inbound)
        and inbox.mode is not InboxMode.OFF
        and owner in (OwnerKind.BOT, OwnerKind.QUEUE)
        and derived.status is Status.OPEN
        and derived.waiting_since is not None
        and not derived.opted_out
        and derived.new_inbound[-1].at > now - timing.oldest_ms
    )


async def retire_for_edit(tx: AsyncConnection, conversation_n: int, now: int) -> None:
    """A message was edited upstream after a draft was made from it; one that was being written is begun anew."""
    running = (DraftState.GENERATING,)
    why = "a message was edited"
    cut_off = await rows.retire(tx, conversation_n, DraftEvent.NEW_INBOUND, now, why=why, states=running)
    await rows.retire(tx, conversation_n, DraftEvent.NEW_INBOUND, now, why=why, states=SHOWN)
    if cut_off:
        basis = (await conversations.one(tx, conversation_n)).basis
        await rows.request(tx, conversation_n, basis, now, not_before=now)


_LIVE = (
    "SELECT conversation_n, state FROM drafts WHERE conversation_n IN (SELECT value FROM json_each(?))"
    " AND state IN (SELECT value FROM json_each(?))"
)
_LIVE_WORDS = json.dumps(LIVE_STATES)


async def _with_live_drafts(conn: AsyncConnection, derived: Iterable[int]) -> Mapping[int, set[str]]:
    """Of these conversations the ones with live drafts, and the states of those."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in await conn.exec_driver_sql(_LIVE, (json.dumps(list(derived)), _LIVE_WORDS)):
        found[row.conversation_n].add(row.state)
    return found
