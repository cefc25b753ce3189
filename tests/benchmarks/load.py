"""What goes on beside the screen while it is measured, in a process of its own, niced as the engine is:

    python -m tests.benchmarks.load HOME --rate 100 --seconds 10

stores so many new messages a second, ten times a second, as the engine does: under its timing, with the word of it on
the wake-up socket. `--rate 0` writes pages of a hundred as fast as they can be stored.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from pathlib import Path

from closer_tui.config.paths import Paths, resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.sync import Incoming
from closer_tui.engine.wake import Wake
from closer_tui.store import apply, inboxes
from closer_tui.store.database import Store
from closer_tui.store.draft_requests import DraftTiming
from tests.benchmarks.corpus import Words

NICE = 10
TURNS = 10
"""Transactions a second."""
PAGE = 100
PEOPLE = 400


async def write(paths: Paths, rate: int, seconds: float) -> int:
    """New messages of known customers until the time is over; returns how many."""
    store = await Store.open(paths, SystemClock())
    wake = Wake(paths.socket, lambda _: None, may_listen=False)
    telling = asyncio.create_task(wake.run())
    words, stored = Words(11), 0
    try:
        async with store.read() as conn:
            every = await inboxes.all_of(conn)
        start = time.monotonic()
        turn = 0
        while time.monotonic() < start + seconds:
            count = rate // TURNS if rate else PAGE
            inbox = every[turn % len(every)]
            now = store.clock.now()
            page = []
            for i in range(stored, stored + count):
                # The corpus gives conversation n to inbox n % 5 + 1.
                who = f"+4477009{i % PEOPLE * len(every) + inbox.n - 1 or len(every):06}"
                page.append(Incoming(f"load_{now}_{i}", who, who, words.sentence(), now))
            async with store.write(bulk=True) as tx:
                await apply.apply(tx, inbox, page, now, DraftTiming())
            wake.say({"t": "changed"})
            stored, turn = stored + count, turn + 1
            if rate:
                await asyncio.sleep(max(0.0, start + turn / TURNS - time.monotonic()))
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        await store.close()
    return stored


def main() -> None:
    """Write, and say how much it was."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load")
    parser.add_argument("home", type=Path)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=10)
    args = parser.parse_args()
    os.nice(NICE)
    print(asyncio.run(write(resolve_paths(args.home), args.rate, args.seconds)))


if __name__ == "__main__":
    main()
