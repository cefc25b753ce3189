"""The five calls of CLOSER v1. Each is a few lines: what is asked, which use case does it, how it is answered."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from closer_tui.api import idempotent, listing, replies, sandbox, shapes, tone
from closer_tui.api.auth import check_channel
from closer_tui.api.cursor import PATTERN as CURSOR
from closer_tui.api.errors import bad_request, forbidden
from closer_tui.api.guard import GuardedRoute, needs
from closer_tui.api.idempotent import Done
from closer_tui.api.models import (
    INBOX_ID,
    MESSAGE_ID,
    ChannelName,
    EnvName,
    InjectRequest,
    MessageShape,
    PageShape,
    ReplyAnswer,
    ReplyRequest,
    StatusName,
    ToneShape,
    ToneUpdate,
)
from closer_tui.api.openapi import KEYED, failures, success
from closer_tui.api.world import token_of, world_of
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import parse_rfc3339
from closer_tui.domain.message import AnswerState
from closer_tui.domain.text import clean
from closer_tui.store.tokens import Scope

router = APIRouter(prefix="/v1", route_class=GuardedRoute)

MessageId = Annotated[str, Path(json_schema_extra={"pattern": MESSAGE_ID}, description="Id of an inbound message.")]
InboxId = Annotated[
    str,
    Path(
        json_schema_extra={"anyOf": [{"enum": [sandbox.inbox_id(c) for c in ChannelKind]}, {"pattern": INBOX_ID}]},
        description="Id of an inbox; the sandbox's are `inbox_sandbox_<channel>`.",
    ),
]
# The guard judges `env` before any endpoint; it stands here to be documented.
Env = Annotated[
    EnvName | None, Query(alias="env", description="`sandbox`: a reminder; the token decides. Test tokens only.")
]


@router.get(
    "/messages",
    summary="List inbound messages",
    responses=success(200, PageShape, "A page, oldest arrival first.") | failures(writes=False),
    openapi_extra=needs(Scope.READ),
    response_model=None,
)
async def list_messages(
    request: Request,
    channel: Annotated[
        ChannelName | None, Query(description="Only this channel; without it, all of the token's.")
    ] = None,
    status: Annotated[StatusName | None, Query(description="Only messages in this state.")] = None,
    since: Annotated[
        str | None,
        Query(
            json_schema_extra={"format": "date-time"},
            description="Only what arrived here at this time (RFC 3339) or later.",
        ),
    ] = None,
    cursor: Annotated[
        str | None,
        Query(json_schema_extra={"pattern": CURSOR}, description="`next_cursor` of the page before, same filters."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Most messages on a page.")] = 50,
    _env: Env = None,
) -> Response:
    """Inbound messages of the token's channels in the order they arrived here."""
    token = token_of(request)
    if channel is not None:
        check_channel(token, ChannelKind(channel))
    wanted = listing.Wanted(
        env=token.env,
        channels=frozenset({ChannelKind(channel)}) if channel else token.channels,
        channel=channel or "",
        status=AnswerState(status) if status else None,
        since=parse_rfc3339(since) if since is not None else None,
    )
    return _json(await listing.page(world_of(request), wanted, cursor, limit))


@router.post(
    "/messages/{id}/reply",
    status_code=201,
    summary="Reply to a message",
    responses=success(201, ReplyAnswer, "The reply is sent or on its way.", replayable=True) | failures(writes=True),
    openapi_extra=needs(Scope.REPLY) | KEYED,
    response_model=None,
)
async def reply(request: Request, id: MessageId, payload: ReplyRequest, _env: Env = None) -> Response:
    """A person answers; a draft that waits is overridden."""
    return await replies.reply(request, id, payload)


@router.get(
    "/tone-profiles/{inbox_id}",
    summary="Read a tone profile",
    responses=success(200, ToneShape, "The profile in force.") | failures(writes=False),
    openapi_extra=needs(Scope.TONE),
    response_model=None,
)
async def read_tone_profile(request: Request, inbox_id: InboxId, _env: Env = None) -> Response:
    """How the inbox writes."""
    return _json(shapes.tone(await tone.read(world_of(request), token_of(request), inbox_id)))


@router.post(
    "/tone-profiles/{inbox_id}",
    summary="Update a tone profile",
    responses=success(200, ToneShape, "The profile in force from now on.", replayable=True) | failures(writes=True),
    openapi_extra=needs(Scope.TONE) | KEYED,
    response_model=None,
)
async def update_tone_profile(request: Request, inbox_id: InboxId, payload: ToneUpdate, _env: Env = None) -> Response:
    """Change some fields of how the inbox writes; a new version is kept of every change."""
    return await tone.update(request, inbox_id, payload)


@router.post(
    "/sandbox/inject",
    status_code=201,
    summary="Fake an inbound message",
    responses=success(201, MessageShape, "The message as it was stored.", replayable=True) | failures(writes=True),
    openapi_extra=needs(None) | KEYED,
    response_model=None,
)
async def inject(request: Request, payload: InjectRequest, _env: Env = None) -> Response:
    """Test tokens only. Replies to it go nowhere but come back through the webhook."""
    token, world = token_of(request), world_of(request)
    if token.env is not Environment.TEST:
        raise forbidden("wrong_environment", "The sandbox is opened by `cls_test_` tokens only.")
    channel = ChannelKind(payload.channel)
    check_channel(token, channel)
    sender = clean(payload.sender, limit=320, multiline=False)
    body = clean(payload.body).strip()
    if not sender or not body:
        raise bad_request("Nothing that can be shown is left of `from` or `body`.")

    async def effect(tx: Any, now: int) -> Done:
        inbox = await sandbox.inbox_of(tx, channel, world.sandbox_mode, now)
        stored = await sandbox.inject(tx, inbox, sender, body, now, world.timing)
        return Done(201, shapes.message(stored))

    return await idempotent.perform(request, world, "/v1/sandbox/inject", payload, effect)


def _json(document: dict[str, object]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False, separators=(",", ":")), media_type="application/json")
