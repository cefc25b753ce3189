"""What a report says of versions on the same turns."""

from __future__ import annotations

import random

from closer_tui.domain.evaluation import Score, Turn, compared, summarise, worst
from closer_tui.domain.statistics import Verdict

TURNS = [Turn(f"c{n % 10}", "asked", "sent", n % 4 == 0) for n in range(40)]


def scores(likeness: float = 0.8, *, escalates: bool = False, grounded: bool | None = True) -> list[Score]:
    return [Score("body", likeness, escalates, grounded, took_ms=n, cost_micros=10) for n in range(40)]


def pick(n: int) -> int:
    return _SOURCE.randrange(n)


_SOURCE = random.Random(1)


def test_a_version_that_escalates_everything_finds_all_and_is_seldom_right() -> None:
    found = summarise(TURNS, scores(escalates=True))
    assert (found.recall.part, found.recall.whole) == (10, 10)
    assert (found.precision.part, found.precision.whole) == (10, 40)
    assert found.cost_micros == 400
    assert (found.p50_ms, found.p95_ms) == (19.0, 37.0)


def test_turns_whose_truth_is_not_known_say_nothing_of_escalation() -> None:
    unknown = [Turn("c", "asked", "sent", None)] * 40
    found = summarise(unknown, scores(escalates=True))
    assert found.precision.whole == found.recall.whole == 0
    assert compared(unknown, scores(), scores(escalates=True), pick)["escalation"].verdict is Verdict.INCONCLUSIVE


def test_a_version_without_a_draft_is_counted_as_failed_and_not_as_quick() -> None:
    found = summarise(TURNS, [Score(problem="overloaded")] * 40)
    assert found.failed == 40
    assert found.p50_ms is None
    assert found.sendable.part == 0


def test_the_comparison_finds_what_differs_and_only_that() -> None:
    tests = compared(TURNS, scores(0.4), scores(0.8), pick)
    assert tests["similarity"].verdict is Verdict.IMPROVED
    assert tests["grounded"].verdict is Verdict.TIE
    assert tests["escalation"].verdict is Verdict.TIE


def test_what_is_answered_by_one_version_alone_is_not_compared_for_grounding() -> None:
    assert compared(TURNS, scores(grounded=None), scores(), pick)["grounded"].same == 0


def test_the_worst_turns_are_those_on_which_most_was_lost_and_nobody_had_to_be_asked() -> None:
    after = scores()
    after[0] = after[5] = Score("bad", 0.1)
    assert worst(TURNS, after, scores())[0] == 5
    assert 0 not in worst(TURNS, after)
