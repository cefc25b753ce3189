"""An address shown to somebody who must recognise it but not read it: in logs, screenshots, demos."""

from __future__ import annotations

import re

from closer_tui.domain.text.cleaning import clean
from closer_tui.domain.text.clusters import after_character

__all__ = ["mask_address"]

DOTS = "••••"
_PHONE = re.compile(r"(\+?)([0-9][0-9 ().\-/]{4,}[0-9])", re.ASCII)
_ONE_DIGIT_CODES = ("1", "7")
_TWO_DIGITS = (
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86"
    " 90 91 92 93 94 95 98"
)
_TWO_DIGIT_CODES = frozenset(_TWO_DIGITS.split())
"""Country codes of two digits; all others but +1 and +7 have three."""


def mask_address(address: str) -> str:
    """A phone number as `+49 170 •••• 22`, mail as `m•••@host`, any other handle as its first character and dots.

    Short numbers lose everything but their last two digits. The length is not kept: it would tell.
    """
    address = clean(address, limit=320, multiline=False)
    phone = _PHONE.fullmatch(address)
    if phone is not None:
        return _mask_phone(phone[1], re.sub("[^0-9]", "", phone[2]))
    name, at, host = address.rpartition("@")
    if at and name:
        return f"{_first(name)}•••@{host}"
    sign = "@" if at else ""
    rest = host if at else address
    return f"{sign}{_first(rest)}•••" if rest else ""


def _first(text: str) -> str:
    return text[: after_character(text, 0)]


def _mask_phone(plus: str, digits: str) -> str:
    if len(digits) < 9:
        return f"{plus}{DOTS} {digits[-2:]}"
    if not plus:
        return f"{digits[:3]} {DOTS} {digits[-2:]}"
    code = 1 if digits.startswith(_ONE_DIGIT_CODES) else 3 - (digits[:2] in _TWO_DIGIT_CODES)
    return f"+{digits[:code]} {digits[code : code + 3]} {DOTS} {digits[-2:]}"
