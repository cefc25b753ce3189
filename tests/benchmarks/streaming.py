"""Budget 9: a draft that streams at 50 words a second beside the list: what it costs the screen, and what a key waits.

The whole way is real: a model server on loopback, the engine's client, the wake-up socket, the screen."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from closer_tui.config.paths import Paths
from tests.benchmarks.beside import copy_of, pressed, screen_on
from tests.benchmarks.corpus import Size
from tests.benchmarks.table import Line, median, p95
from tests.support.model_server import ANSWER, HEAD, Script, Send, end, model_server, start, text
from tests.support.processes import Home
from tests.support.terminal import Terminal

A_SECOND = 50
SECONDS = {"small": 6, "medium": 10, "full": 20}
"""How long the screen is watched, and how long it is typed at."""
LEAD = 1.0
ALL = b"9"
"""Shows the view with every conversation."""
FIRST = b"g"


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure on a copy of the generated home."""
    seconds = SECONDS[size.name]
    words = int(A_SECOND * (2 * seconds + 4 * LEAD + 4))
    with _model(words) as url:
        settings = f'[drafting]\nprovider = "anthropic"\nbase_url = "{url}"\n'
        with copy_of(paths, settings) as home, screen_on(home, ANTHROPIC_API_KEY="none") as t:
            t.send(ALL)  # a conversation whose draft is being written needs nobody, and leaves the first view
            t.settle(1.0)
            quiet = _share(t, 3)
            idle = pressed(t, 3)
            t.send(FIRST)
            rows = Home(home.data_dir).json("list", "--limit", "2")
            for row in rows:
                Home(home.data_dir).json("redraft", row["id"])
            _until_streaming(t)
            share = _share(t, seconds)
            keys = pressed(t, seconds)
    goal = "<= 5% of a core"
    return [
        Line("9", f"screen while {A_SECOND} words/s stream, % of a core", share, None, "% CPU", "idle",
             share / max(quiet, 0.1), goal, share <= 5),
        Line("9", "j while they stream", median(keys), p95(keys), "ms", "p95 idle", p95(keys) / p95(idle),
             "p95 <= 16.7", p95(keys) <= 16.7),
    ]  # fmt: skip


def _until_streaming(t: Terminal) -> None:
    """Words of the answer stand on the screen, and more are coming."""
    t.until(b"streamed", 30)
    end_ = time.perf_counter() + LEAD
    while time.perf_counter() < end_:
        t.read(0.05)


def _share(t: Terminal, seconds: float) -> float:
    """Per cent of a core the screen's process takes."""
    process = psutil.Process(t.pid)
    before, began = _used(process), time.perf_counter()
    while time.perf_counter() < began + seconds:
        t.read(0.1)
    return (_used(process) - before) / (time.perf_counter() - began) * 100


def _used(process: psutil.Process) -> float:
    """Seconds of a core, in the program and for it in the kernel."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _pace(words: int) -> Script:
    """An answer whose reply comes word by word."""
    spelled = json.dumps(ANSWER | {"reply": "REPLY"})
    before, after = spelled.split("REPLY")

    async def script(send: Send) -> None:
        await send(HEAD + start() + text(before))
        began = time.perf_counter()
        for i in range(words):
            await send(text(f"streamed{i} "))
            await asyncio.sleep(max(0.0, began + (i + 1) / A_SECOND - time.perf_counter()))
        await send(text(after) + end())

    return script


@contextmanager
def _model(words: int) -> Iterator[str]:
    """The model server on a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = model_server(_pace(words))
    made = asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    try:
        yield made.url
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
