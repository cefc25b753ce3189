"""Writing in an editor of one's own, and text of every script in the composer."""

from __future__ import annotations

import stat
import sys
from datetime import UTC
from pathlib import Path

import pytest
from textual import events

from closer_tui.domain.clock import ManualClock
from closer_tui.domain.text import cell_width
from closer_tui.store.views.rows import MessageRow
from closer_tui.tui.elsewhere import editor_of, file_text, run_editor, words_of
from closer_tui.tui.when import When
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.world import NOW, World

SAID = [
    MessageRow(1, 1, "inbound", NOW, body="Do you open at 8?\n# ---- 8< ----"),
    MessageRow(2, 1, "outbound", NOW, author="paul", body="Yes\x1b[31m."),
]


def an_editor(tmp_path: Path, code: str) -> list[str]:
    script = tmp_path / "editor.py"
    script.write_text(f"import os, pathlib, sys\nfile = pathlib.Path(sys.argv[1])\n{code}\n")
    return [sys.executable, str(script)]


def test_the_conversation_stands_below_and_is_never_sent() -> None:
    content = file_text("Dear Maria,", "Maria", SAID, When(ManualClock(NOW), UTC))
    assert content.startswith("Dear Maria,\n\n# ---- 8< ")
    assert "#   Do you open at 8?" in content
    assert "# paul, today 09:12" in content
    assert "\x1b" not in content
    assert words_of(content) == "Dear Maria,"
    assert words_of("# a heading of mine\nyes\n" + content) == "# a heading of mine\nyes\nDear Maria,"


def test_the_editor_gets_a_private_file_and_its_words_come_back(tmp_path: Path) -> None:
    editor = an_editor(
        tmp_path,
        "assert file.stat().st_mode & 0o077 == 0\n"
        "file.write_text(file.read_text().replace('half', 'the whole of it\\n\\nand more'))",
    )
    edited = run_editor(
        editor, tmp_path / "state" / "editing.txt", file_text("half", "Maria", SAID, When(ManualClock(NOW)))
    )
    assert (edited.text, edited.problem) == ("the whole of it\n\nand more", "")
    assert not (tmp_path / "state" / "editing.txt").exists()


def test_words_are_kept_whatever_the_editor_ends_with(tmp_path: Path) -> None:
    editor = an_editor(tmp_path, "file.write_text('saved before the fall')\nos._exit(3)")
    edited = run_editor(editor, tmp_path / "editing.txt", "x")
    assert edited.text == "saved before the fall"
    assert "ended with 3" in edited.problem


def test_an_editor_that_is_not_there_leaves_the_words_as_they_were(tmp_path: Path) -> None:
    edited = run_editor([str(tmp_path / "none")], tmp_path / "editing.txt", "my words")
    assert edited.text == "my words"
    assert "cannot be run" in edited.problem


def test_a_name_with_shell_signs_is_no_shell_command(tmp_path: Path) -> None:
    editor = an_editor(tmp_path, "file.write_text('ok')")
    run_editor([*editor], tmp_path / "a; touch hacked", "x")
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "vi"}, ["code", "--wait"]),
        ({"VISUAL": "", "EDITOR": "'my editor' -n"}, ["my editor", "-n"]),
        ({"VISUAL": "'unfinished", "EDITOR": "vi"}, ["vi"]),
    ],
)
def test_the_person_s_own_choice_of_editor_is_asked_first(environ: dict[str, str], words: list[str]) -> None:
    assert list(editor_of(environ)) == words


async def test_a_terminal_that_cannot_be_handed_over_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "vi")
    async with driving(make_app(world)) as at:
        await at.press("w", *"Dear", "ctrl+g")
        assert any("cannot be handed to an editor" in notice for notice in at.notices())
        assert at.side.composer.text == "Dear"


async def test_a_file_cannot_be_attached_and_the_reason_is_told(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("w", "ctrl+o")
        assert any("carry text only" in notice for notice in at.notices())


TEXTS = {
    "wide": "予約は変更できますか。",
    "emoji": "Merci 🙂👍 beaucoup",
    "combining": "Cafe\u0301 nai\u0308ve",
    "right-to-left": "שלום, מתי אתם פתוחים?",
    "mixed": "Order TR-12 مرحبا ok",
    "thai": "สวัสดีครับ",
}


@pytest.mark.parametrize("name", TEXTS)
async def test_text_of_any_script_is_kept_as_it_is_and_never_breaks_the_frame(world: World, name: str) -> None:
    text = TEXTS[name]
    async with driving(make_app(world)) as at:
        await at.press("w")
        composer = at.side.composer
        at.app.post_message(events.Paste(text))
        await at.quiet()
        assert composer.text == text
        assert composer.cursor_location == (0, len(text))
        for line in at.painted().split("\n"):
            assert cell_width(line) == 120, line
        await at.press("home", *"ab", "end", "backspace")
        assert composer.text == "ab" + text[:-1]
        for line in at.painted().split("\n"):
            assert cell_width(line) == 120, line


async def test_controls_that_turn_text_around_are_pasted_but_never_painted(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("w")
        at.app.post_message(events.Paste("abc\u202egnp.exe\u2066x"))
        await at.quiet()
        painted = at.painted()
        assert "\u202e" not in painted
        assert "\u2066" not in painted


def test_only_the_owner_may_read_what_is_being_edited(tmp_path: Path) -> None:
    seen = tmp_path / "mode"
    editor = an_editor(tmp_path, f"pathlib.Path({str(seen)!r}).write_text(oct(file.stat().st_mode))")
    run_editor(editor, tmp_path / "new" / "editing.txt", "x")
    assert stat.S_IMODE(int(seen.read_text(), 8)) == 0o600
