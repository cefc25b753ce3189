"""The cursor of the listing: a place in the order of arrival, good for the filters it was made with.

It holds no state on the server and no secret: every request is checked against its token anyway. The last bytes bind
the place to the filters, so a cursor that was cut, altered or taken from another listing is recognised.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from dataclasses import dataclass
from typing import Final

from closer_tui.api.errors import ApiError, bad_request

PATTERN: Final = r"^cur_[A-Za-z0-9_-]{32}$"
_FORM: Final = re.compile(PATTERN.removeprefix("^").removesuffix("$"), re.ASCII)
_PLACE: Final = struct.Struct(">qq")
_CHECK_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Right after the message with this arrival (ms) and number."""

    arrived_at: int
    seq: int


def encode(place: Place, *filters: str) -> str:
    """`cur_…` for this place under these filters."""
    raw = _PLACE.pack(place.arrived_at, place.seq)
    return "cur_" + base64.urlsafe_b64encode(raw + _check(raw, filters)).decode()


def decode(text: str, *filters: str) -> Place:
    """The place. Raises ApiError `invalid_cursor`: 400 for what is no cursor, 409 for one of another listing."""
    if _FORM.fullmatch(text) is None:
        raise bad_request("This is not a cursor; pass `next_cursor` of the page before unchanged.", "invalid_cursor")
    raw = base64.urlsafe_b64decode(text[4:])
    place, check = raw[: _PLACE.size], raw[_PLACE.size :]
    if check != _check(place, filters):
        raise ApiError(
            409,
            "invalid_cursor",
            "This cursor belongs to a listing with other filters or was altered; start again without a cursor.",
        )
    return Place(*_PLACE.unpack(place))


def _check(raw: bytes, filters: tuple[str, ...]) -> bytes:
    h = hashlib.blake2b(raw, digest_size=_CHECK_BYTES, person=b"closer/cursor/1")
    for text in filters:
        h.update(b"\x00" + text.encode())
    return h.digest()
