"""Of what kind a person's change to a draft was, by rules anybody can follow; the first that holds decides.

nothing but spaces → no meaningful edit        other figures or links → a fact put right
another language → wrong language              the rest nearly the same → no meaningful edit
first or last line only → greeting, sign-off   much shorter, little new → padding
same words, other order → structure            sentences added → a missed ask, or a missing fact
a promise gone → wrong commitment              hardly a word left → full rewrite
a question, hedges gone → …                    else: the same thing in other words → wrong register
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from closer_tui.domain.decision import Edit, EditClass
from closer_tui.domain.distance import normalised, similarity
from closer_tui.drafting.checks import promises_in
from closer_tui.drafting.folding import fold, patterns, sentences, words_of
from closer_tui.drafting.language import detect
from closer_tui.drafting.scoring import telling

HARDLY: Final = 0.95
"""Similarity from which a change is not worth a name."""
ANEW: Final = 0.3
"""Similarity below which nothing of the draft is left, unless its words are the greater part of the reply."""
HALF: Final = 0.5
SHORTER: Final = 0.8
"""Share of the draft's words from which a text counts as shortened."""
NEW_WORDS: Final = 0.15
"""Share of new words a shortened text may hold."""
KEPT: Final = 0.85
"""Share of the draft's words that stand where something was only added."""
LONGEST_GREETING: Final = 40
"""Characters of a greeting or of a line of a sign-off."""

HEDGES: Final = (
    "maybe", "perhaps", "possibly", "might", "i think", "i believe", "we believe", "it seems", "should be able to",
    "as far as i know", "probably", "presumably", "if i am not mistaken", "vielleicht", "eventuell", "möglicherweise",
    "wahrscheinlich", "ich glaube", "ich denke", "soweit ich weiß", "peut-être", "il me semble", "je crois",
    "sans doute", "quizás", "tal vez", "creo que", "probablemente", "forse", "penso che", "credo che", "talvez",
    "acho que", "misschien", "ik denk", "waarschijnlijk", "może", "chyba", "belki", "sanırım",
)  # fmt: skip
"""Words that take back a part of what is said."""

_FACTS = re.compile(r"(?:https?://\S+|\S+@\S+\.\S+|\d+(?:[.,:/]\d+)*)")


def measure(before: str, after: str, asked: str = "") -> Edit:
    """How `after`, which a person sent, differs from the draft `before`; `asked` is what the customer wrote."""
    close = similarity(before, after)
    return Edit(_kind(before, after, asked, close), close)


def _kind(before: str, after: str, asked: str, close: float) -> EditClass:
    if normalised(before) == normalised(after):
        return EditClass.NO_MEANINGFUL_EDIT
    languages = detect(before), detect(after)
    if all(languages) and languages[0] != languages[1]:
        return EditClass.WRONG_LANGUAGE
    if _only_at_the_ends(before, after):
        return EditClass.GREETING_SIGNOFF_ONLY
    return _inside(before, after, close) or _fact(before, after) or _said_otherwise(before, after, asked, close)


def _inside(before: str, after: str, close: float) -> EditClass | None:
    """What is seen from the words alone."""
    was, now = words_of(fold(before)), words_of(fold(after))
    if Counter(was) == Counter(now):
        return EditClass.STRUCTURE_ONLY
    if {kind for kind, _ in promises_in(before)} - {kind for kind, _ in promises_in(after)}:
        return EditClass.WRONG_COMMITMENT
    shared = sum((Counter(was) & Counter(now)).values())
    if close < ANEW and shared < HALF * len(now):
        return EditClass.FULL_REWRITE
    return None


def _fact(before: str, after: str) -> EditClass | None:
    had, has = set(_FACTS.findall(before)), set(_FACTS.findall(after))
    if had - has and has - had:
        return EditClass.FACTUAL_CORRECTION
    return EditClass.MISSING_FACT if has - had else None


def _said_otherwise(before: str, after: str, asked: str, close: float) -> EditClass:
    was, now = Counter(words_of(fold(before))), Counter(words_of(fold(after)))
    new, kept = sum((now - was).values()), sum((was & now).values())
    little_new = new <= NEW_WORDS * max(1, sum(now.values()))
    if little_new and _questions(before) > _questions(after):
        return EditClass.UNNECESSARY_QUESTION
    if _hedges(before) > _hedges(after):
        return EditClass.OVER_HEDGING
    if close >= HARDLY:
        return EditClass.NO_MEANINGFUL_EDIT
    if little_new and sum(now.values()) <= SHORTER * sum(was.values()):
        return EditClass.VERBOSE_PADDING
    added = [each for each in sentences(after) if each and fold(each) not in fold(before)]
    if added and kept >= KEPT * sum(was.values()) and len(sentences(after)) > len(sentences(before)):
        return _why_added(before, " ".join(added), asked)
    return EditClass.WRONG_REGISTER


def _why_added(before: str, added: str, asked: str) -> EditClass:
    """What was added takes up a word of the question that the draft left alone, or it is news."""
    language = detect(asked) or detect(before) or "en"
    left_alone = telling(asked, language) - telling(before, language)
    return EditClass.MISSED_ASK if left_alone & telling(added, language) else EditClass.MISSING_FACT


def _only_at_the_ends(before: str, after: str) -> bool:
    """Whether the lines between greeting and sign-off are the same."""
    was, now = _lines(before), _lines(after)
    if len(was) < 2 and len(now) < 2:
        return False
    for skip_was in _ends(was):
        for skip_now in _ends(now):
            middle = was[skip_was[0] : len(was) - skip_was[1]]
            if middle and middle == now[skip_now[0] : len(now) - skip_now[1]]:
                return True
    return False


def _ends(lines: list[str]) -> list[tuple[int, int]]:
    """How many lines may be left out at the start and the end: a greeting is short, and so is a sign-off."""
    short = [len(line) <= LONGEST_GREETING for line in lines]
    first = [0, 1] if short and short[0] else [0]
    last = [n for n in (0, 1, 2) if n <= len(lines) and all(short[len(lines) - n :])]
    return [(a, b) for a in first for b in last if a + b < len(lines)]


def _lines(text: str) -> list[str]:
    return [normalised(line) for line in text.splitlines() if line.strip()]


def _questions(text: str) -> int:
    return sum(text.count(mark) for mark in "?？؟")


def _hedges(text: str) -> int:
    return len(patterns(HEDGES).findall(fold(text)))
