"""Text made comparable: one case, no accents, no hidden characters; sentences; and patterns of whole words.

A pattern is a phrase of the word tables. `*` at the end of a word stands for any ending, `...` for up to four words.
Scripts that do not put spaces between words (and Arabic, which writes articles and prepositions onto them) match
anywhere in a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_MARKS = re.compile("[\u0300-\u036f]")
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "‑": "-", "–": "-", "—": "-"}
)
_SPACES = re.compile(r"\s+")
_ENDS = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？؟।])\s*|\n+")
_JOINED = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

LONGEST_SENTENCE = 2_000
"""Characters of one sentence that are shown as evidence or compared; nobody's sentence is longer."""


def fold(text: str) -> str:
    """The text in one case, without accents, hidden characters or wide forms, with single spaces."""
    text = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_QUOTES)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))
    return _SPACES.sub(" ", text).strip()


def sentences(text: str) -> list[str]:
    """The sentences of a text as they stand, without the space around them; line breaks end a sentence, too."""
    parts: list[str] = []
    for part in _ENDS.split(text):
        stripped = part.strip()
        parts += [stripped[i : i + LONGEST_SENTENCE] for i in range(0, len(stripped), LONGEST_SENTENCE)]
    return parts


@lru_cache(maxsize=512)
def patterns(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern that finds any of the phrases in folded text. An empty tuple finds nothing."""
    return re.compile("|".join(map(_pattern, sorted(phrases, key=len, reverse=True))) or r"(?!)")


def _pattern(phrase: str) -> str:
    folded = fold(phrase.replace("...", " \x00 "))
    if _JOINED.search(folded):
        return _gaps(folded, r".{0,12}?")
    inside = _gaps(folded, r"(?:\W+\w+){0,4}?\W+")
    before = r"(?<!\w)" if folded[0].isalnum() else ""
    after = r"(?!\w)" if folded[-1].isalnum() or folded[-1] == "*" else ""
    return f"{before}{inside}{after}"


def _gaps(folded: str, gap: str) -> str:
    parts = [
        re.escape(part.strip()).replace(r"\*", r"\w*").replace(r"\ ", r"\s?\W{0,3}\s?") for part in folded.split("\x00")
    ]
    return gap.join(parts)


def quoted(text: str, phrases: Iterable[str]) -> str:
    """The first sentence of the text that holds one of the phrases, as written; empty when none does."""
    pattern = patterns(tuple(phrases))
    for sentence in sentences(text):
        if pattern.search(fold(sentence)):
            return sentence
    return ""


def words_of(folded: str) -> list[str]:
    """The words of a folded text."""
    return re.findall(r"\w+(?:'\w+)?", folded)
