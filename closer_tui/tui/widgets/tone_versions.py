"""The versions of a tone profile: who made each, when, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence

from closer_tui.domain.tone import FORMALITY_WORDS, WARMTH_WORDS, ToneProfile
from closer_tui.store.views.tones import ToneRow
from closer_tui.tui.drawing import Run, crop, fit, one_line, right
from closer_tui.tui.when import When
from closer_tui.tui.widgets.keyed_list import KeyedList

__all__ = ["VersionList", "differences"]


def differences(before: ToneProfile, after: ToneProfile) -> list[str]:
    """What changed from one profile to another, a short phrase each."""
    found = []
    for name, words in (("formality", FORMALITY_WORDS), ("warmth", WARMTH_WORDS)):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found.append(f"{name} {words[old - 1]} → {words[new - 1]}")
    if before.sentence_length != after.sentence_length:
        found.append(f"sentences {before.sentence_length.value} → {after.sentence_length.value}")
    if before.emoji != after.emoji:
        found.append(f"emoji {before.emoji.value} → {after.emoji.value}")
    if before.sign_off != after.sign_off:
        found.append(f"sign-off “{one_line(before.sign_off, 80)}” → “{one_line(after.sign_off, 80)}”")
    gone = [topic for topic in before.escalation_topics if topic not in after.escalation_topics]
    new_topics = [topic for topic in after.escalation_topics if topic not in before.escalation_topics]
    found += [f"+{one_line(topic, 60)}" for topic in new_topics] + [f"−{one_line(topic, 60)}" for topic in gone]
    return found


class VersionList(KeyedList[ToneRow]):
    """Two lines a version, the newest first."""

    row_height = 2

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(lambda row: row.version, empty="No version is saved yet: these are the defaults.", id=id)
        self._when = when
        self._in_use = 0

    def show_versions(self, rows: Sequence[ToneRow], in_use: int) -> None:
        """Show these; one of them is in use."""
        self._in_use = in_use
        self.show(rows)

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """Number, author, age; below, what it changed."""
        row = self.rows[index]
        bar: Run = ("▌" if index == self.cursor else " ", "accent")
        if line == 0:
            used = row.version == self._in_use
            head = f" v{row.version}  {one_line(row.author, 40) or 'somebody'}"
            return [
                bar,
                (fit(head, max(width - 17, 6)), "strong" if used else "plain"),
                (fit("in use" if used else "", 8), "good"),
                (right(self._when.ago(row.created_at), 5), "muted"),
            ]
        before = next((other for other in self.rows[index + 1 :]), None)
        words = "the first" if before is None else " · ".join(differences(before.tone, row.tone)) or "as before"
        return [bar, ("     ", "plain"), (crop(words, max(width - 8, 4)), "muted")]
