"""Pictures of the screens, so that nobody changes their look without seeing it. State is asserted elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from closer_tui.config.light import LightSettings
from closer_tui.tui.app import CloserApp
from closer_tui.tui.screens.inbox import InboxScreen
from tests.ui.books import make_app
from tests.ui.world import World

Before = Callable[[Pilot[None]], Awaitable[None]]


class Compare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(self, app: CloserApp, *, terminal_size: tuple[int, int], run_before: Before) -> bool: ...


def press(*keys: str) -> Before:
    """Press these, and hold the cursor still."""

    async def before(pilot: Pilot[None]) -> None:
        app = pilot.app
        while isinstance(app.screen, InboxScreen) and app.screen.side is None:
            await pilot.pause(0.01)
        await pilot.pause(0.15)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.15)
        for field in (*app.screen.query(Input), *app.screen.query(TextArea)):
            field.cursor_blink = False
        await pilot.pause(0.2)

    return before


def read(world: World) -> World:
    """Nothing is unread in what opens first: it would count as read while the picture is taken, or just after."""
    world.run("UPDATE conversations SET unread = 0 WHERE n = 1")
    return world


SMALL, USUAL, WIDE = (80, 24), (120, 40), (200, 50)


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param(SMALL, (), id="inbox-small"),
        pytest.param(SMALL, ("enter",), id="inbox-small-reading"),
        pytest.param(USUAL, (), id="inbox"),
        pytest.param(WIDE, (), id="inbox-wide"),
        pytest.param(SMALL, ("p", "n"), id="approvals-small"),
        pytest.param(USUAL, ("p", "n"), id="approvals"),
        pytest.param(WIDE, ("p", "n"), id="approvals-wide"),
        pytest.param(USUAL, ("p", "n", "e", "X"), id="approvals-editing"),
        pytest.param(USUAL, ("x",), id="reject-reasons"),
        pytest.param(USUAL, ("question_mark",), id="help"),
        pytest.param(SMALL, ("slash", "l", "o", "a"), id="search-small"),
    ],
)
def test_the_screen_looks_as_it_did(
    world: World, snap_compare: Compare, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert snap_compare(make_app(read(world)), terminal_size=size, run_before=press(*keys))


@pytest.mark.parametrize("theme", ["closer-light", "high-contrast", "ansi"])
def test_every_theme_looks_as_it_did(world: World, snap_compare: Compare, theme: str) -> None:
    settings = LightSettings(theme=theme, decision_grace_ms=0, animations=False)
    assert snap_compare(make_app(read(world), settings=settings), terminal_size=USUAL, run_before=press())


def test_a_stale_draft_looks_as_it_did(world: World, snap_compare: Compare) -> None:
    world.writes_again(1, "Sorry, I meant Sunday!")
    assert snap_compare(make_app(read(world)), terminal_size=USUAL, run_before=press())
