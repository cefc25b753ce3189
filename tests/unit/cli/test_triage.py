"""Working the list from the command line: each command prints the conversation as it stands afterwards."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Shell


def test_the_life_of_a_conversation(shop: Shell) -> None:
    assert shop("resolve", "conv_001", "--json").json["status"] == "resolved"
    assert shop("reopen", "conv_001", "--json").json["status"] == "open"
    assert shop("spam", "conv_001", "--json").json["status"] == "spam"
    assert shop("spam", "conv_001").code == 1


@pytest.mark.parametrize("until", [["2h"], ["in", "2h"], ["tomorrow", "9"], ["2099-05-22T07:14:03Z"]])
def test_snoozing_understands_how_people_say_it(shop: Shell, until: list[str]) -> None:
    conversation = shop("snooze", "conv_001", *until, "--json").json
    assert conversation["status"] == "snoozed"
    assert conversation["snooze_until"].endswith("Z")


@pytest.mark.parametrize(
    ("until", "said"), [("soon", "is not a moment"), ("2001-05-22T07:14:03Z", "that time has passed")]
)
def test_a_moment_that_makes_no_sense_changes_nothing(shop: Shell, until: str, said: str) -> None:
    ran = shop("snooze", "conv_001", until)
    assert ran.code == 1
    assert said in ran.err


def test_tags_come_and_go(shop: Shell) -> None:
    assert shop("tag", "conv_001", "VIP", "catering order", "--json").json["tags"] == ["catering-order", "vip"]
    assert shop("untag", "conv_001", "vip", "--json").json["tags"] == ["catering-order"]
    assert shop("tag", "conv_001", "!").code == 1


def test_read_and_unread(shop: Shell) -> None:
    assert shop("mark-read", "conv_001", "--json").json["unread"] == 0
    assert shop("mark-unread", "conv_001", "--json").json["unread"] == 1


@pytest.mark.parametrize(
    "words",
    [
        ["resolve"],
        ["mark-read"],
        ["mark-unread"],
        ["untag", "conv_009", "vip"],
        ["tag", "conv_009", "vip"],
    ],
)
def test_a_conversation_that_does_not_exist_is_told(shop: Shell, words: list[str]) -> None:
    ran = shop(*(words if len(words) > 1 else [*words, "conv_009"]))
    assert ran.code == 1
    assert ran.err == "closer-tui: there is no conversation conv_009. `closer-tui list` shows them.\n"
