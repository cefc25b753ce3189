"""The hash that binds what was approved: it stays the same, and no two approvals share what it is made of."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from closer_tui.domain.outbox import HASH_VERSION, Binding

TEXTS = st.text(max_size=40)
BINDINGS = st.builds(
    Binding,
    inbox=TEXTS,
    conversation=st.integers(0, 2**63 - 1),
    recipient=TEXTS,
    body=TEXTS,
    attachments=st.lists(TEXTS, max_size=3).map(tuple),
)
ONE = Binding("inbox_1", 7, "+4917055500001", "Yes, from 8.", ("menu.pdf",))


def test_the_digest_of_an_approval_is_the_same_in_every_process_and_release() -> None:
    """A changed pre-image would refuse every reply that was approved before an update."""
    parts = [b"inbox_1", b"7", b"+4917055500001", b"Yes, from 8.", b"menu.pdf"]
    fed = HASH_VERSION.encode() + b"".join(len(part).to_bytes(8, "big") + part for part in parts)

    assert ONE.digest() == hashlib.sha256(fed).hexdigest()
    assert ONE.digest() == "4cfda923e1e833290868e031c2940e4c781bd651fc73ac7830684e7246c9c4fa"


@pytest.mark.parametrize(
    "other",
    [
        {"inbox": "inbox_2"},
        {"conversation": 8},
        {"recipient": "+4917055500002"},
        {"body": "Yes, from 8"},
        {"body": "Yes, from 8. "},
        {"attachments": ()},
        {"attachments": ("menu.pdf", "menu.pdf")},
        {"attachments": ("menu.pdf2",)},
    ],
)
def test_changing_any_field_changes_the_digest(other: dict[str, Any]) -> None:
    assert replace(ONE, **other).digest() != ONE.digest()


@given(one=BINDINGS, other=BINDINGS)
@example(one=Binding("a", 1, "b", "c"), other=Binding("a", 1, "bc", ""))
@example(one=Binding("a", 1, "b", "c", ("d",)), other=Binding("a", 1, "b", "c", ("", "d")))
@example(one=Binding("a", 1, "", "", ("", "")), other=Binding("a", 1, "", "", ("",)))
@example(one=Binding("a1", 1, "b", "c"), other=Binding("a", 11, "b", "c"))
def test_two_different_bindings_never_share_a_digest(one: Binding, other: Binding) -> None:
    assume(one != other)

    assert one.digest() != other.digest()


@given(BINDINGS)
def test_the_digest_is_a_function_of_the_fields_alone(binding: Binding) -> None:
    again = Binding(*(getattr(binding, name) for name in ("inbox", "conversation", "recipient", "body", "attachments")))

    assert again.digest() == binding.digest()
    assert len(binding.digest()) == 64


@given(recipient=st.text(min_size=1, max_size=20), body=TEXTS, data=st.data())
def test_moving_letters_from_one_field_into_the_next_is_noticed(recipient: str, body: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(recipient)))
    moved = replace(ONE, recipient=recipient[:-cut], body=recipient[-cut:] + body)

    assert moved.digest() != replace(ONE, recipient=recipient, body=body).digest()
