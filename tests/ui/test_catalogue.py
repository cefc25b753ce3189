"""Every command, walked: none without a way to it, a word about it, an undo or a reason, and a twin or a reason."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import closer_tui.tui.commands as package
from closer_tui.cli.commands import MODULE_OF
from closer_tui.tui.commands.base import Command
from closer_tui.tui.commands.catalogue import LOOKS, UNDO, Entry, catalogue, undo_of

ENTRIES = list(catalogue())
BY_ID = {entry.id: entry for entry in ENTRIES}
SCREEN_ALONE = {"Moving", "Forms", "Keyboard", "Panes"}
"""Groups about the screen itself: cursors, forms, keys, panes."""
WITHOUT_TWIN = {
    # About what is looked at, which a command line names in the command itself.
    "palette", "quit", "theme", "welcome", "go_inbox", "skip", "previous", "tick", "tick_range", "tick_all",
    "tick_others", "tick_again", "go_back", "next_topic", "previous_topic", "next_inbox", "redraw_preview",
    "drop_changes", "complete_search",
}  # fmt: skip


def every_class() -> Iterator[type[Command]]:
    """All commands that any module defines."""
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    waiting = list(Command.__subclasses__())
    while waiting:
        command = waiting.pop()
        waiting += command.__subclasses__()
        yield command


@pytest.mark.parametrize("command", every_class(), ids=lambda command: command.id())
def test_every_command_says_how_it_is_taken_back_or_why_not(command: type[Command]) -> None:
    assert undo_of(command).endswith(".")
    assert command.help().endswith(".")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_command_can_be_reached_and_has_a_twin_that_exists(entry: Entry) -> None:
    assert entry.keys["plain"] or entry.palette
    assert entry.keys["vim"] or entry.palette
    if entry.twin:
        first = entry.twin.split()[0]
        assert first in MODULE_OF or first == "--help", entry.twin
    else:
        assert entry.group in SCREEN_ALONE or entry.id in WITHOUT_TWIN, f"{entry.id} has no twin on the command line"
    if not entry.palette:
        assert entry.group in SCREEN_ALONE or entry.id in WITHOUT_TWIN | {"send", "copy_link", "open_link"}


def test_the_tables_name_only_commands_that_exist() -> None:
    known = {command.id() for command in every_class()}
    assert set(UNDO) | set(LOOKS) <= known
    assert not set(UNDO) & set(LOOKS)


def test_what_can_leave_for_a_customer_is_marked() -> None:
    assert {entry.id for entry in ENTRIES if entry.sends} >= {"approve", "approve_ticked", "send", "send_again"}
    assert not BY_ID["reject"].sends
