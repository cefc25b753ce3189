"""How a sentence one has begun went on before: in what was said to several people, or in a text kept ready.

A sentence that only ever went to one person may hold what is theirs alone, so it is never offered.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Completions", "sentences_of"]

SHORTEST_BEGINNING: Final = 3
"""Letters that must stand there before anything is offered."""
SENTENCE: Final = (12, 240)
"""Characters of a sentence that is worth offering."""
LOOKED_AT: Final = 200
"""Sentences with the same beginning among which the best is chosen."""
PEOPLE: Final = 2
_END: Final = re.compile(r"(?<=[.!?。！？])\s+|\n+|(?<=[。！？])")


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a text, each with its full stop."""
    for part in _END.split(text):
        if sentence := part.strip():
            yield sentence


@dataclass(slots=True)
class _Seen:
    text: str
    people: set[int]
    times: int = 0
    ready: bool = False


class Completions:
    """Sentences by their beginnings. Made once from what was said, asked at every key."""

    def __init__(self, said: Iterable[tuple[int, str]], ready: Iterable[str] = ()) -> None:
        seen: dict[str, _Seen] = {}
        for person, text in said:  # the newest first: its spelling stays
            for sentence in sentences_of(text):
                if found := _look(seen, sentence):
                    found.people.add(person)
                    found.times += 1
        for text in ready:
            for sentence in sentences_of(text):
                if "{" not in sentence and (found := _look(seen, sentence)):
                    found.ready = True
        kept = {key: each for key, each in seen.items() if each.ready or len(each.people) >= PEOPLE}
        self._keys = sorted(kept)
        self._sentences = [kept[key].text for key in self._keys]
        self._weights = [kept[key].times + 1_000 * kept[key].ready for key in self._keys]

    def __len__(self) -> int:
        return len(self._keys)

    def after(self, typed: str) -> str:
        """What the sentence at the end of `typed` may go on with; empty when nothing is known."""
        begun = _END.split(typed)[-1].lstrip()
        start = begun.lower()
        if len(begun.strip()) < SHORTEST_BEGINNING or len(start) != len(begun):
            return ""
        first = bisect_left(self._keys, start)
        best, weight = "", 0
        for i in range(first, min(first + LOOKED_AT, len(self._keys))):
            if not self._keys[i].startswith(start):
                break
            if self._weights[i] > weight and len(self._keys[i]) > len(start):
                best, weight = self._sentences[i], self._weights[i]
        return best[len(start) :]


def _look(seen: dict[str, _Seen], sentence: str) -> _Seen | None:
    key = sentence.lower()
    if not SENTENCE[0] <= len(sentence) <= SENTENCE[1] or len(key) != len(sentence):
        return None
    return seen.setdefault(key, _Seen(sentence, set()))
