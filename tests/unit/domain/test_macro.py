"""Macros as they are written: understood, put in order, previewed, or refused with the line that is wrong."""

from __future__ import annotations

import pytest

from closer_tui.domain.clock import BadTime
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.macro import Macro, Step, Verb, parse_script, preview

BOOKED = """tag Catering Orders
assign paul

snooze tomorrow 9
reply Dear {contact.first_name},
your table is booked.
resolve is a word of the reply"""


def test_a_script_is_a_line_an_action_and_the_reply_takes_the_rest() -> None:
    assert parse_script(BOOKED) == (
        Step(Verb.REPLY, "Dear {contact.first_name},\nyour table is booked.\nresolve is a word of the reply"),
        Step(Verb.TAG, "catering-orders"),
        Step(Verb.ASSIGN, "paul"),
        Step(Verb.SNOOZE, "tomorrow 9"),
    )


def test_the_reply_may_begin_on_the_line_below() -> None:
    assert parse_script("reply:\n\nHello") == (Step(Verb.REPLY, "Hello"),)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("", "the macro does nothing"),
        ("priority wild", "'wild' is not a priority"),
        ("tag x\ndance", "line 2: 'dance' is no action"),
        ("tag !!", "line 1: tag needs a word"),
        ("note", "line 1: note needs a word"),
        ("reply  ", "line 1: reply needs a text"),
        ("resolve now", "line 1: resolve takes nothing"),
        ("resolve\nsnooze 2h", "only one end"),
        ("take\nassign paul", "only one owner"),
        ("\n".join(f"tag t{i}" for i in range(21)), "21 actions"),
    ],
)
def test_what_cannot_be_understood_is_named(script: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        parse_script(script)


def test_a_macro_without_a_title_is_called_what_it_does() -> None:
    assert Macro(";Booked", "tag vip\nresolve").checked() == Macro(
        "booked", "tag vip\nresolve", "add the tag vip; mark it as done"
    )


def test_a_preview_says_exactly_what_will_happen() -> None:
    shown = preview(
        Macro("booked", "untag new\n" + BOOKED),
        {"contact.first_name": "Maria"},
        tags=["catering-orders"],
        moment=lambda words: f"<{words}>",
    )
    assert shown.lines == (
        "• send this reply:",
        "  Dear Maria,",
        "  your table is booked.",
        "  resolve is a word of the reply",
        "• add the tag catering-orders (it is there already)",
        "• take the tag new away (it is not there)",
        "• give it to paul",
        "• put it away until <tomorrow 9>",
    )
    assert not shown.missing


def test_a_preview_names_what_is_missing_and_a_time_that_is_none() -> None:
    shown = preview(Macro("x", "note {order}\nreply {parcel}"), {}, moment=str)
    assert shown.missing == ("parcel", "order")

    def no_time(words: str) -> str:
        raise BadTime(words, "")

    with pytest.raises(BadTime):
        preview(Macro("x", "snooze never"), {}, moment=no_time)
