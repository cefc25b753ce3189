"""What repeated edits propose, and when they do not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.drafting.proposals import propose
from closer_tui.store.views.edits import EditRow

TONE = ToneProfile()


def edited(*pairs: tuple[str, str], kind: str = "wrong_register", contact: int | None = None) -> list[EditRow]:
    """Edits, each with another customer unless one is named; the later the newer."""
    return [
        EditRow(n, n, contact or n, 1, n * 1_000, kind, before, after)
        for n, (before, after) in enumerate(pairs, start=1)
    ]


def titles(rows: list[EditRow], tone: ToneProfile = TONE, **more: object) -> list[str]:
    return [each.title for each in propose(rows, {1: tone}, **more)]  # type: ignore[arg-type]


EMOJI = [("Yes, we are open 🙂", "Yes, we are open."), ("No, sold out 🎉", "No, sold out.")] * 2


def test_emoji_taken_out_again_and_again_propose_none() -> None:
    rows = edited(*EMOJI, ("We close soon 🙂", "We close soon 🙂, and thanks."))
    [found] = propose(rows, {1: TONE})
    assert (found.title, found.seen, found.of) == ("Use no emoji", 4, 5)
    assert found.tone == replace(TONE, emoji=EmojiUse.NEVER)
    assert {row.draft_n for row in found.evidence} == {1, 2, 3, 4}


def test_nothing_is_proposed_that_stands_so_already_or_that_one_customer_alone_was_written() -> None:
    assert titles(edited(*EMOJI), replace(TONE, emoji=EmojiUse.NEVER)) == []
    assert titles(edited(*EMOJI, contact=7)) == []


def test_two_edits_are_too_few() -> None:
    assert titles(edited(*EMOJI[:2])) == []


def test_edits_before_the_last_decision_no_longer_count() -> None:
    [found] = propose(edited(*EMOJI), {1: TONE})
    assert titles(edited(*EMOJI), decided={found.key: 4_000}) == []
    assert titles(edited(*EMOJI), decided={found.key: 1_000}) == ["Use no emoji"]
    assert titles(edited(*EMOJI), decided={found.key: 2_000}) == []


def test_the_same_last_line_proposes_a_sign_off() -> None:
    rows = edited(*((f"We open at {n}.\nPaul", f"We open at {n}.\nThe bakers") for n in (7, 8, 9)))
    [found] = propose(rows, {1: TONE})
    assert found.tone is not None
    assert found.tone.sign_off == "The bakers"


def test_drafts_made_shorter_propose_shorter_sentences() -> None:
    rows = edited(*((f"A long way to say {n} words.", f"{n} words.") for n in "abc"), kind="verbose_padding")
    [found] = propose(rows, {1: TONE})
    assert found.tone == replace(TONE, sentence_length=SentenceLength.SHORT)
    assert titles(rows, replace(TONE, sentence_length=SentenceLength.SHORT)) == []


def test_a_sentence_added_again_and_again_is_kept_ready_once() -> None:
    added = "The parking is behind the mill."
    rows = edited(*((f"We open at {n}.", f"We open at {n}. {added}") for n in (7, 8, 9)))
    [found] = propose(rows, {1: TONE})
    assert found.quick_reply is not None
    assert found.quick_reply.body == added
    assert found.quick_reply.shortcut == "parking-behind"
    assert titles(rows, kept=[f"Hello! {added}"]) == []


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=6))
@settings(max_examples=40)
def test_no_text_breaks_it_and_every_proposal_has_evidence(pairs: list[tuple[str, str]]) -> None:
    for each in propose(edited(*pairs), {}):
        assert each.evidence
        assert each.seen <= each.of
        assert (each.tone is None) != (each.quick_reply is None)
