"""What the index of words takes for words, and which texts hold some of them side by side.

The index knows which messages hold a word, not where: that halves it. So of a phrase it is asked for every word, and
whether they stand next to each other is seen in the text.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from contextlib import closing
from functools import lru_cache
from typing import Final

from closer_tui.store.views.folding import fold

TOKENIZER: Final = "unicode61 remove_diacritics 2"
"""As the migrations set it."""

_ASCII: Final = re.compile("[a-z0-9]+")
_MARKS: Final = "[\u0300-\u036f]*"


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text as the index takes it apart, folded. Beyond ASCII SQLite itself is asked, because its idea of
    what is a letter is not Python's."""
    if text.isascii():
        return tuple(_ASCII.findall(text.lower()))
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE asked USING fts5(text, tokenize='{TOKENIZER}')")
        db.execute("CREATE VIRTUAL TABLE taken USING fts5vocab(asked, instance)")
        db.execute("INSERT INTO asked VALUES (?)", (text,))
        return tuple(row[0] for row in db.execute("SELECT term FROM taken ORDER BY offset"))


def side_by_side(body: str, phrase: str, going_on: int) -> bool:
    """Whether a text holds the words of a phrase one after the other, whatever stands between them that is no word;
    `going_on`: the last one may be longer. For SQL."""
    plain, marked = _patterns(phrase, bool(going_on))
    if body.isascii():
        return plain is not None and plain.search(body.lower()) is not None
    return marked.search(fold(body)) is not None


@lru_cache(maxsize=64)
def _patterns(phrase: str, going_on: bool) -> tuple[re.Pattern[str] | None, re.Pattern[str]]:
    """For texts in ASCII, where the phrase is, and for all others."""
    marked = re.compile(pattern(phrase, _MARKS, going_on=going_on))
    plain = pattern(phrase, "", going_on=going_on)
    return re.compile(plain, re.ASCII) if plain.isascii() else None, marked


def pattern(phrase: str, marks: str, *, going_on: bool) -> str:
    """A regular expression for folded texts; `marks` is what may follow a letter."""
    composed = unicodedata.normalize("NFC", phrase)
    found = ["".join(re.escape(c) + marks for c in word) for word in re.findall(r"[^\W_]+", fold(composed))]
    joined = r"[\W_]+".join(found)
    return rf"(?<![^\W_]){joined}" + (r"[^\W_]*" if going_on else r"(?![^\W_])")
