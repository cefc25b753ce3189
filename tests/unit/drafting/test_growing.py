"""The reply as it grows inside the model's JSON."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.drafting.growing import GrowingReply


def grown(raw: str, size: int) -> str:
    growing = GrowingReply()
    return "".join(growing.feed(raw[i : i + size]) for i in range(0, len(raw), size))


plain = st.text(st.characters(categories=("L", "N", "P", "S"), include_characters=" \n"), max_size=80)


@given(reply=plain, size=st.integers(1, 9), ascii_only=st.booleans())
def test_all_pieces_together_are_the_reply_however_it_is_cut(reply: str, size: int, ascii_only: bool) -> None:
    raw = json.dumps({"reply": reply, "language": "en"}, ensure_ascii=ascii_only)
    assert grown(raw, size) == "".join(grown(raw, len(raw)))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 11])
def test_escapes_and_pairs_are_never_cut_in_two(size: int) -> None:
    reply = 'He said "hi"\\ \n\t🥐 é — ça va?'
    assert grown(json.dumps({"reply": reply}), size) == reply


def test_what_comes_after_the_reply_is_not_shown() -> None:
    assert grown('{"reply": "Hello", "reason": "secret thoughts", "reply": "again"}', 4) == "Hello"


def test_control_characters_and_direction_marks_never_reach_the_screen() -> None:
    shown = grown(json.dumps({"reply": "a\x1b[2Jb\u202ec\x07d" + "." * 40}), 3)
    assert not any(char in shown for char in "\x1b\x07\u202e")


def test_nothing_is_shown_of_text_that_is_no_answer() -> None:
    assert grown("I would rather not answer that." * 300, 7) == ""
    assert grown('{"reply": 5}', 2) == ""


def test_a_long_reply_in_single_characters_takes_no_time() -> None:
    raw = json.dumps({"reply": "x" * 100_000})
    began = time.process_time()
    assert len(grown(raw, 1)) == 100_000
    assert time.process_time() - began < 5
