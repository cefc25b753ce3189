"""What both sides know before the demo begins: the back-story at the server, the owner's own texts at home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.api.sandbox import inbox_of
from closer_tui.demo.backstory import PastMessage, backstory
from closer_tui.demo.roles import Cast, Sender
from closer_tui.domain.channel import ChannelKind, Environment, InboxMode
from closer_tui.domain.clock import DAY, HOUR, MINUTE
from closer_tui.domain.draft import DraftAction, DraftState
from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.domain.sync import Incoming
from closer_tui.domain.text import clean
from closer_tui.services.tone import tone_set
from closer_tui.services.triage import resolve
from closer_tui.store import messages
from closer_tui.store.apply import apply
from closer_tui.store.database import Store
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.inboxes import Inbox
from closer_tui.store.tables import contacts, drafts, identities, quick_replies

ENGLISH: Final = "en"
"""What a quick reply is written in where the cast names no language."""
BEFORE: Final = "before@customers.example"
"""Whoever asked before the demo began; CLOSER v1 has no history older than the server."""
LONG_AGO: Final = 60 * DAY
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
    answers: list[tuple[int, AnswerState, int | None]] = []
    for talk in by_talk.values():
        reply: int | None = None
        for message in reversed(talk):
            if message.sender is Sender.BUSINESS:
                reply = seq_of[message.id]
            elif reply is not None:
                answers.append((seq_of[message.id], AnswerState.REPLIED, reply))
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
                "keywords": ", ".join(keywords),
                "language": language,
                "updated_at": now,
            }
            for language, body, keywords in texts
        ]
    async with store.write() as tx:
        await tx.execute(insert(quick_replies), rows)


async def seed_past_answers(store: Store, cast: Cast, inbox: Inbox, now: int) -> None:
    """What the owner approved before: one resolved conversation of questions and answers, long ago, with its drafts."""
    first = now - LONG_AGO
    page = [
        Incoming(
            external_id=f"past/{number}/{direction.value}",
            thread=BEFORE,
            address=BEFORE,
            body=clean(body),
            at=first + number * HOUR + (direction is Direction.OUTBOUND) * MINUTE,
            direction=direction,
            author=author,
            delivery=delivery,
            answer=AnswerState.REPLIED,
        )
        for number, past in enumerate(cast.past_answers)
        for direction, body, author, delivery in (
            (Direction.INBOUND, past.question, "", Delivery.RECEIVED),
            (Direction.OUTBOUND, past.answer, cast.business.owner, Delivery.DELIVERED),
        )
    ]
    async with store.write() as tx:
        done = await apply(tx, inbox, page, now, AT_ONCE)
        told = sorted(done.inserted, key=lambda row: row.at)
        rows = [
            {
                "conversation_n": asked.conversation_n,
                "revision": number,
                "state": DraftState.APPROVED.value,
                "body": answered.body,
                "action": DraftAction.REPLY.value,
                "last_inbound": asked.seq,
                "last_public": asked.seq,
                "owner_epoch": 1,
                "tone_version": 1,
                "created_at": asked.at,
                "finished_at": asked.at,
                "decided_at": answered.at,
                "decided_by": cast.business.owner,
            }
            for number, (asked, answered) in enumerate(zip(told[::2], told[1::2], strict=True), start=1)
        ]
        await tx.execute(insert(drafts), rows)
    await resolve(store, told[0].conversation_n, actor=cast.business.owner)


async def set_tones(store: Store, cast: Cast, inbox_numbers: Iterable[int]) -> None:
    """How the owner writes, in every inbox."""
    for n in inbox_numbers:
        await tone_set(store, n, cast.tone, actor=cast.business.owner)


async def seed_address_book(store: Store, cast: Cast, now: int) -> None:
    """Who is who: CLOSER v1 carries addresses, not names. Those who never said their name stay addresses."""
    known = [talk for talk in cast.conversations if clean(talk.name, multiline=False).strip()]
    async with store.write() as tx:
        for talk in known:
            name = clean(talk.name, multiline=False)
            made = await tx.execute(insert(contacts).values(name=name, created_at=now).returning(contacts.c.n))
            await tx.execute(
                insert(identities).values(
                    contact_n=made.scalar_one(),
                    env=Environment.TEST.value,
                    channel=talk.channel.value,
                    address=talk.address,
                )
            )
