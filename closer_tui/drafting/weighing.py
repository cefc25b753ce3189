"""How well parts of documents fit what was asked: BM25 over each part and over the whole section it stands in.

Of the words that would answer one wish only the best counts, so that a text full of synonyms is worth no more than
one that has the word itself.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from closer_tui.drafting.wishes import Wish
from closer_tui.store.views.knowledge import Candidate, PartRow

HEADING: Final = 3.0
"""How many times as much a word in a heading says as one in the text."""
SECTION: Final = 0.3
"""The share of the whole section in the score of a part."""
FEW: Final = 200
"""With fewer parts than this a word would count as common though it stands in a few of them."""
_SATURATION: Final = 1.2
_LENGTH: Final = 0.6
"""How far the length of a text counts against it (0: not at all, 1: in full)."""


def best(
    wishes: Sequence[Wish],
    candidates: Iterable[Candidate],
    frequencies: Mapping[str, int],
    total: int,
    limit: int,
) -> list[PartRow]:
    """The best part of each of the best sections. `frequencies` says in how many of all `total` parts a stem stands."""
    parts = {each.row.n: each for each in candidates}
    if not parts:
        return []
    stems = {stem for wish in wishes for stem in wish.weights}
    total = max(total, FEW)
    rarity = {stem: math.log(1 + (total - n + 0.5) / (n + 0.5)) for stem, n in frequencies.items()}
    counts = {n: Counter(stem for stem in each.body_terms if stem in stems) for n, each in parts.items()}
    lengths = {n: len(each.body_terms) + 1 for n, each in parts.items()}
    sections: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for n, each in parts.items():
        sections[each.row.document_n, each.row.path].append(n)
    usual = sum(lengths.values()) / len(lengths)
    usual_section = sum(lengths.values()) / len(sections)
    ranked: list[PartRow] = []
    for numbers in sections.values():
        headings = stems.intersection(parts[numbers[0]].heading_terms)
        together = _with(headings, sum((counts[n] for n in numbers), Counter()))
        whole = _score(wishes, together, rarity, sum(lengths[n] for n in numbers) / usual_section)
        scored = {n: _score(wishes, _with(headings, counts[n]), rarity, lengths[n] / usual) for n in numbers}
        n = max(numbers, key=lambda n: (scored[n], -n))
        ranked.append(replace(parts[n].row, score=(1 - SECTION) * scored[n] + SECTION * whole))
    return sorted(ranked, key=lambda row: (-row.score, row.n))[:limit]


def _with(headings: set[str], body: Mapping[str, int]) -> dict[str, float]:
    """How often each stem stands in a text, those of its headings counting more."""
    counts: dict[str, float] = dict(body)
    for stem in headings:
        counts[stem] = counts.get(stem, 0.0) + HEADING
    return counts


def _score(wishes: Sequence[Wish], counts: Mapping[str, float], rarity: Mapping[str, float], length: float) -> float:
    norm = _SATURATION * (1 - _LENGTH + _LENGTH * length)
    score = 0.0
    for wish in wishes:
        score += max(
            (
                weight * rarity.get(stem, 0.0) * counts[stem] * (_SATURATION + 1) / (counts[stem] + norm)
                for stem, weight in wish.weights.items()
                if stem in counts
            ),
            default=0.0,
        )
    return score
