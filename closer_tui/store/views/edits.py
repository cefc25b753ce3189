"""What people made of drafts lately: the draft's words beside what was sent, and which proposals were decided on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from closer_tui.store.views.reader import Reader

MOST: Final = 400
"""Edits that are looked at, newest first."""

RECENT: Final = """
SELECT d.n, d.conversation_n, c.contact_n, x.inbox_n, x.at, x.edit_class, d.body, d.sent_body
FROM decisions x JOIN drafts d ON d.n = x.draft_n JOIN conversations c ON c.n = x.conversation_n
WHERE x.at >= ? AND x.outcome = 'edited' AND d.sent_body IS NOT NULL ORDER BY x.at DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class EditRow:
    """One draft and what a person sent in its place."""

    draft_n: int
    conversation_n: int
    contact_n: int
    inbox_n: int
    at: int
    edit_class: str
    before: str
    after: str


def recent(r: Reader, *, since: int = 0, limit: int = MOST) -> list[EditRow]:
    """The newest edits, the last first."""
    return [EditRow(*row) for row in r.all(RECENT, (since, limit))]


def decided(r: Reader) -> Mapping[str, int]:
    """Of each proposal that was accepted or dismissed the moment (ms): what was edited before that no longer counts."""
    return dict(r.all("SELECT key, at FROM proposals"))
