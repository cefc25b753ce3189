"""One command for many conversations: several ids or a filter, a dry run, a question from eleven on, one undo."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Shell
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld


@pytest.fixture
def full(shell: Shell) -> Shell:
    """Fourteen conversations, half on each channel; the first is done already."""
    world = SmallWorld(shell.home)
    world.inbox("whatsapp"), world.inbox("sms")
    for i in range(14):
        n = world.conversation(1 + i % 2, f"Customer {i}", status="resolved" if i == 0 else "open")
        world.message(n, "Hello", at=NOON - i * MINUTE)
    world.close()
    return shell


def standing(shell: Shell, words: str) -> int:
    """How many fit a filter."""
    return len(shell("list", "--filter", words, "--limit", "100", "--json").json)


def test_several_are_done_with_one_undo(full: Shell) -> None:
    told = full("resolve", "conv_001", "conv_002", "conv_003", "--json").json
    assert (told["done"], told["left_out"]) == (2, {"done already": 1})
    assert standing(full, "status:resolved") == 3
    assert full("undo", told["undo"]).code == 0
    assert standing(full, "status:resolved") == 1


def test_a_dry_run_does_nothing_and_says_what_it_would(full: Shell) -> None:
    ran = full("spam", "--filter", "channel:sms", "--dry-run")
    assert ran.code == 0
    assert "7 fit: Customer" in ran.out
    assert "Nothing was done." in ran.out
    assert standing(full, "status:spam") == 0


def test_from_eleven_on_nothing_is_done_without_a_yes(full: Shell) -> None:
    refused = full("resolve", "--filter", "status:open")
    assert (refused.code, refused.out) == (1, "")
    assert "--yes" in refused.err
    assert standing(full, "status:open") == 13
    assert full("resolve", "--filter", "status:open", "--yes", "--json").json["done"] == 13
    assert full("reopen", "--filter", "status:resolved", "--yes").code == 0
    assert standing(full, "status:open") == 14


@pytest.mark.parametrize(
    ("words", "fits", "count"),
    [
        (["tag", "conv_002", "conv_003", "vip", "gold"], "tag:vip tag:gold", 2),
        (["tag", "--filter", "channel:sms", "vip"], "tag:vip", 7),
        (["snooze", "conv_002", "conv_003", "in", "2h"], "status:snoozed", 2),
        (["assign", "conv_002", "conv_003", "ben"], "owner:ben", 2),
        (["mark-unread", "--filter", "channel:sms"], "is:unread", 7),
        (["spam", "conv_002", "--filter", "channel:sms"], "status:spam", 7),
    ],
)
def test_what_follows_the_ids_is_for_all_of_them(full: Shell, words: list[str], fits: str, count: int) -> None:
    told = full(*words, "--json")
    assert told.code == 0, told.err
    assert standing(full, fits) == count
    assert full("undo", told.json["undo"]).code == 0
    assert standing(full, fits) == 0


def test_one_id_is_answered_with_the_conversation_as_ever(full: Shell) -> None:
    assert full("tag", "conv_002", "vip", "--json").json["tags"] == ["vip"]
    assert full("assign", "conv_002", "ben", "--json").json["owner_name"] == "ben"
    assert full("assign", "conv_002", "--nobody", "--json").json["owner"] == "nobody"


@pytest.mark.parametrize(
    "words", [["resolve"], ["tag", "conv_001"], ["assign", "conv_001"], ["snooze", "--filter", "x"]]
)
def test_what_is_missing_is_wrong_usage(full: Shell, words: list[str]) -> None:
    assert full(*words).code == 2


def test_who_is_not_there_is_told(full: Shell) -> None:
    told = full("resolve", "conv_002", "conv_ZZZ", "--json").json
    assert told["left_out"] == {"not there": 1}
    assert told["done"] == 1


def test_drafts_are_approved_by_a_filter(shop: Shell) -> None:
    seen = shop("approve", "--filter", "has:draft", "--dry-run", "--json").json
    assert (seen["count"], seen["conversations"]) == (1, ["conv_001"])
    done = shop("approve", "--filter", "has:draft", "--json").json
    assert done["done"] == 1
    assert len(shop("outbox", "--json").json) == 1
    shop("undo", done["undo"])
    assert shop("drafts", "--json").json[0]["state"] == "pending"
