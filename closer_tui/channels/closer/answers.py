"""What an HTTP answer means, as the typed errors of the seam. The server's own words are cleaned before they are used.

| status | reading | sending |
|---|---|---|
| 2xx | read on | sent |
| 401 | Unauthorized | Unauthorized |
| 403 | Unauthorized | Unauthorized for a wrong channel or plane, else ChannelRefused |
| 429 | RateLimited | RateLimited |
| 409 | CursorExpired, with a cursor | AmbiguousSend while the key is in work, ChannelRefused once decided |
| 400 404 410 | CursorExpired, with a cursor | ChannelRefused |
| other 4xx | ChannelUnavailable | ChannelRefused |
| 3xx 408 425 5xx | ChannelUnavailable | AmbiguousSend |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from closer_tui.channels.closer.tolerant_json import parse
from closer_tui.channels.closer.wire import Answer
from closer_tui.config.redact import redact
from closer_tui.domain.errors import (
    AmbiguousSend,
    ChannelError,
    ChannelRefused,
    ChannelUnavailable,
    CursorExpired,
    RateLimited,
    Unauthorized,
)
from closer_tui.domain.retry import SHORTEST_MS, parse_retry_after
from closer_tui.domain.text import clean

DEFAULT_WAIT_MS: Final = 5 * SHORTEST_MS
"""After a 429 that does not say how long."""

CONNECT_AGAIN: Final = "Connect the inbox again with a token that is good for it."
_CODE: Final = re.compile(r"[a-z0-9_.-]{1,60}", re.ASCII)
_BAD_TOKEN: Final = frozenset({"wrong_channel", "wrong_environment", "unauthorized", "token_revoked", "token_expired"})
_DECIDED: Final = frozenset({"refused", "conflict"})
_PERHAPS: Final = frozenset({408, 425})


@dataclass(frozen=True, slots=True)
class Words:
    """The server's error: its code, if it is one, and what it says, safe to show."""

    code: str
    text: str


def words_of(answer: Answer) -> Words:
    """From the envelope; without one, just the status."""
    document = parse(answer.raw)
    error = document.get("error") if isinstance(document, dict) else None
    found = error if isinstance(error, dict) else {}
    code, message, trace = found.get("code"), found.get("message"), found.get("trace_id")
    text = f"it answered {answer.status}"
    if isinstance(message, str) and message.strip():
        text = f"it says: {clean(redact(message[:2_000]), limit=300, multiline=False)}"
    if isinstance(trace, str) and _CODE.fullmatch(trace.lower()):
        text += f" (trace {trace})"
    return Words(code if isinstance(code, str) and _CODE.fullmatch(code) else "", text)


def ok(answer: Answer) -> bool:
    """Whether the server did what was asked."""
    return 200 <= answer.status < 300


def reading_error(answer: Answer, now: int, *, with_cursor: bool = False) -> ChannelError:
    """What a failed reading call raises. `now` in ms, for a Retry-After that is a date."""
    words = words_of(answer)
    if answer.status in {401, 403}:
        return _unauthorized(answer, words)
    if answer.status == 429:
        return _limited(answer, now)
    lost = answer.status in {404, 410} or (answer.status in {400, 409, 422} and "cursor" in words.code)
    if with_cursor and lost:
        return CursorExpired(f"the server no longer takes our cursor; {words.text}")
    if answer.status >= 500:
        return ChannelUnavailable(f"the server is in trouble; {words.text}", "It is tried again by itself.")
    return ChannelUnavailable(f"the server did not understand us; {words.text}", "Is this a CLOSER v1 server?")


def sending_error(answer: Answer, now: int) -> ChannelError:
    """What a failed reply raises: only what surely did not happen is a refusal."""
    status, words = answer.status, words_of(answer)
    error: ChannelError
    if status == 401 or (status == 403 and words.code in _BAD_TOKEN):
        error = _unauthorized(answer, words)
    elif status == 429:
        error = _limited(answer, now)
    elif status == 409 and words.code not in _DECIDED:
        error = AmbiguousSend(f"the server is still working on this reply; {words.text}")
    elif status < 400 or status >= 500 or status in _PERHAPS:
        error = AmbiguousSend(f"the server did not say whether the reply went out; {words.text}")
    else:
        error = _refused(status, words)
    return error


def _refused(status: int, words: Words) -> ChannelRefused:
    hint = "Nothing was sent. Read what it says, then edit the reply or discard it."
    code = words.code or f"http_{status}"
    match status:
        case 403:
            message = "this token may not send replies"
            hint = "Make a token with the scope `reply` and connect the inbox with it."
        case 404 | 410:
            message = "the server does not know the message this answers"
            hint = "Nothing was sent. Wait for the next sync, then answer the customer's newest message."
        case 413:
            message = "the reply is too large for the server"
            hint = "Nothing was sent. Shorten the reply."
        case 422 if "idempotency" in words.code:
            message = "the key of this reply was used for another text before"
            hint = "Nothing was sent again. Look at the channel, then mark it as sent or write the reply anew."
        case _:
            message = "the server refused the reply"
    return ChannelRefused(f"{message}; {words.text}", hint, code=code)


def _unauthorized(answer: Answer, words: Words) -> Unauthorized:
    what = "does not accept our token" if answer.status == 401 else "does not let this token in here"
    return Unauthorized(f"the server {what}; {words.text}", CONNECT_AGAIN)


def _limited(answer: Answer, now: int) -> RateLimited:
    wait = parse_retry_after(answer.retry_after, now)
    return RateLimited(
        "the server asks us to slow down",
        "It is tried again by itself.",
        retry_after_ms=DEFAULT_WAIT_MS if wait is None else wait,
    )
