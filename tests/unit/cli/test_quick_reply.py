"""Quick replies from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Shell


@pytest.fixture
def ready(shop: Shell) -> Shell:
    assert shop("quick-reply", "add", "/Hours", "From 8, {agent}. {order}", "--title", "Opening hours").code == 0
    return shop


def test_one_is_kept_listed_shown_changed_and_removed(ready: Shell) -> None:
    assert ready("quick-reply").out == "/hours  Opening hours\n"
    assert ready("quick-reply", "show", "hours").out == "From 8, {agent}. {order}\n"
    changed = ready("quick-reply", "edit", "hours", "--body", "From 9.", "--json").json
    assert (changed["body"], changed["title"], changed["before"]["body"]) == (
        "From 9.",
        "Opening hours",
        "From 8, {agent}. {order}",
    )
    assert "From 9." in ready("quick-reply", "remove", "hours").out
    assert ready("quick-reply", "list", "--json").json == []
    audit = ready("audit").out
    assert all(f"quick_reply.{what}" in audit for what in ("added", "changed", "removed"))


def test_one_is_filled_in_for_a_conversation_and_says_what_is_missing(ready: Shell) -> None:
    shown = ready("quick-reply", "show", "hours", "--for", "conv_001", "--json").json
    assert shown["text"] == "From 8, ana. {order}"
    assert shown["missing"] == ["order"]
    assert ready("quick-reply", "show", "hours", "--for", "conv_099").code == 1


def test_a_shortcut_is_taken_once(ready: Shell) -> None:
    refused = ready("quick-reply", "add", "hours", "Other words")
    assert refused.code == 1
    assert "/hours is there already" in refused.err
    assert ready("quick-reply", "add", "hours", "Ab 8.", "--language", "de").code == 0
    assert ready("quick-reply", "show", "hours.de").out == "Ab 8.\n"


def test_a_whole_set_goes_out_and_comes_in_again(ready: Shell, tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    assert ready("quick-reply", "export", str(file)).code == 0
    assert file.stat().st_mode & 0o077 == 0
    assert ready("quick-reply", "export", str(file)).code == 1, "a file that is there is not written over"
    ready("quick-reply", "remove", "hours")
    assert ready("quick-reply", "import", str(file)).out == "1 added, 0 replaced\n"
    more = json.dumps([{"shortcut": "hours", "body": "From 9."}, {"shortcut": "bye", "body": "Bye"}])
    assert ready("quick-reply", "import", "-", "--json", stdin=more).json == {"added": 1, "replaced": 1}


@pytest.mark.parametrize("bad", ["{", "{}", '[{"shortcut": 1, "body": "x"}]', "[7]", '[{"shortcut": "a", "body": ""}]'])
def test_a_set_that_is_none_changes_nothing(ready: Shell, bad: str) -> None:
    good = '{"shortcut": "new", "body": "x"}'
    assert ready("quick-reply", "import", "-", stdin=bad.replace("[", f"[{good},", 1)).code == 1
    assert len(ready("quick-reply", "--json").json) == 1
