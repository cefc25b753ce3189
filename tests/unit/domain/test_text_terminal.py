"""The last filter, and addresses half hidden."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from closer_tui.domain import text as package
from closer_tui.domain.text import clean, mask_address, safe_for_terminal

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.mark.parametrize("text", ["plain", "two\nlines\tand a tab", "Zoë 漢字 👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "السعر 100\u200f", ""])
def test_what_is_harmless_is_the_same_object(text: str) -> None:
    assert safe_for_terminal(text) is text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b[2J", "\ufffd[2J"),
        ("\x1b]52;c;x\x07", "\ufffd]52;c;x\ufffd"),
        ("a\x9bb\x00c\x7fd\re", "a\ufffdb\ufffdc\ufffdd\ufffde"),
        ("é\u202e\u2066\u2028\ud800", "é\ufffd\ufffd\ufffd\ufffd"),
    ],
)
def test_what_would_be_obeyed_is_shown_as_a_mark(text: str, safe: str) -> None:
    assert safe_for_terminal(text) == safe


def test_a_row_keeps_its_width_when_the_mark_is_nothing() -> None:
    row = "a\x1b[1mb\u202ec\x9bd\ud800"
    assert safe_for_terminal(row, replacement="") == "a[1mbcd\ufffd"
    assert cell_len(safe_for_terminal(row, replacement="")) == cell_len(row)


@given(st.text(st.characters()))
def test_nothing_that_is_obeyed_reaches_a_terminal(text: str) -> None:
    assert OBEYED.search(safe_for_terminal(text)) is None
    cleaned = clean(text)
    assert safe_for_terminal(cleaned) == cleaned


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("+491701234522", "+49 170 •••• 22"),
        ("+49 170 1234522", "+49 170 •••• 22"),
        ("+1 (415) 555-0100", "+1 415 •••• 00"),
        ("+7 912 345 67 89", "+7 912 •••• 89"),
        ("+353 85 123 4567", "+353 851 •••• 67"),
        ("0170 1234522", "017 •••• 22"),
        ("+4912345", "+•••• 45"),
        ("123456", "•••• 56"),
        ("12345", "1•••"),
        ("maria@example.com", "m•••@example.com"),
        ("a@b", "a•••@b"),
        ("@maria", "@m•••"),
        ("maria", "m•••"),
        ("👍🏽x", "👍🏽•••"),
        ("\x1b[31mmaria@example.com\n", "m•••@example.com"),
        ("", ""),
        ("@", ""),
    ],
)
def test_an_address_can_be_recognised_and_not_read(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_the_package_offers_what_it_names_and_nothing_else() -> None:
    assert all(getattr(package, name) is not None for name in package.__all__)
    name = "missing"
    with pytest.raises(AttributeError, match="has no attribute 'missing'"):
        getattr(package, name)


def test_the_first_frame_loads_neither_the_scrubber_nor_the_judges() -> None:
    program = (
        "import sys; from closer_tui.domain.text import clean, display_line, wrap;"
        "display_line('Zoë 漢字 😀', 20), wrap('Grüße aus Köln', 8), clean('Привет');"
        "print([name for name in sys.modules if name.endswith(('.scrubbing', '.suspicion', '.links', 'unicodedata'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
