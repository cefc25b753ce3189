"""What is taught by examples is recognised, and what is not is left alone."""

from __future__ import annotations

import csv
import hashlib
import statistics
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.drafting.intents import Classifier, Taught

SHOP = (
    Taught("opening-hours", "Are you open on Sunday?"),
    Taught("opening-hours", "When do you close today?"),
    Taught("opening-hours", "What are your opening hours?"),
    Taught("where-is-my-order", "Where is my order?"),
    Taught("where-is-my-order", "My parcel has not arrived yet"),
    Taught("where-is-my-order", "When will my order be delivered?"),
    Taught("refund", "I want my money back"),
    Taught("refund", "Can I get a refund for this?"),
)
shop = Classifier(SHOP)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("are you open this sunday", "opening-hours"),
        ("Hi, where is my order please?", "where-is-my-order"),
        ("MY ORDER HASN'T ARRIVED YET", "where-is-my-order"),
        ("Could I get a refund?", "refund"),
    ],
)
def test_what_reads_like_an_example_is_of_its_intent(text: str, name: str) -> None:
    guess = shop.guess(text)
    assert guess is not None
    assert guess.name == name
    assert guess.example in {each.text for each in SHOP if each.intent == name}


@pytest.mark.parametrize("text", ["", "?", "Thank you so much!", "Do you have gluten-free bread?", "🙂", "привет"])
def test_what_nobody_taught_is_none_of_them(text: str) -> None:
    assert shop.guess(text) is None
    assert shop.guesses(text) == []


def test_each_sentence_may_show_an_intent_of_its_own() -> None:
    found = shop.guesses("Hello there! Are you open on Sunday? And I want my money back.")
    assert {guess.name for guess in found} == {"opening-hours", "refund"}


def test_without_lessons_or_with_one_intent_nothing_breaks() -> None:
    assert Classifier([]).guess("Are you open?") is None
    assert Classifier([]).best("Are you open?") == ""
    alone = Classifier([Taught("hours", "Are you open on Sunday?")])
    assert alone.best("anything") == "hours"
    assert alone.guess("Are you open on Monday?") is not None
    assert alone.guess("I want my money back") is None


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_the_same_text_is_always_taken_for_the_same(text: str) -> None:
    assert shop.guesses(text) == shop.guesses(text)
    assert all(0 <= guess.lead <= 1 and guess.likeness <= 1.0001 for guess in shop.guesses(text))


@given(st.permutations(SHOP))
def test_every_example_is_recognised_whatever_was_taught_first(order: list[Taught]) -> None:
    taught = Classifier(order)
    assert all(taught.best(each.text) == each.intent for each in SHOP)


# --- on real questions


def questions(shared: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The one half, and the other: which is which depends on the text alone."""
    file = shared / "data" / "questions-77-intents.csv"
    if not file.is_file():
        pytest.skip("no questions with their intents in the shared data")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [(row["text"], row["category"]) for row in csv.DictReader(lines)]
    first = [row for row in rows if hashlib.sha256(row[0].encode()).digest()[0] & 1]
    return first, [row for row in rows if row not in set(first)]


def macro_f1(truth: Sequence[str], chosen: Sequence[str]) -> float:
    """The mean over all intents of the harmonic mean of precision and recall."""
    right = Counter(t for t, c in zip(truth, chosen, strict=True) if t == c)
    there, said = Counter(truth), Counter(chosen)
    return statistics.mean(2 * right[name] / (there[name] + said[name]) for name in there.keys() | said.keys())


@pytest.mark.long
def test_on_questions_it_never_saw_it_is_as_good_as_a_logistic_regression(
    shared_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taught, asked = questions(shared_dir)
    ours = Classifier([Taught(intent, text) for text, intent in taught])
    truth = [intent for _, intent in asked]
    f1 = macro_f1(truth, [ours.best(text) for text, _ in asked])
    with capsys.disabled():
        print(f"\nmacro F1 of {len(asked):,} questions of {len(set(truth))} intents: {f1:.4f}")
    assert f1 > 0.84
    text_: Any = pytest.importorskip("sklearn.feature_extraction.text", reason="no scikit-learn to compare with")
    linear: Any = pytest.importorskip("sklearn.linear_model")
    vectors: Any = text_.TfidfVectorizer()
    features = vectors.fit_transform([text for text, _ in taught])
    for strength in (1, 10):
        fitted = linear.LogisticRegression(max_iter=2_000, C=strength).fit(features, [intent for _, intent in taught])
        theirs = macro_f1(truth, list(fitted.predict(vectors.transform([text for text, _ in asked]))))
        with capsys.disabled():
            print(f"TF-IDF and logistic regression (C={strength}): {theirs:.4f}")
        assert f1 >= theirs
