"""Panes: how they share any screen, what keys do to them, and that they come back as they were left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.tui.layout import (
    CONTACT,
    LEAST_LIST,
    LEAST_THREAD,
    VIEWS,
    WIDE_CONTACT,
    Choice,
    panes_for,
    recall_choice,
    wider_list,
)
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.world import World

CHOICES = st.builds(
    Choice, list_share=st.integers(0, 1000), views=st.none() | st.booleans(), contact=st.none() | st.booleans()
)
LAYOUTS = st.sampled_from(["auto", "two", "three"])


@given(st.integers(1, 400), st.integers(1, 120), LAYOUTS, CHOICES)
def test_whatever_was_chosen_list_and_thread_keep_their_room(
    width: int, height: int, layout: str, choice: Choice
) -> None:
    panes = panes_for(width, height, layout, choice)
    aside = (WIDE_CONTACT if panes.vast else CONTACT) if panes.contact else 0
    if panes.narrow:
        return
    left = width - (VIEWS if panes.views else 0) - aside
    assert left >= LEAST_LIST + LEAST_THREAD
    if panes.list_width:
        assert panes.list_width >= LEAST_LIST
        assert left - panes.list_width >= LEAST_THREAD


@given(st.integers(100, 300), st.integers(30, 70), st.sampled_from([-1, 1]))
def test_a_step_moves_the_border_and_the_share_gives_the_same_cells_back(width: int, now: int, by: int) -> None:
    panes = panes_for(width, 40, "auto", Choice())
    share = wider_list(by, now, width, panes)
    again = panes_for(width, 40, "auto", Choice(list_share=share))
    assert wider_list(0, again.list_width, width, again) == share


@pytest.mark.parametrize("text", ["", "[]", "{", '{"list_share": "wide", "views": 3}', '{"list_share": -4}'])
def test_a_damaged_file_means_the_default(world: World, text: str) -> None:
    world.paths.layout.write_text(text)
    assert recall_choice(world.paths.layout) == Choice()


async def test_keys_move_and_fold_panes_and_another_screen_finds_them_so(world: World) -> None:
    async with driving(make_app(world), (140, 40)) as at:
        list_pane = at.inbox.query_one("#list-pane")
        before = list_pane.outer_size.width
        await at.press("greater_than_sign", "greater_than_sign")
        assert list_pane.outer_size.width == before + 8
        await at.press("less_than_sign")
        assert list_pane.outer_size.width == before + 4
        await at.press("backslash")
        assert not at.inbox.query_one("#folders-pane").display
        assert at.inbox.tabs.display
        await at.press("vertical_line")
        assert at.inbox.query_one("#contact-pane").display
        wide = list_pane.outer_size.width
    async with driving(make_app(world), (140, 40)) as at:
        assert at.inbox.query_one("#list-pane").outer_size.width == wide
        assert not at.inbox.query_one("#folders-pane").display
        assert at.inbox.query_one("#contact-pane").display
        await at.app.run_action("reset_layout", at.inbox)
        await at.quiet()
        assert at.inbox.query_one("#folders-pane").display
        assert not world.paths.layout.exists()


async def test_one_pane_at_a_time_says_so(world: World) -> None:
    async with driving(make_app(world), (80, 24)) as at:
        await at.press("backslash")
        assert "too narrow" in at.notices()[-1]


async def test_the_mouse_moves_the_border_too(world: World) -> None:
    async with driving(make_app(world), (140, 40)) as at:
        list_pane, thread_pane = at.inbox.query_one("#list-pane"), at.inbox.query_one("#thread-pane")
        before, border = list_pane.outer_size.width, thread_pane.region.x
        await at.pilot.mouse_down(offset=(border, 10))
        await at.pilot.hover(offset=(border - 6, 10))
        await at.pilot.mouse_up(offset=(border - 6, 10))
        await at.quiet()
        assert list_pane.outer_size.width == before - 6
        assert recall_choice(world.paths.layout).list_share > 0
        await at.pilot.hover(offset=(border + 20, 10))
        assert list_pane.outer_size.width == before - 6, "it was let go"


async def test_every_size_can_be_lived_in(world: World) -> None:
    async with driving(make_app(world)) as at:
        for size in ((60, 20), (40, 12), (20, 6), (300, 80)):
            await at.pilot.resize_terminal(*size)
            for keys in (("j", "enter"), ("escape", "slash", "escape")):
                await at.press(*keys)
                assert at.app.is_running
                assert len(at.painted().splitlines()) == size[1]
