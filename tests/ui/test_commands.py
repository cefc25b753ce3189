"""Commands: one class gives key, hint, help, palette and twin, and nothing drifts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from closer_tui.config.light import LightSettings
from closer_tui.tui.commands import Command, bindings, deciding, going
from closer_tui.tui.commands.going import EVERYWHERE
from closer_tui.tui.keymap import check_keymap
from closer_tui.tui.screens.approvals import ApprovalsScreen
from closer_tui.tui.screens.help import help_lines
from closer_tui.tui.screens.inbox import InboxScreen
from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import World

SCREENS: dict[str, Sequence[type[Command]]] = {
    "inbox": [*InboxScreen.OFFERS, *EVERYWHERE],
    "approvals": [*ApprovalsScreen.OFFERS, *EVERYWHERE],
}
ALL = list(dict.fromkeys(command for offered in SCREENS.values() for command in offered))


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.id())
def test_every_command_says_what_it_does_and_every_binding_has_an_id_and_a_tooltip(command: type[Command]) -> None:
    assert command.help().endswith(".")
    for binding in command.bindings():
        assert binding.id
        assert binding.tooltip == command.help()


@pytest.mark.parametrize(("name", "screen"), [("inbox", InboxScreen), ("approvals", ApprovalsScreen)])
def test_a_screen_has_an_action_for_everything_it_offers(name: str, screen: type) -> None:
    for command in screen.OFFERS:  # type: ignore[attr-defined]  # any command screen
        assert hasattr(screen, f"action_{command.id()}"), (name, command)


@pytest.mark.parametrize("screen", SCREENS)
def test_no_two_commands_of_a_screen_share_a_key(screen: str) -> None:
    taken: dict[str, str | None] = {}
    for binding in bindings(*SCREENS[screen]):
        for key in binding.key.split(","):
            assert key not in taken, (key, binding.id, taken.get(key))
            taken[key] = binding.id


def test_no_command_hangs_on_a_key_that_terminals_swallow() -> None:
    for command in ALL:
        keys = command.keys.split(",")
        swallowed = {"ctrl+s", "ctrl+j", "ctrl+q", "shift+enter", "ctrl+enter"}
        assert not command.keys or set(keys) - swallowed, command
        assert not any(key.startswith("alt+") and key[-1].isdigit() for key in keys)


async def test_another_key_from_the_configuration_works_and_stands_in_the_hints(world: World, books: Books) -> None:
    settings = LightSettings(decision_grace_ms=0, animations=False, keymap={"approve": "Y"})
    async with driving(make_app(world, books, settings=settings)) as at:
        assert "Y approve" in at.painted()
        await at.press("a")
        assert not [call for call in books.calls if call[0] == "approve"]
        await at.press("Y")
        assert [call for call in books.calls if call[0] == "approve"]


def test_a_key_given_twice_is_reported_by_both_names() -> None:
    problems = check_keymap({"approve": "x"}, SCREENS)
    assert any("reject" in str(problem) and "approve" in str(problem) for problem in problems)


def test_an_unknown_id_in_the_keymap_is_reported() -> None:
    assert "aprove" in str(check_keymap({"aprove": "x"}, SCREENS)[0])


def test_help_lists_every_command_with_keys_id_and_twin() -> None:
    text = "\n".join("".join(run for run, _ in line) for line in help_lines(ALL, {}, 160))
    for command in ALL:
        assert command.label() in text
    assert "id approve · closer-tui approve DRAFT" in text


async def test_help_shows_the_keys_of_the_screen_it_was_asked_on(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("question_mark")
        assert "Approve the draft as it stands" in at.painted()
        await at.press("escape")
        assert at.inbox.is_current


async def test_the_palette_offers_what_can_be_done_now_and_does_it(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("colon")
        await at.press(*"resolve")
        await at.pilot.pause(0.3)
        assert "Resolve" in at.painted()
        await at.press("enter")
        await at.pilot.pause(0.2)
        await at.quiet()
        assert ("resolve", 1) in books.calls


def test_labels_are_words_and_not_names_of_classes() -> None:
    assert deciding.ApproveTicked.label() == "Approve all ticked"
    assert going.GoInbox.label() == "Inbox"
    assert deciding.Reject.label() == "Reject"
