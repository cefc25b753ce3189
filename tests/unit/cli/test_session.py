"""Who acts, and the word to an engine that runs."""

from __future__ import annotations

import io
import socket
from pathlib import Path

import pytest

from closer_tui.cli.session import NOBODY_KNOWN, actor, nudge, text_of
from closer_tui.config.paths import resolve_paths
from closer_tui.domain.errors import InvalidInput


def test_the_actor_is_whoever_is_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ana")
    assert actor() == "ana"


@pytest.mark.parametrize("name", ["a\x1b[31mna\n", "\u202eana", "x" * 400])
def test_a_strange_login_name_becomes_harmless(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("LOGNAME", name)
    assert actor().isprintable()
    assert len(actor()) <= 60


def test_a_login_name_of_nothing_but_blanks_is_the_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "   ")
    assert actor() == NOBODY_KNOWN


def test_an_engine_hears_that_something_moved(short_home: Path) -> None:
    paths = resolve_paths(short_home)
    paths.ensure()
    with socket.socket(socket.AF_UNIX) as engine:
        engine.bind(str(paths.socket))
        engine.listen()
        engine.settimeout(5)
        nudge(paths)
        line, _ = engine.accept()
        with line:
            assert line.recv(100) == b'{"t": "changed"}\n'
    paths.socket.unlink()


def test_without_an_engine_nothing_happens(short_home: Path) -> None:
    nudge(resolve_paths(short_home))


def test_stdin_that_is_no_text_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe"), encoding="utf-8"))
    with pytest.raises(InvalidInput, match="not UTF-8"):
        text_of("-")


@pytest.fixture
def short_home(tmp_path: Path) -> Path:
    return tmp_path / "h"


def test_stdin_that_is_no_text_is_told_where_python_lets_it_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    lenient = io.TextIOWrapper(io.BytesIO(b"caf\xe9"), encoding="utf-8", errors="surrogateescape")
    monkeypatch.setattr("sys.stdin", lenient)
    with pytest.raises(InvalidInput, match="not UTF-8"):
        text_of("-")
