"""Shaping the bot from the command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.cli.conftest import Shell


@pytest.fixture
def inbox(shop: Shell) -> str:
    return str(shop("inboxes", "--json").json[0]["id"])


def test_an_inbox_without_a_profile_shows_the_default(shop: Shell, inbox: str) -> None:
    tone = shop("tone", "show", inbox, "--json").json
    assert (tone["inbox"], tone["version"], tone["formality"], tone["emoji"]) == (inbox, 1, 3, "sparingly")


def test_only_the_named_fields_change(shop: Shell, inbox: str) -> None:
    tone = shop(
        "tone", "set", inbox, "--formality", "1", "--sign-off", "— Paul", "--topic", "Custom quotes", "--json"
    ).json
    assert tone["version"] == 2
    assert (tone["formality"], tone["warmth"], tone["sign_off"]) == (1, 3, "— Paul")
    assert tone["escalation_topics"] == ["custom-quotes"]
    assert shop("tone", "set", inbox, "--no-topics", "--json").json["escalation_topics"] == []
    assert "casual" in shop("tone", "show", inbox).out


def test_an_old_version_comes_back_as_a_new_one(shop: Shell, inbox: str) -> None:
    shop("tone", "set", inbox, "--warmth", "5")
    shop("tone", "set", inbox, "--warmth", "1")
    back = shop("tone", "revert", inbox, "2", "--json").json
    assert (back["version"], back["warmth"]) == (4, 5)
    assert [each["version"] for each in shop("tone", "versions", inbox, "--json").json] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--formality", "6"], "formality must be a whole number from 1 to 5"),
        (["--topic", "!!"], "is not a topic"),
        (["--formality", "2", "--expected-version", "7"], "somebody saved this profile"),
    ],
)
def test_a_profile_that_cannot_be_is_refused(shop: Shell, inbox: str, words: list[str], said: str) -> None:
    ran = shop("tone", "set", inbox, *words)
    assert ran.code == 1
    assert said in ran.err
    assert shop("tone", "show", inbox, "--json").json["version"] == 1


def test_a_text_is_measured_beside_the_profile(shop: Shell, inbox: str) -> None:
    shop("tone", "set", inbox, "--formality", "5", "--emoji", "never", "--sign-off", "— Paul")
    text = "Hey! Yeah, no worries, we're open 🥐 and I'll grab you a loaf, it's super fresh today, so just pop in!"
    found = shop("tone", "lint", text, "--inbox", inbox, "--json").json
    assert {each["field"] for each in found["complaints"]} == {"formality", "emoji", "sign_off"}
    assert found["formality"]["measured"] < 2 < found["formality"]["wanted"]
    assert (found["emoji"], found["language"]) == ({"measured": 1, "wanted": "never"}, "en")
    assert found["features"]["casual greeting"] == 1
    assert found["repaired"]["text"].endswith("\n\n— Paul")
    assert shop("tone", "lint", found["repaired"]["text"], "--inbox", inbox, "--json").json["repaired"]["notes"] == []
    assert "off: it is more casual than you write" in shop("tone", "lint", "-", "--inbox", inbox, stdin=text).out


@pytest.mark.parametrize(("text", "named"), [("Hello", "inbox_nobody"), (" ", "")])
def test_what_cannot_be_measured_is_refused(shop: Shell, inbox: str, text: str, named: str) -> None:
    ran = shop("tone", "lint", text, "--inbox", named or inbox)
    assert (ran.code, ran.out) == (1, "")
    assert ("there is no inbox" if named else "no text to measure") in ran.err


def test_the_bot_is_switched_off_and_on(shop: Shell, inbox: str) -> None:
    assert shop("mode", inbox, "off", "--json").json["mode"] == "off"
    assert shop("mode", inbox, "draft", "--json").json["mode"] == "draft"
    assert "not offered" in shop("mode", inbox, "autonomous").err


@pytest.mark.parametrize("words", [["tone", "show"], ["tone", "versions"], ["tone", "set"], ["mode"]])
def test_an_inbox_that_does_not_exist_is_told(shop: Shell, words: list[str]) -> None:
    more: Any = ["off"] if words == ["mode"] else []
    ran = shop(*words, "inbox_nowhere", *more)
    assert ran.code == 1
    assert "there is no inbox 'inbox_nowhere'" in ran.err
