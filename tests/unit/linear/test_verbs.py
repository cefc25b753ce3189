"""The words of the linear face."""

from __future__ import annotations

import pytest

from closer_tui.linear.session import Session
from closer_tui.linear.verbs import VERBS, find, help_lines
from closer_tui.tui.decisions import Decisions
from closer_tui.tui.reasons import REASONS

RENAMED = {
    "remind": "follow_up",
    "back": "hand_back",
    "done": "resolve",
    "unread": "toggle_unread",
    "write": "reply",
    "edit": "approve",
}


def test_no_two_verbs_share_a_word() -> None:
    words = [word for verb in VERBS for word in (verb.name, *verb.keys)]
    assert len(words) == len(set(words))


def test_every_verb_can_be_done() -> None:
    for verb in VERBS:
        if verb.about:
            assert verb.action in REASONS
            assert verb.name == "history" or hasattr(Decisions, RENAMED.get(verb.name, verb.name))
        else:
            assert verb.name == "quit" or hasattr(Session, f"do_{verb.name}")


@pytest.mark.parametrize(
    ("said", "name", "rest"),
    [
        ("a", "approve", ""),
        ("Approve", "approve", ""),
        ("N", "note", ""),
        ("n", "next", ""),
        ("note call back", "note", "call back"),
        ("/walnut loaf", "search", "walnut loaf"),
        ("/walnut", "search", "walnut"),
        ("#vip", "tag", "vip"),
        ("Hand-Back", "back", ""),
        ("open  2 ", "open", "2"),
    ],
)
def test_words_and_keys_are_understood(said: str, name: str, rest: str) -> None:
    found = find(said)
    assert found is not None
    assert (found[0].name, found[1]) == (name, rest)


def test_help_names_every_verb() -> None:
    assert [line.split(" ")[0] for line in help_lines()] == [verb.name for verb in VERBS]
