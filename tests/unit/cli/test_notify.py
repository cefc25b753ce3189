"""Quiet for a while, loud again, and a test notice where there is a terminal."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from closer_tui.cli import notify
from closer_tui.domain.clock import HOUR, SystemClock
from closer_tui.tui.telling.quiet import Quiet
from tests.unit.cli.conftest import Shell


def test_quiet_lasts_as_long_as_asked_and_loud_ends_it(shell: Shell) -> None:
    file = shell.home / "quiet.json"
    assert shell("notify", "quiet").code == 0
    assert 0 < Quiet(file).until() - SystemClock().now() <= HOUR
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert shell("notify", "quiet", "3", "hours", "--json").json["quiet_until"] is not None
    assert Quiet(file).until() - SystemClock().now() > 2 * HOUR
    assert shell("notify", "loud").out == "Notices are told again.\n"
    assert Quiet(file).until() == 0


def test_a_time_nobody_understands_is_refused(shell: Shell) -> None:
    assert shell("notify", "quiet", "whenever").code == 1


@pytest.mark.parametrize("text", ["", "[]", '{"until": "soon"}', '{"until": true}', "\x00"])
def test_a_damaged_file_means_that_it_is_not_quiet(tmp_path: Path, text: str) -> None:
    (tmp_path / "quiet.json").write_text(text)
    assert Quiet(tmp_path / "quiet.json").until() == 0


def test_a_test_notice_is_written_to_the_terminal_and_says_how(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tty = tmp_path / "tty"
    monkeypatch.setattr(notify, "TTY", tty)
    monkeypatch.setenv("TERM", "foot")
    for name in ("TERM_PROGRAM", "TMUX", "STY", "LC_TERMINAL", "KITTY_WINDOW_ID", "WT_SESSION", "VTE_VERSION"):
        monkeypatch.delenv(name, raising=False)
    ran = shell("notify", "test")
    assert ran.out.startswith("Told foot by OSC777.")
    assert tty.read_text() == "\x1b]777;notify;closer-tui;This is how a notice looks.\x07"


def test_without_a_terminal_it_is_refused(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "TTY", shell.home / "no" / "tty")
    assert shell("notify", "test").code == 1
