"""Text messages counted as the network counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.sms import Segments, segments_of


@pytest.mark.parametrize(
    ("text", "count", "left", "seven_bit"),
    [
        ("", 0, 160, True),
        ("Hi", 1, 158, True),
        ("a" * 160, 1, 0, True),
        ("a" * 161, 2, 145, True),
        ("a" * 306, 2, 0, True),
        ("a" * 307, 3, 152, True),
        ("€" * 80, 1, 0, True),
        ("€" * 81, 2, 143, True),
        ("é", 1, 159, True),
        ("ê", 1, 69, False),
        ("林" * 70, 1, 0, False),
        ("林" * 71, 2, 63, False),
        ("🙂" * 35, 1, 0, False),
        ("🙂" * 36, 2, 61, False),
    ],
)
def test_messages_are_counted_by_letters_and_alphabet(text: str, count: int, left: int, seven_bit: bool) -> None:
    assert segments_of(text) == Segments(count, left, seven_bit)


def test_an_escaped_letter_is_not_torn_apart_at_the_end_of_a_message() -> None:
    assert segments_of("a" * 152 + "€" + "a" * 151) == Segments(2, 0, True)
    assert segments_of("a" * 152 + "€" + "a" * 152) == Segments(3, 152, True)


def test_an_emoji_is_not_torn_apart_at_the_end_of_a_message() -> None:
    assert segments_of("林" * 66 + "🙂" + "林" * 65) == Segments(2, 0, False)


@given(st.text(max_size=600))
def test_the_messages_have_room_for_the_text_and_none_is_empty(text: str) -> None:
    found = segments_of(text)
    units = (
        len(text.encode("utf-16-le")) // 2
        if not found.seven_bit
        else len(text) + sum(c in "^{}\\[~]|€\f" for c in text)
    )
    size = (160 if found.seven_bit else 70) if found.count <= 1 else (153 if found.seven_bit else 67)
    assert units <= found.count * size or not text
    assert 0 <= found.left <= size
    assert (found.count == 0) == (text == "")
