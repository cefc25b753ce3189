"""The table of commands is true to what the modules register, and to the words of the screen."""

from __future__ import annotations

import argparse
import pkgutil
from importlib import import_module

import pytest

from closer_tui.cli.commands import GROUPS, HELP_OF, HIDDEN, MODULE_OF, overview
from closer_tui.cli.parsing import CommandParser, build_parser

DESIGNED = [
    "demo",
    "serve",
    "token",
    "webhook",
    "connect",
    "inboxes",
    "disconnect",
    "sync",
    "work",
    "list",
    "show",
    "search",
    "drafts",
    "approve",
    "reject",
    "redraft",
    "reply",
    "note",
    "take",
    "hand-back",
    "escalate",
    "resolve",
    "snooze",
    "assign",
    "tag",
    "escalations",
    "outbox",
    "tone",
    "backup",
    "restore",
    "doctor",
    "export",
    "audit",
]
"""What the design of the command line promises."""


def registered(module: str) -> dict[str, CommandParser]:
    parser = build_parser(import_module(f"closer_tui.cli.{module}").register)
    [commands] = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(commands.choices)


def test_every_designed_command_is_in_the_table() -> None:
    assert set(DESIGNED) <= set(MODULE_OF)


@pytest.mark.parametrize("module", sorted(set(MODULE_OF.values())))
def test_the_table_names_exactly_what_a_module_registers(module: str) -> None:
    assert set(registered(module)) == {name for name, of in MODULE_OF.items() if of == module}


@pytest.mark.parametrize("name", sorted(MODULE_OF))
def test_every_command_explains_itself_and_has_a_handler(name: str) -> None:
    command = registered(MODULE_OF[name])[name]
    page = " ".join(command.format_help().split())
    assert HELP_OF[name] in page
    assert "--json" in page
    assert "--home DIR" in page
    for leaf in leaves(command):
        assert leaf.get_default("handler") is not None
        for action in leaf._actions:
            assert action.help, f"{leaf.prog}: {action.dest} has no help"


def leaves(command: CommandParser) -> list[CommandParser]:
    below = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    return [leaf for action in below for verb in action.choices.values() for leaf in leaves(verb)] or [command]


def test_the_overview_fits_into_eighty_columns_and_hides_what_is_internal() -> None:
    page = overview("1.0")
    assert max(map(len, page.splitlines())) <= 100
    assert all(f"  {name} " not in page for name, _, _ in HIDDEN)
    assert len({name for _, group in GROUPS for name, _, _ in group}) == sum(len(group) for _, group in GROUPS)


def twins() -> list[str]:
    """The command lines that the screen's help shows beside its keys."""
    from closer_tui.tui import commands

    found: set[str] = set()
    for module in pkgutil.iter_modules(commands.__path__, f"{commands.__name__}."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, commands.Command) and value.twin:
                found.add(value.twin)
    return sorted(found)


def test_the_screen_has_twins() -> None:
    assert len(twins()) > 20


@pytest.mark.parametrize("twin", twins())
def test_what_the_screen_calls_a_twin_can_be_typed(twin: str) -> None:
    words = twin.removesuffix("…").replace("|draft", "").split()
    if words[0] in MODULE_OF:
        build_parser(import_module(f"closer_tui.cli.{MODULE_OF[words[0]]}").register).parse_args(words)
    else:
        assert words == ["--help"]
