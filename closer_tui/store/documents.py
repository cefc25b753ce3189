"""Rows of documents and their parts, and the index over those in use.

A row is one version of a file. Adding a version, taking one out and putting one back keep the index in step inside
the same transaction; a version that is out can be put back until it is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.domain.knowledge import DocumentKind, DocumentStatus, Part
from closer_tui.store import changes, keys
from closer_tui.store.tables import document_parts, documents, inboxes

_INDEX: Final = (
    "INSERT INTO parts_fts (rowid, heading_terms, body_terms)"
    " SELECT n, heading_terms, body_terms FROM document_parts WHERE document_n = ?"
)
_UNINDEX: Final = (
    "INSERT INTO parts_fts (parts_fts, rowid, heading_terms, body_terms)"
    " SELECT 'delete', n, heading_terms, body_terms FROM document_parts WHERE document_n = ?"
)


@dataclass(frozen=True, slots=True)
class IndexedPart:
    """A part with the stems it is found by, separated by spaces."""

    part: Part
    heading_terms: str
    body_terms: str


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a file. `size` in bytes, `added_at` in ms; `removed_at` is None while it is in use."""

    n: int
    name: str
    path: str
    kind: DocumentKind
    size: int
    hash: str
    status: DocumentStatus
    problem: str
    parts: int
    terms_version: int
    added_at: int
    removed_at: int | None


def _document(row: Row[tuple[object, ...]]) -> Document:
    return Document(
        row.n,
        row.name,
        row.path,
        DocumentKind(row.kind),
        row.size,
        row.hash,
        DocumentStatus(row.status),
        row.problem,
        row.parts,
        row.terms_version,
        row.added_at,
        row.removed_at,
    )


async def one(conn: AsyncConnection, n: int) -> Document:
    """By number, in use or not. Raises NotFound."""
    row = (await conn.execute(select(documents).where(documents.c.n == n))).first()
    if row is None:
        raise NotFound(
            f"there is no document {keys.public('doc', n)}", "`closer-tui knowledge list` shows those there are."
        )
    return _document(row)


async def named(conn: AsyncConnection, name: str) -> Document | None:
    """The version in use under a name."""
    statement = select(documents).where(documents.c.name == name, documents.c.removed_at.is_(None))
    row = (await conn.execute(statement)).first()
    return _document(row) if row else None


async def in_use(conn: AsyncConnection) -> list[Document]:
    """Every version in use, by name."""
    statement = select(documents).where(documents.c.removed_at.is_(None)).order_by(documents.c.name)
    return [_document(row) for row in await conn.execute(statement)]


async def add(
    tx: AsyncConnection,
    *,
    name: str,
    path: str,
    kind: DocumentKind,
    size: int,
    hash: str,
    status: DocumentStatus,
    problem: str,
    parts: Sequence[IndexedPart],
    terms_version: int,
    actor: str,
    now: int,
) -> int:
    """Write a version with all its parts and return its number; the one in use under that name must be out."""
    result = await tx.execute(
        insert(documents).values(
            name=name,
            path=path,
            kind=kind.value,
            size=size,
            hash=hash,
            status=status.value,
            problem=problem,
            parts=len(parts),
            terms_version=terms_version,
            added_by=actor,
            added_at=now,
        )
    )
    n = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    if parts:
        await tx.execute(insert(document_parts), [_row(n, position, each) for position, each in enumerate(parts)])
    await tx.exec_driver_sql(_INDEX, (n,))
    await _moved(tx, name, now)
    return n


def _row(document_n: int, position: int, each: IndexedPart) -> dict[str, object]:
    return {
        "document_n": document_n,
        "position": position,
        "path_json": json.dumps(each.part.path, ensure_ascii=False),
        "body": each.part.text,
        "answers": int(each.part.answers),
        "heading_terms": each.heading_terms,
        "body_terms": each.body_terms,
    }


async def take_out(tx: AsyncConnection, n: int, now: int) -> Document:
    """Take a version out of use and out of the index; returns what it was. Raises NotFound, Conflict."""
    was = await one(tx, n)
    if was.removed_at is not None:
        raise Conflict(f"{was.name} was replaced or removed meanwhile", "Look at the list again.")
    await tx.exec_driver_sql(_UNINDEX, (n,))
    await tx.execute(update(documents).where(documents.c.n == n).values(removed_at=now))
    await _moved(tx, was.name, now)
    return was


async def put_back(tx: AsyncConnection, n: int, now: int) -> Document:
    """Take a version into use again. Raises NotFound, and Conflict when another one has its name."""
    was = await one(tx, n)
    if was.removed_at is None:
        raise Conflict(f"{was.name} is in use", "Nothing needs to be put back.")
    try:
        await tx.execute(update(documents).where(documents.c.n == n).values(removed_at=None))
    except IntegrityError as error:
        raise Conflict(f"another version of {was.name} was added since", "Remove that one first.") from error
    await tx.exec_driver_sql(_INDEX, (n,))
    await _moved(tx, was.name, now)
    return was


async def parts_of(conn: AsyncConnection, n: int) -> list[Part]:
    """The parts of a version, in their order."""
    statement = select(document_parts).where(document_parts.c.document_n == n).order_by(document_parts.c.position)
    return [
        Part(tuple(json.loads(row.path_json)), row.body, bool(row.answers)) for row in await conn.execute(statement)
    ]


async def index_anew(tx: AsyncConnection, n: int, parts: Sequence[IndexedPart], terms_version: int) -> None:
    """Find a version that is in use by other stems; `parts` are all of its parts, in their order."""
    await tx.exec_driver_sql(_UNINDEX, (n,))
    statement = (
        update(document_parts)
        .where(document_parts.c.document_n == n, document_parts.c.position == bindparam("place"))
        .values(heading_terms=bindparam("headings"), body_terms=bindparam("words"))
    )
    rows = [
        {"place": place, "headings": each.heading_terms, "words": each.body_terms} for place, each in enumerate(parts)
    ]
    if rows:
        await tx.execute(statement, rows)
    await tx.exec_driver_sql(_INDEX, (n,))
    await tx.execute(update(documents).where(documents.c.n == n).values(terms_version=terms_version))


async def mark(tx: AsyncConnection, n: int, status: DocumentStatus, problem: str, now: int) -> None:
    """How a version stands, its parts untouched."""
    was = await one(tx, n)
    await tx.execute(update(documents).where(documents.c.n == n).values(status=status.value, problem=problem))
    await changes.note(tx, now, changes.KNOWLEDGE, entity=was.name)


async def forget_removed(tx: AsyncConnection, before: int) -> int:
    """Drop versions that went out of use before a moment (ms), their words out of the index's file too."""
    old = select(documents.c.n).where(documents.c.removed_at < before)
    await tx.execute(delete(document_parts).where(document_parts.c.document_n.in_(old)))
    gone = (await tx.execute(delete(documents).where(documents.c.removed_at < before))).rowcount
    if gone:
        await tx.exec_driver_sql("INSERT INTO parts_fts (parts_fts) VALUES ('rebuild')")
    return gone


async def _moved(tx: AsyncConnection, name: str, now: int) -> None:
    await tx.execute(update(inboxes).values(knowledge_version=inboxes.c.knowledge_version + 1))
    await changes.note(tx, now, changes.KNOWLEDGE, entity=name)
