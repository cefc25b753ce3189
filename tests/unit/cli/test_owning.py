"""Who has a conversation, from the command line: what was moved can be moved back, and whoever is late is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Shell


def test_taking_over_and_handing_back(shop: Shell) -> None:
    taken = shop("take", "conv_001", "--json").json
    assert (taken["id"], taken["owner"], taken["owner_name"], taken["move"]) == ("conv_001", "agent", "ana", "move_001")
    back = shop("hand-back", "conv_001", "--summary", "Opens at 8, told her.", "--json").json
    assert (back["owner"], back["owner_name"], back["move"]) == ("bot", None, "move_002")
    assert "needs a summary" in shop("hand-back", "conv_001").err


def test_a_summary_may_come_from_stdin(shop: Shell) -> None:
    shop("take", "conv_001")
    assert shop("hand-back", "conv_001", "--summary", "-", stdin="Told her.").code == 0
    [[body]] = shop.world(lambda world: world.rows("SELECT body FROM messages WHERE direction = 'note'"))
    assert body.endswith("Told her.")


def test_a_summary_has_facts_promises_questions_dos_and_donts(shop: Shell) -> None:
    shop("take", "conv_001")
    words = ("--fact", "Likes rye", "--promise", "a voucher @ 2026-12-01", "--promise", "a call", "--question", "Nuts?")
    assert shop("hand-back", "conv_001", *words, "--do", "be brief", "--dont", "offer a refund").code == 0
    [[stored]] = shop.world(lambda world: world.rows("SELECT summary_json FROM handovers"))
    assert json.loads(stored) == {
        "facts": ["Likes rye"],
        "promises": [{"text": "a voucher", "due": "2026-12-01"}, {"text": "a call", "due": None}],
        "questions": ["Nuts?"],
        "do": ["be brief"],
        "dont": ["offer a refund"],
    }
    [[body]] = shop.world(lambda world: world.rows("SELECT body FROM messages WHERE direction = 'note'"))
    assert "Promised:\n• a voucher, by 1 Dec 2026\n• a call" in body


@pytest.mark.parametrize("source", ["-", "file"])
def test_a_summary_may_be_a_document_with_more_beside_it(shop: Shell, source: str, tmp_path: Path) -> None:
    document = json.dumps({"facts": ["Likes rye"], "dont": ["call"]})
    (tmp_path / "summary.json").write_text(document, encoding="utf-8")
    name = "-" if source == "-" else str(tmp_path / "summary.json")
    shop("take", "conv_001")
    assert shop("hand-back", "conv_001", "--from", name, "--dont", "write", stdin=document).code == 0
    [[stored]] = shop.world(lambda world: world.rows("SELECT summary_json FROM handovers"))
    assert (json.loads(stored)["facts"], json.loads(stored)["dont"]) == (["Likes rye"], ["call", "write"])


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["--from", "-"], "{", "not JSON"),
        (["--from", "-"], '{"fact": []}', "no 'fact'"),
        (["--from", "-"], '{"facts": [1]}', "facts has something that is no text"),
        (["--from", "-"], '{"promises": [{"text": "a", "due": "soon"}]}', "'soon' is not a day"),
        (["--from", "nowhere.json"], "", "nowhere.json cannot be read"),
        (["--promise", "a voucher @ 2026-13-01"], "", "'2026-13-01' is not a day"),
        (["--fact", " "], "", "needs a summary"),
    ],
)
def test_a_summary_that_cannot_be_read_changes_nothing(shop: Shell, words: list[str], stdin: str, said: str) -> None:
    shop("take", "conv_001")
    ran = shop("hand-back", "conv_001", *words, stdin=stdin)
    assert ran.code == 1
    assert said in ran.err
    assert shop("show", "conv_001", "--json").json["owner"] == "agent"


def test_an_escalation_carries_its_topic_and_the_customers_words(shop: Shell) -> None:
    conversation = shop(
        "escalate", "conv_001", "--topic", "Refunds", "--reason", "topic", "--quote", "my money", "--json"
    ).json
    assert (conversation["owner"], conversation["topic"]) == ("queue", "refunds")
    [[quote, reason]] = shop.world(lambda world: world.rows("SELECT quote, reason FROM escalations"))
    assert (quote, reason) == ("my money", "topic:refunds")


@pytest.mark.parametrize("word", ["take", "claim"])
def test_out_of_a_queue_one_of_two_gets_it_and_the_other_is_told_who_and_when(
    shop: Shell, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop("escalate", "conv_001")
    won = shop(word, "conv_001")
    assert won.out == "conv_001 (+4917055500001) is yours, ana; `closer-tui undo move_002` takes it back\n"
    monkeypatch.setenv("LOGNAME", "ben")
    lost = shop("claim", "conv_001")
    assert lost.code == 1
    assert lost.err.startswith("closer-tui: ana claimed this ")
    assert " ago. Pick another, or take it over" in lost.err


def test_what_is_in_no_queue_cannot_be_claimed(shop: Shell) -> None:
    ran = shop("claim", "conv_001")
    assert (ran.code, "the bot has this conversation" in ran.err) == (1, True)


def test_assigning_and_unassigning(shop: Shell) -> None:
    assert shop("assign", "conv_001", "bo", "--json").json["owner_name"] == "bo"
    assert shop("assign", "conv_001", "bo", "--json").json["move"] is None  # bo has it already
    assert shop("assign", "conv_001", "--nobody", "--json").json["owner"] == "nobody"
    assert shop("assign", "conv_001", "bo", "--json").json["owner_name"] == "bo"
    assert shop("unassign", "conv_001", "--json").json["owner"] == "nobody"
    assert shop("assign", "conv_001").code == 2
    assert shop("assign", "conv_001", "bo", "--nobody").code == 2


@pytest.mark.parametrize("name", ["move_001", "conv_001"])
def test_a_change_of_owner_is_taken_back_by_its_id_or_its_conversation(shop: Shell, name: str) -> None:
    shop("escalate", "conv_001", "--topic", "refunds")
    back = shop("undo", name)
    assert back.out == "conv_001 (+4917055500001) is as it was: bot\n"
    assert shop("undo", "move_001").err.startswith("closer-tui: that was taken back already")


def test_what_somebody_moved_since_is_not_taken_back(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shop("take", "conv_001")
    monkeypatch.setenv("LOGNAME", "ben")
    shop("take", "conv_001")
    monkeypatch.setenv("LOGNAME", "ana")
    ran = shop("undo", "move_001")
    assert ran.code == 1
    assert "ben took this over" in ran.err
    assert shop("show", "conv_001", "--json").json["owner_name"] == "ben"


@pytest.mark.parametrize(
    "words",
    [["take"], ["claim"], ["escalate"], ["unassign"], ["assign", "bo"], ["hand-back", "--fact", "x"]],
)
def test_a_conversation_that_does_not_exist_is_told(shop: Shell, words: list[str]) -> None:
    ran = shop(words[0], "conv_009", *words[1:])
    assert ran.code == 1
    assert ran.err == "closer-tui: there is no conversation conv_009. `closer-tui list` shows them.\n"


def test_what_never_moved_cannot_be_moved_back(shop: Shell) -> None:
    assert "never changed hands" in shop("undo", "conv_001").err
    assert "there is no move move_009" in shop("undo", "move_009").err


def test_generate_prints_a_summary_to_edit_and_hand_in_again(shop: Shell) -> None:
    shop("take", "conv_001")
    shop("reply", "conv_001", "The baker used the wrong flour. I'll send you a voucher by 2026-12-01.")
    proposed = shop("hand-back", "conv_001", "--generate", "--json")
    assert proposed.json["facts"] == ["The baker used the wrong flour."]
    assert proposed.json["promises"] == [{"text": "I'll send you a voucher by 2026-12-01.", "due": "2026-12-01"}]
    assert (proposed.json["model"], "without a model" in proposed.json["note"]) == ("offline", True)
    assert shop("show", "conv_001", "--json").json["owner"] == "agent"  # nothing was changed
    assert (
        "Promised:\n  I'll send you a voucher by 2026-12-01., by 1 Dec 2026"
        in shop("hand-back", "conv_001", "--generate").out
    )
    assert shop("hand-back", "conv_001", "--from", "-", stdin=proposed.out).code == 0
