"""Painting less: what reaches the terminal is what Textual's own way of painting would have sent."""

from __future__ import annotations

import random
from collections.abc import Mapping

from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region, Size
from textual.screen import Screen

from closer_tui.tui.sparing import SparingCompositor
from closer_tui.tui.widgets.draft_card import DraftText
from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import World

Cells = Mapping[tuple[int, int], tuple[str, Style | None]]


def cells_of(update: object) -> Cells:
    """What an update changes, by line and column."""
    assert isinstance(update, ChopsUpdate)
    found: dict[tuple[int, int], tuple[str, Style | None]] = {}
    for y, begin, end in update.spans:
        for start, strip in update.chops[y].items():
            x = start
            for segment in strip or ():
                for character in segment.text:
                    if begin <= x < end:
                        found[y, x] = character, segment.style
                    x += 1
    return found


def painted(screen: Screen[object], regions: set[Region], way: type[Compositor]) -> Cells:
    """The same change painted by one compositor's way of doing it."""
    screen._compositor._dirty_regions = set(regions)
    return cells_of(way.render_partial_update(screen._compositor))


async def test_a_part_is_painted_as_textual_would_paint_it(world: World, books: Books) -> None:
    async with driving(make_app(world, books), size=(160, 40)) as driver:
        screen = driver.inbox
        everything = Region(0, 0, 160, 40)
        chooser = random.Random(7)
        for _ in range(30):
            corners = [(chooser.randrange(160), chooser.randrange(40)) for _ in range(chooser.randint(1, 4))]
            sized = [Region(x, y, chooser.randint(1, 90), chooser.randint(1, 20)) for x, y in corners]
            ours = painted(screen, set(sized), SparingCompositor)
            theirs = painted(screen, {region.intersection(everything) for region in sized}, Compositor)
            assert ours == theirs


async def test_a_cursor_that_moves_has_its_own_lines_painted_and_no_others(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as driver:
        listed = driver.inbox.conversations
        kept = dict(listed._kept)
        listed.action_down()
        assert {row for row, _ in kept.keys() - listed._kept.keys()} == {0, 1}
        await driver.quiet()
        assert {row for row, line in kept if listed._kept[row, line] is not kept[row, line]} == {0, 1}


async def test_a_row_that_scrolls_is_not_painted_again(world: World, books: Books) -> None:
    async with driving(make_app(world, books), size=(120, 12)) as driver:
        listed = driver.inbox.conversations
        listed.action_page_down()
        await driver.quiet()
        third = listed._kept[3, 0]
        listed.scroll_to(y=2, animate=False, immediate=True)
        await driver.quiet()
        assert listed._kept[3, 0] is third
        assert third.text.strip() in driver.painted()


async def test_a_longer_text_scrolls_without_a_new_layout(world: World, books: Books) -> None:
    async with driving(make_app(world, books), size=(120, 20)) as driver:
        thread = driver.side.thread
        shown = thread.container_size.height
        thread.extend(Size(thread.size.width, shown + 50))
        assert not driver.inbox._layout_required
        assert thread.max_scroll_y == 50


async def test_a_draft_that_grows_beyond_its_place_moves_nothing_and_paints_what_is_seen(
    world: World, books: Books
) -> None:
    n = world.conversation("Ines Duarte", "Do you deliver?", ago=0)
    draft = world.draft(n, "", state="generating", finished_at=None)
    async with driving(make_app(world, books), size=(120, 24)) as driver:
        driver.inbox.open_conversation(n)
        await driver.quiet()
        card = driver.side.card
        text = card.query_one(DraftText)
        card.grow(draft, "word " * 400)
        await driver.quiet()
        assert text.max_scroll_y > 0
        card.grow(draft, "more " * 200)
        assert not driver.inbox._layout_required
        assert not text._repaint_regions  # all that is new is below the last line that is seen
        text.action_last()
        await driver.quiet()
        card.grow(draft, "end")
        [region] = text._repaint_regions
        assert region.height == 1
        await driver.quiet()
        assert "end" in driver.painted()


async def test_the_whole_screen_is_painted_as_textual_would_paint_it(world: World, books: Books) -> None:
    async with driving(make_app(world, books), size=(160, 40)) as driver:
        compositor = driver.inbox._compositor

        def lines(way: type[Compositor]) -> list[list[tuple[str, Style | None]]]:
            strips = way.render_full_update(compositor).strips
            return [
                [(letter, segment.style) for strip in line for segment in strip for letter in segment.text]
                for line in strips
            ]

        assert lines(SparingCompositor) == lines(Compositor)


async def test_a_database_that_waits_for_the_engine_is_no_first_start(world: World, books: Books) -> None:
    world.run("DELETE FROM migrations WHERE rowid = (SELECT MAX(rowid) FROM migrations)")
    async with driving(make_app(world, books)) as driver:
        assert driver.app.kit.data.reader is None
        assert driver.inbox.conversations.row_count() == 0


async def test_a_line_whose_width_terminals_dispute_is_painted_to_its_end(world: World) -> None:
    world.conversation("प्रिया रघुनाथन", "दस लोगों के लिए चाहिए", ago=0, owner_kind="queue", owner_name="refunds")
    async with driving(make_app(world)) as driver:
        screen, listed = driver.inbox, driver.inbox.conversations
        top = listed.region.y
        rows = [y for y in range(top, top + 10) if any("प्रि" in s.text for s in screen._compositor.render_strips()[y])]
        disputed = Region(listed.region.x, rows[0], 4, 1)
        plain = Region(listed.region.x, top + 30, 4, 1)
        found = painted(screen, {disputed, plain}, SparingCompositor)
        assert {x for y, x in found if y == rows[0]} == set(range(120))
        assert {x for y, x in found if y == top + 30} == set(range(listed.region.x, listed.region.x + 4))
