"""Places in ready texts: filled with this contact's values, and seen when there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.filling import fill, first_name, places, values_of
from closer_tui.domain.ready_text import QuickReply, shortcut_of

MARIA = values_of(
    name="Maria Keller",
    address="+49 170",
    inbox="Harbour Bakery",
    agent="paul",
    detail={"Order": "TR-2041", "fields": {"Table number": 7}, "blank": ""},
)


def test_places_are_filled_with_what_is_known_of_the_contact() -> None:
    text = "Hi {contact.first_name}, {order} for table {table_number} is ready. {agent}, {inbox}"
    assert fill(text, MARIA).text == "Hi Maria, TR-2041 for table 7 is ready. paul, Harbour Bakery"
    assert fill("{contact.order} {contact.name} {contact.address}", MARIA).text == "TR-2041 Maria Keller +49 170"


def test_what_is_missing_stays_where_it_is_seen_and_is_named_once() -> None:
    filled = fill("Your {parcel} and {blank}: {parcel}", MARIA)
    assert filled.text == "Your {parcel} and {blank}: {parcel}"
    assert filled.missing == ("parcel", "blank")
    assert places(filled.text) == ("parcel", "blank")


@pytest.mark.parametrize("text", ["{ order }", "{}", "{Order}", "{1}", "{a.b.c}", "a { b } c", "{order", "{{}}"])
def test_braces_that_are_no_places_are_text(text: str) -> None:
    assert places(text) == ()
    assert fill(text, MARIA).text == text


def test_a_value_with_braces_is_text_and_not_looked_through_again() -> None:
    values = values_of(name="{agent}", address="", inbox="", agent="paul")
    assert fill("{contact.name}", values).text == "{agent}"


def test_a_value_from_outside_is_one_clean_line() -> None:
    values = values_of(name="Ma\x1b[31mria\nBcc: x", address="", inbox="", agent="")
    assert "\x1b" not in values["contact.name"]
    assert "\n" not in values["contact.name"]


@pytest.mark.parametrize(
    ("name", "first"), [("Maria Keller", "Maria"), ("林さん", "林さん"), ("+49 170", ""), ("a@b.example", ""), ("", "")]
)
def test_a_number_or_an_address_is_nobody_s_first_name(name: str, first: str) -> None:
    assert first_name(name) == first


@given(st.text(), st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), st.text(min_size=1)))
def test_filling_names_exactly_the_places_without_a_value(text: str, values: dict[str, str]) -> None:
    assert fill(text, values).missing == tuple(name for name in places(text) if not values.get(name))


def test_a_quick_reply_is_tidied_and_its_title_is_its_first_line() -> None:
    tidy = QuickReply("/Opening Hours!", "From 8.\nEvery day.\x07").checked()
    assert (tidy.shortcut, tidy.title) == ("opening-hours", "From 8.")
    assert "\x07" not in tidy.body


@pytest.mark.parametrize("shortcut", ["", "/", "  ", "!!"])
def test_a_shortcut_needs_a_letter(shortcut: str) -> None:
    with pytest.raises(InvalidInput, match="no shortcut"):
        shortcut_of(shortcut)


@pytest.mark.parametrize("body", ["", " \n", "x" * 10_001])
def test_an_empty_or_endless_quick_reply_is_refused(body: str) -> None:
    with pytest.raises(InvalidInput):
        QuickReply("x", body).checked()
