"""A hand-over: single clean lines of five kinds, promises with a day, the same after being stored."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.handover import LONGEST_ITEM, MOST_ITEMS, HandOver, Promise, parse_promise

texts = st.text(max_size=60)
promises = st.builds(Promise, texts, st.none() | st.dates())
summaries = st.builds(
    lambda facts, promised, questions, dos, donts: HandOver.of(
        facts=facts, promises=promised, questions=questions, dos=dos, donts=donts
    ),
    *(st.lists(texts, max_size=5) for _ in range(1)),
    st.lists(promises, max_size=5),
    *(st.lists(texts, max_size=5) for _ in range(3)),
)


@given(summaries)
def test_what_is_stored_is_what_was_said(summary: HandOver) -> None:
    assert HandOver.from_json(summary.json()) == summary


@given(summaries)
def test_every_item_is_one_line_that_no_terminal_obeys(summary: HandOver) -> None:
    items = [item for _, found in summary.sections() for item in found]
    assert not [item for item in items if not item or "\n" in item or "\x1b" in item or item != item.strip()]
    assert summary.note().count("\n") == len(items) + len([1 for _, found in summary.sections() if found])
    assert summary.empty is (not items)


@pytest.mark.parametrize(
    ("typed", "promise"),
    [
        ("a voucher @ 2026-12-01", Promise("a voucher", date(2026, 12, 1))),
        ("a voucher @2026-12-01 ", Promise("a voucher", date(2026, 12, 1))),
        ("a call back", Promise("a call back")),
        ("write to paul@example.org", Promise("write to paul@example.org")),
        ("meet @ noon", Promise("meet @ noon")),
    ],
)
def test_a_promise_is_typed_with_its_day_behind_an_at_sign(typed: str, promise: Promise) -> None:
    assert parse_promise(typed) == promise


@given(texts.filter(lambda text: "@" not in text), st.dates())
def test_a_promise_in_words_is_read_back_as_it_was(text: str, due: date) -> None:
    [promise] = HandOver.of(promises=[Promise(f"x{text}", due)]).promises
    assert parse_promise(promise.words()) == promise


def test_a_day_that_is_none_is_told() -> None:
    with pytest.raises(InvalidInput, match="'2026-02-30' is not a day"):
        parse_promise("a voucher @ 2026-02-30")


def test_too_many_items_are_refused_and_long_ones_cut() -> None:
    with pytest.raises(InvalidInput, match="too many"):
        HandOver.of(facts=[str(n) for n in range(MOST_ITEMS + 1)])
    [fact] = HandOver.of(facts=["long " * 200, ""]).facts
    assert len(fact) <= LONGEST_ITEM


def test_the_note_in_the_thread_has_a_heading_a_kind_and_a_line_an_item() -> None:
    told = HandOver(("Paid.",), (Promise("a voucher", date(2026, 12, 1)),), (), (), ("call",))
    assert told.note().splitlines() == [
        "Handed back to the bot",
        *("Facts:", "• Paid."),
        *("Promised:", "• a voucher, by 1 Dec 2026"),
        *("Don't:", "• call"),
    ]
