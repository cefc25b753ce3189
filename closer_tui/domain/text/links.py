"""Links inside a text, and where they really lead: the host as the network sees it, and what is odd about it.

Nothing here opens, resolves or fetches anything.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from closer_tui.domain.text.confusables import is_lookalike_host

__all__ = ["Link", "links_of"]

LONGEST = 2_048
"""Characters of one link that are read; browsers stop at about as many."""

LONGEST_LABEL = 63
MOST_PUNCTUATION = 16
"""Closing brackets, dots and quotes taken off the end of one link."""

_COMMON_ENDINGS = (
    "app|at|au|be|biz|br|ca|cc|ch|cloud|cn|co|com|cz|de|dev|dk|edu|es|eu|fi|fr|gl|gov|gr|hu|ie|il|in|info|io|it|jp|kr"
    "|link|ly|me|mobi|mx|net|nl|no|nz|online|org|pl|pt|ro|ru|se|shop|site|sk|store|support|to|top|tr|tv|ua|uk|us|vip"
    "|xyz|za"
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link: `url` as written, `host` as resolved (lower case, punycode when not ASCII), `at` its position.

    `userinfo`: something stands before an @, so the host is not what it seems. `ip`: a number instead of a name.
    `lookalike`: the host imitates another with letters of other scripts, or mixes scripts in one label.
    `bare`: written without `http://` or `https://`.
    """

    url: str
    host: str
    at: int
    userinfo: bool = False
    ip: bool = False
    lookalike: bool = False
    bare: bool = False


@cache
def _written() -> re.Pattern[str]:
    label = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
    return re.compile(
        r"(?P<scheme>(?<![A-Za-z])https?:[/\\]{2})[^\s<>\"`]{1,2048}"
        rf"|(?<![\w@./-])(?:www\d?\.(?:{label}\.){{1,8}}(?:{label})|(?:{label}\.){{1,8}}(?:{_COMMON_ENDINGS}|xn--[\w-]+))"
        r"(?![\w@-])(?::\d{1,5})?(?:[/?#][^\s<>\"`]{0,2048})?",
        re.IGNORECASE,
    )


_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.ASCII)
_CLOSERS = {")": "(", "]": "[", "}": "{", "）": "（", "」": "「"}
_SENTENCE_ENDS = ".,;:!?'*_~…。，、！？”“’‘»«"


def links_of(text: str) -> tuple[Link, ...]:
    """Every web link in `text`, in order. Punctuation of the sentence around a link is not part of it."""
    # A link holds no blank, and most words hold no dot: only the few that do are looked at closely.
    return tuple(
        _link(match, word.start())
        for word in _WORD.finditer(text)
        if "." in word[0][1:-1] or "//" in word[0] or "\\" in word[0]
        for match in _written().finditer(word[0])
    )


def _link(match: re.Match[str], offset: int) -> Link:
    scheme = match["scheme"] or ""
    url = _without_sentence(match[0])
    rest = re.split(r"[/\\?#]", url[len(scheme) :], maxsplit=1)[0]
    place = rest.rpartition("@")[2]
    name = place[1:].partition("]")[0] if place.startswith("[") else place.partition(":")[0]
    host, number, lookalike = _judged(name)
    return Link(
        url=url,
        host=host,
        at=offset + match.start(),
        userinfo="@" in rest,
        ip=place.startswith("[") or number,
        lookalike=lookalike,
        bare=not scheme,
    )


@lru_cache(512)
def _judged(name: str) -> tuple[str, bool, bool]:
    """The host on the wire, whether it is a number, and whether it imitates another: the same few come all day."""
    labels = _labels(name)
    return (
        ".".join(map(_on_the_wire, labels)),
        all(_NUMBER.fullmatch(label) for label in labels),
        is_lookalike_host([_spelled(label) for label in labels]),
    )


def _without_sentence(url: str) -> str:
    for _ in range(MOST_PUNCTUATION):
        if not _ends_the_sentence(url):
            break
        url = url[:-1]
    return url


def _ends_the_sentence(url: str) -> bool:
    # A closing bracket belongs to the link only when it opened there: …/wiki/Mercury_(planet)
    last = url[-1]
    opener = _CLOSERS.get(last)
    return last in _SENTENCE_ENDS if opener is None else url.count(opener) < url.count(last)


def _labels(name: str) -> list[str]:
    # NFKC resolves fullwidth letters and dots as browsers do; the ideographic full stop is a dot to them, too.
    return unicodedata.normalize("NFKC", name).lower().replace("。", ".").rstrip(".").split(".")


def _on_the_wire(label: str) -> str:
    # Longer labels do not exist in DNS, and the codec takes quadratic time.
    if label.isascii() or len(label) > LONGEST_LABEL:
        return label
    return "xn--" + label.encode("punycode").decode("ascii")


def _spelled(label: str) -> str:
    if not label.startswith("xn--") or len(label) > LONGEST_LABEL:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
