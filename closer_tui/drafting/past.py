"""Past answers that may be used again: those that name nobody. What was approved for one customer must not carry their
name, address or order into another's reply."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from closer_tui.drafting.brief import PastAnswer
from closer_tui.drafting.data_checks import hosts_in
from closer_tui.drafting.folding import fold

LONGEST: Final = 600
"""Characters of an answer that can be meant for more than one person."""

_PERSONAL = re.compile(r"@|(?:\d[\s().\-/]?){6,}|#\s?\w*\d|\b(?=[A-Z0-9\-]*\d)(?=[A-Z0-9\-]*[A-Z])[A-Z0-9\-]{5,}\b")
_GREETING = re.compile(r"\A[^\n.!?]{1,40}[,:!，،。]\s*\n+")


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved answer as the store has it, with the name of the customer it went to."""

    id: str
    question: str
    answer: str
    contact_name: str


def reusable(approved: Iterable[Approved], sign_off: str) -> tuple[PastAnswer, ...]:
    """The answers that name nobody, without greeting and sign-off, each question once (the first given wins)."""
    found: dict[str, PastAnswer] = {}
    for each in approved:
        answer = _bare(each.answer, sign_off)
        if answer and fold(each.question) not in found and not _personal(answer, each.contact_name):
            found[fold(each.question)] = PastAnswer(each.id, each.question, answer)
    return tuple(found.values())


def _bare(body: str, sign_off: str) -> str:
    text = body.strip()
    if sign_off and text.endswith(sign_off):
        text = text[: -len(sign_off)].rstrip()
    return _GREETING.sub("", text).strip()


def _personal(answer: str, contact_name: str) -> bool:
    if len(answer) > LONGEST or _PERSONAL.search(answer) or hosts_in(answer):
        return True
    folded = fold(answer)
    written = re.findall(r"\w+", folded)
    for name in re.findall(r"\w+", fold(contact_name)):
        # Names take endings (Otto's, Maries), and some scripts put no space after them.
        if (not name.isascii() and name in folded) or any(_is_form_of(word, name) for word in written):
            return True
    return False


def _is_form_of(word: str, name: str) -> bool:
    return word == name or (len(name) > 2 and word.startswith(name))
