"""Commands that run for a while: their loop, the signals that end them, their log."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from closer_tui.cli.logged import logged
from closer_tui.config.paths import Paths

if TYPE_CHECKING:
    from closer_tui.config.settings import Settings

T = TypeVar("T")


def run_until_stopped(
    paths: Paths, process: str, work: Callable[[Settings, asyncio.Event], Coroutine[Any, Any, T]]
) -> T:
    """Run `work` with the home's settings and an event that SIGTERM, SIGINT and SIGHUP set, logging as `process`.

    The first signal asks; a second Ctrl-C no longer asks.
    """
    from closer_tui.config.load import load_settings

    settings = load_settings(paths.config_file)

    async def running() -> T:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def asked() -> None:
            stop.set()
            loop.remove_signal_handler(signal.SIGINT)

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            # `nohup` means that the terminal may go.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, asked)
        return await work(settings, stop)

    with logged(paths, process, settings.log.level):
        return asyncio.run(running())


async def pause(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, less if asked to stop; returns whether to go on."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return True
    return False


async def or_stopped(work: Coroutine[Any, Any, T], stop: asyncio.Event) -> T | None:
    """What the work returns; None when it was cut short by `stop`."""
    running = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            return running.result()
        return None
    finally:
        stopping.cancel()
        running.cancel()
        await asyncio.gather(running, stopping, return_exceptions=True)
