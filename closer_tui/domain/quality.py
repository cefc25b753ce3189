"""How good the drafts are, in numbers a person can check: what was counted, and what each share is a share of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from closer_tui.domain.decision import DECIDED, LEFT, Outcome
from closer_tui.domain.statistics import FEW, Share

__all__ = ["FEW", "Escalations", "Tally"]


@dataclass(slots=True)
class Tally:
    """Drafts by how they ended. `compared` of them were laid beside what was sent, `likeness` is the sum of that in
    thousandths."""

    ends: dict[str, int] = field(default_factory=dict)
    compared: int = 0
    likeness: int = 0

    def add(self, outcome: str, count: int, compared: int = 0, likeness: int = 0) -> None:
        """Count more of them."""
        self.ends[outcome] = self.ends.get(outcome, 0) + count
        self.compared += compared
        self.likeness += likeness

    def of(self, *outcomes: Outcome) -> int:
        """How many ended in one of these ways."""
        return sum(self.ends.get(each.value, 0) for each in outcomes)

    @property
    def decided(self) -> int:
        """Drafts a person judged."""
        return self.of(*DECIDED)

    @property
    def shown(self) -> int:
        """Drafts that were put before a person, judged or overtaken."""
        return sum(self.ends.values())

    @property
    def accepted(self) -> Share:
        """Sent, as they were or edited, of those a person judged."""
        return Share(self.of(*LEFT), self.decided)

    @property
    def unedited(self) -> Share:
        """Sent word for word, of those a person judged."""
        return Share(self.of(Outcome.UNCHANGED), self.decided)

    @property
    def likeness_mean(self) -> float | None:
        """How alike drafts and what was sent are, 0.0 to 1.0, where both are known."""
        return self.likeness / self.compared / 1_000 if self.compared else None

    def json(self) -> dict[str, Any]:
        """For `--json`."""
        mean = self.likeness_mean
        ends: Mapping[str, int] = {each.value: self.of(each) for each in Outcome}
        return {
            "shown": self.shown,
            "decided": self.decided,
            "outcomes": ends,
            "accepted": self.accepted.json(),
            "unedited": self.unedited.json(),
            "similarity": None if mean is None else round(mean, 4),
        }


@dataclass(slots=True)
class Escalations:
    """What the bot gave to people, and what it should have.

    right: it escalated and a person answered. unneeded: it was handed straight back without an answer. open: nobody
    has done either yet. missed: a person took the conversation from the bot, escalated it by hand, or rejected
    its draft because a person should answer.
    """

    right: int = 0
    unneeded: int = 0
    open: int = 0
    missed: int = 0

    @property
    def precision(self) -> Share:
        """Right ones of those the bot escalated, as far as it is known."""
        return Share(self.right, self.right + self.unneeded)

    @property
    def recall(self) -> Share:
        """Of the conversations that needed a person, those the bot escalated by itself."""
        return Share(self.right, self.right + self.missed)

    def json(self) -> dict[str, Any]:
        """For `--json`."""
        counts = {"right": self.right, "unneeded": self.unneeded, "open": self.open, "missed": self.missed}
        return {**counts, "precision": self.precision.json(), "recall": self.recall.json()}
