"""The guided tour on the screen: its line goes on with every key, stands on other screens, and can be left."""

from __future__ import annotations

from closer_tui.tui.tour import LESSONS
from closer_tui.tui.widgets.tour_bar import TourBar
from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import World


async def test_without_being_asked_for_it_shows_nothing(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("j", "plus")
        assert not at.app.screen.query(TourBar)


async def test_asked_for_at_the_start_it_is_there_with_the_first_screen(world: World, books: Books) -> None:
    async with driving(make_app(world, books, tour=True)) as at:
        assert "▸ 1/10" in at.painted()


async def test_each_key_is_learnt_by_pressing_it(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("comma", "h")
        assert "▸ 1/10  j  goes down the list" in at.painted()
        await at.press("j")
        assert "▸ 2/10  a  approves the draft" in at.painted()
        await at.press("k")
        await at.press("a")
        assert "▸ 3/10  z  takes back what you did last" in at.painted()
        await at.press("z")
        assert "▸ 4/10  e  changes the draft" in at.painted()


async def test_a_key_that_cannot_be_pressed_now_is_left_out_by_another(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("comma", "h", *(["plus"] * 7))
        assert "▸ 8/10  p  goes through all drafts" in at.painted()
        await at.press("p")
        assert "▸ 9/10  /  finds any message" in at.painted()


async def test_it_ends_by_itself_or_by_its_key(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("comma", "h", *(["plus"] * len(LESSONS)))
        assert "That was the tour. Everything else stands in ? and :" in at.painted()
        await at.press("j")
        assert "the tour" not in at.painted()
        await at.press("comma", "h")
        assert "▸ 1/10" in at.painted()
        await at.press("comma", "h")
        assert "▸ 1/10" not in at.painted()


async def test_a_narrow_screen_keeps_the_keys_and_a_click_goes_on(world: World, books: Books) -> None:
    async with driving(make_app(world, books), size=(80, 24)) as at:
        at.app.begin_tour()
        await at.quiet()
        [line] = [line for line in at.painted().splitlines() if "▸ 1/10" in line]
        assert line.rstrip().endswith("+ next  ,h end")
        await at.pilot.click(TourBar)
        await at.quiet()
        assert "▸ 2/10" in at.painted()
