r"""What a mail holds besides its words: the mail it answers, quoted below or between, and a signature.

Only what is certain is told apart: lines that begin with `>`, what follows the line or the block of headers with
which mail programs introduce a quote, and what follows `-- ` at the end. Everything else is words; nothing is lost,
and the parts joined by line breaks are the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["Part", "parts_of"]

LONGEST_SIGNATURE = 12
"""Lines. What stands below `-- ` and is longer may be a letter."""
SHORTEST_QUOTE = 2
"""Lines that begin with `>`, unless something introduces them: one alone may mean `more than`."""

Kind = Literal["words", "quote", "signature"]

_WROTE = (
    r"wrote|writes|schrieb\b.*|a écrit|escribió|ha scritto|schreef\b.*|escreveu|skrev|napisał\(?a?\)?|написал\(?а?\)?"
    r"|пишет|さんは書きました|写道|寫道"
)
_ATTRIBUTION = re.compile(rf"(?=.*[\d@]).*(?:{_WROTE})\s*[:：]\s*$", re.IGNORECASE)
_HEADER = re.compile(
    r"\*?(?:from|sent|date|to|cc|subject|von|gesendet|datum|an|betreff|de|envoyé|date|à|objet|enviado|para|asunto"
    r"|assunto|da|inviato|oggetto|van|verzonden|aan|onderwerp|от|отправлено|кому|тема)\s?:\*?\s?\S",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(r"-{3,}\s?[^-\n]{3,40}\s?-{3,}\s*$|_{10,}\s*$")


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a text, and what they are."""

    kind: Kind
    text: str

    @property
    def lines(self) -> int:
        """How many."""
        return self.text.count("\n") + 1


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts in order. A text that would have no words left is all words."""
    if not _may_hold_more(text):
        return (Part("words", text),)
    lines = text.split("\n")
    kinds = _kinds(lines)
    parts: list[Part] = []
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or kinds[index] != kinds[start]:
            parts.append(Part(kinds[start], "\n".join(lines[start:index])))
            start = index
    if not any(part.kind == "words" and part.text.strip() for part in parts):
        return (Part("words", text),)
    return tuple(parts)


def _may_hold_more(text: str) -> bool:
    """The quick question, without a pattern: most messages are words and nothing else."""
    if text.startswith((">", "--", "__")) or "\n>" in text or "\n--" in text or "\n__" in text:
        return True
    return "\n" in text and text.count(":") >= 3


def _kinds(lines: list[str]) -> list[Kind]:
    kinds: list[Kind] = ["words"] * len(lines)
    index = 0
    while index < len(lines):
        if lines[index].startswith(">"):
            end = _end_of_quote(lines, index)
            begin = _introduction(lines, index)
            if end - index >= SHORTEST_QUOTE or begin < index:
                kinds[begin:end] = ["quote"] * (end - begin)
            index = end
        elif _introduces_the_rest(lines, index):
            kinds[index:] = ["quote"] * (len(lines) - index)
            break
        else:
            index += 1
    _mark_signature(lines, kinds)
    return kinds


def _end_of_quote(lines: list[str], index: int) -> int:
    end = index
    while index < len(lines) and (lines[index].startswith(">") or not lines[index].strip()):
        index += 1
        if lines[index - 1].startswith(">"):
            end = index
    return end


def _introduction(lines: list[str], index: int) -> int:
    """Where the line above a quote that says who wrote it begins; mail programs fold it into two at most."""
    above = index - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    for first in (above, above - 1):
        if first >= 0 and _ATTRIBUTION.match(" ".join(lines[first : above + 1])):
            return first
    return index


def _introduces_the_rest(lines: list[str], index: int) -> bool:
    line = lines[index]
    if _ORIGINAL.match(line):
        following = next((each for each in lines[index + 1 :] if each.strip()), "")
        return _HEADER.match(following) is not None
    return all(_HEADER.match(each) for each in lines[index : index + 3]) and len(lines) - index >= 3


def _mark_signature(lines: list[str], kinds: list[Kind]) -> None:
    for index, line in enumerate(lines):
        if line in {"-- ", "--"} and kinds[index] == "words":
            end = next((i for i in range(index, len(lines)) if kinds[i] == "quote"), len(lines))
            if end - index <= LONGEST_SIGNATURE + 1 and "words" not in kinds[end:]:
                kinds[index:end] = ["signature"] * (end - index)
            return
