"""What the bot knows: the owner's documents a line each, a question to try, and below what stands in the document or
what the question finds.

```
cursor ─▶ the document's parts        question ─ 0.15 s of quiet ─▶ thread ─▶ the parts a draft would be given
```
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.getters import query_one
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from closer_tui.store.views.knowledge import DocumentRow
from closer_tui.tui.commands import Command, bindings, going, knowing, moving
from closer_tui.tui.commands.by_screen import BY_SCREEN
from closer_tui.tui.drawing import Run, crop, one_line
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import RowMoved, RowOpened
from closer_tui.tui.screens.framed import FramedScreen
from closer_tui.tui.undo import Step
from closer_tui.tui.when import When
from closer_tui.tui.widgets.document_lines import KnowledgeText, document_runs
from closer_tui.tui.widgets.keyed_list import KeyedList
from closer_tui.tui.words import plural

if TYPE_CHECKING:
    from closer_tui.tui.desk_writing import Taken

__all__ = ["KnowledgeScreen"]

NONE = "There is no document yet; a takes one in."
QUIET_SECONDS = 0.15
"""How long nothing must be typed before the documents are searched."""
PARTS_SHOWN = 40
"""Parts of a document that are shown; reading all of a book would be seen as a pause."""
WORDS = {
    "added": "Taken in",
    "replaced": "Replaced",
    "failed": "Listed, but it cannot be read",
    "outdated": "Left as it was read before, because the file now cannot be read",
    "missing": "Its file is not there",
}


class DocumentList(KeyedList[DocumentRow]):
    """One line a document."""

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(lambda row: row.name, empty=NONE, id=id)
        self._when = when

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """State, name, how many parts, since when, what is wrong."""
        return document_runs(self.rows[index], width, self._when, here=index == self.cursor)


class KnowledgeScreen(FramedScreen):
    """The documents and the question."""

    NAME = "knowledge"
    HINTS = (*knowing.ON_THE_SCREEN, moving.Back, going.Palette, going.Help)
    OFFERS: ClassVar[tuple[type[Command], ...]] = BY_SCREEN["knowledge"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]
    DEFAULT_CSS = """
    KnowledgeScreen {
        & #documents { height: 1fr; max-height: 14; }
        & #question, & #question:focus {
            border: none; border-top: solid $line; height: 2; padding: 0 1; background: $background;
        }
        & #question:focus { border-top: solid $accent; }
        & #knowledge-text { height: 2fr; border-top: solid $line; }
        & #knowledge-text:focus { border-top: solid $accent; }
    }
    """

    documents = query_one("#documents", DocumentList)
    question = query_one("#question", Input)
    text = query_one("#knowledge-text", KnowledgeText)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._quiet: Timer | None = None

    def body(self) -> Iterable[Widget]:
        """The list, the question, what there is to read."""
        yield DocumentList(self.kit.when, id="documents")
        yield Input(placeholder="a question as a customer would ask it", id="question", select_on_focus=False)
        yield KnowledgeText(id="knowledge-text")

    def on_mount(self) -> None:
        """Ready to move."""
        self.documents.focus()

    def renew_body(self) -> None:
        """Read the documents again."""
        rows = self.kit.data.documents()
        self.documents.show(rows)
        troubled = sum(1 for row in rows if row.problem)
        aside = f"{plural(troubled, 'needs', 'need')} a look" if troubled else plural(len(rows), "document")
        self.heading.show("Knowledge", aside if rows else "", style="$warning" if troubled else "$muted")
        self._looked()

    @on(RowMoved)
    def _looked(self) -> None:
        row = self.documents.selected
        self.grace.about(None if row is None else row.n)
        self.hints.refresh()
        if self.question.value.strip():
            self._ask()
        else:
            self._show_document()

    def _show_document(self) -> None:
        row = self.documents.selected
        self.text.show_document(row, self.kit.data.document_parts(row.n, PARTS_SHOWN) if row else ())

    @on(RowOpened)
    def _opened(self) -> None:
        self.text.focus()

    # --- the question

    @on(Input.Changed, "#question")
    def _typed(self) -> None:
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(QUIET_SECONDS, self._ask, name="question")

    def _ask(self) -> None:
        asked = self.question.value.strip()
        if not asked:
            self._show_document()
            return
        self.run_worker(self._find(asked), group="question", exclusive=True, exit_on_error=False)

    async def _find(self, asked: str) -> None:
        found = await asyncio.to_thread(self.kit.data.find_in_documents, asked)
        if self.question.value.strip() == asked:
            self.text.show_found(asked, found)

    @on(Input.Submitted, "#question")
    def _entered(self) -> None:
        self.text.focus()

    # --- what can be done

    def why_not(self, action: str) -> str | None:
        """Without a document there is nothing to remove or to read again."""
        if action in {"remove_document", "read_again"} and self.is_mounted and not self.documents.rows:
            return NONE
        return None

    def action_test_question(self) -> None:
        """To the field."""
        self.question.focus()

    def action_add_document(self) -> None:
        """Ask for the path, read the file, say what became of it."""

        async def add() -> None:
            path = await self.kit.ask.choose("Take in which file?", (), free="its path, for example ~/faq.md")
            if path and path.strip():
                # A path that was dropped onto the terminal comes with quotes around it.
                wanted = Path(path.strip().strip("'\"")).expanduser()
                self._taken([await (await self.kit.desk()).document_add(wanted)])

        self.kit.act(add())

    def action_read_again(self) -> None:
        """Every file once more."""

        async def again() -> None:
            taken = await (await self.kit.desk()).documents_read_again()
            changed = [each for each in taken if each.outcome != "unchanged"]
            self._taken(changed)
            if not changed:
                self.kit.tell("No file has changed.", "information")

        self.kit.act(again())

    def action_remove_document(self) -> None:
        """At once; it comes back with an undo."""
        row = self.documents.selected
        if row is None or not self.trusted():
            return

        async def remove() -> None:
            taken = await (await self.kit.desk()).document_remove(row.n)
            self._remember(f"Removed {_named(taken)}", taken)
            self.kit.decisions.done()
            self.kit.tell(f"Removed {_named(taken)}; z brings it back.", "information")

        self.kit.act(remove())

    def _taken(self, taken: Iterable[Taken]) -> None:
        for each in taken:
            words = WORDS.get(each.outcome, "It was known and has not changed")
            self._remember(f"{words}: {_named(each)}", each)
            problem = f" ({one_line(each.problem)})" if each.problem else ""
            count = f", {plural(each.parts, 'part')}" if each.parts else ""
            self.kit.tell(f"{words}: {_named(each)}{count}{problem}.", "warning" if each.problem else "information")
        self.kit.decisions.done()

    def _remember(self, words: str, taken: Taken) -> None:
        batch = taken.undo
        if batch is None:
            return

        async def take_back() -> None:
            await (await self.kit.desk()).take_back(batch)

        self.kit.undo.did(Step(words, take_back, self.kit.when.now()))

    def action_back(self) -> None:
        """Out of the question or the text, then out of the screen."""
        if self.documents.has_focus:
            super().action_back()
            return
        self.question.value = ""
        self.documents.focus()


def _named(taken: Taken) -> str:
    return crop(one_line(taken.name), 40)
