"""The guided tour: one key after the other, whatever else is pressed in between."""

from __future__ import annotations

from closer_tui.tui.tour import LESSONS, Tour


def test_every_lesson_is_about_a_key_of_its_own() -> None:
    assert len(LESSONS) == 10
    assert len({lesson.command.id() for lesson in LESSONS}) == 10
    assert all(lesson.command.keys for lesson in LESSONS)


def test_what_is_done_is_learnt_in_whatever_order() -> None:
    tour = Tour()
    tour.begin()
    seen = []
    for command in ("search", "theme", *(lesson.command.id() for lesson in LESSONS)):
        seen.append((tour.lesson.command.id() if tour.lesson else "", tour.place))
        tour.did(command)
    assert seen[:5] == [
        ("down", (1, 10)),
        ("down", (2, 10)),
        ("down", (2, 10)),
        ("approve", (3, 10)),
        ("undo", (4, 10)),
    ]
    assert (tour.lesson, tour.on) == (None, True)


def test_a_tour_that_was_not_begun_watches_nothing() -> None:
    tour = Tour()
    heard: list[bool] = []
    tour.watchers.append(lambda: heard.append(tour.on))
    tour.did("down")
    tour.skip()
    assert (tour.done, heard) == (set(), [])
    tour.begin()
    tour.end()
    assert heard == [True, False]
