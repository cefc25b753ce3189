"""Prefixes, what follows them, and numbers before keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.tui.sequences import MOST, Dropped, Pass, Run, Sequences, Wait, chords
from closer_tui.tui.tape import LONGEST, Stroke, Tapes

KNOWN = {"g g": "First", "g i": "Inbox", "comma i": "Inbox", "comma x y": "Deep"}
FIRST = frozenset({"g", "comma"})


def press(sequences: Sequences, *keys: str) -> object:
    """Feed keys; the last outcome."""
    outcome: object = None
    for key in keys:
        outcome = sequences.feed(key, KNOWN)
    return outcome


@pytest.mark.parametrize(
    ("vim", "keys", "outcome"),
    [
        (False, ["j"], Pass()),
        (False, ["g", "g"], Run("g g")),
        (False, ["comma", "x", "y"], Run("comma x y")),
        (False, ["g", "q"], Dropped("g q")),
        (False, ["g", "escape"], Dropped("")),
        (False, ["comma", "1", "2", "j"], Pass(12)),
        (False, ["5"], Pass()),
        (True, ["5", "j"], Pass(5)),
        (True, ["1", "0", "j"], Pass(10)),
        (True, ["0"], Pass()),
        (True, ["3", "g", "i"], Run("g i", 3)),
        (True, ["9", "9", "9", "9", "j"], Pass(MOST)),
    ],
)
def test_keys_together_mean_what_the_map_says(vim: bool, keys: list[str], outcome: object) -> None:
    sequences = Sequences(digits_count=vim)
    assert press(sequences, *keys) == outcome
    assert not sequences.waiting


def test_a_prefix_says_what_may_follow() -> None:
    outcome = press(Sequences(), "comma")
    assert isinstance(outcome, Wait)
    assert outcome.next == {"i": "Inbox", "x": "Deep …"}


@given(vim=st.booleans(), keys=st.lists(st.sampled_from(["g", "i", "comma", "x", "y", "0", "1", "9", "q", "escape"])))
def test_escape_always_leaves_nothing_waiting_and_counts_stay_in_bounds(vim: bool, keys: list[str]) -> None:
    sequences = Sequences(digits_count=vim)
    for key in keys:
        outcome = sequences.feed(key, KNOWN)
        if isinstance(outcome, Pass | Run):
            assert 1 <= outcome.count <= MOST
        assert isinstance(outcome, Wait) == sequences.waiting
    sequences.feed("escape", KNOWN)
    assert not sequences.waiting


def test_only_a_key_that_can_begin_something_is_looked_at() -> None:
    assert not Sequences().begins("j", FIRST)
    assert Sequences().begins("g", FIRST)
    assert not Sequences().begins("5", FIRST)
    assert Sequences(digits_count=True).begins("5", FIRST)
    assert not Sequences(digits_count=True).begins("0", FIRST)


def test_the_alternatives_of_an_entry_that_are_sequences() -> None:
    assert list(chords("g g, home,comma i")) == ["g g", "comma i"]


def test_a_tape_keeps_the_last_command_and_a_recording_apart() -> None:
    tapes = Tapes()
    tapes.begin_own()
    tapes.begin_last()
    tapes.hear(Stroke("number_sign", "#", "InboxScreen"))
    tapes.hear(Stroke("v", "v", "Choose"))
    tapes.end_last()
    tapes.hear(Stroke("j", "j", "InboxScreen"))
    assert [stroke.key for stroke in tapes.last] == ["number_sign", "v"]
    assert tapes.end_own() == 3


def test_a_recording_nobody_stops_stops_itself() -> None:
    tapes = Tapes()
    tapes.begin_own()
    heard = [tapes.hear(Stroke("j", "j", "InboxScreen")) for _ in range(LONGEST)]
    assert heard[-1] is False
    assert not tapes.recording
