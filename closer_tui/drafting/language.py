"""Which language a text is in: by script where that decides, else by its small words. Quick, and honest about not
knowing: an empty answer is common for short texts and means "ask something longer"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from closer_tui.drafting.words.small_words import LETTERS, SMALL_WORDS

UNKNOWN: Final = ""
_READ: Final = 4_000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LINK = re.compile(r"\S*(?:://|www\.|@)\S*")
_SCRIPTS: Final = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")
_PERSIAN = re.compile("[پچژگی]")
_URDU = re.compile("[ٹڈڑےہ]")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN_ONLY = re.compile("[ыэъёЫЭЪЁ]")

ENOUGH: Final = 2.0
"""Points a Latin language needs: two of its small words, or one and a letter of its own."""
LEAD: Final = 1.25
"""How many times the runner-up's points."""


def detect(text: str) -> str:
    """An ISO 639-1 code, or empty when the text does not say."""
    text = _LINK.sub(" ", text[:_READ])
    latin = len(_LATIN.findall(text))
    counted = [(len(pattern.findall(text)), code) for code, pattern in _SCRIPTS]
    japanese = counted[0][0]
    if japanese:  # Japanese is written with Chinese characters too
        counted[0] = (japanese + counted[2][0], "ja")
        counted[2] = (0, "zh")
    counted += [(len(_ARABIC.findall(text)), _arabic(text)), (len(_CYRILLIC.findall(text)), _cyrillic(text))]
    # One such character carries about as much as two or three Latin letters.
    weight, code = max(counted)
    if weight and weight * 2 >= latin:
        return code
    return _latin(text) if latin else UNKNOWN


def detect_any(texts: Iterable[str]) -> str:
    """The language of the first text that says one."""
    return next((code for text in texts if (code := detect(text))), UNKNOWN)


def _arabic(text: str) -> str:
    if _URDU.search(text):
        return "ur"
    return "fa" if _PERSIAN.search(text) else "ar"


def _cyrillic(text: str) -> str:
    if _UKRAINIAN.search(text):
        return "uk"
    words = set(_WORD.findall(text.casefold()))
    bulgarian = len(words & SMALL_WORDS["bg"]) - len(words & SMALL_WORDS["ru"])
    return "bg" if bulgarian > 0 and not _RUSSIAN_ONLY.search(text) else "ru"


def _latin(text: str) -> str:
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    folded = text.casefold()
    points: dict[str, float] = {}
    for code, small in SMALL_WORDS.items():
        hits = sum(1 for word in words if word in small)
        letters = LETTERS.get(code, "")
        # A letter of its own is a hint; of a shared one, half of it.
        hints = min(1.5, 0.75 * sum(1 for letter in letters if letter in folded))
        if hits or hints:
            points[code] = hits + hints
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return UNKNOWN
    best, most = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    needed = ENOUGH if len(words) > 3 else 1.0
    return best if most >= needed and most >= LEAD * second else UNKNOWN
