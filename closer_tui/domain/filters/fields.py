"""The fields of the filter language: what each asks, and how its values are read. Help and errors come from here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import DAY
from closer_tui.domain.conversation import OwnerKind, Status
from closer_tui.domain.filters.expression import UNITS
from closer_tui.domain.priority import Priority
from closer_tui.domain.tone import normalise_topic

__all__ = ["FIELDS", "TIMES", "Field", "read"]

LONGEST: Final = 3_660 * DAY
"""Beyond ten years somebody has mistyped."""
ANY_STATUS: Final = "any"

Read = tuple[str | int, str]
"""A value and the sign before it."""


@dataclass(frozen=True, slots=True)
class Field:
    """`asks` completes "conversations …"; `example` is a whole term; `values` are the words it takes, if it is choosy.

    `word` tidies a word that is none of the values, or gives None when it takes no other. `timed` fields take a
    length of time after `>` or `<`; `sign` is what is meant when neither is typed.
    """

    asks: str
    example: str
    values: Mapping[str, str] = field(default_factory=dict)
    word: Callable[[str], str | None] = lambda _text: None
    timed: bool = False
    sign: str = ">"

    @property
    def allowed(self) -> str:
        """What may stand behind the colon."""
        known = ", ".join(dict.fromkeys(self.values.values()))
        if self.timed:
            span = f"a length of time, such as {self.example}"
            return f"Use {span}, or {known}." if known else f"Use {span}."
        return f"Use {known}." if known and self.word("x") is None else f"Write for example {self.example}."


def _same(*words: str) -> dict[str, str]:
    return {word: word for word in words}


def _text(text: str) -> str | None:
    return text.strip() or None


def _tag(text: str) -> str | None:
    return normalise_topic(text.lstrip("#")) or None


def _owner(text: str) -> str | None:
    """A kind of owner with a name, or the name of a colleague alone."""
    kind, colon, name = text.partition(":")
    if colon and kind.casefold() in {OwnerKind.AGENT.value, OwnerKind.QUEUE.value}:
        return f"{kind.casefold()}:{name.strip()}" if name.strip() else None
    return f"{OwnerKind.AGENT.value}:{text.strip()}" if text.strip() else None


FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "status": Field(
            "that stand so; without it, all but spam",
            "status:open",
            _same(*(each.value for each in Status), ANY_STATUS) | {"done": Status.RESOLVED.value},
        ),
        "owner": Field(
            "whose they are: me, the bot, any agent, a queue, nobody, or a colleague by name",
            "owner:me",
            _same("me", *(each.value for each in OwnerKind)),
            _owner,
        ),
        "topic": Field("about this topic, or in its queue", "topic:refunds", word=_tag),
        "channel": Field(
            "of this channel",
            "channel:email",
            _same(*(each.value for each in ChannelKind))
            | {"wa": "whatsapp", "ig": "instagram", "li": "linkedin", "mail": "email"},
        ),
        "inbox": Field("of this inbox, by name or id", 'inbox:"Harbour Bakery"', word=_text),
        "tag": Field("with this tag", "tag:vip", word=_tag),
        "priority": Field("of this priority", "priority:high", _same(*(each.word for each in reversed(Priority)))),
        "contact": Field("with whoever has this in the name or the address", "contact:maria", word=_text),
        "waiting": Field(
            "whose customer waits for an answer longer (or, after <, shorter) than this", "waiting:>2h", timed=True
        ),
        "window": Field(
            "whose reply window closes within this, is open or is closed",
            "window:<4h",
            _same("open", "closed"),
            timed=True,
            sign="<",
        ),
        "last": Field("whose last message is older (or, after <, younger) than this", "last:>3d", timed=True),
        "text": Field("in which a message has these words", 'text:"walnut loaf"', word=_text),
        "is": Field(
            "that are so",
            "is:unread",
            _same("unread", "read", "needs-you", "waiting", "escalated", "mine", "in-trouble", "opted-out")
            | {"needs": "needs-you", "needs-action": "needs-you"},
        ),
        "has": Field("that have one", "has:draft", _same("draft", "tag")),
        "env": Field("of live channels or of the sandbox", "env:live", _same(*(each.value for each in Environment))),
    }
)
"""Every field by name, in the order of the help."""

TIMES: Final = frozenset({"waiting", "window", "last"})
"""Fields whose answer changes with the time alone."""

_SPAN: Final = re.compile(r"(?:\d{1,6}[mhdw])+", re.ASCII)
_PART: Final = re.compile(r"(\d{1,6})([mhdw])", re.ASCII)


def read(name: str, text: str) -> Read | None:
    """The value as it is kept, with its sign; None when the field does not take it."""
    spec = FIELDS[name]
    known = spec.values.get(text.casefold())
    if known is not None:
        return known, ""
    if spec.timed:
        sign, span = (text[0], text[1:]) if text[:1] in {">", "<"} else (spec.sign, text)
        if not _SPAN.fullmatch(span.casefold()):
            return None
        size = dict(UNITS)
        ms = sum(int(count) * size[unit] for count, unit in _PART.findall(span.casefold()))
        return (ms, sign) if ms <= LONGEST else None
    word = spec.word(text)
    return None if word is None else (word, "")
