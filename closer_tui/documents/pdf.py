"""PDF: the text of each page, under the bookmarks that point to it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from closer_tui.documents.outline import Outline
from closer_tui.domain.knowledge import Block, Unreadable

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES: Final = 2_000
DEEPEST_BOOKMARK: Final = 6
_MET_IN_BROKEN_FILES: Final = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)
"""What the library runs into where a file is not built as it expects; it does not say so in errors of its own."""
_GAP: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])-\n(?=[a-zà-ÿ])")


def blocks_of(data: bytes) -> Iterator[Block]:
    """The blocks of a PDF file. Raises Unreadable when it is protected or broken."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("it is protected by a password", "Save a copy without the password.")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable(f"it has more than {MOST_PAGES:,} pages", "Cut it into smaller files.")
        headings = _bookmarks(reader)
        outline = Outline()
        for number, page in enumerate(reader.pages):
            for level, title in headings.get(number, ()):
                outline.heading(level, title)
            path = (*outline.path, f"page {number + 1}")
            for paragraph in _GAP.split(page.extract_text()):
                yield Block(path, _HYPHEN.sub("", paragraph))
    except (PyPdfError, *_MET_IN_BROKEN_FILES) as error:
        raise Unreadable("the PDF is damaged", "Open it and save it again as PDF.") from error


def _bookmarks(reader: PdfReader) -> dict[int, list[tuple[int, str]]]:
    """Level and title of the bookmarks by the number of their page."""
    found: dict[int, list[tuple[int, str]]] = {}

    def walk(entries: list[Any], level: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                if level < DEEPEST_BOOKMARK:
                    walk(entry, level + 1)
                continue
            number = reader.get_destination_page_number(entry)
            if number is not None and number >= 0:
                found.setdefault(number, []).append((level, str(entry.title)))

    walk(reader.outline, 1)
    return found
