"""`demo`: a throw-away home, customers who write and answer, and the screen on it.

The stage (server, customers, engine) is a child process, so that the screen's process stays as light as ever; without
a screen it is this process. The child ends when the pipe to it closes, whatever became of its parent.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from closer_tui.cli.linear import converse
from closer_tui.cli.output import print_json
from closer_tui.cli.parsing import port_number
from closer_tui.cli.tui import check_terminal, show
from closer_tui.config.paths import HOME_VARIABLE, Paths
from closer_tui.domain.errors import CloserError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.config.settings import Settings
    from closer_tui.demo.places import Place
    from closer_tui.demo.stage import Ready

log = logging.getLogger(__name__)

SEED: Final = 1
ENDINGS: Final = (signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS: Final = 10.0
"""How long a stage may take to strike."""


class DemoFailed(CloserError):
    """The stage of the demo could not be set."""


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's commands."""
    demo = sub.add_parser("demo", help="a shop full of customers in a throw-away home, and the screen on it")
    demo.add_argument(
        "--headless", action="store_true", help="no screen: print address, token and home as JSON, run until stopped"
    )
    demo.add_argument("--no-tour", action="store_true", help="without the guided tour of the ten keys that matter")
    demo.add_argument("--linear", action="store_true", help="line by line instead of a screen, for screen readers")
    stage = sub.add_parser("demo-stage", help="the sandbox server and the customers of a demo")
    stage.add_argument("--root", required=True, type=Path, help="the directory of the demo")
    for parser in (demo, stage):
        parser.add_argument(
            "--port", type=port_number, default=0, metavar="N", help="port of its server (default: a free one)"
        )
        parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"who writes when (default: {SEED})")
    demo.set_defaults(handler=_demo)
    stage.set_defaults(handler=_stage)


def _demo(args: Namespace, _paths: Paths) -> int:
    from closer_tui.demo.places import temporary_place

    if not (args.headless or args.linear):
        check_terminal()
    with _clears_up(), temporary_place() as place:
        try:
            if args.headless:
                _play(place, args)
                return 0
            with _staged(place, args):
                return converse(place.owner) if args.linear else show(place.owner, tour=not args.no_tour)
        finally:
            for number in ENDINGS:
                signal.signal(number, signal.SIG_IGN)


@contextmanager
def _clears_up() -> Iterator[None]:
    """Signals that would end Python at once become an orderly end; a loop that runs inside has its own way."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, leave) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stage(args: Namespace, _paths: Paths) -> int:
    from closer_tui.demo.places import Place, remove_leftovers

    _play(Place(args.root), args, ends_with_stdin=True)
    # If the demo itself was killed, nobody else is left to clear up.
    remove_leftovers(args.root.parent)
    return 0


def _play(place: Place, args: Namespace, *, ends_with_stdin: bool = False) -> None:
    from closer_tui.cli.running import run_until_stopped

    async def playing(_settings: Settings, stop: asyncio.Event) -> None:
        from closer_tui.demo.stage import play

        if not ends_with_stdin:
            await play(place, seed=args.seed, port=args.port, ready=_tell, stop=stop)
            return
        loop, stdin = asyncio.get_running_loop(), sys.stdin.fileno()

        def ended() -> None:
            loop.remove_reader(stdin)  # an end of file stays readable, and would be told for ever
            stop.set()

        loop.add_reader(stdin, ended)
        giving_up = asyncio.create_task(_give_up(place, stop), name="give up")
        try:
            await play(place, seed=args.seed, port=args.port, ready=_tell, stop=stop)
        finally:
            giving_up.cancel()

    run_until_stopped(place.owner, "demo", playing)


async def _give_up(place: Place, stop: asyncio.Event) -> None:
    """A stage that was told to end and cannot: nobody is left to see it, so it must not stay."""
    await stop.wait()
    await asyncio.sleep(STOP_SECONDS)
    log.error("the stage did not end in order; it ends now")
    from closer_tui.demo.places import remove_leftovers

    remove_leftovers(place.root.parent)
    os._exit(1)


def _tell(ready: Ready) -> None:
    print_json(ready.json())


@contextmanager
def _staged(place: Place, args: Namespace) -> Iterator[None]:
    """The stage as a child, ready when the block begins. Raises DemoFailed when it cannot be set."""
    words = ["demo-stage", "--root", str(place.root), "--port", str(args.port), "--seed", str(args.seed)]
    stage = subprocess.Popen(
        [sys.executable, "-P", "-m", "closer_tui", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={name: value for name, value in os.environ.items() if name != HOME_VARIABLE},
    )
    assert stage.stdin is not None
    assert stage.stdout is not None
    assert stage.stderr is not None
    try:
        # While the stage is being set on another core.
        import_module("closer_tui.tui.app")
        if not stage.stdout.readline():
            reason = stage.stderr.read().decode("utf-8", "replace").strip().removeprefix("closer-tui: ")
            raise DemoFailed(reason or "the demo could not be started")
        yield
    finally:
        stage.stdin.close()
        try:
            stage.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            stage.kill()
            stage.wait()
        stage.stdout.close()
        stage.stderr.close()
