"""How many text messages a text becomes: GSM 03.38 seven-bit letters where they suffice, else UCS-2.

A single message holds 160 seven-bit or 70 UCS-2 units; of several joined ones each holds 153 or 67, because a header
takes the rest. A letter is never torn apart: neither an escaped one (`€` takes two units) nor a surrogate pair.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["Segments", "segments_of"]

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED: Final = frozenset("^{}\\[~]|€\f")
SEVEN_BIT: Final = (160, 153)
UCS2: Final = (70, 67)


@dataclass(frozen=True, slots=True)
class Segments:
    """How many messages, how many units are left in the last, and whether seven bits suffice."""

    count: int
    left: int
    seven_bit: bool


def segments_of(text: str) -> Segments:
    """The messages `text` takes; none for an empty text."""
    seven_bit = all(letter in _BASIC or letter in _ESCAPED for letter in text)
    alone, joined = SEVEN_BIT if seven_bit else UCS2
    sizes = [_size(letter, seven_bit=seven_bit) for letter in text]
    units = sum(sizes)
    if units <= alone:
        return Segments(int(units > 0), alone - units, seven_bit)
    count, used = _packed(sizes, joined)
    return Segments(count, joined - used, seven_bit)


def _size(letter: str, *, seven_bit: bool) -> int:
    if seven_bit:
        return 2 if letter in _ESCAPED else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _packed(sizes: Iterable[int], room: int) -> tuple[int, int]:
    """Messages of `room` units that letters of these sizes fill, and units used in the last."""
    count, used = 1, 0
    for size in sizes:
        if used + size > room:
            count, used = count + 1, 0
        used += size
    return count, used
