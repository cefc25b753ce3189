"""Word files (.docx): a zip archive of XML, read with limits on what it may unpack to and without any entities."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Final
from xml.parsers import expat

from closer_tui.documents.markdown import behind, row_text
from closer_tui.documents.outline import Outline
from closer_tui.domain.knowledge import Block, Unreadable

LARGEST_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes one file of the archive may unpack to."""

_HEADING_NAME: Final = re.compile(r"heading (\d)", re.IGNORECASE)
_TITLE_LEVEL: Final = 0
_Attributes = dict[str, str]


def blocks_of(data: bytes) -> Iterator[Block]:
    """The blocks of a Word file. Raises Unreadable when it is protected, broken or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = _unpacked(archive, "word/document.xml")
            styles = _unpacked(archive, "word/styles.xml", needed=False)
            links = _unpacked(archive, "word/_rels/document.xml.rels", needed=False)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise _damaged() from error
    reader = _Body(_levels(styles), _addresses(links))
    _parse(body, reader.enter, reader.leave, reader.text)
    yield from reader.blocks


def _unpacked(archive: zipfile.ZipFile, name: str, *, needed: bool = True) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError:
        if needed:
            raise Unreadable("it is no Word file", "Save it again as .docx.") from None
        return b""
    if info.flag_bits & 1:
        raise Unreadable("it is protected by a password", "Save a copy without the password.")
    with archive.open(info) as file:  # the size it states may be a lie, so it is counted while it is read
        found = file.read(LARGEST_UNPACKED + 1)
    if len(found) > LARGEST_UNPACKED:
        raise Unreadable("it unpacks to far more than it should", "Save it again without pictures, or as text.")
    return found


def _parse(
    data: bytes,
    enter: Callable[[str, _Attributes], None],
    leave: Callable[[str], None] = lambda _name: None,
    text: Callable[[str], None] = lambda _text: None,
) -> None:
    """Names and attributes come without their namespaces. A document type, and with it every entity, is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def forbid(*_: object) -> None:
        raise Unreadable("it declares things no Word file does", "Open it and save it again as .docx.")

    parser.StartDoctypeDeclHandler = forbid
    parser.StartElementHandler = lambda name, attributes: enter(
        _local(name), {_local(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: leave(_local(name))
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise _damaged() from error


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _damaged() -> Unreadable:
    return Unreadable("the Word file is damaged", "Open it and save it again as .docx.")


def _levels(styles: bytes) -> dict[str, int]:
    """The level of each style that is a heading, by the style's id."""
    found: dict[str, int] = {}
    style = ""

    def enter(name: str, attributes: _Attributes) -> None:
        nonlocal style
        value = attributes.get("val", "")
        if name == "style":
            style = attributes.get("styleId", "")
        elif name == "name" and style and (heading := _HEADING_NAME.fullmatch(value)):
            found[style] = int(heading[1])
        elif name == "name" and style and value.casefold() == "title":
            found[style] = _TITLE_LEVEL
        elif name == "outlineLvl" and style and value.isdigit() and int(value) < 9:
            found.setdefault(style, int(value) + 1)

    if styles:
        _parse(styles, enter)
    return found


def _addresses(links: bytes) -> dict[str, str]:
    """Where each link of the document leads, by its id."""
    found: dict[str, str] = {}

    def enter(name: str, attributes: _Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") == "External":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    if links:
        _parse(links, enter)
    return found


class _Body:
    """Paragraphs and rows of tables as the parser passes them. Text that was deleted with changes tracked has another
    element and is not read."""

    def __init__(self, levels: dict[str, int], addresses: dict[str, str]) -> None:
        self.blocks: list[Block] = []
        self._levels = levels
        self._addresses = addresses
        self._outline = Outline()
        self._words: list[str] = []
        self._reading = False
        self._level: int | None = None
        self._mark = ""
        self._links: list[tuple[str, int]] = []
        self._rows: list[list[str]] = []
        self._columns: list[list[str] | None] = []

    def enter(self, name: str, attributes: _Attributes) -> None:
        """An element begins."""
        match name:
            case "p":
                self._level, self._mark = None, ""
                if not self._rows:
                    self._words.clear()
            case "pStyle":
                self._level = self._levels.get(attributes.get("val", ""))
            case "numPr":
                self._mark = "- "
            case "t":
                self._reading = True
            case "tab" | "br" | "cr":
                self._words.append(" " if name == "tab" else "\n")
            case "hyperlink":
                self._links.append((self._addresses.get(attributes.get("id", ""), ""), len(self._words)))
            case "tbl":
                self._columns.append(None)
            case "tr":
                self._rows.append([])
            case "tc":
                self._words.clear()

    def leave(self, name: str) -> None:
        """An element ends."""
        match name:
            case "t":
                self._reading = False
            case "hyperlink" if self._links:
                address, begun = self._links.pop()
                self._words.append(behind("".join(self._words[begun:]), address))
            case "p" if self._rows:
                self._words.append(" ")
            case "p":
                self._paragraph()
            case "tc" if self._rows:
                self._rows[-1].append(self._taken())
            case "tr" if self._rows:
                self._row(self._rows.pop())
            case "tbl" if self._columns:
                self._columns.pop()

    def text(self, text: str) -> None:
        """Words of the document, where they are words."""
        if self._reading:
            self._words.append(text)

    def _paragraph(self) -> None:
        text = self._taken()
        if self._level is not None:
            self._outline.heading(self._level, text)
        elif text:
            self.blocks.append(Block(self._outline.path, self._mark + text))

    def _row(self, cells: list[str]) -> None:
        columns = self._columns[-1] if self._columns else None
        if self._columns and columns is None:
            self._columns[-1] = cells
        else:
            self.blocks.append(Block(self._outline.path, row_text(columns or (), cells)))

    def _taken(self) -> str:
        text = "".join(self._words).strip()
        self._words.clear()
        return text
