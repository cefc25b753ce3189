"""Cells and lines: what we measure is what Textual draws, and no line runs over its edge."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from closer_tui.domain.text import cell_width, clean, cut, display_line, wrap
from closer_tui.domain.text.clusters import drawable
from closer_tui.domain.text.widths import advances, width_of

FAMILY = "👨‍👩‍👧‍👦"

MIXED = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                *"ab  \n\t-é漢字、。「」かなー한ก1#",
                "word",
                "https://example.com/a/very/long/path",
                FAMILY,
                "❤️",
                "👍🏽",
                "🇩🇪",
                "🇩",
                "\u200d",
                "\ufe0f",
                "\u0301",
                "क",
                "\u094d",
                "\u093e",
                "1\ufe0f\u20e3",
                "☺",
                "\u200b",
                "\u1161",
                "🏽",
            ]
        ),
        max_size=60,
    ).map("".join),
)


def test_every_code_point_is_as_wide_as_textual_thinks() -> None:
    # Planes 4 to 13 are empty; the rest of the others is one range each.
    codes = (*range(0x40000), *range(0xDFFF0, 0xE2000), *range(0xEFFF0, 0xF0010), 0x10FFFF)
    measured = get_character_cell_size.__wrapped__
    assert [hex(code) for code in codes if width_of(chr(code)) != measured(chr(code))] == []


@given(MIXED)
def test_every_text_is_as_wide_as_textual_thinks(text: str) -> None:
    assert cell_width(text) == cell_len(text) == sum(advances(text))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("abc", 3),
        ("Zoë", 3),
        ("漢字", 4),
        ("e\u0301", 1),
        (FAMILY, 2),
        ("❤️", 2),
        ("🇩🇪", 2),
        ("a\tb", 2),
        ("ก็", 1),
    ],
)
def test_some_widths_everybody_knows(text: str, cells: int) -> None:
    assert cell_width(text) == cells


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("hello", 5, "hello"),
        ("hello", 4, "hel…"),
        ("hello", 1, "…"),
        ("hello", 0, ""),
        ("hello", -1, ""),
        ("漢字漢字", 5, "漢字…"),
        ("漢字漢字", 4, "漢…"),
        (f"a{FAMILY}b", 3, "a…"),
        (f"a{FAMILY}b", 4, f"a{FAMILY}b"),
        ("🇩🇪🇯🇵🇫🇷", 4, "🇩🇪…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("☺️☺️", 3, "☺️…"),
        ("👍🏽👍🏽", 3, "👍🏽…"),
        ("two\nlines\there", 40, "two lines here"),
        ("\x1b[31mred\x1b[0m", 40, "red"),
        ("a" * 5_000, 3, "aa…"),
        ("ab" + " " * 5_000, 10, "ab…"),
    ],
)
def test_a_list_cell_shows_one_line_and_says_when_something_is_missing(text: str, width: int, shown: str) -> None:
    assert display_line(text, width) == shown


def test_a_cut_without_a_tail_is_the_beginning() -> None:
    assert cut("漢字", 3) == "漢"
    assert cut("abc", 2, "......") == ".."


@given(MIXED, st.integers(-1, 30))
def test_a_list_cell_never_runs_over_its_edge(text: str, width: int) -> None:
    assert cell_len(display_line(text, width)) <= max(0, width)
    assert cell_len(cut(clean(text, multiline=False), width, "…")) <= max(0, width)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("a\n\n b\n", 10, ["a", "", " b", ""]),
        ("the quick brown fox", 10, ["the quick", "brown fox"]),
        ("the quick brown fox", 9, ["the quick", "brown fox"]),
        ("a   b", 2, ["a", "b"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("ab cdefgh", 3, ["ab", "cde", "fgh"]),
        ("  indented text", 10, ["  indented", "text"]),
        ("    indented", 6, ["    in", "dented"]),
        ("a\tb", 10, ["a   b"]),
        ("word" + " " * 20, 6, ["word"]),
        (" " * 20, 6, [""]),
        ("Zoë schrieb Grüße", 11, ["Zoë schrieb", "Grüße"]),
        ("Übergrößenträger", 5, ["Überg", "rößen", "träge", "r"]),
        ("こんにちは世界", 6, ["こんに", "ちは世", "界"]),
        ("これは、本です。", 8, ["これは、", "本です。"]),
        ("これは本、です", 8, ["これは", "本、です"]),
        ("これは「本」です", 8, ["これは", "「本」で", "す"]),
        ("か\u3099か\u3099か\u3099", 4, ["か\u3099か\u3099", "か\u3099"]),
        ("漢字abc漢字", 6, ["漢字", "abc漢", "字"]),
        ("漢", 1, ["…"]),
        (f"a{FAMILY}b", 1, ["a", "…", "b"]),
        (f"{FAMILY}{FAMILY}", 3, [FAMILY, FAMILY]),
        ("🇩🇪🇯🇵🇫🇷", 5, ["🇩🇪🇯🇵", "🇫🇷"]),
        ("☺️", 1, ["…"]),
        ("a☺️ b", 2, ["a", "☺️", "b"]),
        ("é" * 7, 3, ["ééé", "ééé", "é"]),
        ("é\u0301" * 3 + "b", 2, ["é\u0301é\u0301", "é\u0301b"]),
        ("x", 0, []),
        ("x", -3, []),
    ],
)
def test_lines_break_where_people_expect(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(MIXED, st.integers(1, 30))
def test_no_line_is_wider_than_the_width(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in wrap(text, width))
    assert all(cell_len(line) <= width and "\t" not in line for line in wrap(clean(text), width))


@given(MIXED, st.integers(4, 30))
def test_nothing_but_spaces_and_miscounted_pieces_is_lost(text: str, width: int) -> None:
    text = clean(text)
    assert "".join("".join(wrap(text, width)).split()) == "".join(drawable(text).split())


@given(MIXED, st.integers(1, 30))
def test_as_many_paragraphs_come_out_as_went_in(text: str, width: int) -> None:
    text = clean(text)
    assert len(wrap(text, width)) >= text.count("\n") + 1


def test_what_textual_miscounts_is_not_drawn() -> None:
    assert drawable("ශ්\u200dරී") == "ශ්රී"
    assert drawable("a🏽b") == "ab"
    assert drawable("नही" + "\u0940" * 500) == "नही" + "\u0940" * 5
    assert drawable("\U00011013" + "\U00011000" * 500) == "\U00011013" + "\U00011000" * 6
    assert drawable("👍🏽 " + FAMILY) == "👍🏽 " + FAMILY


def test_widths_of_any_number_of_characters_need_little_memory() -> None:
    from closer_tui.domain.text import widths

    assert cell_width("".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))) == 40_000
    assert len(widths._widths) <= widths.MOST_REMEMBERED


@pytest.mark.parametrize("unit", ["a", "漢", "ab ", "é ", "❤️", "🇩", " ", "a\u0301", "\u0301", "я", "x\n", "「"])
def test_work_grows_with_the_length_only(unit: str) -> None:
    """Sixteen times the text may not cost 256 times the work, however it is built."""
    wrap(unit, 40)
    small, large = (_cost(unit * count) for count in (1_000, 16_000))
    assert large < 64 * max(small, 20_000)


def _cost(text: str) -> int:
    """CPU time, best of three. Only ratios of it are judged."""
    costs = []
    for _ in range(3):
        begin = time.process_time_ns()
        wrap(text, 40)
        costs.append(time.process_time_ns() - begin)
    return min(costs)
