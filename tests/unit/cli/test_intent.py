"""Intents from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.conftest import Shell


def test_one_is_taught_listed_tried_changed_and_removed(shop: Shell) -> None:
    assert "teach opening-hours" in shop("intent").out
    learnt = shop("intent", "teach", "Opening hours", "Are you open on Sunday?", "When do you close?", "--json").json
    assert learnt == {
        "name": "opening-hours",
        "new": True,
        "added": ["Are you open on Sunday?", "When do you close?"],
    }
    assert (
        shop("intent", "teach", "opening-hours", "When do you close?").out == "opening-hours learnt 0; it knew that\n"
    )
    shop("intent", "teach", "refund", "I want my money back")
    assert shop("intent", "set", "refund", "--to-person", "--priority", "1").code == 0
    assert shop("intent", "list").out == (
        "refund  1 example  goes to a person  priority 1\nopening-hours  2 examples\n"
    )
    tried = shop("intent", "test", "Are you open this Sunday? If not, I want my money back.", "--json").json
    assert tried["intent"] == "refund"
    assert {guess["name"] for guess in tried["guesses"]} == {"refund", "opening-hours"}
    assert "None of your intents" in shop("intent", "test", "Lovely weather").out
    assert shop("intent", "forget", "opening-hours", "When do you close?").code == 0
    assert shop("intent", "show", "opening-hours", "--json").json["texts"] == ["Are you open on Sunday?"]
    assert "  I want my money back" in shop("intent", "remove", "refund").out
    audit = shop("audit").out
    assert all(f"intent.{what}" in audit for what in ("taught", "changed", "removed", "forgot"))


def test_a_set_goes_out_and_comes_back(shop: Shell, tmp_path: Path) -> None:
    shop("intent", "teach", "odd", "=cmd()", 'say "hello", please')
    out = shop("intent", "export").out
    assert out == 'text,intent\n\'=cmd(),odd\n"say ""hello"", please",odd\n'
    file = tmp_path / "set.csv"
    file.write_text("text,category\nAre you open?,Opening hours\nMoney back,refund\nAre you open?,opening hours\n")
    took = shop("intent", "import", str(file), "--json").json
    assert took == {"intents": 2, "new": 2, "added": 2}


def test_what_is_wrong_is_said_with_what_to_do(shop: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    for text in ("", "text,intent\n", "question,name\na,b\n", "text,intent\n,hours\n", "\x00"):
        file.write_text(text)
        refused = shop("intent", "import", str(file))
        assert refused.code != 0
        assert "text,intent" in refused.err
    assert shop("intent", "import", str(tmp_path / "none.csv")).code != 0
    assert "intent list" in shop("intent", "show", "nothing").err
    assert "where-is-my-order" in shop("intent", "teach", "!!!", "a question").err
    assert shop("intent", "list", "--json").json == []
