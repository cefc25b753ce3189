"""Tone profiles: the one in use, and all its versions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_COLUMNS: Final = (
    "t.inbox_n, i.id, t.version, t.created_at, t.author, t.formality, t.warmth, t.sentence_length, t.emoji,"
    " t.sign_off, t.topics_json"
)
_FROM: Final = "FROM tone_profiles t JOIN inboxes i ON i.n = t.inbox_n"


@dataclass(frozen=True, slots=True)
class ToneRow:
    """One version of an inbox's tone profile, when it was made and by whom."""

    inbox_n: int
    inbox: str
    version: int
    created_at: int
    author: str
    tone: ToneProfile

    def json(self) -> Json:
        """As `tone show` prints it."""
        tone = self.tone
        return {
            "inbox": self.inbox,
            "version": self.version,
            "formality": tone.formality,
            "warmth": tone.warmth,
            "sentence_length": tone.sentence_length.value,
            "emoji": tone.emoji.value,
            "sign_off": tone.sign_off,
            "escalation_topics": list(tone.escalation_topics),
            "created_at": iso(self.created_at),
            "author": self.author,
        }


def current(r: Reader, inbox_n: int) -> ToneRow | None:
    """The version in use."""
    row = r.one(f"SELECT {_COLUMNS} {_FROM} WHERE t.inbox_n = ? AND t.version = i.tone_version", (inbox_n,))
    return None if row is None else _row(row)


def versions(r: Reader, inbox_n: int) -> list[ToneRow]:
    """All versions, the newest first."""
    return [
        _row(row) for row in r.all(f"SELECT {_COLUMNS} {_FROM} WHERE t.inbox_n = ? ORDER BY t.version DESC", (inbox_n,))
    ]


def _row(row: tuple[Any, ...]) -> ToneRow:
    formality, warmth, length, emoji, sign_off, topics = row[5:]
    tone = ToneProfile(formality, warmth, SentenceLength(length), EmojiUse(emoji), sign_off, tuple(json.loads(topics)))
    inbox_n, inbox, version, created_at, author = row[:5]
    return ToneRow(inbox_n, inbox, version, created_at, author, tone)
