"""The kill switch: one key on every screen, seen on every screen; going on is asked about."""

from __future__ import annotations

import pytest

from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import World


@pytest.mark.parametrize("way", [(), ("p",), ("f5",), ("f7",)])
async def test_one_key_stops_the_bot_on_every_screen(world: World, books: Books, way: tuple[str, ...]) -> None:
    async with driving(make_app(world, books), size=(120, 40)) as at:
        await at.press(*way)
        await at.press("ctrl+backslash")
        assert ("halt",) in books.calls
        assert "■ bot stopped" in at.painted()
        assert "The bot is stopped, everywhere" in at.painted()


async def test_going_on_is_asked_about_with_who_stopped_it(world: World, books: Books) -> None:
    async with driving(make_app(world, books), size=(80, 24)) as at:
        await at.press("ctrl+backslash")
        await at.press("ctrl+backslash")
        assert "Let the bot go on?" in at.painted()
        assert "paul stopped it" in at.painted()
        await at.press("escape")
        assert ("resume",) not in books.calls
        assert "■ bot stopped" in at.painted()
        await at.press("ctrl+backslash")
        world.clock.advance(5_000)
        await at.press("y")
        assert ("resume",) in books.calls
        assert "bot stopped" not in at.painted()
