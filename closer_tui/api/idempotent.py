"""An effect under an Idempotency-Key: done once, answered the same for as long as the key is kept.

Claim, effect and stored answer are one transaction of the store. A crash leaves all or nothing, so a retry either gets
the first answer again or is the first; nothing is run a second time because a first one took long.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from closer_tui.api.errors import ApiError, bad_request
from closer_tui.api.world import World, token_of
from closer_tui.domain.clock import HOUR
from closer_tui.store import idempotency
from closer_tui.store.idempotency import Kept, Slot

HEADER: Final = "Idempotency-Key"
PATTERN: Final = r'^(?:[!#-~][!-~]{0,254}|"(?:[ !#-\[\]-~]|\\["\\]){1,255}")$'
"""1 to 255 visible ASCII characters, bare or as the quoted string of the IETF draft."""
_FORM: Final = re.compile(PATTERN[1:-1])
_ESCAPED: Final = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Done:
    """What an effect answers."""

    status: int
    document: dict[str, object]

    def text(self) -> str:
        """The JSON as it is sent, and stored for replays."""
        return json.dumps(self.document, ensure_ascii=False, separators=(",", ":"))


Effect = Callable[[AsyncConnection, int], Coroutine[Any, Any, Done]]
"""Does the work in the transaction it is given, at the time (ms) it is given; awaits statements and nothing else."""


def key_of(request: Request) -> str | None:
    """The key, unquoted; None without the header. Raises ApiError 400 for one that is no key."""
    values = request.headers.getlist(HEADER)
    if not values:
        return None
    if len(values) > 1 or _FORM.fullmatch(values[0]) is None:
        raise bad_request(
            f"{HEADER} takes one value of 1 to 255 visible ASCII characters, bare or quoted.", "invalid_idempotency_key"
        )
    value = values[0]
    return _ESCAPED.sub(r"\1", value[1:-1]) if value.startswith('"') else value


async def perform(request: Request, world: World, path: str, asked: BaseModel, effect: Effect) -> Response:
    """Run `effect` in one durable transaction, once for the request's key if it has one.

    `path` is the canonical one, so that two spellings of an id share their keys. Raises ApiError 409 while the same key
    is being worked on, 422 when it was used for something else.
    """
    key = key_of(request)
    if key is None:
        done = await world.store.transact(lambda tx: effect(tx, world.store.clock.now()))
        world.moved()
        return _response(done.status, done.text())
    slot = Slot(token_of(request).n, request.method, path, key)
    if slot in world.in_flight:
        raise _in_progress()
    world.in_flight.add(slot)
    try:
        return await _perform_once(world, slot, _fingerprint(asked), effect)
    finally:
        world.in_flight.discard(slot)


async def _perform_once(world: World, slot: Slot, body_hash: str, effect: Effect) -> Response:
    keep_ms = int(world.settings.server.idempotency_hours * HOUR)

    async def once(tx: AsyncConnection) -> Done | Kept:
        now = world.store.clock.now()
        kept = await idempotency.claim(tx, slot, body_hash, now, keep_ms=keep_ms)
        if kept is not None:
            return kept
        done = await effect(tx, now)
        await idempotency.finish(tx, slot, done.status, done.text())
        return done

    outcome = await world.store.transact(once)
    if isinstance(outcome, Kept):
        return _again(outcome, body_hash)
    world.moved()
    return _response(outcome.status, outcome.text())


def _again(kept: Kept, body_hash: str) -> Response:
    if kept.body_hash != body_hash:
        raise ApiError(422, "idempotency_key_reused", f"This {HEADER} was used with another body; make a new one.")
    if kept.status is None or kept.response is None:
        raise _in_progress()
    response = _response(kept.status, kept.response)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _in_progress() -> ApiError:
    return ApiError(
        409,
        "idempotency_in_progress",
        f"A request with this {HEADER} is being worked on; ask again for its answer.",
        {"Retry-After": "1"},
    )


def _fingerprint(asked: BaseModel) -> str:
    """SHA-256 of what was asked, the same for every spelling of the same JSON."""
    return hashlib.sha256(json.dumps(asked.model_dump(by_alias=True), sort_keys=True).encode()).hexdigest()


def _response(status: int, text: str) -> Response:
    return Response(text.encode(), status, media_type="application/json")
