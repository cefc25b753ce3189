"""Prefixes, counts, repeating, recording and jumping, on the real screens."""

from __future__ import annotations

from closer_tui.config.light import LightSettings
from closer_tui.tui.commands import bindings, deciding
from closer_tui.tui.commands.going import EVERYWHERE
from closer_tui.tui.keymap import check_keymap
from closer_tui.tui.keymaps import VIM, keymap
from closer_tui.tui.modals.jump import Jump, labels
from closer_tui.tui.screens.approvals import ApprovalsScreen
from closer_tui.tui.screens.inbox import InboxScreen
from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import World

VI = LightSettings(decision_grace_ms=0, animations=False, keys="vim")
SCREENS = {"inbox": (*InboxScreen.OFFERS, *EVERYWHERE), "approvals": (*ApprovalsScreen.OFFERS, *EVERYWHERE)}


async def test_a_prefix_and_a_letter_go_to_a_screen(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("comma", "a")
        assert isinstance(at.app.screen, ApprovalsScreen)


async def test_whoever_hesitates_is_told_what_may_follow(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("comma")
        await at.pilot.pause(0.5)
        assert "Approvals" in at.painted()
        assert "esc gives up" in at.painted()
        await at.press("escape")
        assert "esc gives up" not in at.painted()
        assert at.inbox.is_current


async def test_keys_that_mean_nothing_together_say_so_and_do_nothing(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("comma", "x")
        assert at.notices() == [",x is not a command here."]
        assert ("resolve", 1) not in books.calls


async def test_vim_hands_find_their_keys(world: World) -> None:
    async with driving(make_app(world, settings=VI)) as at:
        await at.press("3", "j")
        assert at.inbox.conversations.cursor == 3
        await at.press("g", "g")
        assert at.inbox.conversations.cursor == 0


async def test_a_number_before_a_decision_is_refused(world: World, books: Books) -> None:
    async with driving(make_app(world, books, settings=VI)) as at:
        await at.press("5", "a")
        assert at.notices() == ["Approve takes no number."]
        assert not [call for call in books.calls if call[0] == "approve"]


async def test_letters_in_the_composer_are_letters(world: World) -> None:
    async with driving(make_app(world, settings=VI)) as at:
        await at.press("w", "5", "g", "comma", "i")
        assert at.side.composer.text == "5g,i"


async def test_repeat_gives_the_next_conversation_the_same_answers(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("number_sign", *"vip", "enter")
        await at.press("j")
        await at.press("full_stop")
        await at.pilot.pause(0.5)
        await at.quiet()
        tagged = [call for call in books.calls if call[0] == "tag"]
        assert [call[2] for call in tagged] == ["vip", "vip"]
        assert tagged[0][1] != tagged[1][1]


async def test_a_recording_plays_but_never_approves(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("quotation_mark", "u", "a", "quotation_mark")
        await at.press("ampersand")
        await at.pilot.pause(0.5)
        await at.quiet()
        assert len([call for call in books.calls if call[0] == "approve"]) == 1
        assert any("Playing stopped before Approve" in words for words in at.notices())


async def test_jump_goes_to_the_row_under_the_letter(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("apostrophe")
        assert isinstance(at.app.screen, Jump)
        shown = at.app.screen._labels
        rows = [label for label, target in shown.items() if target.x > 5]
        await at.press(*rows[2])
        assert at.inbox.is_current
        assert at.inbox.conversations.has_focus
        assert at.inbox.conversations.cursor == 2


async def test_a_row_that_moved_meanwhile_is_not_jumped_to(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("j", "apostrophe")
        assert isinstance(at.app.screen, Jump)
        rows = [label for label, target in at.app.screen._labels.items() if target.x > 5]
        world.writes_again(3, "I am first now")
        await at.feed()
        await at.press(*rows[0])
        assert at.inbox.about is not None
        assert at.inbox.about.conversation.n == 2
        assert at.notices() == ["That row has just moved; jump again."]


def test_labels_never_begin_each_other() -> None:
    for count in (1, 26, 27, 300):
        made = labels(count)
        assert len(set(made)) == count
        assert len({len(each) for each in made}) == 1


def test_both_shipped_keymaps_are_free_of_conflicts() -> None:
    for own in ({}, VIM):
        for problem in check_keymap(dict(own), SCREENS):
            assert "no such command" in str(problem), problem


def test_a_key_that_begins_another_is_reported() -> None:
    problems = [str(problem) for problem in check_keymap({"approve": "comma"}, SCREENS)]
    assert any("also begin" in problem for problem in problems)


def test_the_owners_keys_lie_over_the_shipped_map() -> None:
    assert keymap("vim", {"first": "K"})["first"] == "K"
    assert keymap("vim", {})["first"] == "g g,home"
    assert keymap("plain", {}) == {}


def test_a_command_without_a_key_can_be_given_one() -> None:
    ids = {binding.id for binding in bindings(*EVERYWHERE)}
    assert {command.id() for command in EVERYWHERE} <= ids
    assert deciding.Approve.sends
