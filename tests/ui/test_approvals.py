"""The pile: one draft after the other, nothing by accident."""

from __future__ import annotations

import pytest

from closer_tui.config.light import LightSettings
from closer_tui.domain.clock import HOUR
from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import World


async def test_the_customer_who_waited_longest_comes_first(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("p")
        screen = at.painted()
        assert "1 of 2" in screen
        assert "林さん" in screen
        assert "waiting 2h" in screen


async def test_a_decision_leads_to_the_next_draft(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("p")
        await at.press("a")
        assert ("approve", 2, 1, None, False) in books.calls
        assert "Maria Keller" in at.painted()
        assert "1 of 1" in at.painted()
        assert "1 decided" in at.painted()


async def test_the_last_decision_leaves_an_empty_pile_and_a_way_back(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("p")
        await at.press("a")
        await at.press("a")
        assert "All decided." in at.painted()
        await at.press("z")
        assert books.calls[-1][0] == "undo_approval"
        assert "Maria Keller" in at.painted()


async def test_two_quick_presses_decide_on_one_draft_only(world: World, books: Books) -> None:
    settings = LightSettings(decision_grace_ms=500, animations=False)
    async with driving(make_app(world, books, settings=settings)) as at:
        await at.press("p")
        world.clock.advance(500)
        await at.press("a", "a")
        assert len([call for call in books.calls if call[0] == "approve"]) == 1


async def test_skip_leaves_the_draft_and_comes_round(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("p", "n")
        assert "Maria Keller" in at.painted()
        await at.press("n")
        assert "林さん" in at.painted()
        assert not [call for call in books.calls if call[0] == "approve"]


async def test_what_arrives_while_you_look_is_shown_and_asked_about(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("p", "n")
        world.writes_again(1, "No, on Sunday please")
        await at.feed()
        screen = at.painted()
        assert "Maria Keller wrote again" in screen
        assert "came after the draft" in screen
        await at.press("a")
        assert not [call for call in books.calls if call[0] == "approve"]
        await at.press("y")
        assert ("approve", 1, 1, None, True) in books.calls


async def test_a_stale_draft_cannot_be_approved_before_what_arrived_was_in_view(world: World, books: Books) -> None:
    for index in range(40):
        world.message(1, f"older {index}", at=world.clock.now() - 9 * HOUR + index * 1000)
    async with driving(make_app(world, books), size=(120, 24)) as at:
        await at.press("p", "n")
        world.writes_again(1, "No, on Sunday please")
        await at.feed()
        at.approvals.thread.action_first()
        await at.quiet()
        await at.press("a")
        assert not at.app.screen.is_modal
        assert any("Read it first" in notice for notice in at.notices())
        await at.press("a")
        assert at.app.screen.is_modal


async def test_a_draft_decided_elsewhere_makes_room_for_the_next(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("p")
        world.run("UPDATE drafts SET state = 'approved' WHERE n = 2")
        world.run("UPDATE conversations SET pending_draft = NULL WHERE pending_draft = 2")
        world.changed("draft.changed", 4)
        await at.feed()
        assert "Maria Keller" in at.painted()


async def test_an_edit_shows_what_differs_and_sends_the_new_words(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("p", "n", "e")
        screen = at.approvals
        screen.composer.load_text(screen.composer.text.replace("Saturday", "Sunday"))
        await at.quiet()
        assert screen.diff.display
        assert "SaturdaySunday" in screen.diff.text()
        await at.press("f2")
        call = next(call for call in books.calls if call[0] == "approve")
        assert "Sunday" in str(call[3])


async def test_escape_from_an_edit_keeps_the_words_for_later(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("p", "n", "e")
        at.approvals.composer.load_text("my own words")
        await at.press("escape")
        assert not at.approvals.composer.display
        await at.press("e")
        assert at.approvals.composer.text == "my own words"


async def test_ticked_drafts_are_counted_before_they_leave(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("p", "space", "space")
        assert "2 ticks" in at.painted()
        await at.press("A")
        assert "Approve 1 draft?" in at.painted()
        assert "1 other stay" in at.painted()
        await at.press("y")
        assert ("approve_many", ((1, 1),)) in books.calls


async def test_the_draft_says_what_it_cost_and_what_it_stands_on(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("p", "n")
        screen = at.painted()
        assert "claude-sonnet-5-5" in screen
        assert "$0.0042" in screen
        assert "2.4 s" in screen
        assert "why: A quick reply answers both questions." in screen


@pytest.mark.parametrize(("keys", "call"), [(("E", *"refunds", "enter"), "escalate"), (("t",), "take")])
async def test_what_is_given_to_somebody_else_makes_room_for_the_next_and_comes_back_with_undo(
    world: World, books: Books, keys: tuple[str, ...], call: str
) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("p")
        assert "林さん" in at.painted()
        await at.press(*keys)
        assert call in {name for name, *_ in books.calls}
        assert "Maria Keller" in at.painted()
        assert "1 of 1" in at.painted()
        await at.press("z")
        assert "undo_move" in {name for name, *_ in books.calls}
        assert "林さん" in at.painted()
        assert "1 of 2" in at.painted()
