"""Finding in the owner's documents what a customer asks.

```
question ─▶ wishes (a stem, or words that mean much the same) ─▶ index: parts that hold one of them
         └▶ weighing: BM25 over each part and over its whole section ─▶ the best, one a section
```
The index is the store's; what is weighed here is a few hundred parts at most.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.knowledge import Part
from closer_tui.drafting.stemming import terms
from closer_tui.drafting.weighing import FEW, best
from closer_tui.drafting.wishes import Wish, wishes_of
from closer_tui.store.documents import IndexedPart
from closer_tui.store.views import knowledge
from closer_tui.store.views.knowledge import Candidate, PartRow
from closer_tui.store.views.reader import Reader

TERMS_VERSION: Final = 1
"""Raised when words are cut or parts are made in another way; older documents are then read anew by `reindex`."""
FOUND: Final = 5
"""Parts that are put before a drafter, or shown."""
COMMON: Final = 0.1
"""Share of all parts from which a word stands everywhere."""
MOST_ASKED: Final = 40
"""Words the index is asked for at once."""
LOOKED_AT: Final = 150
"""Finds of the index that are weighed, of the words themselves and as many of their kindred."""


def indexed(document: str, part: Part) -> IndexedPart:
    """A part with the stems it is found by; the name of its document counts as a heading."""
    name = document.rpartition(".")[0] or document
    headings = " ".join([name.replace("_", " "), *part.path])
    return IndexedPart(part, " ".join(terms(headings)), " ".join(terms(part.text)))


def find(r: Reader, question: str, limit: int = FOUND) -> list[PartRow]:
    """The parts that fit a question best, the best first."""
    wishes = wishes_of(question)
    frequencies, total = knowledge.frequencies(r, _stems(wishes))
    matches = _matches(wishes, frequencies, total)
    candidates = [each for match in matches for each in knowledge.matching(r, match, LOOKED_AT)]
    return best(wishes, candidates, frequencies, total, limit)


async def found(conn: AsyncConnection, question: str, limit: int = FOUND) -> list[PartRow]:
    """The same on the engine's side."""
    total = int((await conn.exec_driver_sql(knowledge.COUNT)).scalar_one())
    if not total:
        return []
    wishes = wishes_of(question)
    rows = await conn.exec_driver_sql(knowledge.FREQUENCIES, (json.dumps(_stems(wishes)),))
    frequencies = {str(row.term): int(row.doc) for row in rows}
    candidates: list[Candidate] = []
    for match in _matches(wishes, frequencies, total):
        rows = await conn.exec_driver_sql(knowledge.MATCHING, (match, LOOKED_AT))
        candidates += [knowledge.candidate(row) for row in rows]
    return best(wishes, candidates, frequencies, total, limit)


def _stems(wishes: Sequence[Wish]) -> list[str]:
    return list(dict.fromkeys(stem for wish in wishes for stem in wish.weights))


def _matches(wishes: Sequence[Wish], frequencies: Mapping[str, int], total: int) -> tuple[str, ...]:
    """What the index is asked: the words themselves, then their kindred. What stands everywhere finds nothing in
    particular and costs the most; it is weighed all the same in what the other words find."""
    own = [stem for wish in wishes for stem, weight in wish.weights.items() if weight >= 1.0 and stem in frequencies]
    others = [stem for stem in _stems(wishes) if stem in frequencies and stem not in own]
    most = max(FEW, total * COMMON)
    rare = tuple([stem for stem in group if frequencies[stem] <= most][:MOST_ASKED] for group in (own, others))
    groups = rare if any(rare) else (own[:MOST_ASKED], others[:MOST_ASKED])
    return tuple(" OR ".join(f'"{stem}"' for stem in dict.fromkeys(group)) for group in groups if group)
