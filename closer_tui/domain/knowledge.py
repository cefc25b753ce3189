"""What the owner knows, in documents: each cut into parts that keep the headings they stand under."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from closer_tui.domain.errors import CloserError

LARGEST_FILE: Final = 20 * 1024 * 1024
"""Bytes of a file that is read."""
LONGEST_TEXT: Final = 2_000_000
"""Characters of text in one document: a book of a thousand pages."""
MOST_PARTS: Final = 4_000
"""Parts of one document."""
LONGEST_NAME: Final = 120


class DocumentKind(StrEnum):
    """How a file is read."""

    MARKDOWN = "markdown"
    TEXT = "text"
    HTML = "html"
    CSV = "csv"
    PDF = "pdf"
    DOCX = "docx"


class DocumentStatus(StrEnum):
    """READY is searched; FAILED could never be read; OUTDATED is searched as it was read last, because the file as it
    is now cannot be read."""

    READY = "ready"
    FAILED = "failed"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document as its file has it: a paragraph, an item of a list, a row. `path` are the headings above
    it, outermost first; `answers` says that the last of them is a question which the text answers."""

    path: tuple[str, ...]
    text: str
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document as it is found and shown: blocks that belong together."""

    path: tuple[str, ...]
    text: str
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read."""

    kind: DocumentKind
    parts: tuple[Part, ...]


class Unreadable(CloserError):
    """A file cannot be used as knowledge. The message says why, in words for the owner."""
