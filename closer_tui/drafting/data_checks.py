"""What a draft must not bring in from nowhere: links, addresses, numbers, hidden characters. These hold against a
drafter that obeys an attacker word for word, because they look only at what it wrote and at what was known before."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from closer_tui.domain.draft import Check, CheckLevel
from closer_tui.domain.text import clean, links_of, normalise_newlines
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.folding import fold

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SCHEME = re.compile(
    r"(?i)\b([a-z][a-z0-9+.\-]{1,20})\s*:\s*/\s*/\s*([^\s/?#<>\"'）)\]]+)|\b(javascript|data|mailto|tel|file|vbscript|sms):\S"
)
# A label of a host has at most 63 characters; without the limit a long row of hyphens takes a minute.
_DOTTED = re.compile(r"(?<![\w@.])((?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24})(?![\w])", re.UNICODE)
_WIDE_DOT = re.compile(r"(?<=[A-Za-z0-9])[。．｡](?=[A-Za-z0-9])")
_SPELLED = re.compile(
    r"(?i)\b([\w\-]{1,63})\s?(?:[\[({<]\s?(?:\.|dot|punkt|point|punto)\s?[\])}>]|\s(?:dot|punkt)\s)\s?"
    r"(com|net|org|io|co|info|biz|app|dev|ru|cn|xyz|top|site|online|shop|example|test|[a-z]{2,3})\b"
)
_ADDRESS_IN_DIGITS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_MARKDOWN = re.compile(r"!?\[[^\]\n]{0,300}\]\s?\(|<\s*(?:a|img|iframe|script|form|link)\b", re.IGNORECASE)
EMAIL = re.compile(r"[^\s@<>()\[\],;:]{1,64}@[^\s@<>()\[\],;:]{1,190}")
NUMBER = re.compile(r"\+?\d[\d\s().\-/]{5,24}\d")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b")
_CODE = re.compile(r"\b(?=[A-Z0-9\-]*\d)(?=[A-Z0-9\-]*[A-Z])[A-Z0-9][A-Z0-9\-]{5,}\b")
LONG_NUMBER: Final = 6
"""Digits from which a number may be somebody's telephone, order or account."""


def without_direction(text: str) -> str:
    """The text without controls that reorder it."""
    return _BIDI.sub("", text)


def tidy(body: str) -> tuple[str, bool]:
    """The body without control, invisible and direction characters, and whether any was there."""
    plain = normalise_newlines(body)
    kept = clean(without_direction(plain)).strip()
    return kept, kept != plain.strip()


def check_data(brief: DraftBrief, body: str, *, hidden: bool) -> tuple[Check, ...]:
    """Checks `characters`, `link` and `data`."""
    return (
        Check("characters", CheckLevel.HOLD, "Hidden or control characters were taken out.")
        if hidden
        else Check("characters", CheckLevel.OK),
        _links(brief, body),
        _data(brief, body),
    )


def hosts_in(text: str) -> frozenset[str]:
    """Every host a text names, however it is written: links, bare names, spelled dots, numbers."""
    plain = _WIDE_DOT.sub(".", unicodedata.normalize("NFKC", text))
    found = {link.host for part in (text, plain) for link in links_of(part)}
    found |= {_host(match[2] or match[3]) for match in _SCHEME.finditer(plain)}
    found |= {match[1].casefold() for match in _DOTTED.finditer(plain)}
    found |= {f"{match[1]}.{match[2]}".casefold() for match in _SPELLED.finditer(plain)}
    found |= set(_ADDRESS_IN_DIGITS.findall(plain))
    return frozenset(host.strip(".") for host in found if host)


def _host(place: str) -> str:
    return place.rpartition("@")[2].partition(":")[0].casefold()


def _links(brief: DraftBrief, body: str) -> Check:
    hosts = hosts_in(body)
    ours = hosts_in(brief.owner_words)
    theirs = hosts_in(brief.said_by_customer)
    for link in links_of(body):
        if link.userinfo or link.ip or link.lookalike:
            return Check("link", CheckLevel.HOLD, f"{link.url[:120]} is not what it seems to be.")
    strange = sorted(hosts - ours - theirs)
    if strange:
        return Check("link", CheckLevel.HOLD, f"{', '.join(strange)[:200]} stands neither here nor in your replies.")
    if hosts - ours:
        named = ", ".join(sorted(hosts - ours))[:200]
        return Check("link", CheckLevel.HOLD, f"Only the customer has named {named}.")
    if _MARKDOWN.search(body) and not _MARKDOWN.search(brief.owner_words):
        return Check("link", CheckLevel.HOLD, "A link or picture is hidden behind markup.")
    return Check("link", CheckLevel.OK)


def _data(brief: DraftBrief, body: str) -> Check:
    known = "\n".join([brief.owner_words, brief.said_by_customer, brief.address, brief.contact_name])
    known_text = fold(known)
    # Line by line: the end of one number and the beginning of the next are no number anybody has written.
    known_digits = [re.sub(r"\D", "", line) for line in known.split("\n")]
    for match in EMAIL.finditer(body):
        if fold(match[0].strip(".,!?")) not in known_text:
            return _foreign("e-mail address", match[0])
    for match in NUMBER.finditer(body):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) >= LONG_NUMBER and not any(digits in line for line in known_digits):
            return _foreign("number", match[0])
    for pattern, what in ((_ACCOUNT, "account number"), (_CODE, "code")):
        for match in pattern.finditer(body):
            if fold(match[0]) not in known_text:
                return _foreign(what, match[0])
    return Check("data", CheckLevel.OK)


def _foreign(what: str, value: str) -> Check:
    return Check(
        "data",
        CheckLevel.HOLD,
        f"The {what} {value.strip()[:80]} stands neither in this conversation nor in your replies.",
    )
