"""Public ids: the integers of the busy tables in other clothes, short enough to type.

`conv_0C4` is conversation 388; a message's id carries its time. Crockford's base 32, upper-case out, any case in.
"""

from __future__ import annotations

from typing import Final

from closer_tui.domain.errors import InvalidInput

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE: Final = {c: i for i, c in enumerate(ALPHABET)} | {c.lower(): i for i, c in enumerate(ALPHABET)}
_WIDTH: Final = {"msg": 13, "rep": 13}
_LARGEST: Final = 2**63 - 1

EPOCH_MS: Final = 946_684_800_000
"""2000-01-01. Counting from here keeps message numbers short, which the search index pays for in every posting."""

SLOT_BITS: Final = 6
"""Messages of one millisecond that have numbers of their own; a 65th borrows one from the next millisecond."""

LOCAL: Final = "local:"
"""Start of an external id that only we know: the channel has not named the message yet."""


def public(prefix: str, n: int) -> str:
    """`public("conv", 388) == "conv_0C4"`: at least three characters, so that short ids still look like ids."""
    digits = ""
    while n:
        n, digit = divmod(n, 32)
        digits = ALPHABET[digit] + digits
    return f"{prefix}_{digits.rjust(_WIDTH.get(prefix, 3), '0')}"


def parse(prefix: str, text: str) -> int:
    """The number behind a public id. Raises InvalidInput with an example of what is wanted."""
    start, _, digits = text.strip().partition("_")
    number = 0
    if start == prefix and 0 < len(digits) <= 13 and all(c in _VALUE for c in digits):
        for c in digits:
            number = number * 32 + _VALUE[c]
        if 0 < number <= _LARGEST:
            return number
    raise InvalidInput(f"{text[:60]!r} is not a {prefix}_… id", f"Ids of this kind look like {public(prefix, 388)}.")


def message_seq(at: int, inbox_n: int, external_id: str, attempt: int = 0) -> int:
    """The number of a message: its time (ms) above a slot hashed from what it is, so that the number rarely depends on
    the order in which pages arrive. `attempt` moves on to the next number after a clash."""
    from hashlib import blake2b

    digest = blake2b(f"{inbox_n}\x00{external_id}".encode(), digest_size=2).digest()
    slot = int.from_bytes(digest, "big") & ((1 << SLOT_BITS) - 1)
    return (max(at - EPOCH_MS, 1) << SLOT_BITS) + slot + attempt


def seq_at(at: int) -> int:
    """The smallest message number at a time (ms): for ranges over the rowid."""
    return max(at - EPOCH_MS, 0) << SLOT_BITS
