"""Pictures of the queues, the inboxes, the tone form and the first start."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from closer_tui.config.light import LightSettings
from closer_tui.tui.messages import PreviewSaid
from closer_tui.tui.screens.tone import ToneScreen
from tests.ui.books import make_app
from tests.ui.queues import fill
from tests.ui.test_pictures import SMALL, USUAL, WIDE, Before, Compare, press
from tests.ui.world import World


def answered(*keys: str) -> Before:
    """Press these on the tone screen, and let the engine answer."""

    async def before(pilot: Pilot[None]) -> None:
        await press(*keys)(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ToneScreen)
        screen.action_redraw_preview()
        words = "Dear Mr Young,\n\nWe are sorry to hear that, and will look into it today.\n\nPaul"
        screen.preview_said(PreviewSaid(screen.preview.asker.waiting_for, words, True))
        await pilot.pause(0.2)

    return before


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param(SMALL, ("f4", "right"), id="escalations-small"),
        pytest.param(USUAL, ("f4", "right", "right"), id="escalations"),
        pytest.param(SMALL, ("f5", "j"), id="outbox-small"),
        pytest.param(USUAL, ("f5",), id="outbox"),
        pytest.param(USUAL, ("f5", "R"), id="outbox-asks"),
        pytest.param(SMALL, ("f7", "j"), id="inboxes-small"),
        pytest.param(SMALL, ("f7", "c", "f2"), id="connect-small"),
    ],
)
def test_the_queues_look_as_they_did(
    world: World, snap_compare: Compare, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert snap_compare(make_app(fill(world)), terminal_size=size, run_before=press(*keys))


def test_the_documents_look_as_they_did(world: World, snap_compare: Compare) -> None:
    world.document("returns.md", "Refunds", "Refunds reach you within 5 days. Opened bags stay with you.")
    world.document(
        "prices.pdf", "page 1", "Small 18 €, large 25 €.", status="outdated", problem="there is no text in it"
    )
    assert snap_compare(make_app(world), terminal_size=USUAL, run_before=press("comma", "d", "j"))


@pytest.mark.parametrize("size", [SMALL, USUAL, WIDE], ids=["small", "usual", "wide"])
def test_the_tone_form_looks_as_it_did(world: World, snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(fill(world)), terminal_size=size, run_before=answered("f6", "right", "tab", "tab"))


def test_the_tone_form_in_the_terminals_own_colours_looks_as_it_did(world: World, snap_compare: Compare) -> None:
    settings = LightSettings(theme="ansi", decision_grace_ms=0, animations=False)
    app = make_app(fill(world), settings=settings)
    assert snap_compare(app, terminal_size=USUAL, run_before=answered("f6", "f8"))


def test_the_first_start_looks_as_it_did(empty_world: World, snap_compare: Compare) -> None:
    empty_world.run("UPDATE inboxes SET state = 'removed'")
    assert snap_compare(make_app(empty_world), terminal_size=SMALL, run_before=press("j"))
