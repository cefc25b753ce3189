"""The owner's quick replies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_ALL: Final = (
    "SELECT n, shortcut, title, body, keywords, language, updated_at FROM quick_replies ORDER BY shortcut, language"
)


@dataclass(frozen=True, slots=True)
class QuickReplyRow:
    """A text kept ready under a shortcut, in one language or (empty) any."""

    n: int
    shortcut: str
    title: str
    body: str
    keywords: str
    language: str
    updated_at: int

    def json(self) -> Json:
        """As `export` prints it."""
        return {
            "shortcut": self.shortcut,
            "title": self.title,
            "body": self.body,
            "keywords": self.keywords,
            "language": self.language,
            "updated_at": iso(self.updated_at),
        }


def all(r: Reader) -> list[QuickReplyRow]:
    """Every quick reply by shortcut."""
    return [QuickReplyRow(*row) for row in r.all(_ALL)]
