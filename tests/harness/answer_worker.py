"""A colleague: for each line on stdin, the number of a conversation and how, claims and answers it as fast as it can.

`claim`: claims, then answers; whoever lost the claim tries to answer all the same. `answer`: answers straight out of
the queue. Told on stdout, a JSON object a line: `ready`, then for each conversation whether it was `answered`, and
what the colleague was told where it was refused.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.errors import Conflict
from closer_tui.domain.presence import Began
from closer_tui.services.compose import reply
from closer_tui.services.ownership import claim
from closer_tui.store import conversations
from closer_tui.store.database import Store


def say(**told: object) -> None:
    """One line, at once and whole."""
    os.write(1, json.dumps(told).encode() + b"\n")


async def one(store: Store, agent: str, n: int, how: str) -> None:
    """Begin from what stands there now, as a person who looks at it does, then claim and answer."""
    async with store.read() as conn:
        row = await conversations.one(conn, n)
    began, told = Began(row.last_public, row.owner_epoch), list[str]()
    say(n=n, seen=True)
    sys.stdin.readline()  # the other one has looked, too
    if how == "claim":
        try:
            await claim(store, n, actor=agent)
        except Conflict as error:
            told.append(error.message)
    try:
        await reply(store, n, f"{agent} is on it. ({n})", actor=agent, began=began)
    except Conflict as error:
        told.append(error.message)
        say(n=n, answered=False, told=told)
    else:
        say(n=n, answered=True, told=told)


async def main() -> None:
    """One conversation after the other."""
    home, agent = Path(sys.argv[1]), sys.argv[2]
    store = await Store.open(resolve_paths(home), SystemClock())
    say(ready=True)
    try:
        for line in iter(sys.stdin.readline, ""):
            n, how = line.split()
            await one(store, agent, int(n), how)
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main())
