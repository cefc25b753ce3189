"""No command: the screen, with an engine kept at work beside it.

The first frame needs Textual and `sqlite3` alone, so the store for deciding and the engine come after it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from closer_tui.cli.logged import logged
from closer_tui.cli.session import actor, nudge
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import Refused
from closer_tui.engine.ending import end

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from closer_tui.runtime.child import EngineChild
    from closer_tui.tui.desk import Desk

FIRST_FRAME_SECONDS: Final = 0.5
"""The engine's imports want a core of their own; the first frame has it before them."""
LOOK_SECONDS: Final = 1.0
GONE_SECONDS: Final = 10.0
"""How long a screen that was told to go may take."""
PATIENCE_SECONDS: Final = 1.0
"""After it, whoever quit is told what is being waited for."""


def run_screen(_args: object, paths: Paths) -> int:
    """No command was named: the screen, which has no word of its own on the command line."""
    return show(paths)


def show(paths: Paths, *, engine_stays: bool = True, tour: bool = False) -> int:
    """Run the screen on this home until it is left; returns its exit code. Raises Refused without a terminal.

    The engine finishes what was approved and then leaves by itself; a home that is about to be cleared away waits for
    it (`engine_stays=False`).
    """
    check_terminal()
    # What is imported and made before the first frame stays; looking through it for garbage would find none, and take
    # a good part of the time to that frame. The App turns it on again.
    gc.disable()
    try:
        return _show_again_and_again(paths, engine_stays, tour)
    finally:
        gc.enable()


def _show_again_and_again(paths: Paths, engine_stays: bool, tour: bool) -> int:
    while True:
        with logged(paths, "screen"):
            code, command = asyncio.run(_show(paths, engine_stays, tour))
        if not command:
            return code
        if wrong := _run(paths, command):
            return wrong


def _run(paths: Paths, command: Sequence[str]) -> int:
    """A command that the screen was left for, because it must have the home for itself; then back to the screen."""
    # A home is flat; without one the command finds the platform's directories the same way we did.
    home = ["--home", str(paths.data_dir)] if paths.data_dir == paths.config_dir == paths.state_dir else []
    code = subprocess.call([sys.executable, "-P", "-m", "closer_tui", *home, *command])
    if code == 0:
        input("Enter opens the screen. ")
    return code


def check_terminal() -> None:
    """Raises Refused without a terminal."""
    # Textual reads from stdin and paints on what stderr is.
    if not (sys.stdin.isatty() and sys.__stderr__ is not None and sys.__stderr__.isatty()):
        raise Refused("the screen needs a terminal", "`closer-tui --help` lists what goes without one.")


async def _show(paths: Paths, engine_stays: bool, tour: bool) -> tuple[int, Sequence[str]]:
    """The screen, until it is left: the exit code, and the command it was left for, if any."""
    from closer_tui.config.light import load_light
    from closer_tui.runtime.child import EngineChild
    from closer_tui.store.views.reader import Reader
    from closer_tui.tui.app import CloserApp
    from closer_tui.tui.messages import EngineSaid

    light = load_light(paths.config_file)
    agent = actor()
    app = CloserApp(
        paths=paths,
        settings=light.settings,
        open_reader=lambda: Reader.open(paths),
        open_desk=lambda: open_desk(paths, agent),
        agent=agent,
        tour=tour,
        environ=os.environ,
        problems=[light.problem] if light.problem else [],
    )
    for number in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, _leave, app.exit)

    def tell(state: str) -> None:
        app.post_message(EngineSaid("starting" if state == "started" else state))

    child = EngineChild(paths, tell)
    keeping = asyncio.create_task(keep_engine(paths, child), name="engine child")
    try:
        await app.run_async(mouse=light.settings.mouse)
    finally:
        # A command that the screen was left for must have the home for itself.
        await let_go(keeping, child, wait=not engine_stays or bool(app.left_for))
    if child.leaving:
        _tell_what_leaves(paths)
    return app.return_code or 0, app.left_for


def _leave(leave: Callable[[], object]) -> None:
    """Told to go: in order if that can be done, else all the same.

    Without a terminal (a closed window, a lost SSH) Textual's writing thread can be gone, and it waits for it for
    ever. What was written is on disk by then, and the engine looks after itself.
    """
    last = threading.Timer(GONE_SECONDS, os._exit, [1])
    last.daemon = True
    last.start()
    leave()


async def open_desk(paths: Paths, agent: str) -> Desk:
    """The store for deciding; importing what it needs takes a while, so that happens in a thread."""
    from closer_tui.domain.clock import SystemClock

    loop = asyncio.get_running_loop()
    module = await _imported("closer_tui.runtime.desk")
    desk: Desk = await module.StoreDesk.open(
        paths, SystemClock(), agent, lambda: loop.run_in_executor(None, nudge, paths)
    )
    return desk


async def _imported(name: str) -> Any:
    """Import a module in a thread that nobody who leaves meanwhile has to wait for."""
    from importlib import import_module
    from threading import Thread

    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def load() -> None:
        try:
            with suppress(ImportError):  # it is raised below, where somebody is told
                import_module(name)
        finally:
            with suppress(RuntimeError):  # the loop has gone, and with it whoever waited
                loop.call_soon_threadsafe(done.set)

    Thread(target=load, name=name, daemon=True).start()
    await done.wait()
    return import_module(name)


async def keep_engine(paths: Paths, child: EngineChild) -> None:
    """An engine at work as soon as there is a home for it to work on."""
    await asyncio.sleep(FIRST_FRAME_SECONDS)
    while not await asyncio.to_thread(os.path.exists, paths.database):  # noqa: ASYNC110 - a file tells nobody
        await asyncio.sleep(LOOK_SECONDS)
    await child.run()


async def let_go(keeping: asyncio.Task[None], child: EngineChild, *, wait: bool = True) -> None:
    """What was approved still leaves; if that takes a moment, say so. Without `wait` it does so behind our back."""
    await end(keeping)
    if not wait:
        child.ask_to_leave()
        return
    stopping = asyncio.create_task(child.stop())
    done, _ = await asyncio.wait({stopping}, timeout=PATIENCE_SECONDS)
    if not done:
        print("closer-tui: sending what was approved; Ctrl-C leaves it for next time", file=sys.stderr)
    await stopping


def _tell_what_leaves(paths: Paths) -> None:
    """Whoever left is told what still goes out after them."""
    from closer_tui.domain.errors import CloserError
    from closer_tui.store.views import status
    from closer_tui.store.views.reader import Reader

    # What can be said is said; leaving is not held up by a database that cannot be read.
    with suppress(CloserError), Reader.open(paths) as reader:
        now = status.line(reader)
        if count := now.queued + now.sending:
            words = "reply is" if count == 1 else "replies are"
            print(f"closer-tui: {count} approved {words} still leaving, and will without this screen", file=sys.stderr)
