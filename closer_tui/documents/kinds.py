"""What kind of file this is: by its name, unless its first bytes say otherwise."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from closer_tui.domain.knowledge import DocumentKind, Unreadable

_BY_SUFFIX: Final = {
    ".md": DocumentKind.MARKDOWN,
    ".markdown": DocumentKind.MARKDOWN,
    ".txt": DocumentKind.TEXT,
    ".text": DocumentKind.TEXT,
    ".html": DocumentKind.HTML,
    ".htm": DocumentKind.HTML,
    ".xhtml": DocumentKind.HTML,
    ".csv": DocumentKind.CSV,
    ".tsv": DocumentKind.CSV,
    ".pdf": DocumentKind.PDF,
    ".docx": DocumentKind.DOCX,
}
SUFFIXES: Final = tuple(_BY_SUFFIX)
"""Ends of the names of files that can be read."""

_PDF: Final = b"%PDF-"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"


def kind_of(name: str, data: bytes) -> DocumentKind:
    """How to read a file. Raises Unreadable for kinds that cannot be read."""
    if data[:1024].lstrip().startswith(_PDF):
        return DocumentKind.PDF
    if data.startswith(_OLD_OFFICE):
        raise Unreadable(
            "it is an old Word file, or one protected by a password", "Save it as .docx without a password."
        )
    kind = _BY_SUFFIX.get(PurePath(name).suffix.casefold())
    if kind is None:
        raise Unreadable("files of this kind cannot be read", f"Use one of {', '.join(SUFFIXES)}.")
    if kind is DocumentKind.PDF:
        raise Unreadable("it is called .pdf and is none", "Save it again as PDF.")
    return kind


def guess(name: str) -> DocumentKind:
    """What a file that could not be read was meant to be."""
    return _BY_SUFFIX.get(PurePath(name).suffix.casefold(), DocumentKind.TEXT)
