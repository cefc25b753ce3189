"""Search: live, completed, remembered, and followed from hit to hit through the threads."""

from __future__ import annotations

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.clock import HOUR
from closer_tui.tui.completing import completion, put
from closer_tui.tui.screens.search import SearchScreen
from closer_tui.tui.widgets.hit_list import HitList
from tests.ui.books import make_app
from tests.ui.driving import Driver, driving
from tests.ui.world import NOW, World

VALUES = {
    "tag": lambda typed: [tag for tag in ("vip", "vegan") if tag.startswith(typed)],
    "from": lambda _: ["Maria Keller"],
}


def candidates(text: str) -> tuple[str, ...]:
    return completion(text, len(text), VALUES).candidates


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("cha", ("channel:",)),
        ("walnut channel:wh", ("channel:whatsapp",)),
        ("is:", ("is:unread", "is:waiting", "is:escalated")),
        ("tag:v", ("tag:vip", "tag:vegan")),
        ("from:mar", ('from:"Maria Keller"',)),
        ("after:to", ("after:today",)),
    ],
)
def test_operators_and_their_values_are_offered(typed: str, wanted: tuple[str, ...]) -> None:
    assert candidates(typed) == wanted


@pytest.mark.parametrize("typed", ["", "walnut", "c", "nothing:x", "tag:vip", "http://a"])
def test_ordinary_words_are_left_alone(typed: str) -> None:
    assert candidates(typed) == ()


def test_taking_a_candidate_leaves_the_rest_and_stands_ready_for_the_next_word() -> None:
    at = completion("channel:wh walnut", 10, VALUES)
    assert put("channel:wh walnut", at, at.candidates[0]) == ("channel:whatsapp walnut", 17)
    at = completion("cha", 3, VALUES)
    assert put("cha", at, at.candidates[0]) == ("channel:", 8)


@given(st.text(alphabet='ab:" channeltag', max_size=30), st.integers(0, 30))
def test_completion_only_ever_replaces_the_word_under_the_cursor(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    at = completion(text, cursor, VALUES)
    assert at.start <= cursor <= at.end <= len(text)
    for candidate in at.candidates:
        made, _ = put(text, at, candidate)
        assert made.startswith(text[: at.start] + candidate)


def shop(world: World, count: int = 130) -> list[int]:
    """Two conversations with three needles among many words."""
    ada, bob = world.conversation("Ada"), world.conversation("Bob")
    found = []
    for index in range(count):
        needle = index in {10, 70, count - 1}
        n = bob if index == 70 else ada
        seq = world.message(n, f"the needle {index}" if needle else f"hay {index}", at=NOW - HOUR + index * 1_000)
        found += [seq] if needle else []
    return found


def search_of(at: Driver) -> SearchScreen:
    assert isinstance(at.app.screen, SearchScreen)
    return at.app.screen


async def test_tab_completes_and_again_takes_the_next(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("slash", *"is:", "tab")
        assert search_of(at).field.value == "is:unread "
        await at.press("tab")
        assert search_of(at).field.value == "is:waiting "
        assert "is:escalated" in search_of(at).line.text()


async def test_hits_are_followed_from_thread_to_thread_with_their_words_marked(empty_world: World) -> None:
    shop(empty_world)
    async with driving(make_app(empty_world)) as at:
        await at.press("slash", *"needle", "enter")
        assert "the needle 129" in at.painted()
        assert "hit 1 of 3" in at.painted()
        found = [text for line in at.side.thread.lines() for text, look in line if look == "found"]
        assert found == ["needle"]
        await at.press("right_parenthesis")
        assert "the needle 70" in at.painted()
        assert at.side.title._title == "Bob"
        await at.press("right_parenthesis")
        assert "the needle 10" in at.painted()
        await at.press("right_parenthesis")
        assert at.notices()[-1] == "There is no older hit."
        await at.press("left_parenthesis")
        assert "the needle 70" in at.painted()


async def test_coming_back_to_search_finds_it_as_it_was_left(empty_world: World) -> None:
    shop(empty_world)
    async with driving(make_app(empty_world)) as at:
        await at.press("slash", *"needle", "down", "enter", "slash")
        screen = search_of(at)
        assert screen.field.value == "needle"
        assert screen.found.cursor == 1
        await at.press(*"hay")
        assert screen.field.value == "hay", "typing begins another search"


async def test_past_searches_are_offered_kept_private_and_forgotten(empty_world: World) -> None:
    shop(empty_world)
    file = empty_world.paths.past_searches
    async with driving(make_app(empty_world)) as at:
        await at.press("slash", *"needle", "enter")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    async with driving(make_app(empty_world)) as at:
        await at.press("slash")
        assert "Searched before" in at.painted()
        await at.press("enter")
        assert "3 found" in at.painted()
        await at.app.run_action("forget_searches", search_of(at))
        await at.quiet()
        assert not file.exists()


async def test_scrolling_to_the_end_finds_older_hits(empty_world: World) -> None:
    n = empty_world.conversation("Ada")
    for index in range(120):
        empty_world.message(n, f"needle {index}", at=NOW - HOUR + index * 1_000)
    async with driving(make_app(empty_world)) as at:
        await at.press("slash", *"needle")
        hits = at.app.screen.query_one(HitList)
        assert len(hits.hits) == 50
        hits.scroll_to(y=90, animate=False, immediate=True)
        await at.quiet()
        assert len(hits.hits) == 100


async def test_peeking_leaves_all_unread_and_stands_in_the_status_bar(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("minus")
        assert "peeking" in at.painted()
        n = at.side.thread.conversation_n
        at.inbox._read()
        await at.quiet()
        assert world.value("SELECT unread FROM conversations WHERE n = ?", n) == 2
        await at.press("minus")
        assert "peeking" not in at.painted().splitlines()[0]
        at.inbox._read()
        await at.quiet()
        assert world.value("SELECT unread FROM conversations WHERE n = ?", n) == 0
