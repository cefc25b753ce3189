"""A sandbox server in a process of its own, for tests that kill it: `python -m tests.support.api_server HOME`.

Prints its URL and a token as one JSON line when it accepts connections; the first run of a home makes the token.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from closer_tui.api.app import build_app
from closer_tui.api.server import serve
from closer_tui.config.paths import resolve_paths
from closer_tui.config.settings import ServerSettings, Settings
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import SystemClock
from closer_tui.store import tokens
from closer_tui.store.database import Store
from closer_tui.store.tokens import Scope


async def run(home: Path) -> None:
    """Serve until killed."""
    clock = SystemClock()
    store = await Store.open(resolve_paths(home), clock)
    kept = home / "token.txt"
    if not kept.exists():
        async with store.write() as tx:
            made = await tokens.create(tx, clock.now(), env=Environment.TEST, channels=ChannelKind, scopes=Scope)
        kept.write_text(made.secret)
    app = build_app(store, Settings(server=ServerSettings(rate_per_minute=1_000_000)), sandbox=True, clock=clock)
    async with serve(app, "127.0.0.1", 0) as bound:
        print(json.dumps({"url": bound.url, "token": kept.read_text()}), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
