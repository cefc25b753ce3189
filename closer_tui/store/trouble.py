"""What SQLite and Python say when a database cannot be used, as errors of ours with what to do next.

A full or failing disk is not damage: nothing may be put aside because of it.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from closer_tui.domain.errors import StoreDamaged, StoreError

TROUBLE: Final = (sqlite3.Error, UnicodeDecodeError)
"""Damaged pages can hold bytes that are no text, on which Python fails before SQLite does."""

_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_DISK: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})
_DOCTOR: Final = "Run `closer-tui doctor`; it keeps the file and tells how to go on."


def explain(error: sqlite3.Error | UnicodeDecodeError) -> StoreError:
    """The error as one of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary in _DAMAGE or isinstance(error, UnicodeDecodeError) or "malformed" in str(error):
        return StoreDamaged(f"the database is damaged: {error}", _DOCTOR)
    if primary in _DISK:
        return StoreError(
            f"the disk does not let the database work: {error}",
            "Nothing was changed. Look for room on the disk, and who may write there; then try again.",
        )
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreError("the database is busy", "Try again in a moment; `closer-tui doctor` shows who works on it.")
    if primary == sqlite3.SQLITE_INTERRUPT:
        return StoreError("the query was stopped")
    return StoreError(f"the database cannot be read: {error}", _DOCTOR)


def of_the_file(error: BaseException | None) -> StoreError | None:
    """The same for an error that has to do with the file or its disk, whatever was asked; None for any other."""
    if not isinstance(error, TROUBLE):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    about_the_file = isinstance(error, UnicodeDecodeError) or (code is not None and code & 0xFF in _DAMAGE | _DISK)
    return explain(error) if about_the_file else None
