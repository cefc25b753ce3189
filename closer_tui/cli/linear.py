"""`linear`, and `--linear`: the triage as lines, with an engine kept at work beside it as beside the screen."""

from __future__ import annotations

import asyncio
import signal
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Final

from closer_tui.cli.logged import logged
from closer_tui.cli.running import or_stopped
from closer_tui.cli.session import actor
from closer_tui.cli.tui import keep_engine, let_go, open_desk
from closer_tui.config.paths import Paths

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser

PATIENCE: Final = 4
"""Hearing a line takes longer than seeing a bar, so what was approved can be taken back so many times as long."""


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's command."""
    sub.add_parser("linear", help="the same work line by line, for screen readers and pipes").set_defaults(
        handler=_linear
    )


def _linear(_args: Namespace, paths: Paths) -> int:
    return converse(paths)


def converse(paths: Paths) -> int:
    """Talk in lines until the input ends, somebody says quit, or a signal comes; returns the exit code."""
    with logged(paths, "linear"):
        asyncio.run(_converse(paths))
    return 0


async def _converse(paths: Paths) -> None:
    from closer_tui.config.light import load_light
    from closer_tui.domain.clock import SystemClock
    from closer_tui.linear.asking import LineAsk
    from closer_tui.linear.lines import StdLines, printed
    from closer_tui.linear.session import Session
    from closer_tui.runtime.child import EngineChild
    from closer_tui.store.views.reader import Reader
    from closer_tui.tui.data import Data
    from closer_tui.tui.decisions import Decisions
    from closer_tui.tui.opening import Once
    from closer_tui.tui.undo import UndoStack
    from closer_tui.tui.when import When

    light = load_light(paths.config_file)
    agent = actor()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    lines = StdLines(printed(_write, sys.stdout.encoding or "utf-8"), terminal=sys.stdin.isatty())
    desk = Once(lambda: open_desk(paths, agent))
    data = Data(lambda: Reader.open(paths))
    when = When(SystemClock())
    ask = LineAsk(lines)
    decisions = Decisions(
        desk.get,
        ask,
        lambda words, _severity: lines.say(words),
        UndoStack(),
        when,
        lambda: None,
        int(light.settings.undo_seconds * 1000) * PATIENCE,
    )
    child = EngineChild(paths, lambda _state: None)
    keeping = asyncio.create_task(keep_engine(paths, child), name="engine child")
    try:
        await or_stopped(Session(lines, data, ask, decisions, when, agent, desk.get).run(), stop)
    finally:
        if desk.opened is not None:
            await desk.opened.aclose()
        data.close()
        await let_go(keeping, child)


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
