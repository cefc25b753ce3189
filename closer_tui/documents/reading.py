"""From the bytes of a file to its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from types import MappingProxyType
from typing import Final

from closer_tui.documents.kinds import kind_of
from closer_tui.documents.parting import parts_of
from closer_tui.domain.knowledge import LARGEST_FILE, Block, DocumentKind, Reading, Unreadable

_MODULES: Final = MappingProxyType(
    {
        DocumentKind.MARKDOWN: "markdown",
        DocumentKind.TEXT: "plain",
        DocumentKind.HTML: "html_page",
        DocumentKind.CSV: "csv_rows",
        DocumentKind.PDF: "pdf",
        DocumentKind.DOCX: "docx",
    }
)
"""Each is loaded when the first file of its kind is read."""


def read(name: str, data: bytes) -> Reading:
    """The parts of a file, whole or not at all. Raises Unreadable, saying why."""
    if len(data) > LARGEST_FILE:
        raise too_large()
    if not data.strip():
        raise Unreadable("it is empty", "Save it again with something in it.")
    kind = kind_of(name, data)
    blocks_of: Callable[[bytes], Iterable[Block]] = import_module(f"{__package__}.{_MODULES[kind]}").blocks_of
    return Reading(kind, parts_of(blocks_of(data)))


def too_large() -> Unreadable:
    """What a file of too many bytes is told, before it is read."""
    return Unreadable(f"it is larger than {LARGEST_FILE // 2**20} MB", "Cut it into smaller files.")
