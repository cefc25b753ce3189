"""What a person types into search, understood: words, "phrases", and operators; never a query language underneath.

    walnut loa              both words, the last one as the beginning of a word
    "walnut loaf" sat       a phrase, and a beginning
    cater*                  a beginning anywhere
    from:maria channel:sms status:open tag:vip before:2026-06-01 after:7d is:unread has:draft in:note

Every term reaches the index quoted, so nothing typed is ever its syntax. Scripts written without spaces (Chinese,
Japanese, Thai …) and pictures are no words to the index: such terms are looked for inside the text instead.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import DAY, HOUR, LATEST
from closer_tui.domain.conversation import Status
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.text import clean
from closer_tui.store.views.tokens import tokens

MAX_QUERY: Final = 400
MAX_TERMS: Final = 16
LONGEST_LISTED: Final = 3
"""Letters of the longest beginnings the index keeps lists of (`prefix='2 3'` in the migrations)."""
SHORTEST_PREFIX: Final = 2
"""A single letter begins so many words that it is taken for a whole one."""

OPERATORS: Final = ("from:", "channel:", "status:", "tag:", "before:", "after:", "is:", "has:", "in:")

_PART = re.compile(
    r'(?P<bare>[A-Za-z]+):(?=\s|$)|(?:(?P<op>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)(?P<end>"?)|(?P<word>[^\s"]+))'
)
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese: no spaces between words."""
_HANGUL = re.compile("[\uac00-\ud7af]")
"""Korean has spaces, but its words grow at their ends: every one is looked for as a beginning."""
_SPAN = re.compile(r"(\d{1,4})([hdwmy])")
_SPANS: Final = {"h": HOUR, "d": DAY, "w": 7 * DAY, "m": 30 * DAY, "y": 365 * DAY}
CHOICES: Final[dict[str, dict[str, str]]] = {
    "channel": {kind.value: kind.value for kind in ChannelKind}
    | {"wa": "whatsapp", "ig": "instagram", "li": "linkedin", "mail": "email"},
    "status": {status.value: status.value for status in Status},
    "is": {name: name for name in ("unread", "waiting", "escalated")},
    "has": {"draft": "draft"},
    "in": {"note": "note", "notes": "note", "inbound": "inbound", "outbound": "outbound"},
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase. `prefix`: its last word may go on; `inside`: to be looked for anywhere in the text."""

    text: str
    prefix: bool = False
    inside: bool = False

    def match(self, *, cut: bool = False) -> str:
        """In the language of the index: each of its words, quoted. `cut` leaves of a beginning what the index has a
        list of its own for."""
        *whole, last = tokens(self.text)
        if cut and self.long_beginning:
            last = last[:LONGEST_LISTED]
        return " AND ".join(f'"{word}"' for word in [*whole, last]) + ("*" if self.prefix else "")

    @property
    def long_beginning(self) -> bool:
        """Whether it is a beginning for which the index would have to gather every word that begins so."""
        return self.prefix and not self.inside and len(tokens(self.text)[-1]) > LONGEST_LISTED

    @property
    def phrase(self) -> bool:
        """Whether it is several words that must stand next to each other, which the index cannot tell."""
        return not self.inside and len(tokens(self.text)) > 1


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """All of it must hold. Times in ms: from `after` up to, not including, `before`."""

    terms: tuple[Term, ...] = ()
    sender: str | None = None
    channel: str | None = None
    status: str | None = None
    tag: str | None = None
    before: int | None = None
    after: int | None = None
    direction: str | None = None
    unread: bool = False
    waiting: bool = False
    escalated: bool = False
    draft: bool = False

    @property
    def match(self) -> str:
        """What the index is asked; empty when nothing in the query is a word to it."""
        return " AND ".join(term.match() for term in self.terms if not term.inside)

    @property
    def cut(self) -> str:
        """What the index can tell at once: beginnings cut to what it has lists of. Finds more than is asked for."""
        return " AND ".join(term.match(cut=True) for term in self.terms if not term.inside)

    @property
    def long_beginnings(self) -> tuple[Term, ...]:
        """What `cut` cuts."""
        return tuple(term for term in self.terms if term.long_beginning)

    @property
    def inside(self) -> tuple[str, ...]:
        """What is looked for inside the text."""
        return tuple(term.text for term in self.terms if term.inside)

    @property
    def phrases(self) -> tuple[Term, ...]:
        """What must stand side by side in the text."""
        return tuple(term for term in self.terms if term.phrase)

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing."""
        return self == SearchQuery()


def parse(text: str, *, now: int) -> SearchQuery:
    """Understand what was typed; `now` (ms) is what `7d` and `today` count from.

    Raises InvalidInput, with a hint, for an operator whose value makes no sense and for a query out of bounds.
    """
    if len(text) > MAX_QUERY:
        raise InvalidInput(f"the search is longer than {MAX_QUERY} characters", "Search for fewer words.")
    line = clean(text, multiline=False)
    query = SearchQuery()
    terms: list[Term] = []
    for part in _PART.finditer(line):
        name = (part["op"] or part["bare"] or "").lower()
        if f"{name}:" in OPERATORS:
            query = _operator(query, name, (part["phrase"] or part["word"] or "").strip(), now)
            continue
        last = part.end() == len(line)
        spelled = part[0].replace('"', " ").strip()
        open_phrase = part["phrase"] is not None and not part["end"]
        going_on = last and (part["phrase"] is None or open_phrase)
        terms += _term(spelled, going_on)
    if len(terms) > MAX_TERMS:
        raise InvalidInput(f"the search has more than {MAX_TERMS} words", "Search for fewer words.")
    return replace(query, terms=tuple(terms))


def words(text: str) -> SearchQuery:
    """Whole words that stand one behind the other, with no operators among them."""
    return SearchQuery(tuple(_term(clean(text[:MAX_QUERY], multiline=False).replace('"', " ").strip(), False)))


def _term(spelled: str, going_on: bool) -> list[Term]:
    starred = spelled.endswith("*")
    words = spelled.rstrip("*").strip()
    if not words:
        return []
    trimmed = words.rstrip("".join(char for char in words if not _is_word(char)))
    if _DENSE.search(words) or not tokens(trimmed):
        return [Term(words, inside=True)]
    long_enough = _last_word_length(trimmed) >= SHORTEST_PREFIX
    return [Term(trimmed, prefix=(going_on or starred or bool(_HANGUL.search(trimmed))) and long_enough)]


def _is_word(char: str) -> bool:
    """Whether the index takes this for part of a word: letters, digits, private use."""
    return unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "Co"


def _last_word_length(words: str) -> int:
    length = 0
    for char in reversed(words):
        if not (_is_word(char) or unicodedata.category(char).startswith("M")):
            break
        length += 1
    return length


def _operator(query: SearchQuery, name: str, value: str, now: int) -> SearchQuery:
    """The query with one operator more; of two that say the same thing, the last one holds."""
    found: dict[str, Any] = {}
    match name:
        case "from":
            found["sender"] = _given(name, value, "a name or an address, such as from:maria")
        case "tag":
            found["tag"] = _given(name, value.lstrip("#"), "a tag, such as tag:vip").lower()
        case "before" | "after":
            found[name] = _moment(name, value, now)
        case "is" | "has":
            found[_choice(name, value, CHOICES[name])] = True
        case "in":
            found["direction"] = _choice(name, value, CHOICES[name])
        case _:
            found[name] = _choice(name, value, CHOICES[name])
    return replace(query, **found)


def _given(name: str, value: str, wanted: str) -> str:
    if not value:
        raise InvalidInput(f"{name}: is followed by nothing", f"Give {wanted}.", field=name)
    return value


def _choice(name: str, value: str, choices: dict[str, str]) -> str:
    found = choices.get(value.lower())
    if found is None:
        names = ", ".join(dict.fromkeys(choices.values()))
        what = f"{value[:40]!r} is nothing {name}: knows" if value else f"{name}: is followed by nothing"
        raise InvalidInput(what, f"Use one of: {names}.", field=name)
    return found


def _moment(name: str, value: str, now: int) -> int:
    """The start of a day, month or year in UTC, or a span before now."""
    word = value.lower()
    day = now - now % DAY
    if word in {"today", "yesterday"}:
        return day if word == "today" else day - DAY
    if span := _SPAN.fullmatch(word):
        return max(now - int(span[1]) * _SPANS[span[2]], 0)
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            at = int(datetime.strptime(word, form).replace(tzinfo=UTC).timestamp() * 1_000)
        except ValueError:
            continue
        return min(max(at, 0), LATEST)
    what = f"{value[:40]!r} is no date" if value else f"{name}: is followed by nothing"
    raise InvalidInput(what, f"Write {name}:2026-05-01, {name}:2026-05, {name}:today or {name}:7d.", field=name)
