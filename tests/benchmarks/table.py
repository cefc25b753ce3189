"""One line a budget: what was measured, against what, and whether it is met."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A budget's line. Times in ms unless `unit` says otherwise; `ratio` is to `baseline` of the same run."""

    number: str
    measure: str
    median: float
    p95: float | None
    unit: str
    baseline: str
    ratio: float | None
    goal: str
    met: bool | None


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The value 95 of 100 stay below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def timed(work: Callable[[], object], rounds: int, *, warm: int = 3) -> list[float]:
    """Milliseconds of each round, after a few that do not count."""
    for _ in range(warm):
        work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


def show(lines: Sequence[Line]) -> str:
    """The table as text."""
    head = ("#", "measure", "median", "p95", "unit", "baseline", "ratio", "goal", "met")
    rows = [head, *(_cells(line) for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.number,
        line.measure,
        _number(line.median),
        "" if line.p95 is None else _number(line.p95),
        line.unit,
        line.baseline,
        "" if line.ratio is None else f"{line.ratio:.2f}x",
        line.goal,
        {True: "yes", False: "NO", None: "-"}[line.met],
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
