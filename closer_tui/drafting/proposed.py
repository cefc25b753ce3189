"""Reads what `proposals` needs from the store and asks it."""

from __future__ import annotations

from closer_tui.drafting.proposals import Suggestion, propose
from closer_tui.store.views import edits, quick_replies, tones
from closer_tui.store.views.reader import Reader


def proposed(r: Reader) -> list[Suggestion]:
    """What the newest edits propose now, the best founded first."""
    rows = edits.recent(r)
    found = {n: tones.current(r, n) for n in {row.inbox_n for row in rows}}
    profiles = {n: row.tone for n, row in found.items() if row is not None}
    return propose(rows, profiles, [row.body for row in quick_replies.all(r)], edits.decided(r))
