"""Copying: through the terminal, by the platform's program, or into a file whose name is told."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from closer_tui.tui.clipboard import LONGEST_OSC52, Clipboard, osc52, programs
from closer_tui.tui.terminal import Terminal

TEXT = "Zoë; $(rm -rf ~) `x`\n'\""
SEQUENCE = f"\x1b]52;c;{base64.b64encode(TEXT.encode()).decode()}\x07"


def clipboard(folder: Path, written: list[str], **environ: str) -> Clipboard:
    environ = {"PATH": str(folder), "TERM": "xterm-256color", **environ}
    return Clipboard(written.append, folder / "copied.txt", environ=environ, platform="linux")


def program(folder: Path, name: str, *, fails: bool = False) -> Path:
    """A program that keeps what it is given, and the words it was called with."""
    kept = folder / "kept"
    file = folder / name
    file.write_text(f'#!/bin/sh\necho "$@" > {kept}.argv\n/bin/cat > {kept}\nexit {int(fails)}\n')
    file.chmod(0o700)
    return kept


def test_the_terminal_is_asked_and_tmux_and_screen_hand_it_on() -> None:
    assert osc52(TEXT, Terminal()) == SEQUENCE
    doubled = SEQUENCE.replace("\x1b", "\x1b\x1b")
    assert osc52(TEXT, Terminal(inside="tmux")) == f"{SEQUENCE}\x1bPtmux;{doubled}\x1b\\"
    assert osc52(TEXT, Terminal(inside="screen")) == f"\x1bP{SEQUENCE}\x1b\\"


def test_more_than_a_terminal_takes_is_not_sent_in_part() -> None:
    assert osc52("x" * LONGEST_OSC52, Terminal()) == ""


@pytest.mark.parametrize(
    ("environ", "platform", "names"),
    [
        ({}, "darwin", ["pbcopy"]),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", ["wl-copy", "xclip", "xsel"]),
        ({"WSL_DISTRO_NAME": "d"}, "linux", ["clip.exe"]),
        ({}, "linux", []),
    ],
)
def test_each_platform_has_its_programs(environ: dict[str, str], platform: str, names: list[str]) -> None:
    assert [argv[0] for argv in programs(environ, platform)] == names


async def test_a_program_gets_the_text_as_it_is_and_nothing_needs_saying(tmp_path: Path) -> None:
    kept, written = program(tmp_path, "xclip"), list[str]()
    assert await clipboard(tmp_path, written, DISPLAY=":0").copy(TEXT) == ""
    assert kept.read_text() == TEXT
    assert written == [SEQUENCE]


async def test_a_program_that_fails_is_followed_by_the_next(tmp_path: Path) -> None:
    program(tmp_path, "xclip", fails=True)
    kept = program(tmp_path, "xsel")
    assert await clipboard(tmp_path, [], DISPLAY=":0").copy(TEXT) == ""
    assert (tmp_path / "kept.argv").read_text() == "--clipboard --input\n"
    assert kept.read_text() == TEXT


async def test_over_ssh_only_the_terminal_at_the_other_end_is_asked(tmp_path: Path) -> None:
    kept, written = program(tmp_path, "xclip"), list[str]()
    told = await clipboard(tmp_path, written, DISPLAY=":0", SSH_CONNECTION="a").copy(TEXT)
    assert "OSC 52" in told
    assert not kept.exists()
    assert written == [SEQUENCE]


@pytest.mark.parametrize("environ", [{"TERM_PROGRAM": "Apple_Terminal", "SSH_TTY": "x"}, {"TERM": "linux"}])
async def test_where_there_is_no_clipboard_the_text_is_in_a_private_file_and_its_name_is_told(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    file = tmp_path / "copied.txt"
    for text in ("before", TEXT):
        told = await clipboard(tmp_path, [], **environ).copy(text)
        assert str(file) in told
        assert file.read_text() == text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
