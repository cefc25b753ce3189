"""JSON in which one broken value spoils only what holds it."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closer_tui.channels.closer.tolerant_json import BROKEN, parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_sound_json_is_read_as_it_is(value: Any) -> None:
    assert parse(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("broken", "rest"),
    [
        ('{"a": 1, "a": 2}', BROKEN),
        ("NaN", BROKEN),
        ("-Infinity", BROKEN),
        ("9" * 5_000, BROKEN),
        ("1" + "0" * 20, BROKEN),
        ("0." + "1" * 500, BROKEN),
        ("1e999", float("inf")),
    ],
)
def test_what_is_broken_is_broken_where_it_stands(broken: str, rest: Any) -> None:
    assert parse(f'{{"x": {broken}, "y": "fine"}}'.encode()) == {"x": rest, "y": "fine"}


def test_nesting_that_only_an_attack_has_is_cut_where_it_is_too_deep() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    read = parse(f'{{"data": [{{"id": "one", "x": {deep}, "y": "]}}"}}, {{"id": "two"}}]}}'.encode())
    assert [message["id"] for message in read["data"]] == ["one", "two"]
    assert read["data"][0]["y"] == "]}"


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[1, 2", b'{"a"}', b"\xff\xfe[\x00]\x00", b"<html>", b'{"a": "' + b"x" * 100, b"[" * 200_000]
)
def test_what_is_no_json_is_broken_whole(raw: bytes) -> None:
    assert parse(raw) is BROKEN


def test_marks_and_odd_bytes_are_no_reason_to_lose_a_page() -> None:
    assert parse(b'\xef\xbb\xbf{"a": "\xff\xfe"}') == {"a": "\ufffd\ufffd"}
    assert parse(rb'{"a": "\ud800"}') == {"a": "\ud800"}


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_no_bytes_raise(raw: bytes) -> None:
    parse(raw)


@pytest.mark.parametrize("piece", ['"\\"', "[", '{"a":', '\\"', '["', '"'])
def test_hostile_bytes_take_no_longer_than_honest_ones(piece: str) -> None:
    raw = ("[" * 2_000 + piece * (1_000_000 // len(piece))).encode()
    began = time.thread_time()
    parse(raw)
    assert time.thread_time() - began < 5
