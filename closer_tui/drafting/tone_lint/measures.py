"""What a text is like, in the terms of a tone profile. Every point of a score is a feature that can be named.

Formality starts at 3 and goes up or down by how many of its sentences show a feature, times the feature's weight;
warmth starts at 2 and rises with what shows care, ever more slowly. Both are pulled towards their start in short
texts, which say little. The weights are set by hand and proven apart on texts they were not set on (see the tests).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from closer_tui.drafting.folding import fold, patterns, sentences, words_of
from closer_tui.drafting.language import detect
from closer_tui.drafting.tone_lint.emoji import count_emoji
from closer_tui.drafting.words.registers import REGISTERS, Register

FORMALITY: Final[dict[str, float]] = {
    "contraction": -1.2,
    "slang": -1.0,
    "casual greeting": -1.1,
    "casual closing": -0.7,
    "speaks of me": -0.8,
    "exclamation mark": -0.8,
    "emoji": -0.9,
    "hedge": -0.3,
    "familiar address": -1.3,
    "formal greeting": 1.2,
    "formal closing": 1.0,
    "courtesy": 1.0,
    "stiff word": 0.9,
    "passive": 0.6,
    "polite address": 1.0,
}
"""Points of formality where every sentence shows the feature."""

WARMTH: Final[dict[str, float]] = {
    "thanks": 0.9,
    "empathy": 1.0,
    "offer": 0.7,
    "exclamation mark": 0.4,
    "emoji": 0.5,
    "greeting": 0.4,
    "familiar address": 0.3,
    "blunt": -1.2,
}
"""Points of warmth for each time the feature stands in the text."""

MIDDLE: Final = 3.0
COOL: Final = 2.0
DEFINITE: Final = 8
"""Words of a text at which half of its score counts."""
MOST: Final = 3
"""Times one feature counts towards warmth."""

_CONTRACTION = re.compile(r"\b\w+n't\b|\b\w+'(?:m|re|ve|ll|d)\b|\b(?:it|that|what|let|there|here|who|how|where)'s\b")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|werden|wird|wurde|sera|est|son|es)\s(?:\w+\s)?(?:\w{2,}ed|ge\w+(?:t|en))\b"
)
_EXCLAIMED = re.compile("[!！]+")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Measures:
    """One text. `features` are what was counted, by name; lengths in words."""

    formality: float
    warmth: float
    words: int
    words_a_sentence: float
    longest_sentence: int
    emoji: int
    language: str
    features: dict[str, int]


def measure(text: str, sign_off: str = "") -> Measures:
    """The measures of a text. Its sign-off, given, is not counted as a sentence of it."""
    body = text.rstrip().removesuffix(sign_off.strip()).rstrip() if sign_off.strip() else text
    language = detect(body)
    spoken = [sentence for sentence in sentences(body) if words_of(fold(sentence))]
    counts = _features(spoken, REGISTERS.get(language or "en"))
    lengths = [len(words_of(fold(sentence))) for sentence in spoken]
    words = sum(lengths)
    found = {name: sum(1 for each in counts if each.get(name)) for name in FORMALITY | WARMTH}
    return Measures(
        formality=_formality(found, len(spoken), words, _letters(body)),
        warmth=_warmth(found, words),
        words=words,
        words_a_sentence=round(words / len(lengths), 1) if lengths else 0.0,
        longest_sentence=max(lengths, default=0),
        emoji=count_emoji(body),
        language=language,
        features={name: count for name, count in found.items() if count},
    )


def _features(spoken: list[str], register: Register | None) -> list[dict[str, bool]]:
    """What each sentence shows; greetings only count in the first two, closings in the last two."""
    found = []
    for index, sentence in enumerate(spoken):
        folded = fold(sentence)
        shown = {
            "contraction": bool(_CONTRACTION.search(folded)),
            "passive": bool(_PASSIVE.search(folded)),
            "exclamation mark": bool(_EXCLAIMED.search(sentence)),
            "emoji": count_emoji(sentence) > 0,
        }
        if register is not None:
            shown |= _words(register, sentence, folded, first=index < 2, last=index >= len(spoken) - 2)
        found.append(shown)
    return found


def _words(register: Register, sentence: str, folded: str, *, first: bool, last: bool) -> dict[str, bool]:
    opening = " ".join(words_of(folded)[:3])
    casual = first and bool(patterns(register.casual_greeting).match(opening))
    formal = first and bool(patterns(register.formal_greeting).match(opening))
    words = set(_WORD.findall(sentence))
    # A capital at the beginning of a sentence says nothing: "Sie" may be "they", "Lei" may be "she".
    later = set(_WORD.findall(sentence)[1:])
    polite = {word for word in register.sie if word in (later if word[0].isupper() else {w.casefold() for w in words})}
    return {
        "slang": _has(register.slang, folded),
        "casual greeting": casual,
        "formal greeting": formal,
        "greeting": casual or formal,
        "casual closing": last and _has(register.casual_closing, folded),
        "formal closing": last and _has(register.formal_closing, folded),
        "courtesy": _has(register.courtesy, folded),
        "stiff word": _has(register.stiff, folded),
        "speaks of me": _has(register.me, folded),
        "hedge": _has(register.hedges, folded),
        "thanks": _has(register.thanks, folded),
        "empathy": _has(register.empathy, folded),
        "offer": _has(register.offer, folded),
        "blunt": _has(register.blunt, folded),
        "familiar address": not polite and any(word.casefold() in register.du for word in words),
        "polite address": bool(polite),
    }


def _has(phrases: tuple[str, ...], folded: str) -> bool:
    return bool(patterns(phrases).search(folded))


def _formality(found: dict[str, int], spoken: int, words: int, letters: float) -> float:
    if not spoken:
        return MIDDLE
    points = sum(weight * found[name] / spoken for name, weight in FORMALITY.items())
    points += _within((letters - 4.5) * 0.5, 0.6) + _within((words / spoken - 12) / 15, 0.5)
    return _scale(MIDDLE + points * 1.3 * words / (words + DEFINITE))


def _warmth(found: dict[str, int], words: int) -> float:
    points = sum(weight * min(found[name], MOST) for name, weight in WARMTH.items())
    if points <= 0:
        return _scale(COOL + points * 0.5 * words / (words + DEFINITE))
    return _scale(COOL + 3.2 * (1 - math.exp(-points / 2.2)))


def _letters(text: str) -> float:
    """Letters of the average word; the neutral value where there is none."""
    found = _WORD.findall(text)
    return sum(map(len, found)) / len(found) if found else 4.5


def _within(value: float, most: float) -> float:
    return max(-most, min(most, value))


def _scale(value: float) -> float:
    return round(max(1.0, min(5.0, value)), 2)
