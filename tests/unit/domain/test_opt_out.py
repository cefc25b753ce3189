"""Stop words: one word, the whole message, any case; and the way back."""

from __future__ import annotations

import pytest

from closer_tui.domain.opt_out import START_WORDS, STOP_WORDS, OptSignal, opt_signal


@pytest.mark.parametrize("word", sorted(STOP_WORDS))
@pytest.mark.parametrize(
    "spelled", [str, str.upper, str.title, " {} ".format, "{}.".format, "{}!".format, "{}\n".format]
)
def test_a_stop_word_alone_stops(word: str, spelled: object) -> None:
    assert callable(spelled)
    assert opt_signal(spelled(word), opted_out=False) is OptSignal.STOP


@pytest.mark.parametrize(
    "body",
    [
        "Please stop by at 8",
        "Can I cancel my order?",
        "the end",
        "stop it",
        "don't stop",
        "stopp",
        "",
        "   ",
        "🛑",
        "stop\nstop",
        "end of the week?",
    ],
)
def test_a_sentence_with_a_stop_word_in_it_is_a_sentence(body: str) -> None:
    assert opt_signal(body, opted_out=False) is None


@pytest.mark.parametrize("word", sorted(START_WORDS))
def test_a_start_word_counts_only_for_somebody_who_had_stopped(word: str) -> None:
    assert opt_signal(word.upper(), opted_out=True) is OptSignal.START
    assert opt_signal(word, opted_out=False) is None


def test_stopping_twice_is_still_stopping() -> None:
    assert opt_signal("STOP", opted_out=True) is OptSignal.STOP
