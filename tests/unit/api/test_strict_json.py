"""What counts as JSON here, and what does not."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.api.errors import ApiError
from closer_tui.api.strict_json import parse

REFUSED = {
    "nothing": b"",
    "only blanks": b" \n ",
    "half a document": b'{"body": "x"',
    "two documents": b"{} {}",
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "a float beyond any": b'{"a": 1e999}',
    "an integer of 5,000 digits": b'{"a": ' + b"9" * 5_000 + b"}",
    "an integer beyond 64 bits": b'{"a": 9223372036854775808}',
    "a name twice": b'{"a": 1, "a": 2}',
    "a name twice deep inside": b'{"x": [{"a": 1, "a": 2}]}',
    "100,000 nested lists": b"[" * 100_000 + b"]" * 100_000,
    "100,000 nested objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "forty nested lists": b"[" * 40 + b"]" * 40,
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16 with a mark": '{"a": "b"}'.encode("utf-16"),
    "UTF-16 without a mark": '{"a": "b"}'.encode("utf-16-le"),
    "Latin-1": '{"a": "é"}'.encode("latin-1"),
    "NUL in a text": b'{"a": "x\\u0000y"}',
    "NUL in a name": b'{"a\\u0000": 1}',
    "half a surrogate pair": b'{"a": "\\ud83d"}',
    "the wrong half of one": b'{"a": "\\ude00"}',
    "a raw control character": b'{"a": "\x01"}',
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_what_two_readers_could_understand_differently_is_refused(raw: bytes) -> None:
    with pytest.raises(ApiError) as refusal:
        parse(raw)
    assert (refusal.value.status, refusal.value.code) == (400, "invalid_json")
    assert len(refusal.value.message) < 200


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        (b' {"a": 9223372036854775807} ', {"a": 9223372036854775807}),
        (b'{"a": -9223372036854775807}', {"a": -9223372036854775807}),
        ('{"ü": ["東京", 1.5, null, true]}'.encode(), {"ü": ["東京", 1.5, None, True]}),
    ],
)
def test_ordinary_json_is_understood(raw: bytes, value: Any) -> None:
    assert parse(raw) == value


_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=8,
)


@given(_values)
def test_whatever_json_writes_is_read_back(value: Any) -> None:
    assert parse(json.dumps(value).encode()) == value


@given(st.binary(max_size=40))
def test_no_bytes_do_more_than_be_refused(raw: bytes) -> None:
    with contextlib.suppress(ApiError):
        parse(raw)
