"""What an evaluation says of one or two versions of the bot, from how each did on the same turns.

Every number is of turns that were replayed: likeness is how alike the draft and what the person really sent are (0 to
1, see `distance`), a draft counts as sendable from SENDABLE on; a turn's conversation is its group in the tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from closer_tui.domain.statistics import Comparison, Share, compare, percentile

SENDABLE: Final = 0.7
"""Likeness from which a draft would have been sent with little change (inbox-zero's mark)."""
MATTERS: Final = 0.02
"""Mean likeness by which two versions must differ before anybody would notice."""
WORST: Final = 3
"""Examples of a report."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a past conversation: what was asked, what a person sent, and whether it was handed over (None: not
    known)."""

    group: str
    asked: str
    sent: str
    handed_over: bool | None


@dataclass(frozen=True, slots=True)
class Score:
    """How a version did on a turn. `grounded` is None where no answer was tried, `in_tone` where
    nothing is said; `problem` says why there is none."""

    body: str = ""
    likeness: float = 0.0
    handed_over: bool = False
    grounded: bool | None = None
    held: bool = False
    in_tone: bool | None = None
    took_ms: float = 0.0
    cost_micros: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """One version on all turns."""

    turns: int
    likeness: float | None
    sendable: Share
    grounded: Share
    held: Share
    in_tone: Share
    failed: int
    precision: Share
    recall: Share
    p50_ms: float | None
    p95_ms: float | None
    cost_micros: int

    def json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "turns": self.turns,
            "similarity": None if self.likeness is None else round(self.likeness, 4),
            "sendable": self.sendable.json(),
            "grounded": self.grounded.json(),
            "held": self.held.json(),
            "in_tone": self.in_tone.json(),
            "failed": self.failed,
            "escalation_precision": self.precision.json(),
            "escalation_recall": self.recall.json(),
            "latency_ms": {"p50": self.p50_ms, "p95": self.p95_ms},
            "cost_usd": self.cost_micros / 1_000_000,
        }


def summarise(turns: Sequence[Turn], scores: Sequence[Score]) -> Summary:
    """The sums of one version."""
    pairs = list(zip(turns, scores, strict=True))
    known = [(turn.handed_over, score.handed_over) for turn, score in pairs if turn.handed_over is not None]
    right = sum(bool(truth) and said for truth, said in known)
    tried = [score.grounded for score in scores if score.grounded is not None]
    toned = [score.in_tone for score in scores if score.in_tone is not None]
    times = [score.took_ms for score in scores if not score.problem]
    drafted = [score for score in scores if not score.problem]
    return Summary(
        turns=len(pairs),
        likeness=sum(score.likeness for score in scores) / len(scores) if scores else None,
        sendable=Share(sum(score.likeness >= SENDABLE for score in scores), len(scores)),
        grounded=Share(sum(tried), len(tried)),
        in_tone=Share(sum(toned), len(toned)),
        held=Share(sum(score.held for score in drafted), len(drafted)),
        failed=len(scores) - len(drafted),
        precision=Share(right, sum(said for _, said in known)),
        recall=Share(right, sum(bool(truth) for truth, _ in known)),
        p50_ms=_rounded(percentile(times, 0.5)),
        p95_ms=_rounded(percentile(times, 0.95)),
        cost_micros=sum(score.cost_micros for score in scores),
    )


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 1)


def compared(
    turns: Sequence[Turn], running: Sequence[Score], candidate: Sequence[Score], pick: Callable[[int], int]
) -> dict[str, Comparison]:
    """The paired tests, by what is compared; differences are candidate less running. Escalations are judged only where
    it is known what was right."""

    def groups(value: Callable[[Turn, Score], float | None]) -> list[list[float]]:
        found: dict[str, list[float]] = defaultdict(list)
        for turn, before, after in zip(turns, running, candidate, strict=True):
            one, other = value(turn, before), value(turn, after)
            if one is not None and other is not None:
                found[turn.group].append(other - one)
        return list(found.values())

    return {
        "similarity": compare(groups(lambda _, score: score.likeness), pick, margin=MATTERS),
        "grounded": compare(groups(lambda _, score: _number(score.grounded)), pick),
        "escalation": compare(groups(_escalated_right), pick),
    }


def _number(value: bool | None) -> float | None:
    return None if value is None else float(value)


def _escalated_right(turn: Turn, score: Score) -> float | None:
    return None if turn.handed_over is None or score.problem else float(score.handed_over == turn.handed_over)


def worst(turns: Sequence[Turn], scores: Sequence[Score], against: Sequence[Score] | None = None) -> list[int]:
    """The places of the turns a version did worst on; beside another version, those on which it lost most."""
    places = [place for place, turn in enumerate(turns) if turn.handed_over is not True]

    def loss(place: int) -> float:
        before = against[place].likeness if against is not None else 0.0
        return scores[place].likeness - before

    return sorted(places, key=lambda place: (loss(place), place))[:WORST]
