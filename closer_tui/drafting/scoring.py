"""How well the owner's ready answers fit a question: BM25 over words, in the open. A keyword the owner named counts
more than a word of the title, that more than a word of the answer itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from closer_tui.drafting.folding import fold
from closer_tui.drafting.language import detect
from closer_tui.drafting.stemming import stem, terms
from closer_tui.drafting.words import word_set
from closer_tui.drafting.words.small_words import SMALL_WORDS

KEYWORD: Final = 3.0
TITLE: Final = 1.5
BODY: Final = 0.5
QUESTION: Final = 1.5
_SATURATION: Final = 1.2
_USUAL_SHELF: Final = 25
"""With fewer ready answers a word would count as common though it stands in one alone."""


@dataclass(frozen=True, slots=True)
class Material:
    """One ready answer: its weighted terms, and the keyword phrases of more than one word."""

    id: str
    kind: str
    title: str
    body: str
    language: str
    weights: dict[str, float] = field(compare=False)
    strong: frozenset[str]
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How a material fits a question. `strong` words are those that decide: keywords, or words of a past question."""

    material: Material
    score: float
    strong: frozenset[str]
    coverage: float


@lru_cache(maxsize=2_048)
def quick_reply_material(id: str, title: str, body: str, keywords: tuple[str, ...], language: str) -> Material:
    """A quick reply, ready to be compared."""
    code = language or detect(f"{body} {title}") or "en"
    weights: dict[str, float] = {}
    strong: set[str] = set()
    phrases = tuple(fold(phrase) for phrase in (*keywords, title) if phrase.strip())
    for keyword in keywords:
        found = _telling(terms(keyword), code)
        # A word that is only part of a phrase says less than the phrase.
        share = KEYWORD if len(found) == 1 or _is_joined(keyword) else 1.0
        for term in found:
            weights[term] = max(weights.get(term, 0.0), share)
        if len(found) == 1 or _is_joined(keyword):
            strong.update(found)
    if not language or code == "en" or not keywords:
        for term in _telling(terms(title), code):
            weights[term] = max(weights.get(term, 0.0), TITLE)
            if not keywords:
                strong.add(term)
    for term in set(_telling(terms(body), code)):
        weights[term] = max(weights.get(term, 0.0), BODY)
    return Material(id, "quick_reply", title, body, code, weights, frozenset(strong), phrases)


@lru_cache(maxsize=2_048)
def past_material(id: str, question: str, answer: str, title: str = "") -> Material:
    """A past answer, compared by the question it answered; with a `title`, one that stands so in a document."""
    code = detect(f"{answer} {question}") or "en"
    found = set(_telling(terms(question), code))
    weights = dict.fromkeys(found, QUESTION)
    for term in set(_telling(terms(answer), code)):
        weights.setdefault(term, BODY)
    kind = "document" if title else "past_answer"
    return Material(id, kind, title or question, answer, code, weights, frozenset(found))


def rank(question: str, materials: Sequence[Material], language: str) -> list[Fit]:
    """Every material that shares a word with the question, best first; the order is always the same."""
    asked = list(dict.fromkeys(_telling(terms(question), language)))
    folded = f" {fold(question)} "
    common: Counter[str] = Counter(term for material in materials for term in material.weights)
    fits = []
    for material in materials:
        hits = [term for term in asked if term in material.weights]
        phrase = [p for p in material.phrases if " " in p and f" {p} " in folded.translate(_STOPS)]
        if not hits and not phrase:
            continue
        score = sum(
            _rarity(common[term], max(len(materials), _USUAL_SHELF)) * _saturated(material.weights[term])
            for term in hits
        )
        score += 2.0 * len(phrase)
        strong = frozenset(t for t in hits if t in material.strong and t not in _GENERIC)
        strong |= frozenset(p for p in phrase if _telling(terms(p), language))
        fits.append(Fit(material, score, strong, len(hits) / max(1, len(asked))))
    return sorted(fits, key=lambda fit: (-fit.score, fit.material.kind, fit.material.id))


_STOPS: Final = {ord(mark): " " for mark in '.,;:!?¿¡()"„“”«»…'}


def _telling(found: list[str], language: str) -> list[str]:
    small = _SMALL_STEMS.get(language, frozenset())
    return [term for term in found if term not in small and not term.isdigit()]


def telling(text: str, language: str) -> frozenset[str]:
    """The terms of a text that say what it is about."""
    return frozenset(_telling(terms(text), language))


def _is_joined(text: str) -> bool:
    return any(ord(char) > 0x2E7F for char in text)


def _rarity(documents: int, total: int) -> float:
    return math.log(1 + (total - documents + 0.5) / (documents + 0.5))


def _saturated(weight: float) -> float:
    return weight * (_SATURATION + 1) / (weight + _SATURATION)


_TOPICAL: Final = word_set(
    "order today tomorrow yesterday open heute morgen demain aujourd'hui hoy mañana hacen abren abrís abierto "
    "cuesta oggi domani aperti costa hoje amanhã abrem vandaag dziś jutro bugün yarın açık idag imorgon öppet"
)
"""Small words that give a language away and still say what a question is about."""

_SMALL_STEMS: Final = {
    code: frozenset(form for word in words - _TOPICAL for form in (fold(word), stem(fold(word))))
    for code, words in SMALL_WORDS.items()
}

_GENERIC: Final = frozenset(
    stem(word)
    for word in word_set(
        "price cost time when people much work left found day send post van today guests order arrived status"
        " present tell"
    )
)
"""Words many questions share: they add to a score and decide nothing."""
