"""Words without their endings, roughly and for many languages at once: enough to see that two are the same word."""

from __future__ import annotations

import re
from typing import Final

from closer_tui.drafting.folding import fold, words_of

_ENDINGS: Final = (
    "ations", "ation", "ungen", "ingly", "iert", "ieren", "ings", "ing", "edly", "ies", "ung", "ers", "eres",
    "ens", "ern", "ed", "es", "en", "er",
    "em", "et", "ly", "s", "e", "n", "a", "o", "i", "y",
)  # fmt: skip
_SHORTEST: Final = 3
_JOINED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ARABIC_ARTICLE = re.compile("^(?:[وفبكل]?ال|لل)(?=\\w{2})")


def stem(word: str) -> str:
    """A folded word without its ending."""
    word = _ARABIC_ARTICLE.sub("", word.partition("'")[0] if len(word.partition("'")[0]) > 2 else word)
    if word.endswith("ies") and len(word) > 5:
        return word[:-3]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def terms(text: str) -> list[str]:
    """What a text is compared by: stems of its words; of scripts without spaces, every pair of characters."""
    found: list[str] = []
    for word in words_of(fold(text)):
        if _JOINED.search(word):
            found += [word[i : i + 2] for i in range(len(word) - 1)] or [word]
        else:
            found.append(stem(word))
    return found
