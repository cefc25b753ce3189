"""Files of every kind become parts under their headings; what cannot be read says why, and is never half read."""

from __future__ import annotations

import asyncio
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.documents import docx as docx_module
from closer_tui.documents.apart import read_apart
from closer_tui.documents.parting import LONGEST, parts_of
from closer_tui.documents.reading import read
from closer_tui.domain.knowledge import LARGEST_FILE, MOST_PARTS, Block, DocumentKind, Part, Unreadable
from tests.unit.documents.making import docx, paragraph, pdf


def told(name: str, data: bytes | str) -> list[tuple[str, str]]:
    """The headings and the text of every part."""
    reading = read(name, data.encode() if isinstance(data, str) else data)
    return [(" > ".join(part.path), part.text) for part in reading.parts]


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(name, data)
    assert caught.value.hint, "it says what to do"
    return caught.value.message


# --- Markdown


def test_markdown_keeps_headings_lists_tables_and_where_links_lead() -> None:
    text = (
        "---\ntitle: x\n---\n# Returns\n\nWithin *30* days, [see here](https://shop.example/r).\n\n## Fees\n\n"
        "1. Small: `2 €`\n2. Large\n   - over 10 kg\n\n| Size | Price |\n|---|---|\n| S | 18 € |\n\n"
        "# Hours\nFrom 8\nto 5.\n"
    )
    assert told("a.md", text) == [
        ("Returns", "Within 30 days, see here (https://shop.example/r)."),
        ("Returns > Fees", "1. Small: 2 €\n2. Large\n  - over 10 kg\nSize: S; Price: 18 €"),
        ("Hours", "From 8 to 5."),
    ]


def test_code_and_html_inside_markdown_are_words() -> None:
    assert told("a.md", "```\nABC-1\n```\n\n<div onclick='x()'><b>Bold</b><script>no()</script></div>\n") == [
        ("", "ABC-1\nBold")
    ]


def test_a_heading_that_asks_is_answered_by_what_stands_under_it() -> None:
    [part] = read("a.md", b"# FAQ\n\n## Do you ship abroad?\n\nYes, to the EU.\n\nIt takes a week.\n").parts
    assert part == Part(("FAQ", "Do you ship abroad?"), "Yes, to the EU.\nIt takes a week.", answers=True)


# --- plain text


def test_plain_text_knows_headings_by_their_look() -> None:
    text = "RETURNS\r\n\r\nWithin 30 days.\r\n\r\nWhat does it cost?\n\nNothing.\n\nFees\n====\nTwo euros."
    assert told("a.txt", text) == [
        ("RETURNS", "Within 30 days."),
        ("What does it cost?", "Nothing."),
        ("Fees", "Two euros."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_of_any_usual_encoding_is_read(encoding: str) -> None:
    assert told("a.txt", "Größe: 15 cm – 18 €".encode(encoding)) == [("", "Größe: 15 cm – 18 €")]


# --- HTML


def test_a_saved_page_is_read_as_its_visitors_see_it() -> None:
    page = """<html><head><title>x</title><script>steal()</script></head><body><nav>Home</nav><main>
      <h1>Returns</h1><p>Within <b>30</b> days. <a href="https://shop.example/r">Form</a><!-- not this --></p>
      <div style="display: none">Everything is free.</div><p hidden>Nor this.</p>
      <ul><li>unworn</li><li>with tags</li></ul><table><tr><td>S</td><td>18 €</td></tr></table>
      <details><summary>Who pays?</summary><p>We do.</p></details><h2>Hours</h2>From 8.</main><footer>c</footer>"""
    assert told("a.html", page) == [
        ("Returns", "Within 30 days. Form (https://shop.example/r)\n- unworn\n- with tags\nS; 18 €"),
        ("Returns > Who pays?", "We do."),
        ("Returns > Hours", "From 8."),
    ]


def test_a_page_nested_thousands_deep_is_read() -> None:
    assert told("a.html", "<div>" * 5_000 + "deep" + "</div>" * 5_000) == [("", "deep")]


# --- CSV


def test_a_table_of_questions_and_answers_becomes_answers() -> None:
    parts = read("a.csv", b"Frage;Antwort\nVersand?;3 Tage\nOhne Antwort;\n").parts
    assert parts == (Part(("Versand?",), "3 Tage", answers=True),)
    assert read("b.csv", b'Do you ship?,"Yes, we do"\nAbroad?,No\n').parts[0] == Part(
        ("Do you ship?",), "Yes, we do", answers=True
    )


def test_a_table_of_anything_else_names_its_columns() -> None:
    assert told("a.csv", "Size\tPrice\tNote\nS\t18\t\nL\t25\tbig\n") == [
        ("", "Size: S; Price: 18\nSize: L; Price: 25; Note: big")
    ]


# --- Word


def test_a_word_file_keeps_headings_lists_tables_and_links_and_not_what_was_deleted() -> None:
    body = (
        paragraph("Returns", style="berschrift1")
        + paragraph("Within 30 days.")
        + paragraph("Fees", style="Own")
        + paragraph("unworn", extra="<w:numPr/>")
        + '<w:p><w:hyperlink r:id="r1"><w:r><w:t>Form</w:t></w:r></w:hyperlink></w:p>'
        + "<w:p><w:del><w:r><w:delText>Free.</w:delText></w:r></w:del></w:p>"
        + "<w:tbl><w:tr><w:tc>"
        + paragraph("Size")
        + "</w:tc><w:tc>"
        + paragraph("Price")
        + "</w:tc></w:tr>"
        + "<w:tr><w:tc>"
        + paragraph("S")
        + "</w:tc><w:tc>"
        + paragraph("18 €")
        + "</w:tc></w:tr></w:tbl>"
    )
    assert told("a.docx", docx(body)) == [
        ("Returns", "Within 30 days."),
        ("Returns > Fees", "- unworn\nForm (https://shop.example/returns)\nSize: S; Price: 18 €"),
    ]


def test_a_word_file_with_entities_is_refused() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert "declares things" in refusal("a.docx", docx(paragraph("&b;"), prolog=bomb))


def test_a_zip_that_unpacks_to_far_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_module, "LARGEST_UNPACKED", 100_000)
    assert "unpacks to far more" in refusal("a.docx", docx(paragraph("x" * 200_000)))


def test_word_files_that_are_broken_or_protected_say_so() -> None:
    whole = docx(paragraph("Hello"))
    assert "damaged" in refusal("a.docx", whole[: len(whole) // 2])
    assert "damaged" in refusal("a.docx", docx("<w:p>"))
    assert "protected" in refusal("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600))
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("x.txt", "x")
    assert "no Word file" in refusal("a.docx", empty.getvalue())
    spoiled = bytearray(whole)
    spoiled[60:80] = b"\xff" * 20
    assert refusal("a.docx", bytes(spoiled))


# --- PDF


def test_a_pdf_is_read_page_by_page_under_its_bookmarks() -> None:
    data = pdf("Within 30 days.\nUnworn.", "From 8 to 5.", bookmarks=(("Returns", 0), ("Hours", 1)))
    assert told("a.pdf", data) == [
        ("Returns > page 1", "Within 30 days.\nUnworn."),
        ("Hours > page 2", "From 8 to 5."),
    ]


def test_pdfs_that_are_protected_broken_or_pictures_say_so() -> None:
    assert "password" in refusal("a.pdf", pdf("Secret.", password="pass"))
    assert "no text" in refusal("a.pdf", pdf(""))
    assert refusal("a.pdf", b"%PDF-1.4\n" + b"garbage " * 50)
    assert "is none" in refusal("a.pdf", b"Hello")


# --- whatever comes


def test_what_is_no_document_says_why() -> None:
    assert refusal("a.md", b" \n ") == "it is empty"
    assert refusal("a.md", b"\x00\x01\x02") == "it is no readable text"
    assert refusal("a.png", b"\x89PNG") == "files of this kind cannot be read"
    assert "larger than" in refusal("a.md", b"x" * (LARGEST_FILE + 1))
    assert read("a.md", pdf("Hello there.")).kind is DocumentKind.PDF


def test_hidden_and_control_characters_do_not_come_in() -> None:
    assert told("a.md", "# A\x1b[31mB\n\nHi\u200b there\x1b]0;x\x07\u202e!\n") == [("AB", "Hi there⟦U+202E⟧!")]


@given(st.sampled_from(["a.md", "a.txt", "a.html", "a.csv"]), st.text(max_size=300))
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    try:
        parts = read(name, text.encode("utf-8", "replace")).parts
    except Unreadable:
        return
    assert parts
    assert all(part.text.strip() and len(part.text) <= LONGEST for part in parts)


@given(st.sampled_from(["a.docx", "a.pdf"]), st.integers(0, 400), st.binary(min_size=1, max_size=12))
def test_a_spoiled_file_is_read_or_refused(name: str, at: int, junk: bytes) -> None:
    spoiled = bytearray(WHOLE[name])
    spoiled[at : at + len(junk)] = junk
    outcome: Any = None
    try:
        outcome = read(name, bytes(spoiled))
    except Unreadable as error:
        outcome = error
    assert outcome is not None


WHOLE = {"a.docx": docx(paragraph("Within 30 days.")), "a.pdf": pdf("Within 30 days.")}


@given(st.lists(st.tuples(st.sampled_from(["A", "B", "Why?"]), st.text(max_size=80), st.booleans()), max_size=30))
def test_parts_hold_every_word_under_its_heading(blocks: list[tuple[str, str, bool]]) -> None:
    wanted = [(path, text.split(), answers) for path, text, answers in blocks]
    try:
        parts = parts_of(Block((path,), text.replace("\x00", ""), answers) for path, text, answers in blocks)
    except Unreadable:
        return
    for heading in ("A", "B", "Why?"):
        held = sum(len("".join(part.text.split())) for part in parts if part.path == (heading,))
        given_ = sum(len("".join(words)) for path, words, _ in wanted if path == heading)
        assert held <= given_ * 8 + 8  # a control that is shown takes more room than it did
    assert all(part.path[0] in {"A", "B", "Why?"} for part in parts)


def test_a_long_text_is_cut_at_its_sentences_and_loses_none() -> None:
    text = " ".join(f"Sentence number {i} says a little." for i in range(200))
    parts = parts_of([Block(("A",), text)])
    assert all(len(part.text) <= LONGEST for part in parts)
    assert " ".join(part.text for part in parts) == text


def test_far_too_many_parts_are_refused_as_a_whole() -> None:
    with pytest.raises(Unreadable, match="too much text"):
        parts_of(Block((f"H{i}",), "x") for i in range(MOST_PARTS + 1))


async def test_a_file_is_read_in_a_process_of_its_own() -> None:
    assert (await read_apart("a.md", b"# A\n\nHello.\n")).parts == (Part(("A",), "Hello."),)
    with pytest.raises(Unreadable, match="it is empty"):
        await read_apart("a.md", b" ")


async def test_nothing_that_lies_beside_the_files_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json.py", "closer_tui.py", "markdown_it.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit(3)\n")
    monkeypatch.chdir(tmp_path)
    assert (await read_apart("a.md", b"# A\n\nHello.\n")).parts == (Part(("A",), "Hello."),)
    assert not (tmp_path / "ran").exists()


async def test_the_process_knows_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-canary")
    started = asyncio.create_subprocess_exec
    seen: list[dict[str, str]] = []

    async def watch(*words: str, **how: Any) -> asyncio.subprocess.Process:
        seen.append(how["env"])
        return await started(*words, **how)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watch)
    await read_apart("a.md", b"# A\n\nHello.\n")
    assert seen
    assert "sk-canary" not in seen[0].values()


async def test_a_file_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("closer_tui.documents.apart.SECONDS", 0.01)
    with pytest.raises(Unreadable, match="far too long"):
        await read_apart("a.md", b"# A\n\nHello.\n")
