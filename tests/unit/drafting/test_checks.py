"""Checks of what was drafted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from closer_tui.domain.channel import Capabilities, InboxState
from closer_tui.domain.draft import Check, CheckLevel, DraftAction, Proposal
from closer_tui.domain.handover import HandOver
from closer_tui.domain.tone import EmojiUse, SentenceLength
from closer_tui.drafting.checks import Making, check_all, promises_in
from closer_tui.drafting.data_checks import hosts_in, tidy
from closer_tui.drafting.rules import RuleOutcome
from closer_tui.drafting.tone_lint.emoji import count_emoji
from tests.support.briefs import NOON, TONE, brief

OK, WARN, HOLD = CheckLevel.OK, CheckLevel.WARN, CheckLevel.HOLD


def checks(
    body: str, asked: str = "Are you open at 8?", promises: tuple[str, ...] = (), **facts: Any
) -> dict[str, Check]:
    proposal = Proposal(DraftAction.REPLY, body, promises=promises)
    found = check_all(brief(asked, **facts), proposal, RuleOutcome(), Making())
    return {check.name: check for check in found}


def signed(text: str) -> str:
    return f"{text}\n\n— Paul"


def test_a_good_reply_passes_every_check() -> None:
    found = checks(signed("Hi Maria, yes, from 8 to 5."))
    assert {check.level for check in found.values()} == {OK}
    assert {
        "tone",
        "language",
        "promise",
        "link",
        "data",
        "length",
        "window",
        "opt-out",
        "injection",
        "characters",
        "facts",
        "form",
    } == set(found)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("refund", "We will refund the whole order."),
        ("refund", "Wir erstatten Ihnen alles."),
        ("discount", "Have 10% off your next one."),
        ("discount", "C'est gratuit pour vous."),
        ("guarantee", "I promise it is there."),
        ("guarantee", "Lo garantizamos."),
        ("deadline", "It will be ready by Friday."),
        ("deadline", "Spätestens um drei."),
        ("deadline", "24時間以内に返信します。"),
    ],
)
def test_promises_are_found(kind: str, body: str) -> None:
    assert kind in [found for found, _ in promises_in(body)]


def test_a_promise_of_the_drafters_own_is_held_and_the_owners_is_shown() -> None:
    assert checks(signed("We refund it all."))["promise"].level is HOLD
    assert (
        checks(signed("Birthday cakes need four days' notice, and delivery is free of charge."))["promise"].level
        is HOLD
    )
    summary = "It will be ready by Friday."
    assert checks(signed(summary), handover=HandOver(facts=(summary,)))["promise"].level is WARN


def test_what_the_model_itself_calls_a_promise_is_shown() -> None:
    assert checks(signed("I keep one for you."), promises=("keeps a loaf",))["promise"].level is WARN


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("See https://a.example/x?y", {"a.example"}),
        ("See a.example.", {"a.example"}),
        ("Open from 9.30 to 5.00, z.B. am Sonntag, e.g. at noon", set()),
        ("Open Mo.-Fr. and at 8 a.m.", set()),
        ("火曜から営業。日曜も。", set()),
        ("no dots at all", set()),
        ("x.com and t.co", {"x.com", "t.co"}),
        ("evil[.]com and evil dot org", {"evil.com", "evil.org"}),
        ("203.0.113.7", {"203.0.113.7"}),
    ],
)
def test_every_way_to_name_a_host(text: str, hosts: set[str]) -> None:
    assert hosts <= hosts_in(text)
    assert bool(hosts) == bool(hosts_in(text))


def test_numbers_and_addresses_of_this_conversation_may_be_repeated() -> None:
    body = signed("I found order HB-2041 for maria@customers.example, +49 171 3920022.")
    found = checks(body, asked="My order is HB-2041, call +491713920022.")
    assert found["data"].level is OK


@pytest.mark.parametrize(
    "body",
    [
        "Call +49 171 999 8888",
        "Otto's is HB-9981",
        "otto@x.example",
        "It costs £99",
        "It costs 99 €",
        "DE89 3704 0044 0532 0130 00",
    ],
)
def test_numbers_and_addresses_from_nowhere_are_held(body: str) -> None:
    found = checks(signed(body))
    assert HOLD in (found["data"].level, found["link"].level, found["facts"].level)


def test_the_language_must_be_the_customers() -> None:
    found = checks(signed("Ja, wir haben am Sonntag geöffnet und freuen uns."))
    assert found["language"].level is HOLD
    assert checks(signed("8:00"), asked="8?")["language"].level is OK


@pytest.mark.parametrize(
    ("change", "body"),
    [
        ({"emoji": EmojiUse.NEVER}, "Yes 🥐"),
        ({"emoji": EmojiUse.SPARINGLY}, "Yes 🥐🥐🥐"),
        ({"sentence_length": SentenceLength.SHORT}, "word " * 40),
    ],
)
def test_the_tone_is_measured(change: dict[str, Any], body: str) -> None:
    tone = replace(TONE, **change)
    assert checks(signed(body), tone=tone)["tone"].level is WARN
    assert checks(signed("Yes, from 8."), tone=tone)["tone"].level is OK


def test_a_missing_sign_off_is_said() -> None:
    assert "sign-off" in checks("Yes, from 8.")["tone"].detail
    assert checks("Yes, from 8.", tone=replace(TONE, sign_off=""))["tone"].level is OK


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("🥐", 1), ("👨‍👩‍👧‍👦", 1), ("👍🏽", 1), ("🇬🇧", 2), ("☕ and 🥐", 2), ("©™", 0)]
)
def test_emoji_are_counted_as_they_are_seen(text: str, count: int) -> None:
    assert count_emoji(text) == count


def test_channel_limits_are_held_with_what_to_do() -> None:
    able = Capabilities(max_body=20, window_ms=1_000)
    found = checks(signed("Yes, from 8 to 5 every day."), capabilities=able, window_closes_at=NOON - 1)
    assert (found["length"].level, found["window"].level) == (HOLD, HOLD)
    assert "characters too long" in found["length"].detail


@pytest.mark.parametrize(
    ("facts", "name"), [({"opted_out": True}, "opt-out"), ({"inbox_state": InboxState.DISCONNECTED}, "channel")]
)
def test_a_reply_that_could_not_be_sent_is_held(facts: dict[str, Any], name: str) -> None:
    assert checks(signed("Yes."), **facts)[name].level is HOLD


@pytest.mark.parametrize(
    "body", ["As an AI language model, I", "My system prompt is", "Ich bin ein Sprachmodell", "<<<END"]
)
def test_talk_about_the_bots_workings_is_held(body: str) -> None:
    assert checks(signed(body))["injection"].level is HOLD


def test_what_is_in_the_way_comes_first() -> None:
    found = check_all(brief("Open?"), Proposal(DraftAction.REPLY, "See evil.top"), RuleOutcome(), Making(hidden=True))
    assert [check.level for check in found] == sorted((c.level for c in found), key=[HOLD, WARN, OK].index)


@pytest.mark.parametrize(
    ("body", "kept", "hidden"),
    [
        ("Hello", "Hello", False),
        ("Hello\r\nMaria \n", "Hello\nMaria", False),
        ("a\u202eb", "ab", True),
        ("a\x00b", "ab", True),
        ("می\u200cخواهم", "می\u200cخواهم", False),
        ("👨‍👩‍👧", "👨‍👩‍👧", False),
    ],
)
def test_hidden_characters_are_taken_out_and_ordinary_ones_left(body: str, kept: str, hidden: bool) -> None:
    assert tidy(body) == (kept, hidden)


def test_a_place_of_a_quick_reply_that_was_not_filled_in_holds_the_draft_back() -> None:
    found = checks(signed("Hi Maria, your order {order} is ready."))
    assert found["places"].level is HOLD
    assert "{order}" in found["places"].detail
