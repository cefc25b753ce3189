"""What a person tells the bot when it takes over again: facts, promises with a day, open questions, do and don't."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.text import clean

__all__ = ["LONGEST_ITEM", "MOST_ITEMS", "HandOver", "Promise", "day_words", "parse_promise"]

MOST_ITEMS: Final = 20
"""Of each kind; whoever needs more writes the conversation down instead of summing it up."""
LONGEST_ITEM: Final = 300
ABOUT: Final = ("model", "note")
"""What a proposal says about itself; it may stay in the document that is handed back."""
_DUE: Final = re.compile(r"\s*@\s*(\S+)\s*$")


@dataclass(frozen=True, slots=True)
class Promise:
    """Something the business said it would do, and by which day, if it said so."""

    text: str
    due: date | None = None

    def words(self) -> str:
        """As it is typed and read: `a voucher @ 2026-12-01`."""
        return f"{self.text} @ {self.due.isoformat()}" if self.due else self.text


@dataclass(frozen=True, slots=True)
class HandOver:
    """The end of a person's stretch. Items are single lines; `of` makes them so."""

    facts: tuple[str, ...] = ()
    promises: tuple[Promise, ...] = ()
    questions: tuple[str, ...] = ()
    dos: tuple[str, ...] = ()
    donts: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.facts or self.promises or self.questions or self.dos or self.donts)

    @classmethod
    def of(
        cls,
        *,
        facts: Iterable[str] = (),
        promises: Iterable[Promise] = (),
        questions: Iterable[str] = (),
        dos: Iterable[str] = (),
        donts: Iterable[str] = (),
    ) -> HandOver:
        """From what people or models wrote: cleaned, without blanks and repetitions. Raises InvalidInput for too many
        items of a kind."""
        kept = {_item(each.text): Promise(_item(each.text), each.due) for each in promises if _item(each.text)}
        return cls(
            _items("facts", facts),
            tuple(_few("promises", list(kept.values()))),
            _items("questions", questions),
            _items("dos", dos),
            _items("donts", donts),
        )

    def json(self) -> dict[str, Any]:
        """As it is stored, sent and printed."""
        return {
            "facts": list(self.facts),
            "promises": [
                {"text": each.text, "due": each.due.isoformat() if each.due else None} for each in self.promises
            ],
            "questions": list(self.questions),
            "do": list(self.dos),
            "dont": list(self.donts),
        }

    @classmethod
    def from_json(cls, found: object) -> HandOver:
        """The same back. Raises InvalidInput, naming the field that is wrong."""
        if not isinstance(found, Mapping):
            raise InvalidInput("a summary is a JSON object", FORM, field="summary")
        unknown = sorted(set(map(str, found)) - {"facts", "promises", "questions", "do", "dont", *ABOUT})
        if unknown:
            raise InvalidInput(f"a summary has no {unknown[0][:40]!r}", FORM, field=unknown[0][:40])
        return cls.of(
            facts=_texts(found, "facts"),
            promises=[_promise(each) for each in _list(found, "promises")],
            questions=_texts(found, "questions"),
            dos=_texts(found, "do"),
            donts=_texts(found, "dont"),
        )

    def note(self) -> str:
        """What the thread shows: a heading a kind, a line an item."""
        lines = ["Handed back to the bot"]
        for title, items in self.sections():
            if items:
                lines += [f"{title}:", *(f"• {item}" for item in items)]
        return "\n".join(lines)

    def sections(self) -> list[tuple[str, list[str]]]:
        """Title and items of each kind, in reading order."""
        return [
            ("Facts", list(self.facts)),
            ("Promised", [each.text + (f", by {day_words(each.due)}" if each.due else "") for each in self.promises]),
            ("Open", list(self.questions)),
            ("Do", list(self.dos)),
            ("Don't", list(self.donts)),
        ]


FORM: Final = (
    'Write it as {"facts": […], "promises": [{"text": …, "due": "2026-12-01"}], "questions": […], "do": […],'
    ' "dont": […]}.'
)


def parse_promise(text: str) -> Promise:
    """`TEXT @ 2026-12-01`, or without a day. An @ before anything but a day is part of the text, unless it looks like
    one that went wrong: then InvalidInput."""
    found = _DUE.search(text)
    if found is None:
        return Promise(_item(text))
    try:
        due = date.fromisoformat(found[1])
    except ValueError:
        if not found[1][0].isdigit():
            return Promise(_item(text))
        raise InvalidInput(
            f"{found[1][:20]!r} is not a day", "Write the day like 2026-12-01.", field="promises"
        ) from None
    return Promise(_item(text[: found.start()]), due)


def day_words(day: date) -> str:
    """`1 Dec 2026`."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _item(text: str) -> str:
    return clean(text, limit=LONGEST_ITEM, multiline=False).strip()


def _items(kind: str, texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(_few(kind, list(dict.fromkeys(item for item in map(_item, texts) if item))))


def _few(kind: str, items: list[Any]) -> list[Any]:
    if len(items) > MOST_ITEMS:
        raise InvalidInput(f"{len(items)} {kind} are too many", f"Keep the {MOST_ITEMS} that matter.", field=kind)
    return items


def _list(found: Mapping[Any, Any], name: str) -> list[Any]:
    value = found.get(name, [])
    if not isinstance(value, list):
        raise InvalidInput(f"{name} is not a list", FORM, field=name)
    return value


def _texts(found: Mapping[Any, Any], name: str) -> list[str]:
    values = _list(found, name)
    if not all(isinstance(each, str) for each in values):
        raise InvalidInput(f"{name} has something that is no text", FORM, field=name)
    return values


def _promise(found: object) -> Promise:
    match found:
        case str(text):
            return parse_promise(text)
        case {"text": str(text), "due": str(due)}:
            try:
                return Promise(_item(text), date.fromisoformat(due))
            except ValueError:
                raise InvalidInput(
                    f"{due[:20]!r} is not a day", "Write the day like 2026-12-01.", field="promises"
                ) from None
        case {"text": str(text), **rest} if rest.get("due") is None:
            return Promise(_item(text))
        case _:
            raise InvalidInput("a promise is a text with a day or without", FORM, field="promises")
