"""An error told in one line."""

from __future__ import annotations

import pytest

from closer_tui.config.errors import CloserError


@pytest.mark.parametrize(
    ("message", "hint", "told"),
    [
        ("the server is gone", "It is tried again.", "the server is gone. It is tried again."),
        ("It is gone.", "Wait.", "It is gone. Wait."),
        ("Sure?", "Say so.", "Sure? Say so."),
        ("it is gone", "", "it is gone"),
        ("", "Wait.", "Wait."),
    ],
)
def test_what_to_do_next_is_a_sentence_of_its_own(message: str, hint: str, told: str) -> None:
    assert str(CloserError(message, hint)) == told
