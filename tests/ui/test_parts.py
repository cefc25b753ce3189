"""The small parts without a screen: grace, undo, unsent words, times, diffs, drawing."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest

from closer_tui.domain.clock import DAY, HOUR, MINUTE, ManualClock
from closer_tui.tui.drawing import cell_width, crop, fit, one_line, right, settle
from closer_tui.tui.grace import Grace
from closer_tui.tui.opening import Once
from closer_tui.tui.undo import Step, UndoStack
from closer_tui.tui.when import When
from closer_tui.tui.widgets.diff import diff_runs, flow
from closer_tui.tui.words import count_words
from tests.ui.world import NOW


async def nothing() -> None:
    pass


def test_keys_are_dead_for_the_moment_and_no_longer() -> None:
    clock = ManualClock(NOW)
    grace = Grace(clock, 500)

    def over_after(ms: int, about: object) -> bool:
        clock.advance(ms)
        grace.about(about)
        return grace.over

    assert not over_after(0, (1, 2))
    assert not over_after(499, (1, 2))
    assert over_after(1, (1, 2))
    assert not over_after(0, (1, 3))


def test_a_clock_that_was_set_back_does_not_hold_keys_up() -> None:
    clock = ManualClock(NOW)
    grace = Grace(clock, 500)
    grace.about(1)
    clock.advance(-HOUR)
    assert grace.over


def test_a_step_past_its_time_cannot_be_taken_back() -> None:
    stack = UndoStack()
    stack.did(Step("first", nothing, NOW))
    stack.did(Step("approved", nothing, NOW, until=NOW + 5_000))
    newest = stack.newest(NOW + 4_999)
    assert newest is not None
    assert newest.words == "approved"
    assert newest.seconds_left(NOW + 4_001) == 1
    newest = stack.newest(NOW + 5_000)
    assert newest is not None
    assert newest.words == "first"
    assert stack.offered(NOW + 60_000) is None


def test_times_are_said_as_people_say_them() -> None:
    when = When(ManualClock(NOW), UTC)
    assert when.day(NOW) == "today"
    assert when.day(NOW - DAY) == "yesterday"
    assert when.day(NOW - 400 * DAY).endswith("2024")
    assert when.moment(NOW + HOUR) == "10:12"
    assert when.moment(NOW + DAY) == "tomorrow 09:12"
    assert when.moment(when.monday_at(9)) == "Mon 09:00"
    assert when.left(NOW + 21 * HOUR + MINUTE) == "21 h"
    assert when.left(NOW + 30_000) == "1 min"
    assert when.left(NOW - 1) == ""


def test_midnight_is_where_the_person_is() -> None:
    berlin = When(ManualClock(NOW), timezone(timedelta(hours=15)))
    assert berlin.day(NOW) == "today"
    assert When(ManualClock(NOW), UTC).time(NOW) == "09:12"
    assert berlin.time(NOW) == "00:12"


def test_a_diff_shows_words_that_came_and_went() -> None:
    runs = diff_runs("open at 8 on Saturday", "open at 9 on Saturday")
    assert ("8", "removed") in runs
    assert ("9", "added") in runs
    assert "".join(text for text, look in runs if look != "removed") == "open at 9 on Saturday"


def test_a_diff_of_huge_texts_is_not_felt() -> None:
    runs = diff_runs("a " * 5_000, "b " * 5_000)
    assert [look for _, look in runs] == ["removed", "plain", "added"]
    assert all(sum(cell_width(text) for text, _ in line) <= 40 for line in flow(runs, 40))


def test_text_is_cut_and_padded_by_cells() -> None:
    assert fit("林さん", 8) == "林さん  "
    assert cell_width(crop("林さんこんにちは", 7)) <= 7
    assert right("4s", 4) == "  4s"
    assert one_line("a\n\n b\tc") == "a b c"
    assert settle("🇩🇪👍🏽❤️") == "DE👍❤"


def test_words_are_counted_in_scripts_without_spaces_too() -> None:
    assert count_words("two words") == 2
    assert count_words("予約は変更できますか") >= 3


async def test_what_is_opened_once_is_opened_once_and_tried_again_after_a_failure() -> None:
    made = 0

    async def make() -> int:
        nonlocal made
        made += 1
        if made == 1:
            raise OSError("not yet")
        return made

    once = Once(make)
    with pytest.raises(OSError, match="not yet"):
        await once.get()
    assert await once.get() == 2
    assert await once.get() == 2
