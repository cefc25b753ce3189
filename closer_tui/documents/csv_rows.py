"""A table in a CSV file: of questions and answers, or of anything whose columns have names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from closer_tui.documents.decoding import text_of
from closer_tui.documents.markdown import row_text
from closer_tui.documents.outline import LONGEST_HEADING
from closer_tui.domain.knowledge import Block, Unreadable
from closer_tui.domain.text import clean

_QUESTION: Final = frozenset(
    {"question", "questions", "q", "frage", "fragen", "pregunta", "domanda", "pergunta", "vraag"}
)
_ANSWER: Final = frozenset(
    {"answer", "answers", "a", "antwort", "antworten", "respuesta", "réponse", "risposta", "resposta"}
)
_DIVIDERS: Final = ",;\t"


def blocks_of(data: bytes) -> Iterator[Block]:
    """A block a row. Raises Unreadable when it is no table."""
    text = text_of(data)
    first = text.split("\n", 1)[0]
    divider = max(_DIVIDERS, key=first.count)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=divider)]
    except csv.Error as error:
        raise Unreadable("it is no table of comma-separated values", "Save it again as CSV (UTF-8).") from error
    rows = [row for row in rows if any(row)]
    if not rows:
        return
    names = [cell.casefold() for cell in rows[0]]
    question = next((i for i, name in enumerate(names) if name in _QUESTION), None)
    answer = next((i for i, name in enumerate(names) if name in _ANSWER), None)
    if question is not None and answer is not None:
        yield from _answers(rows[0], rows[1:], question, answer)
    elif all(len(row) == 2 for row in rows):
        yield from _answers(["", ""], rows, 0, 1)
    else:
        yield from (Block((), row_text(rows[0], row)) for row in rows[1:])


def _answers(columns: list[str], rows: list[list[str]], question: int, answer: int) -> Iterator[Block]:
    for row in rows:
        cells = [*row, *[""] * (len(columns) - len(row))]
        asked, said = cells[question], cells[answer]
        if not asked or not said:
            continue
        others = [cell for i, cell in enumerate(cells) if i not in (question, answer)]
        rest = row_text([name for i, name in enumerate(columns) if i not in (question, answer)], others)
        heading = clean(asked, limit=LONGEST_HEADING, multiline=False)
        yield Block((heading,), f"{said}\n{rest}" if rest else said, answers=not rest)
