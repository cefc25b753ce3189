"""Macros from the command line."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Shell

SCRIPT = "tag catering\nassign paul\nreply Booked, {agent}."


@pytest.fixture
def kept(shop: Shell) -> Shell:
    assert shop("macro", "add", "Booked", SCRIPT).code == 0
    return shop


def test_a_macro_is_listed_shown_replaced_and_removed(kept: Shell) -> None:
    assert kept("macro").out.startswith("booked  send this reply; add the tag catering")
    assert kept("macro", "show", "booked").out == SCRIPT + "\n"
    assert kept("macro", "add", "booked", "-", "--json", stdin="resolve").json["before"]["script"] == SCRIPT
    assert "resolve" in kept("macro", "remove", "booked").out
    assert kept("macro", "list", "--json").json == []


def test_a_dry_run_says_what_would_be_done_and_does_nothing(kept: Shell) -> None:
    would = kept("macro", "run", "booked", "conv_001", "--dry-run", "--json").json
    assert would == {
        "would_do": ["• send this reply:", "  Booked, ana.", "• add the tag catering", "• give it to paul"],
        "missing": [],
    }
    assert kept("outbox", "--json").json == []


def test_a_run_is_done_and_taken_back_by_its_id(kept: Shell) -> None:
    ran = kept("macro", "run", "booked", "conv_001", "--json").json
    assert (ran["id"], ran["outbox"]) == ("run_001", "out_001")
    assert kept("list", "--json").json[0]["tags"] == ["catering"]
    assert kept("macro", "undo", "run_001").code == 0
    assert kept("outbox", "--json").json == []
    assert "macro.taken_back" in kept("audit").out


def test_what_is_no_macro_is_refused_with_its_line(shop: Shell) -> None:
    refused = shop("macro", "add", "x", "tag vip\ndance")
    assert refused.code == 1
    assert "line 2: 'dance' is no action" in refused.err


def test_a_reply_can_be_put_off_and_says_when_it_leaves(shop: Shell) -> None:
    said = shop("reply", "conv_001", "Good morning", "--at", "2099-01-01T09:00:00Z").out
    assert said == "out_001 leaves at 2099-01-01T09:00:00Z, unless the customer writes first\n"
    assert "leaves at 2099-01-01T09:00:00Z" in shop("outbox").out
    assert shop("undo", "out_001").code == 0
    assert "is not a moment" in shop("reply", "conv_001", "x", "--at", "someday").err


def test_a_file_is_refused_with_the_reason(shop: Shell) -> None:
    refused = shop("reply", "conv_001", "See the picture", "--attach", "menu.pdf")
    assert refused.code == 1
    assert "carries text only" in refused.err
