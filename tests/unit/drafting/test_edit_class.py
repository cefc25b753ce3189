"""Each of the thirteen kinds of change, told by the rules."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closer_tui.domain.decision import EDIT_WORDS, EditClass
from closer_tui.drafting.edit_class import measure

K = EditClass
LONG = (
    "Thank you so much for writing to us today, we were so very glad to hear from you about this. We open at eight in "
    "the morning. We do hope that this finds you well and look forward to welcoming you in our little shop soon."
)
CASES = [
    ("We open at eight.", "We  open at eight.\n", "", K.NO_MEANINGFUL_EDIT),
    (
        "We are open from eight, and we bake all day.",
        "We are open from eight and we bake all day.",
        "",
        K.STRUCTURE_ONLY,
    ),
    ("Hi Maria,\nwe open at eight.\nPaul", "Dear Maria,\nwe open at eight.\nPaul", "", K.GREETING_SIGNOFF_ONLY),
    ("We open at eight.\nPaul", "We open at eight.\nThe bakers\nof Harbour Street", "", K.GREETING_SIGNOFF_ONLY),
    ("The cake is ready. It has nuts.", "It has nuts. The cake is ready.", "", K.STRUCTURE_ONLY),
    (LONG, "We open at eight in the morning.", "", K.VERBOSE_PADDING),
    ("I think we perhaps open at eight on Monday.", "We open at eight on Monday.", "", K.OVER_HEDGING),
    ("Yes, we bake rye bread. Which size do you want?", "Yes, we bake rye bread.", "", K.UNNECESSARY_QUESTION),
    (
        "Yes, we bake rye bread every day.",
        "Yes, we bake rye bread every day. The parking is behind the house.",
        "Do you have rye bread, and parking?",
        K.MISSED_ASK,
    ),
    (
        "Yes, we bake rye bread every day.",
        "Yes, we bake rye bread every day. The oven is new.",
        "Do you have rye bread?",
        K.MISSING_FACT,
    ),
    ("Yes, rye bread is there.", "Yes, rye bread is there, for 4.50 a loaf.", "", K.MISSING_FACT),
    ("The loaf is 4.50 with us.", "The loaf is 4.80 with us.", "", K.FACTUAL_CORRECTION),
    ("We are sorry. You get a refund today.", "We are sorry. A colleague looks at it today.", "", K.WRONG_COMMITMENT),
    ("Yep, sure thing, come by whenever.", "Yes, certainly, please come by at any time.", "", K.WRONG_REGISTER),
    (
        "We are open tomorrow and we look forward to it.",
        "Wir haben morgen offen und freuen uns auf Sie.",
        "",
        K.WRONG_LANGUAGE,
    ),
    ("The rye bread is sold out.", "Kindly call Jo about that wedding cake again, then!", "", K.FULL_REWRITE),
]


@pytest.mark.parametrize(("before", "after", "asked", "kind"), CASES)
def test_a_change_gets_its_name(before: str, after: str, asked: str, kind: EditClass) -> None:
    assert measure(before, after, asked).kind is kind


def test_every_class_is_reached_and_has_words() -> None:
    assert {kind for *_, kind in CASES} == set(EditClass) == set(EDIT_WORDS)


@given(st.text(max_size=120), st.text(max_size=120))
@settings(max_examples=60)
def test_any_two_texts_have_a_class(before: str, after: str) -> None:
    edit = measure(before, after)
    assert (edit.similarity == 1.0) <= (edit.kind is EditClass.NO_MEANINGFUL_EDIT)
