"""The cursor: opaque, bound to its listing, worthless when altered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.api.cursor import Place, decode, encode
from closer_tui.api.errors import ApiError

_i64 = st.integers(-(2**63), 2**63 - 1)


@given(_i64, _i64, st.lists(st.text(max_size=8), max_size=4))
def test_a_cursor_leads_back_to_its_place(arrived_at: int, seq: int, filters: list[str]) -> None:
    place = Place(arrived_at, seq)
    assert decode(encode(place, *filters), *filters) == place


@pytest.mark.parametrize(
    "text", ["", "cur_", "garbage", "cur_!!", "cur_" + "A" * 31, "cur_" + "A" * 33, "cur_" + "é" * 32]
)
def test_what_is_no_cursor_is_a_bad_request(text: str) -> None:
    with pytest.raises(ApiError) as refusal:
        decode(text, "sms")
    assert (refusal.value.status, refusal.value.code) == (400, "invalid_cursor")


def test_a_cursor_of_another_listing_is_refused() -> None:
    cursor = encode(Place(5, 6), "test", "sms")
    with pytest.raises(ApiError) as refusal:
        decode(cursor, "test", "email")
    assert (refusal.value.status, refusal.value.code) == (409, "invalid_cursor")


def test_filters_do_not_run_into_one_another() -> None:
    assert encode(Place(1, 1), "ab", "c") != encode(Place(1, 1), "a", "bc")


@given(st.integers(0, 31), st.sampled_from("ABCxyz019_-"))
def test_one_altered_letter_is_noticed(position: int, letter: str) -> None:
    cursor = encode(Place(1_700_000_000_000, 123_456_789), "test")
    altered = cursor[: 4 + position] + letter + cursor[5 + position :]
    if altered != cursor:
        with pytest.raises(ApiError):
            decode(altered, "test")
