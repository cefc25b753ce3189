"""What the writing commands share: who acts, the open store, the word to an engine that runs, the row afterwards."""

from __future__ import annotations

import getpass
import json
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from closer_tui.config.paths import Paths
from closer_tui.domain.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from closer_tui.store.database import Store
    from closer_tui.store.views.reader import Reader

T = TypeVar("T")

NOBODY_KNOWN: Final = "owner"
"""The actor where the system knows no login name."""
LONGEST_NAME: Final = 60


_settings: list[Path] = []
"""The settings of the home this command works on."""


def at_home(paths: Paths) -> None:
    """This command works on that home: its settings may say who acts."""
    _settings[:] = [paths.config_file]


def actor() -> str:
    """Who acts: the name in the settings (`ui.agent`, or CLOSER_TUI_UI__AGENT), else the login name."""
    from closer_tui.config.light import load_light
    from closer_tui.domain.text import clean

    name = load_light(_settings[0]).settings.agent if _settings else ""
    try:
        name = name.strip() or getpass.getuser()
    except (OSError, KeyError, ImportError):
        return NOBODY_KNOWN
    return clean(name, multiline=False).strip()[:LONGEST_NAME] or NOBODY_KNOWN


def change(paths: Paths, work: Callable[[Store], Awaitable[T]], *, first: bool = False) -> T:
    """Open the store, do the work, close it, and tell an engine that runs here that something moved.

    Raises NotFound when there is no database yet, unless this may be the `first` thing done in a home.
    """
    if not first and not paths.database.exists():
        raise NotFound("there is no database here yet", "Run `closer-tui demo`, or `closer-tui connect`.")

    import asyncio

    async def opened() -> T:
        from closer_tui.domain.clock import SystemClock
        from closer_tui.store.database import Store

        store = await Store.open(paths, SystemClock())
        try:
            return await work(store)
        finally:
            await store.close()

    done = asyncio.run(opened())
    nudge(paths)
    return done


def look(paths: Paths, question: Callable[[Reader], T | None]) -> T:
    """Ask the read side for a row that was just written."""
    from closer_tui.store.views.reader import Reader

    with Reader.open(paths) as reader:
        found = question(reader)
    assert found is not None, "a row that was just written is there"
    return found


def nudge(paths: Paths) -> None:
    """Wake an engine. If the word is lost it looks by itself soon, so nothing is made of failures."""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.settimeout(0.2)
        line.connect(str(paths.socket))
        line.sendall(json.dumps({"t": "changed"}).encode() + b"\n")


def text_of(words: str) -> str:
    """The words given, or all of stdin for `-`. Raises InvalidInput when stdin is not text."""
    if words != "-":
        return words
    try:
        text = sys.stdin.read()
        text.encode()  # where the system names no language, Python lets other bytes pass as lone surrogates
    except UnicodeError as reason:
        raise InvalidInput("what came in on stdin is not UTF-8 text", "Convert it first.") from reason
    return text
