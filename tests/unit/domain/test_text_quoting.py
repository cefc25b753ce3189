"""Quoted mail and signatures are told from words, and nothing is ever lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.text.quoting import parts_of

LINES = st.sampled_from(
    [
        "",
        "Yes, please.",
        "> Do you open at 8?",
        ">",
        "On Mon, 3 Nov 2025 at 10:00, Maria <m@example.com> wrote:",
        "Am 3.11.2025 schrieb Maria:",
        "-- ",
        "Maria Keller",
        "-----Original Message-----",
        "From: Maria",
        "Sent: Monday",
        "To: us",
    ]
)


def kinds(text: str) -> list[str]:
    return [part.kind for part in parts_of(text)]


@given(st.lists(LINES, max_size=20).map("\n".join))
def test_the_parts_joined_are_the_text_and_words_are_always_left(text: str) -> None:
    parts = parts_of(text)
    assert "\n".join(part.text for part in parts) == text
    assert any(part.kind == "words" for part in parts)


def test_what_a_mail_program_quotes_is_one_part_with_the_line_that_introduces_it() -> None:
    text = "Yes, please.\n\nOn Mon, 3 Nov 2025 at 10:00, Maria Keller <m@example.com>\nwrote:\n\n> Hi\n>\n> there"
    words, quote = parts_of(text)
    assert words.text == "Yes, please.\n"
    assert quote.text.startswith("On Mon")
    assert quote.kind == "quote"


@pytest.mark.parametrize(
    "line",
    [
        "Am 3. November 2025 um 10:00 schrieb Maria Keller:",
        "Le 3 nov. 2025 à 10:00, Maria a écrit :",
        "El 3 nov 2025, Maria escribió:",
        "Il giorno 3 nov 2025 Maria ha scritto:",
        "Op 3 nov 2025 schreef Maria:",
        "Em 3 de nov de 2025, Maria escreveu:",
        "3 нояб. 2025 г. Мария написал(а):",
    ],
)
def test_every_language_introduces_a_quote(line: str) -> None:
    assert kinds(f"Ja.\n{line}\n> eins") == ["words", "quote"]


def test_an_answer_between_quotes_stays_words() -> None:
    assert kinds("> Do you open at 8?\n> Every day?\nYes.\n> And the loaf?\n> The walnut one?\nOn Saturday.") == [
        "quote",
        "words",
        "quote",
        "words",
    ]


def test_a_forwarded_block_of_headers_is_quoted_to_the_end() -> None:
    assert kinds("See below.\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\n\ntext") == ["words", "quote"]
    assert kinds("Siehe unten.\nVon: a\nGesendet: b\nAn: c\nBetreff: d\n\ntext") == ["words", "quote"]


def test_a_short_signature_is_told_apart_and_a_long_letter_is_not() -> None:
    assert kinds("Thanks!\n-- \nMaria\n+49 170 555") == ["words", "signature"]
    assert kinds("Thanks!\n-- \n" + "please read this\n" * 20) == ["words"]


@pytest.mark.parametrize(
    "text", ["> 50 people would come", "I wrote: hello", "From: the bakery", "a -- b", "> all\n> of it"]
)
def test_what_is_not_certain_stays_words(text: str) -> None:
    assert kinds(text) == ["words"]


@pytest.mark.parametrize("text", [">\n" * 30_000, "wrote\n" * 10_000 + ":", "\n" * 60_000 + ">", "1 wrote:\n" * 8_000])
def test_the_largest_message_takes_no_time(text: str) -> None:
    began = time.process_time()
    parts_of(text[:65_536])
    assert time.process_time() - began < 1.0
