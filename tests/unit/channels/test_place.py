"""How far an inbox was read: bounded, honest about age, and never a reason for a storm."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.channels.closer.place import MOST_OPEN, WALK_PAGES, Place
from closer_tui.domain.clock import DAY, HOUR, MINUTE
from closer_tui.domain.errors import CursorExpired
from closer_tui.domain.sync import SyncMark

NOW = 1_779_451_200_000


BAD_MARKS = ["", "x", "1", "null", "[]", "{}", '{"v":2}', '{"v":1}', '{"v":1,"open":7}', '{"v":1,"open":[],"z":1}']


def waiting(count: int = 1, *, age: int = HOUR) -> Place:
    """A place with messages seen unanswered, the oldest of this age."""
    return Place(cursor="cur_9", walked_at=NOW - MINUTE, walked_all_at=NOW - MINUTE).saw(
        {f"msg_{n}": NOW - age + n for n in range(count)}, set()
    )


def test_a_place_survives_being_stored() -> None:
    place = waiting(3).begin_walk(NOW, set()).walked("cur_walk")
    assert Place.of(place.mark()) == place
    assert place.mark().since == place.newest


def test_a_first_reading_may_begin_at_a_time() -> None:
    assert Place.of(SyncMark(since=5)).since == 5


@pytest.mark.parametrize("cursor", BAD_MARKS)
def test_a_mark_of_somebody_else_is_expired(cursor: str) -> None:
    with pytest.raises(CursorExpired):
        Place.of(SyncMark(cursor))


def test_answered_messages_are_forgotten_and_others_remembered() -> None:
    place = waiting(3).saw({"msg_1": NOW, "msg_7": NOW}, {"msg_1"})
    assert [i for i, _ in place.open] == ["msg_0", "msg_2", "msg_7"]


def test_what_is_remembered_is_bounded_and_keeps_the_newest() -> None:
    place = waiting(MOST_OPEN + 50, age=10 * DAY)
    assert len(place.open) == MOST_OPEN
    assert place.more_open
    assert place.open[-1][0] == f"msg_{MOST_OPEN + 49}"
    assert len(place.mark().cursor or "") < 20_000


def test_nothing_waits_and_no_walk_is_made() -> None:
    assert not Place(walked_at=0).begin_walk(NOW, set()).walking
    assert not waiting(2).begin_walk(NOW, {"msg_0", "msg_1"}).walking


def test_a_walk_is_made_once_a_minute_from_before_the_oldest_recent_one() -> None:
    place = waiting().begin_walk(NOW, set())
    assert place.walking
    assert place.walk_since is not None
    assert place.walk_since <= NOW - HOUR - 10 * MINUTE
    done = place.walked(None)
    assert not done.walking
    assert not done.begin_walk(NOW + MINUTE - 1, set()).walking
    assert done.begin_walk(NOW + MINUTE, set()).walking


def test_a_clock_that_was_set_back_does_not_stop_the_walks() -> None:
    assert replace(waiting(), walked_at=NOW + DAY).begin_walk(NOW, set()).walking


def test_an_old_one_is_looked_for_every_six_hours() -> None:
    place = waiting(age=5 * DAY)
    assert not place.begin_walk(NOW, set()).walking
    later = place.begin_walk(NOW + 6 * HOUR, set())
    assert later.walking
    assert later.walk_all
    assert later.walk_since is not None
    assert later.walk_since < NOW - 5 * DAY


def test_with_more_than_can_be_remembered_everything_is_walked_through() -> None:
    place = replace(waiting(), more_open=True).begin_walk(NOW + 6 * HOUR, set())
    assert place.walk_all
    assert place.walk_since is None


def test_a_long_walk_is_made_in_stretches() -> None:
    place = waiting().begin_walk(NOW, set())
    for n in range(WALK_PAGES):
        assert place.walking
        place = place.walked(f"cur_{n}")
    assert not place.walking
    assert not place.begin_walk(NOW + 1_000, set()).walking
    again = place.begin_walk(NOW + MINUTE, set())
    assert again.walking
    assert again.walk_cursor == f"cur_{WALK_PAGES - 1}"


def test_a_walk_whose_cursor_names_itself_ends() -> None:
    place = waiting().begin_walk(NOW, set()).walked("cur_1")
    assert place.walking
    assert not place.walked("cur_1").walking


@given(st.lists(st.tuples(st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(0, 10)), st.booleans())))
def test_only_unanswered_messages_are_ever_open(pages: list[tuple[dict[str, int], bool]]) -> None:
    place, answered = Place(), set[str]()
    for times, all_answered in pages:
        here = set(times) if all_answered else set()
        place = place.saw(times, here)
        answered = (answered | here) - ({*times} - here)
        assert not {i for i, _ in place.open} & answered
        assert Place.of(place.mark()) == place
