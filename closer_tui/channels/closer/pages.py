"""A page of the listing as messages of the house. What is broken in it is put aside and named, never followed blindly.

The customer's message counts more than anything around it: a message is put aside only when it cannot be told who wrote
what and when. A broken reply costs the reply, a strange status is worked out from the rest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeGuard

from closer_tui.channels.closer.place import LONGEST_CURSOR
from closer_tui.channels.closer.tolerant_json import parse
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import DAY, parse_rfc3339
from closer_tui.domain.errors import ChannelUnavailable, InvalidInput
from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.domain.sync import Incoming
from closer_tui.domain.text import clean
from closer_tui.store.keys import EPOCH_MS, LOCAL

BOT: Final = "bot"
ELSEWHERE: Final = "human elsewhere"
"""Author of a reply that a person gave outside this program."""

MOST_MESSAGES: Final = 10_000
LONGEST_ADDRESS: Final = 320
_ID: Final = re.compile(r"[A-Za-z0-9][!-~]{0,199}")
_CURSOR: Final = re.compile(rf"[!-~]{{1,{LONGEST_CURSOR}}}")
NOT_CLOSER: Final = "the answer is not a page of a CLOSER v1 listing"


@dataclass(frozen=True, slots=True)
class Listed:
    """One inbound message with the reply it got, if any."""

    message: Incoming
    reply: Incoming | None


@dataclass(frozen=True, slots=True)
class Page:
    """`broken` names what was put aside: (name, reason)."""

    listed: tuple[Listed, ...]
    following: str | None
    broken: tuple[tuple[str, str], ...]


class _BrokenPart(ValueError):
    """Inside this module: why something cannot be used."""


def read_page(raw: bytes, channel: ChannelKind, now: int) -> Page:
    """The messages of one page. Raises ChannelUnavailable when it is no page at all."""
    document = parse(raw)
    if not isinstance(document, dict) or not isinstance(document.get("data"), list):
        raise ChannelUnavailable(NOT_CLOSER, "Check the address of the server.")
    following = document.get("next_cursor")
    if following is not None and (not isinstance(following, str) or _CURSOR.fullmatch(following) is None):
        raise ChannelUnavailable("the cursor of the next page cannot be used", "Tell who runs the server.")
    listed: list[Listed] = []
    broken: list[tuple[str, str]] = []
    for item in document["data"][:MOST_MESSAGES]:
        try:
            listed.append(_listed(item, channel, now, broken))
        except (_BrokenPart, InvalidInput) as reason:
            broken.append((_name(item), f"message put aside: {_reason(reason)}"))
    if len(document["data"]) > MOST_MESSAGES:
        raise ChannelUnavailable(f"a page holds more than {MOST_MESSAGES} messages", "Tell who runs the server.")
    return Page(tuple(listed), following, tuple(broken))


def incoming(listed: Iterable[Listed]) -> tuple[Incoming, ...]:
    """The messages and their replies. One reply can answer several messages; it is told once, as the answer to the last
    of them and later than all."""
    messages: list[Incoming] = []
    replies: dict[str, Incoming] = {}
    for item in listed:
        messages.append(item.message)
        if item.reply is not None:
            other = replies.get(item.reply.external_id)
            if other is None:
                replies[item.reply.external_id] = item.reply
            elif other.thread == item.reply.thread:
                replies[item.reply.external_id] = replace(item.reply, at=max(item.reply.at, other.at))
    own = {m.external_id for m in messages}
    return (*messages, *(reply for name, reply in replies.items() if name not in own))


def _listed(item: Any, channel: ChannelKind, now: int, broken: list[tuple[str, str]]) -> Listed:
    if not isinstance(item, dict):
        raise _BrokenPart("it is no JSON object")
    if item.get("channel") != channel.value:
        raise _BrokenPart("it is not of this channel")
    message_id = _id(item.get("id"))
    address = _address(item.get("from"))
    body = clean(_text(item.get("body"), "body"))
    at = _time(item.get("received_at"), "received_at", now)
    try:
        reply = _reply(item.get("reply"), message_id, address, at, now)
    except (_BrokenPart, InvalidInput) as reason:
        broken.append((_name(item), f"reply put aside: {_reason(reason)}"))
        reply = None
    answer = AnswerState.REPLIED if reply else _answer(item.get("status"))
    message = Incoming(
        external_id=message_id,
        thread=address,
        address=address,
        body=body,
        at=at,
        answer=answer,
        answered_by=reply.external_id if reply else "",
    )
    return Listed(message, reply)


def _reply(item: Any, message_id: str, address: str, message_at: int, now: int) -> Incoming | None:
    if item is None:
        return None
    if not isinstance(item, dict):
        raise _BrokenPart("it is no JSON object")
    sent_at = _time(item["sent_at"], "sent_at", now) if item.get("sent_at") is not None else 0
    return Incoming(
        external_id=_id(item.get("id")),
        thread=address,
        address=address,
        body=clean(_text(item.get("body"), "body")),
        at=max(sent_at, message_at + 1),
        direction=Direction.OUTBOUND,
        author=BOT if item.get("mode") == "autonomous" else ELSEWHERE,
        delivery=Delivery.SENT,
        reply_to=message_id,
    )


def _answer(status: Any) -> AnswerState:
    """A word we do not know leaves the message waiting: answering twice is seen, forgetting is not."""
    return AnswerState(status) if isinstance(status, str) and status in set(AnswerState) else AnswerState.PENDING


def usable_id(value: object) -> TypeGuard[str]:
    """Whether this can name a message: visible ASCII, not one of our own names, good as a part of a path."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None and not value.startswith(LOCAL)


def _id(value: Any) -> str:
    if not usable_id(value):
        raise _BrokenPart("its id is missing or unusable")
    return value


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise _BrokenPart(f"{name} is no text")
    return value


def _address(value: Any) -> str:
    """Who wrote. Two writers that look alike once cleaned must not become one, so whatever cleaning changed is told
    apart by a mark made from the original."""
    raw = _text(value, "from").strip(" ")
    address = clean(raw, limit=LONGEST_ADDRESS, multiline=False)
    if address == raw and address:
        return address
    if not raw:
        raise _BrokenPart("from is empty")
    mark = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{address} ⟦{mark}⟧".lstrip()


def _time(value: Any, name: str, now: int) -> int:
    """What lies beyond tomorrow or before this century is a wrong clock, and the message no less true for it."""
    at = parse_rfc3339(_text(value, name))
    return now if at > now + DAY else max(at, EPOCH_MS)


def _name(item: Any) -> str:
    """What to call a broken message, so that it is spoken of once."""
    found = item.get("id") if isinstance(item, dict) else None
    return clean(found, limit=60, multiline=False) if isinstance(found, str) and found else "without an id"


def _reason(error: Exception) -> str:
    return clean(error.message if isinstance(error, InvalidInput) else str(error), limit=200, multiline=False)
