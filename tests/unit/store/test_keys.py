"""Public ids: there and back, how wide they are, and what is not one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.errors import InvalidInput
from closer_tui.store import keys

PREFIXES = ("conv", "msg", "rep", "draft", "out", "esc", "ct")


@given(prefix=st.sampled_from(PREFIXES), n=st.integers(1, 2**63 - 1))
def test_an_id_leads_back_to_its_number_in_any_case(prefix: str, n: int) -> None:
    public = keys.public(prefix, n)
    start, _, digits = public.partition("_")

    assert keys.parse(prefix, public) == n
    assert keys.parse(prefix, f"{start}_{digits.lower()}") == n
    assert keys.parse(prefix, f"  {public}\n") == n


@given(st.integers(1, 2**63 - 2))
def test_ids_of_messages_sort_as_their_numbers_do(n: int) -> None:
    assert keys.public("msg", n) < keys.public("msg", n + 1)


@pytest.mark.parametrize(
    ("prefix", "n", "public"),
    [
        ("conv", 1, "conv_001"),
        ("conv", 388, "conv_0C4"),
        ("conv", 32**3, "conv_1000"),
        ("msg", 1, "msg_0000000000001"),
        ("rep", 2**63 - 1, "rep_7ZZZZZZZZZZZZ"),
    ],
)
def test_short_ids_have_three_letters_and_messages_thirteen(prefix: str, n: int, public: str) -> None:
    assert keys.public(prefix, n) == public


@pytest.mark.parametrize(
    "text",
    [
        "",
        "conv",
        "conv_",
        "conv_0",
        "conv_000",
        "draft_001",
        "CONV_001",
        "conv_00U",
        "conv_00I",
        "conv_0O1",
        "conv_-1",
        "conv_0.1",
        "conv_٣",
        "conv_0 1",
        "conv_00000000000001",
        "msg_7ZZZZZZZZZZZZ",
        "conv_8000000000000",
        "conv_001_001",
        "1",
        "\x1b[31mconv_001",
        "conv_" + "0" * 10_000,
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        keys.parse("conv", text)

    assert "conv_0C4" in refusal.value.hint
    assert len(str(refusal.value)) < 300


def test_a_message_has_the_same_number_whatever_order_pages_come_in() -> None:
    assert keys.message_seq(1_779_451_200_000, 1, "ext-1") == keys.message_seq(1_779_451_200_000, 1, "ext-1")


def test_a_clash_moves_on_to_the_next_number() -> None:
    first = keys.message_seq(1_779_451_200_000, 1, "ext-1")

    assert [keys.message_seq(1_779_451_200_000, 1, "ext-1", n) - first for n in range(4)] == [0, 1, 2, 3]


def test_messages_of_one_moment_are_spread_over_its_numbers() -> None:
    seqs = {keys.message_seq(1_779_451_200_000, inbox, f"ext-{n}") for inbox in (1, 2) for n in range(100)}

    assert len(seqs) > 2**keys.SLOT_BITS // 2


@given(at=st.integers(keys.EPOCH_MS + 1, 3_000_000_000_000), name=st.text(max_size=30))
def test_numbers_follow_time_and_fit_the_database(at: int, name: str) -> None:
    seq = keys.message_seq(at, 1, name)

    assert keys.seq_at(at) <= seq < keys.seq_at(at + 1)
    assert 0 < seq < 2**63


@pytest.mark.parametrize("at", [0, -1, keys.EPOCH_MS - 1, keys.EPOCH_MS])
def test_a_time_before_the_epoch_of_numbers_still_has_one(at: int) -> None:
    assert keys.message_seq(at, 1, "x") > 0
    assert keys.seq_at(at) == 0
