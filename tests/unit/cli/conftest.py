"""The command line as somebody types it, in this process, on a home of the test's own."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from closer_tui.cli.main import main
from closer_tui.domain.clock import HOUR
from tests.support.desk_world import MARIA, DeskWorld, desk_world


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


class Shell:
    """Types commands. `--home` is put before them."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self._visits = 0

    def __call__(self, *words: str, stdin: str = "") -> Ran:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        self._capsys.readouterr()
        code = main(["--home", str(self.home), *words])
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)

    def hears(self, body: str, *, who: str = MARIA) -> None:
        """A customer writes."""
        self.world(lambda world: world.hears(body, who=who, external_id=f"{who} {body}"))

    def world(self, work: Callable[[DeskWorld], Awaitable[Any]]) -> Any:
        """Let something happen in the home, as the engine would; an hour after the last time."""
        self._visits += 1

        async def happen() -> Any:
            async with desk_world(self.home) as world:
                world.clock.advance(self._visits * HOUR)
                return await work(world)

        return asyncio.run(happen())


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell in an empty home; `ana` is logged in."""
    monkeypatch.setenv("LOGNAME", "ana")
    return Shell(tmp_path / "home", capsys, monkeypatch)


@pytest.fixture
def shop(shell: Shell) -> Shell:
    """The same with one inbox, one customer, and a draft that waits: conv_001, draft_001."""
    shell.world(lambda world: world.waiting_draft("Yes, from 8."))
    return shell
