"""`eval` as somebody types it: over a file, and over one's own conversations, of which nothing changes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Shell


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    file = tmp_path / "chats.jsonl"
    said = [
        {"from": "customer", "body": "Do you have rye bread?"},
        {"from": "agent", "body": "Yes, we do."},
        {"from": "customer", "body": "I want to speak to a human."},
        {"from": "agent", "body": "I will transfer you to a colleague."},
    ]
    file.write_text("\n".join(json.dumps({"id": f"c{n}", "messages": said}) for n in range(12)), encoding="utf-8")
    return file


def test_a_file_is_replayed_without_a_home(shell: Shell, chats: Path) -> None:
    found = shell("eval", "--file", str(chats), "--json")
    assert found.code == 0, found.err
    assert (found.json["turns"], found.json["conversations"], found.json["handed_over"]) == (24, 12, 12)
    [version] = found.json["versions"]
    assert version["escalation_recall"]["value"] == 1.0
    assert version["cost_usd"] == 0
    assert not (shell.home / "closer.db").exists()


def test_another_tone_ties_on_escalation_and_the_same_seed_says_the_same(
    shell: Shell, chats: Path, tmp_path: Path
) -> None:
    tone = tmp_path / "tone.json"
    tone.write_text('{"formality": 5, "sign_off": "Kind regards"}', encoding="utf-8")
    words = ("eval", "--file", str(chats), "--tone", str(tone), "--json")
    one, again = shell(*words).json, shell(*words).json
    assert one["comparison"]["escalation"]["verdict"] == "TIE"
    assert one["comparison"] == again["comparison"]
    text = shell(*words[:-1]).out
    assert "escalated rightly      TIE" in text
    assert "Where the candidate lost most" in text


def test_the_intents_of_the_home_hold_for_a_file_as_well(shop: Shell, chats: Path) -> None:
    words = ("eval", "--file", str(chats), "--json")
    before = shop(*words).json["versions"][0]["escalation_precision"]["of"]
    shop("quick-reply", "add", "rye", "Yes, we have rye bread.", "--keywords", "rye bread")
    answered = shop(*words).json["versions"][0]["escalation_precision"]["of"]
    shop("intent", "teach", "bread", "Do you have rye bread?")
    shop("intent", "set", "bread", "--to-person")
    to_person = shop(*words).json["versions"][0]["escalation_precision"]["of"]
    assert (before, answered, to_person) == (24, 12, 24)


def stored(shop: Shell) -> list[str]:
    """Everything in the database."""
    with closing(sqlite3.connect(shop.home / "closer.db")) as db:
        return list(db.iterdump())


def test_ones_own_conversations_are_replayed_and_left_as_they_are(shop: Shell) -> None:
    shop("approve", "draft_001")
    before = stored(shop)
    found = shop("eval", "--model", "offline", "--json")
    assert found.code == 0, found.err
    assert (found.json["turns"], found.json["handed_over"]) == (1, 0)
    assert found.json["worst"][0]["sent"] == "Yes, from 8."
    assert found.json["comparison"]["similarity"]["verdict"] == "INCONCLUSIVE"
    assert stored(shop) == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--file", "no-such-file"], "cannot be read"),
        (["--file", "x", "--inbox", "inbox_1"], "your own conversations"),
        (["--tone", "no-such-file"], "cannot be read"),
    ],
)
def test_what_cannot_be_replayed_is_said(shop: Shell, words: list[str], why: str) -> None:
    found = shop("eval", *words)
    assert found.code == 1
    assert why in found.err


def test_a_tone_that_cannot_be_is_refused(shop: Shell, tmp_path: Path) -> None:
    for text in ("{", "[]", '{"formality": 9}', '{"emoji": "always"}', '{"escalation_topics": 3}'):
        (tmp_path / "tone.json").write_text(text, encoding="utf-8")
        assert shop("eval", "--tone", str(tmp_path / "tone.json")).code == 1, text


def test_without_a_turn_there_is_nothing_to_say(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("", encoding="utf-8")
    assert "no turn to replay" in shell("eval", "--file", str(tmp_path / "none.jsonl")).err
