"""What a question wants to find: each of its telling words, with those that mean much the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from closer_tui.drafting.folding import fold, patterns
from closer_tui.drafting.scoring import telling
from closer_tui.drafting.stemming import terms
from closer_tui.drafting.words.kindred import KINDRED

MOST: Final = 48
"""Different words of a question that are looked for."""
KINDRED_WEIGHT: Final = 0.55
"""How much a word that only means much the same says."""
PHRASE_WEIGHT: Final = 0.8
"""How much a word says that stands for a whole phrase of the question."""

ALONE: Final = 0.4
"""How much the words of such a phrase still say one by one: "send it back" is not about what is sent."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing asked for: stems that would answer it, with what each counts."""

    weights: dict[str, float]


def wishes_of(question: str) -> tuple[Wish, ...]:
    """The wishes of a question, in its order."""
    known = telling(question, "en")
    wishes: dict[str, dict[str, float]] = {}
    for term in terms(question):
        if term in known and term not in wishes and len(wishes) < MOST:
            wishes[term] = {term: 1.0} | dict.fromkeys(_kin().get(term, ()), KINDRED_WEIGHT)
    folded = fold(question)
    for pattern, kin in _phrases():
        if found := pattern.search(folded):
            wishes["\0".join(kin)] = dict.fromkeys(kin, PHRASE_WEIGHT)
            for term in _ends(found[0]):
                if term in wishes:
                    wishes[term] = {term: ALONE}
    return tuple(Wish(weights) for weights in wishes.values() if weights)


def _ends(phrase: str) -> tuple[str, ...]:
    found = terms(phrase)
    return (found[0], found[-1]) if found else ()


def _singles(group: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for word in group if " " not in word for term in terms(word)))


@lru_cache(maxsize=1)
def _kin() -> dict[str, tuple[str, ...]]:
    """Stems that mean much the same, by stem."""
    found: dict[str, dict[str, None]] = {}
    for group in KINDRED:
        stems = _singles(group)
        for term in stems:
            found.setdefault(term, {}).update(dict.fromkeys(stems))
    return {term: tuple(other for other in others if other != term) for term, others in found.items()}


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Each phrase as a pattern, with the stems of the single words of its group."""
    return tuple((patterns((word,)), _singles(group)) for group in KINDRED for word in group if " " in word)
