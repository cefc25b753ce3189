"""The owner's documents, their parts, and what the index finds. The statements serve the engine's side, too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from closer_tui.store import keys
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_COLUMNS: Final = "n, name, path, kind, size, hash, status, problem, parts, added_by, added_at"
_ALL: Final = f"SELECT {_COLUMNS} FROM documents WHERE removed_at IS NULL ORDER BY name"
_PART: Final = (
    "SELECT p.n, p.document_n, d.name, p.path_json, p.body, p.answers"
    " FROM document_parts p JOIN documents d ON d.n = p.document_n"
)
_PARTS: Final = f"{_PART} WHERE p.document_n = ? ORDER BY p.position LIMIT ?"
_ONE_PART: Final = f"{_PART} WHERE p.n = ?"
MATCHING: Final = (
    "SELECT p.n, p.document_n, d.name, p.path_json, p.body, p.answers, p.heading_terms, p.body_terms"
    " FROM (SELECT rowid AS found FROM parts_fts WHERE parts_fts MATCH ? AND rank MATCH 'bm25(2.0, 1.0)'"
    " ORDER BY rank LIMIT ?) JOIN document_parts p ON p.n = found JOIN documents d ON d.n = p.document_n"
    " WHERE d.removed_at IS NULL"
)
"""The best parts that hold one of the stems asked for, a stem in a heading counting twice; in no order. The rows are
fetched only once the best are known: sorting whole rows takes ten times as long."""
FREQUENCIES: Final = "SELECT term, doc FROM parts_vocabulary WHERE term IN (SELECT value FROM json_each(?))"
"""In how many parts each of these stems stands."""
COUNT: Final = "SELECT coalesce(sum(parts), 0) FROM documents WHERE removed_at IS NULL"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in use. `size` in bytes; `problem` says what is wrong with it, or is empty."""

    n: int
    name: str
    path: str
    kind: str
    size: int
    hash: str
    status: str
    problem: str
    parts: int
    added_by: str
    added_at: int

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("doc", self.n)

    def json(self) -> Json:
        """As `knowledge list` prints it."""
        return {
            "id": self.id,
            "name": self.name,
            "path": self.path,
            "kind": self.kind,
            "size": self.size,
            "hash": self.hash,
            "status": self.status,
            "problem": self.problem or None,
            "parts": self.parts,
            "added_by": self.added_by,
            "added_at": iso(self.added_at),
        }


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a document. `path` are its headings, outermost first; `score` how well it fits what was asked."""

    n: int
    document_n: int
    document: str
    path: tuple[str, ...]
    body: str
    answers: bool
    score: float = 0.0

    @property
    def id(self) -> str:
        """The public id: what a draft names as its source."""
        return keys.public("part", self.n)

    @property
    def title(self) -> str:
        """`returns.md › Refunds › Gift cards`."""
        return " › ".join([self.document, *self.path])

    def json(self) -> Json:
        """As `knowledge show` and `knowledge test` print it."""
        return {
            "id": self.id,
            "document": self.document,
            "headings": list(self.path),
            "text": self.body,
            "answers": self.answers,
            "score": round(self.score, 3),
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A part that holds something of what was asked, with all its stems."""

    row: PartRow
    heading_terms: tuple[str, ...]
    body_terms: tuple[str, ...]


def part_row(row: Any) -> PartRow:
    """A row of the statements about parts."""
    n, document_n, document, path, body, answers, *_ = row
    return PartRow(n, document_n, document, tuple(json.loads(path)), body, bool(answers))


def candidate(row: Any) -> Candidate:
    """A row of MATCHING."""
    return Candidate(part_row(row), tuple(row[6].split()), tuple(row[7].split()))


def all(r: Reader) -> list[DocumentRow]:
    """Every document in use, by name."""
    return [DocumentRow(*row) for row in r.all(_ALL)]


def parts(r: Reader, document_n: int, limit: int = -1) -> list[PartRow]:
    """The parts of a document in their order; -1 for all."""
    return [part_row(row) for row in r.all(_PARTS, (document_n, limit))]


def part(r: Reader, n: int) -> PartRow | None:
    """One part, also of a version that is out of use; None once that is forgotten."""
    row = r.one(_ONE_PART, (n,))
    return part_row(row) if row else None


def matching(r: Reader, match: str, limit: int) -> list[Candidate]:
    """The best the index finds for an expression of its own."""
    return [candidate(row) for row in r.all(MATCHING, (match, limit))]


def frequencies(r: Reader, terms: Sequence[str]) -> tuple[dict[str, int], int]:
    """In how many parts each stem stands, and how many parts there are."""
    return dict(r.all(FREQUENCIES, (json.dumps(list(terms)),))), r.number(COUNT)
