"""Letters that pass for other letters: a small table, and the few questions asked of it.

The table holds what is drawn the same in common fonts, not everything Unicode lists: a warning that comes too
often is read by nobody. The brands are those that people who write to a shop are most often lied to about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

__all__ = ["confusable_skeleton", "imitated_name", "is_lookalike_host", "mixes_scripts"]

# Two rows of a script, the same place being the same look. Lower-case letters that are only similar (к, м, т, н, в)
# are left out: Russian text in them looks like Russian.
_TWINS = {
    "Cyrillic": ("АВЕЅІЈКМНОРСТХУаеорсухѕіјһԁԛԝӏ", "ABESIJKMHOPCTXYaeopcyxsijhdqwl"),
    "Greek": ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυ", "ABEZHIKMNOPTYXaivopu"),
}
_OTHER_TWINS = ("ıɑɡⅼℓ", "iagll")
_DIGITS = str.maketrans("013457", "oleast")

_BRANDS = (
    "adobe aliexpress amazon americanexpress apple barclays binance bitcoin booking citibank coinbase commerzbank dhl"
    " discord docusign dropbox ebay etsy facebook fedex github gmail google hsbc icloud ikea instagram klarna linkedin"
    " mastercard microsoft netflix outlook paypal postbank revolut santander shopify signal sparkasse spotify steam"
    " stripe telegram tiktok twitter usps visa walmart wellsfargo westernunion whatsapp yahoo youtube zalando"
    " zoom"
)
BRANDS = frozenset(_BRANDS.split())
_ROLES = (
    "account admin administrator billing customerservice helpdesk moderator official password payment security service"
    " support verification verified verify"
)
ROLES = frozenset(_ROLES.split())
"""Words people trust in a name, in which a digit for a letter is never an accident."""
_KNOWN = BRANDS | ROLES

_LETTERS = {
    "Latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "Cyrillic": re.compile(r"[\u0400-\u052f]"),
    "Greek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
}
_ABBREVIATION_WITH_ENDING = re.compile(r"[a-z]?[A-Z0-9]{2,}[\u0430-\u045f]{1,12}")
"""Ordinary Russian: SMSка, CEOшный, iOSник. The Latin part is a block of capitals, the ending lower case."""
_MATHEMATICAL = re.compile("[\U0001d400-\U0001d7ff]")
_MAY_IMITATE = re.compile("[0-9]|rn|vv|[^\x00-\x7f]", re.IGNORECASE)


@cache
def _table() -> dict[int, str]:
    rows = (*_TWINS.values(), _OTHER_TWINS)
    return {ord(char): latin for chars, latins in rows for char, latin in zip(chars, latins, strict=True)}


def _in_latin(text: str) -> str:
    if _MATHEMATICAL.search(text) is not None:
        text = unicodedata.normalize("NFKC", text)
    return text.translate(_table())


def confusable_skeleton(text: str) -> str:
    """`text` as a hurried eye reads it: in Latin twins, without accents, lower case. To compare, never to show."""
    letters = unicodedata.normalize("NFKD", _in_latin(text))
    return _in_latin("".join(char for char in letters if not unicodedata.combining(char))).lower()


def mixes_scripts(word: str) -> str | None:
    """The script of which letters pass for Latin ones in this word, or the other way about; None when all is well.

    A word counts when all its foreign letters have a Latin twin (`pаypal`), or when a mostly foreign word holds
    only Latin letters that have a twin there (`Aлексей`). `SMSка`, `μm` and `ΔT` do not.
    """
    latin = _LETTERS["Latin"].findall(word)
    if not latin or _ABBREVIATION_WITH_ENDING.fullmatch(word) is not None:
        return None
    for script, (foreign_twins, latin_twins) in _TWINS.items():
        foreign = _LETTERS[script].findall(word)
        if not foreign or len(latin) + len(foreign) < 3:
            continue
        intruder = all(char in foreign_twins for char in foreign)
        guest = len(foreign) > len(latin) and all(char in latin_twins for char in latin)
        if intruder or guest:
            return script
    return None


def _readings(word: str) -> Iterator[str]:
    yield word
    yield word.translate(_DIGITS)
    yield word.replace("1", "i").translate(_DIGITS)
    yield word.replace("rn", "m").replace("vv", "w")


def imitated_name(word: str, *, accents: bool = False) -> str | None:
    """The well-known name `word` imitates with twins, digits or `rn` for `m`; None for the name itself.

    With `accents` a diacritic counts as an imitation, too: right for hosts, wrong for Czech.
    """
    plain = word.lower()
    if plain in _KNOWN or _MAY_IMITATE.search(word) is None:
        return None
    base = confusable_skeleton(word) if accents else _in_latin(word).lower()
    return next((reading for reading in _readings(base) if reading in _KNOWN), None)


def is_lookalike_host(labels: Sequence[str]) -> bool:
    """True when a label mixes scripts, imitates a well-known name, or hides a foreign word behind a Latin ending."""
    for label in labels:
        parts = label.split("-")
        if any(mixes_scripts(part) or imitated_name(part, accents=True) for part in parts):
            return True
        if labels[-1].isascii() and not label.isascii() and all(ord(c) in _table() for c in label if c.isalpha()):
            return True
    return False
