"""Documents and their parts as lines: one in the list, one in full, and what a question finds."""

from __future__ import annotations

from collections.abc import Sequence

from closer_tui.domain.knowledge import DocumentStatus
from closer_tui.store.views.knowledge import DocumentRow, PartRow
from closer_tui.tui.commands import bindings, moving
from closer_tui.tui.drawing import Run, crop, fit, one_line, right, settle, wrap
from closer_tui.tui.when import When
from closer_tui.tui.widgets.lines import LineView
from closer_tui.tui.words import plural

__all__ = ["KnowledgeText", "document_runs", "source_lines"]

SIGNS = {
    DocumentStatus.READY: ("✓", "good"),
    DocumentStatus.OUTDATED: ("!", "warning"),
    DocumentStatus.FAILED: ("✗", "error"),
}


def document_runs(row: DocumentRow, width: int, when: When, *, here: bool) -> list[Run]:
    """`▌✓ returns.md            12 parts   3d`; what is wrong stands behind."""
    sign, look = SIGNS.get(DocumentStatus(row.status), ("·", "muted"))
    name = min(40, max(12, width // 2))
    return [
        ("▌" if here else " ", "accent"),
        (fit(sign, 2), look),
        (fit(one_line(row.name), name), "plain"),
        (right(plural(row.parts, "part"), 12), "muted"),
        (right(when.ago(row.added_at), 6), "muted"),
        ("  ", "plain"),
        (crop(one_line(row.problem), max(width - name - 24, 4)), look),
    ]


def source_lines(head: str, aside: str, text: str, width: int) -> list[list[Run]]:
    """A passage under its headings."""
    room = max(width - 4, 10)
    lines: list[list[Run]] = [[(" ", "plain"), (line, "accent")] for line in wrap(one_line(head, 400), room)]
    if aside:
        lines.append([(" ", "plain"), (crop(one_line(aside), room), "muted")])
    return [*lines, *([("   ", "plain"), (line, "plain")] for line in wrap(settle(text), room)), []]


class KnowledgeText(LineView):
    """The selected document as it was understood, or what a question finds."""

    BINDINGS = [*bindings(*moving.SCROLL)]  # noqa: RUF012 - as Textual declares it
    DEFAULT_CSS = "KnowledgeText { background: $background; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._document: DocumentRow | None = None
        self._parts: Sequence[PartRow] = ()
        self._question = ""

    def show_document(self, row: DocumentRow | None, parts: Sequence[PartRow]) -> None:
        """A document and the beginning of it."""
        self._document, self._parts, self._question = row, parts, ""
        self.changed()

    def show_found(self, question: str, parts: Sequence[PartRow]) -> None:
        """What a draft would be given for a question."""
        self._document, self._parts, self._question = None, parts, question
        self.changed()

    def lay_out(self, width: int) -> list[list[Run]]:
        """The lines of either."""
        if self._question:
            return self._found(width)
        row = self._document
        if row is None:
            return []
        room = max(width - 2, 10)
        lines: list[list[Run]] = [[(crop(f" {row.kind} · from {one_line(row.path, 300)}", room), "muted")]]
        if row.problem:
            look = SIGNS[DocumentStatus(row.status)][1]
            lines += [[(" ", "plain"), (line, look)] for line in wrap(settle(row.problem), room)]
        lines.append([])
        for part in self._parts:
            lines += source_lines(" › ".join(part.path) or "at the beginning", "", part.body, width)
        if row.parts > len(self._parts):
            lines.append([(f" … {plural(row.parts - len(self._parts), 'more part')}", "muted")])
        return lines

    def _found(self, width: int) -> list[list[Run]]:
        if not self._parts:
            return [[(" Nothing in your documents fits that question.", "muted")]]
        lines: list[list[Run]] = []
        for place, part in enumerate(self._parts, start=1):
            lines += source_lines(f"{place}. {part.title}", f"score {part.score:.1f}", part.body, width)
        return lines
