"""Tone profiles through the API: read the one in force, change some of its fields."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from closer_tui.api import idempotent, sandbox, shapes
from closer_tui.api.errors import not_found
from closer_tui.api.idempotent import Done
from closer_tui.api.models import ToneUpdate
from closer_tui.api.world import World, token_of, world_of
from closer_tui.domain.channel import Environment, InboxState
from closer_tui.domain.errors import NotFound
from closer_tui.domain.text import clean
from closer_tui.domain.tone import MAX_SIGN_OFF, EmojiUse, SentenceLength, ToneProfile, normalise_topic
from closer_tui.services.tone import tone_set_in
from closer_tui.store import inboxes, tones
from closer_tui.store.inboxes import Inbox
from closer_tui.store.tokens import Token


async def read(world: World, token: Token, inbox_id: str) -> ToneProfile:
    """The profile in force. Raises ApiError 404 for an inbox of another plane or channel too."""
    async with world.store.read() as conn:
        inbox = await _visible(conn, token, inbox_id)
        if inbox is not None:
            return (await tones.current(conn, inbox.n))[1]
    if _sandbox_to_be(token, inbox_id):
        return ToneProfile()
    raise not_found()


async def update(request: Request, inbox_id: str, asked: ToneUpdate) -> Response:
    """Change the fields that were sent."""
    token, world = token_of(request), world_of(request)

    async def effect(tx: AsyncConnection, now: int) -> Done:
        inbox = await _visible(tx, token, inbox_id)
        channel = sandbox.channel_of(inbox_id)
        if inbox is None and channel is not None and _sandbox_to_be(token, inbox_id):
            inbox = await sandbox.inbox_of(tx, channel, world.sandbox_mode, now)
        if inbox is None:
            raise not_found()
        profile = changed((await tones.current(tx, inbox.n))[1], asked)
        await tone_set_in(tx, inbox, profile, now, f"api:{token.name or token.prefix}")
        return Done(200, shapes.tone(profile))

    return await idempotent.perform(request, world, f"/v1/tone-profiles/{inbox_id}", asked, effect)


def changed(profile: ToneProfile, asked: ToneUpdate) -> ToneProfile:
    """The profile with the fields that were sent; texts are cleaned, topics brought into their one form."""
    given = asked.model_fields_set
    if "formality" in given:
        profile = replace(profile, formality=asked.formality)
    if "warmth" in given:
        profile = replace(profile, warmth=asked.warmth)
    if "sentence_length" in given:
        profile = replace(profile, sentence_length=SentenceLength(asked.sentence_length))
    if "emoji" in given:
        profile = replace(profile, emoji=EmojiUse(asked.emoji))
    if "sign_off" in given:
        profile = replace(profile, sign_off=clean(asked.sign_off, limit=MAX_SIGN_OFF, multiline=False))
    if "escalation_topics" in given:
        topics = (normalise_topic(topic) for topic in asked.escalation_topics)
        profile = replace(profile, escalation_topics=tuple(dict.fromkeys(topic for topic in topics if topic)))
    return profile


async def _visible(conn: AsyncConnection, token: Token, inbox_id: str) -> Inbox | None:
    try:
        inbox = await inboxes.by_id(conn, inbox_id)
    except NotFound:
        return None
    mine = inbox.env is token.env and inbox.channel in token.channels and inbox.state is not InboxState.REMOVED
    return inbox if mine else None


def _sandbox_to_be(token: Token, inbox_id: str) -> bool:
    return token.env is Environment.TEST and sandbox.channel_of(inbox_id) in token.channels
