"""The shapes, and the patterns that must agree with the cleaner."""

import re

import pytest
from pydantic import ValidationError

from closer_tui.api.models import ADDRESS, TEXT, UNSEEN, InjectRequest, ReplyRequest, ToneUpdate
from closer_tui.domain.text import clean

_SEEN = re.compile(f"[^{UNSEEN}]")


def test_a_character_counts_as_seen_exactly_when_the_cleaner_leaves_something_of_it() -> None:
    far = [0x1BCA0, 0x1BCA3, 0x1BCA4, 0x1D172, 0x1D173, 0x1D17A, 0x1D17B, 0xDFFFF, 0xE0000, 0xE0FFF, 0xE1000, 0x1F600]
    for code in (*range(0xD800), *range(0xE000, 0x10000), *far):
        char = chr(code)
        assert bool(_SEEN.fullmatch(char)) == bool(clean(char).strip()), f"U+{code:04X}"


@pytest.mark.parametrize("body", ["Hi", "你好", " padded ", "line\nbreak", "\x1b[31mred", "👍", "\u202eabc"])
def test_texts_with_something_to_see_are_taken(body: str) -> None:
    assert re.search(TEXT, body)
    assert ReplyRequest(body=body).body == body


@pytest.mark.parametrize("body", ["", " ", "\n\t", "\u200b", "\x07", "\x00", "a\x00b", "\xa0"])
def test_texts_without_it_or_with_nul_are_not(body: str) -> None:
    with pytest.raises(ValidationError):
        ReplyRequest(body=body)


@pytest.mark.parametrize("sender", ["+447700900123", "mira@example.org", "Zoë B.", "@mira", "李雷"])
def test_addresses_of_every_channel_are_taken(sender: str) -> None:
    assert re.search(ADDRESS, sender)


@pytest.mark.parametrize("sender", ["", " x", "x ", "a  b", "a\nb", "a\tb", "x" * 321])
def test_addresses_that_could_be_taken_for_others_are_not(sender: str) -> None:
    with pytest.raises(ValidationError):
        InjectRequest.model_validate({"channel": "sms", "from": sender, "body": "x"})


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert ToneUpdate.model_validate({"formality": 3.0}).formality == 3


@pytest.mark.parametrize("value", [0, 6, 2.5, True, "3", None])
def test_anything_but_one_to_five_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        ToneUpdate.model_validate({"formality": value})
