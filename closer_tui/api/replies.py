"""A reply through the API: on a real channel it joins the outbox, in the sandbox it is sent at once.

Both are one transaction with the idempotency key: the reply, the drafts it overrides, the outbox row, and what peers
are told.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from closer_tui.api import idempotent
from closer_tui.api.errors import bad_request, not_found
from closer_tui.api.idempotent import Done
from closer_tui.api.models import ReplyRequest
from closer_tui.api.world import token_of, world_of
from closer_tui.channels.catalogue import SANDBOX
from closer_tui.domain.clock import format_rfc3339
from closer_tui.domain.draft import DraftEvent
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.text import clean
from closer_tui.services.dispatch import dispatch
from closer_tui.store import audit, conversations, drafts, inbound_list, inboxes, keys, outbox
from closer_tui.store.announce import announce
from closer_tui.store.inbound_list import InboundMessage
from closer_tui.store.tokens import Token


async def reply(request: Request, message_id: str, asked: ReplyRequest) -> Response:
    """Answer an inbound message of the token's plane and channels."""
    token, world = token_of(request), world_of(request)
    text = clean(asked.body).strip()
    if not text:
        raise bad_request("Nothing that can be shown is left of `body`.")
    try:
        seq = keys.parse("msg", message_id)
    except InvalidInput as error:
        raise not_found() from error

    async def effect(tx: AsyncConnection, now: int) -> Done:
        message = await inbound_list.one(tx, seq, env=token.env, channels=token.channels)
        if message is None:
            raise not_found()
        return await _answer(tx, message, text, asked.send_as, token, now)

    path = f"/v1/messages/{keys.public('msg', seq)}/reply"
    return await idempotent.perform(request, world, path, asked, effect)


async def _answer(
    tx: AsyncConnection, message: InboundMessage, text: str, send_as: str, token: Token, now: int
) -> Done:
    actor = f"api:{token.name or token.prefix}"
    conversation = await conversations.one(tx, message.conversation_n)
    at_once = (await inboxes.one(tx, message.inbox_n)).connector == SANDBOX
    out = await dispatch(
        tx,
        conversation,
        text,
        now=now,
        actor=actor,
        draft_n=None,
        send_as=send_as,
        not_before=now,
        reply_to=message.external_id,
        at_once=at_once,
    )
    await drafts.retire(tx, conversation.n, DraftEvent.SUPERSEDE, now, why=f"{actor} answered", instead=actor)
    await audit.note(tx, now, actor, "reply.written", conversation.n, keys.public("out", out.outbox_n))
    if at_once:
        await announce(tx, await outbox.one(tx, out.outbox_n), out.at, now)
    return Done(
        201,
        {
            "id": keys.public("rep", out.message_seq),
            "message_id": keys.public("msg", message.seq),
            "body": text,
            "sent_at": format_rfc3339(out.at) if at_once else None,
            "mode": "human",
            "status": "sent" if at_once else "queued",
        },
    )
