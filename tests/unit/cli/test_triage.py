"""Working the list from the command line: each command prints the conversation as it stands afterwards."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Shell


def test_taking_over_and_handing_back(shop: Shell) -> None:
    taken = shop("take", "conv_001", "--json").json
    assert (taken["id"], taken["owner"], taken["owner_name"]) == ("conv_001", "agent", "ana")
    back = shop("hand-back", "conv_001", "--summary", "Opens at 8, told her.", "--json").json
    assert (back["owner"], back["owner_name"]) == ("bot", None)
    assert "hand-back" in shop("hand-back", "conv_001").err  # without a summary: wrong usage


def test_a_summary_may_come_from_stdin(shop: Shell) -> None:
    shop("take", "conv_001")
    assert shop("hand-back", "conv_001", "--summary", "-", stdin="Told her.").code == 0
    [[body]] = shop.world(lambda world: world.rows("SELECT body FROM messages WHERE direction = 'note'"))
    assert body.endswith("Told her.")


def test_an_escalation_carries_its_topic_and_the_customers_words(shop: Shell) -> None:
    conversation = shop(
        "escalate", "conv_001", "--topic", "Refunds", "--reason", "topic", "--quote", "my money", "--json"
    ).json
    assert (conversation["owner"], conversation["topic"]) == ("queue", "refunds")
    [[quote, reason]] = shop.world(lambda world: world.rows("SELECT quote, reason FROM escalations"))
    assert (quote, reason) == ("my money", "topic:refunds")


def test_out_of_a_queue_one_of_two_takes_it(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shop("escalate", "conv_001")
    assert shop("take", "conv_001").out == "conv_001 (+4917055500001) is yours, ana\n"


def test_assigning_and_unassigning(shop: Shell) -> None:
    assert shop("assign", "conv_001", "bo", "--json").json["owner_name"] == "bo"
    assert shop("assign", "conv_001", "--nobody", "--json").json["owner"] == "nobody"
    assert shop("assign", "conv_001").code == 2
    assert shop("assign", "conv_001", "bo", "--nobody").code == 2


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
        ["take"],
        ["resolve"],
        ["escalate"],
        ["mark-read"],
        ["mark-unread"],
        ["untag", "conv_009", "vip"],
        ["tag", "conv_009", "vip"],
        ["assign", "conv_009", "bo"],
        ["hand-back", "conv_009", "--summary", "x"],
    ],
)
def test_a_conversation_that_does_not_exist_is_told(shop: Shell, words: list[str]) -> None:
    ran = shop(*(words if len(words) > 1 else [*words, "conv_009"]))
    assert ran.code == 1
    assert ran.err == "closer-tui: there is no conversation conv_009. `closer-tui list` shows them.\n"
