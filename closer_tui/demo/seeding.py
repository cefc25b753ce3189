"""What both sides know before the demo begins: the back-story at the server, the owner's own texts at home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.api.sandbox import inbox_of
from closer_tui.demo.backstory import PastMessage, backstory
from closer_tui.demo.roles import Cast, Sender
from closer_tui.domain.channel import ChannelKind, Environment, InboxMode
from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.domain.sync import Incoming
from closer_tui.domain.text import clean
from closer_tui.services.tone import tone_set
from closer_tui.store import conversations, messages
from closer_tui.store.apply import apply
from closer_tui.store.database import Store
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.tables import identities, quick_replies

ENGLISH: Final = "en"
"""What a quick reply is written in where the cast names no language."""
AT_ONCE: Final = DraftTiming(debounce_ms=0, longest_wait_ms=0)


async def seed_server(store: Store, cast: Cast, start: int) -> None:
    """Everything said before `start` (ms), customers' words and the business's replies to them, with their own times.

    It goes in as a page that sync would apply; nothing is drafted, because the sandbox inboxes are off.
    """
    told: dict[ChannelKind, list[PastMessage]] = {channel: [] for channel in ChannelKind}
    for message in backstory(cast, start):
        told[message.channel].append(message)
    async with store.write(bulk=True) as tx:
        for channel, past in told.items():
            inbox = await inbox_of(tx, channel, InboxMode.OFF, start)
            done = await apply(tx, inbox, [_incoming(message) for message in past], start, AT_ONCE)
            await _answer(tx, past, {row.external_id: row.seq for row in done.inserted})


def _incoming(message: PastMessage) -> Incoming:
    theirs = message.sender is Sender.CUSTOMER
    return Incoming(
        external_id=message.id,
        thread=message.address,
        address=message.address,
        body=message.body,
        at=message.at,
        direction=Direction.INBOUND if theirs else Direction.OUTBOUND,
        name=message.name,
        author="" if theirs else "owner",
        delivery=Delivery.RECEIVED if theirs else Delivery.DELIVERED,
    )


async def _answer(tx: AsyncConnection, past: Sequence[PastMessage], seq_of: Mapping[str, int]) -> None:
    """Each message of a customer was answered by the next word of the business."""
    by_talk: dict[str, list[PastMessage]] = defaultdict(list)
    for message in past:
        by_talk[message.conversation_id].append(message)
    answers: list[tuple[int, str, int | None]] = []
    for talk in by_talk.values():
        reply: int | None = None
        for message in reversed(talk):
            if message.sender is Sender.BUSINESS:
                reply = seq_of[message.id]
            elif reply is not None:
                answers.append((seq_of[message.id], AnswerState.REPLIED.value, reply))
    await messages.set_answers(tx, answers)


async def seed_owner(store: Store, cast: Cast, now: int) -> None:
    """The owner's quick replies, in every language they were written in."""
    rows: list[dict[str, object]] = []
    for reply in cast.quick_replies:
        texts = [(ENGLISH, reply.body, reply.keywords), *((v.language, v.body, v.keywords) for v in reply.variants)]
        rows += [
            {
                "shortcut": reply.shortcut,
                "title": reply.title,
                "body": body,
                "keywords": " ".join(keywords),
                "language": language,
                "updated_at": now,
            }
            for language, body, keywords in texts
        ]
    async with store.write() as tx:
        await tx.execute(insert(quick_replies), rows)


async def set_tones(store: Store, cast: Cast, inbox_numbers: Iterable[int]) -> None:
    """How the owner writes, in every inbox."""
    for n in inbox_numbers:
        await tone_set(store, n, cast.tone, actor=cast.business.owner)


async def name_contacts(store: Store, cast: Cast) -> None:
    """The address book of the owner: CLOSER v1 carries addresses, not names."""
    names = {(talk.channel.value, talk.address): clean(talk.name, multiline=False) for talk in cast.conversations}
    async with store.write() as tx:
        statement = select(identities.c.contact_n, identities.c.channel, identities.c.address).where(
            identities.c.env == Environment.TEST.value
        )
        found = [(row.contact_n, names.get((row.channel, row.address), "")) for row in await tx.execute(statement)]
        await conversations.name_contacts(tx, [(n, name) for n, name in found if name])
