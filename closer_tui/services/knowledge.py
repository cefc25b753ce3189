"""The owner's documents: add files, remove them, read them anew. Every change can be taken back for thirty days.

A file that cannot be read changes nothing that is in use: a new one is listed with what is wrong, a known one stays as
it was read last and says so.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.documents.apart import read_apart
from closer_tui.documents.kinds import guess
from closer_tui.documents.reading import too_large
from closer_tui.domain.errors import Conflict, InvalidInput, NotFound
from closer_tui.domain.knowledge import LARGEST_FILE, LONGEST_NAME, DocumentStatus, Reading, Unreadable
from closer_tui.domain.text import clean
from closer_tui.drafting.knowledge import TERMS_VERSION, indexed
from closer_tui.store import audit, documents, undo
from closer_tui.store.database import Store
from closer_tui.store.documents import Document, IndexedPart
from closer_tui.store.undo import Change

KIND: Final = "knowledge.changed"


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    OUTDATED = "outdated"
    REMOVED = "removed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was looked at: its document, what became of it, what is wrong, and what takes the change back."""

    name: str
    outcome: Outcome
    n: int | None = None
    parts: int = 0
    problem: str = ""
    undo: str | None = None


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    path: str
    data: bytes
    hash: str


async def add(store: Store, path: Path, *, actor: str, name: str = "", anew: bool = False) -> Taken:
    """Take a file in under its own name or another; one that is known by that name and has changed is replaced as a
    whole. The same bytes are read again only if `anew`.

    Raises InvalidInput when there is no such file; a file that cannot be read is an outcome, not an error.
    """
    file = await asyncio.to_thread(_opened, path, name)
    async with store.read() as conn:
        known = await documents.named(conn, file.name)
    if known is not None and not anew and _is_same(known, file):
        return Taken(file.name, Outcome.UNCHANGED, known.n, known.parts)
    try:
        if len(file.data) > LARGEST_FILE:
            raise too_large()
        reading: Reading | None = await read_apart(file.name, file.data)
        problem = ""
    except Unreadable as error:
        reading, problem = None, str(error)
    parts = await asyncio.to_thread(_terms, file.name, reading) if reading else []
    async with store.write() as tx:
        return await _keep(tx, store.clock.now(), file, reading, parts, problem, actor)


def _is_same(known: Document, file: _File) -> bool:
    return (
        known.hash == file.hash
        and known.path == file.path
        and known.status is DocumentStatus.READY
        and known.terms_version == TERMS_VERSION
    )


def _opened(path: Path, name: str) -> _File:
    whole = path.expanduser().absolute()
    shown = clean(str(whole), multiline=False)
    called = clean(name or whole.name, multiline=False).strip()
    try:
        str(whole).encode()
        # Opening a pipe would wait for whoever writes into it; what was opened is what is looked at.
        handle = os.open(whole, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as opened:
            if not S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise InvalidInput(f"{shown} is no file", "Name a document, one file each.")
            data = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InvalidInput(f"{shown} cannot be opened: {error.strerror}", "Look at the name of the file.") from error
    except (UnicodeError, ValueError) as error:
        raise InvalidInput(f"the name of {shown} is no text", "Give the file another name.") from error
    if not called or len(called) > LONGEST_NAME:
        raise InvalidInput(f"a document's name has 1 to {LONGEST_NAME} characters", "Give it another with --name.")
    return _File(called, str(whole), data, sha256(data).hexdigest())


def _terms(name: str, reading: Reading) -> list[IndexedPart]:
    return [indexed(name, part) for part in reading.parts]


async def _keep(
    tx: AsyncConnection,
    now: int,
    file: _File,
    reading: Reading | None,
    parts: list[IndexedPart],
    problem: str,
    actor: str,
) -> Taken:
    known = await documents.named(tx, file.name)
    if reading is None and known is not None and known.problem == problem:
        outcome = Outcome.OUTDATED if known.parts else Outcome.FAILED  # as it stood before: nothing is written
        return Taken(file.name, outcome, known.n, known.parts, problem)
    if reading is None and known is not None and known.parts:
        await documents.mark(tx, known.n, DocumentStatus.OUTDATED, problem, now)
        await audit.note(tx, now, actor, "knowledge.unreadable", entity=file.name)
        return Taken(file.name, Outcome.OUTDATED, known.n, known.parts, problem)
    if known is not None:
        await documents.take_out(tx, known.n, now)
    n = await documents.add(
        tx,
        name=file.name,
        path=file.path,
        kind=reading.kind if reading else guess(file.name),
        size=len(file.data),
        hash=file.hash,
        status=DocumentStatus.READY if reading else DocumentStatus.FAILED,
        problem=problem,
        parts=parts,
        terms_version=TERMS_VERSION,
        actor=actor,
        now=now,
    )
    outcome = Outcome.FAILED if reading is None else Outcome.ADDED if known is None else Outcome.REPLACED
    batch = await _remember(tx, now, actor, before=known.n if known else None, after=n)
    await audit.note(tx, now, actor, f"knowledge.{outcome.value}", entity=file.name, parts=len(parts))
    return Taken(file.name, outcome, n, len(parts), problem, batch)


async def remove(store: Store, n: int, *, actor: str) -> Taken:
    """Take a document out of what drafts may stand on. Raises NotFound, Conflict."""
    async with store.write() as tx:
        now = store.clock.now()
        was = await documents.take_out(tx, n, now)
        batch = await _remember(tx, now, actor, before=n, after=None)
        await audit.note(tx, now, actor, "knowledge.removed", entity=was.name)
        return Taken(was.name, Outcome.REMOVED, n, was.parts, undo=batch)


async def reindex(store: Store, *, actor: str) -> list[Taken]:
    """Look at the file of every document again and take in what has changed. One whose file is gone stays in use."""
    async with store.read() as conn:
        known = await documents.in_use(conn)
    taken = []
    for document in known:
        try:
            taken.append(await add(store, Path(document.path), actor=actor, name=document.name))
        except InvalidInput as error:
            taken.append(Taken(document.name, Outcome.MISSING, document.n, document.parts, str(error)))
        if taken[-1].outcome in {Outcome.MISSING, Outcome.OUTDATED} and document.terms_version != TERMS_VERSION:
            await _index_anew(store, document)
    return taken


async def _index_anew(store: Store, document: Document) -> None:
    """What can only be read from the store is at least found as everything else is."""
    async with store.read() as conn:
        parts = await documents.parts_of(conn, document.n)
    terms = await asyncio.to_thread(lambda: [indexed(document.name, part) for part in parts])
    async with store.write() as tx:
        known = await documents.named(tx, document.name)
        if known is not None and known.n == document.n:
            await documents.index_anew(tx, document.n, terms, TERMS_VERSION)


async def _remember(tx: AsyncConnection, now: int, actor: str, *, before: int | None, after: int | None) -> str:
    batch = undo.new_batch(now)
    await undo.record(tx, batch, now, actor, KIND, None, before={"document": before}, after={"document": after})
    return batch


async def take_back(tx: AsyncConnection, change: Change, now: int) -> None:
    """The version from before is in use again. Raises Conflict when another one came since."""
    try:
        if change.after["document"] is not None:
            await documents.take_out(tx, change.after["document"], now)
        if change.before["document"] is not None:
            await documents.put_back(tx, change.before["document"], now)
    except NotFound as error:
        raise Conflict("that version has been forgotten", "Add the file again.") from error
