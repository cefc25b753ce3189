"""What was handed over to the bot: the summary that stands, with who wrote it and when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from closer_tui.store import keys
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

NEWEST: Final = (
    "SELECT n, conversation_n, at, author, message_seq, summary_json FROM handovers"
    " WHERE conversation_n = ? AND undone_at IS NULL ORDER BY n DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class HandOverRow:
    """A summary as it is stored: facts, promises with their day, questions, do, dont."""

    n: int
    conversation_n: int
    at: int
    author: str
    message_seq: int
    summary: dict[str, Any]

    def json(self) -> Json:
        """As `show` prints it."""
        return {
            "at": iso(self.at),
            "author": self.author,
            "message": keys.public("msg", self.message_seq),
            **self.summary,
        }


def newest(r: Reader, conversation_n: int) -> HandOverRow | None:
    """The last summary that was not taken back."""
    row = r.one(NEWEST, (conversation_n,))
    if row is None:
        return None
    n, conversation, at, author, seq, summary = row
    return HandOverRow(n, conversation, at, author, seq, json.loads(summary))
