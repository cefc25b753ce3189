"""The stage of a demo, in one process: the sandbox server, the customers, and the owner's engine.

    customers' driver ─ HTTP ─▶ sandbox server (home `server`) ◀─ HTTP ─ engine (home `owner`) ◀─ store ─ screen

Everything that happens after the start crosses the loopback as it would cross the internet; only what had been said
before is written straight into the server's store.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from closer_tui.api.app import build_app
from closer_tui.api.server import serve
from closer_tui.config.load import load_settings
from closer_tui.config.secrets import Secret
from closer_tui.demo import seeding
from closer_tui.demo.cast import Cast, load_cast
from closer_tui.demo.customers import Director
from closer_tui.demo.driver import Driver, sandbox_client
from closer_tui.demo.places import Place
from closer_tui.domain.channel import ChannelKind, Environment, InboxMode
from closer_tui.domain.clock import SystemClock
from closer_tui.runtime.engine import EngineRuntime
from closer_tui.services.connecting import CloserAccount, connect_closer
from closer_tui.store import tokens
from closer_tui.store.database import Store
from closer_tui.store.tokens import Scope

HOST: Final = "127.0.0.1"
SETTINGS: Final = """\
# The home of a demo: written when it began, removed when it ends.
[sync]
interval_seconds = 2.0

[drafting]
provider = "offline"
debounce_seconds = 1.5
"""
"""A demo should feel alive; five inboxes at this pace use a quarter of what a token may. It drafts offline even where a
key is set, because a demo spends nobody's money and leaves the machine only when it is told to."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What a visitor of the demo needs: the server's address, a `cls_test_` token for all of it, the two homes."""

    url: str
    token: str
    home: str
    server_home: str

    def json(self) -> dict[str, object]:
        """As `demo --headless` prints it."""
        return {
            "url": self.url,
            "base_url": f"{self.url}/v1",
            "token": self.token,
            "home": self.home,
            "pid": os.getpid(),
            "server_home": self.server_home,
        }


async def play(place: Place, *, seed: int, port: int, ready: Callable[[Ready], None], stop: asyncio.Event) -> None:
    """Set the stage, call `ready`, and play until `stop`. Raises ConfigError when the port is taken."""
    for home in (place.server, place.owner):
        home.ensure()
        home.config_file.write_text(SETTINGS, encoding="utf-8")
        home.config_file.chmod(0o600)
    settings = load_settings(place.owner.config_file)
    clock, cast = SystemClock(), load_cast()
    start = clock.now()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(await EngineRuntime.open(place.server, settings, clock))
        await seeding.seed_server(server.store, cast, start)
        app = build_app(
            server.store, settings, sandbox=True, clock=clock, sandbox_mode=InboxMode.OFF, moved=server.moved
        )
        bound = await stack.enter_async_context(serve(app, HOST, port))
        owner = await stack.enter_async_context(await EngineRuntime.open(place.owner, settings, clock))
        await _connect(owner, cast, bound.url, await _token(server.store, "the owner's inboxes"), clock.now())
        client = await stack.enter_async_context(
            sandbox_client(bound.url, await _token(server.store, "the customers of the demo"))
        )
        visitor = await _token(server.store, "you")
        driver = Driver(Director(cast, seed=seed, start=start), client, clock)
        ready(Ready(bound.url, visitor, str(place.owner.data_dir), str(place.server.data_dir)))
        async with asyncio.TaskGroup() as group:
            customers = group.create_task(driver.run(), name="customers")
            group.create_task(server.run(stop), name="server's engine")
            await owner.run(stop)
            driver.stop()
            await customers


async def _token(store: Store, name: str) -> str:
    """A `cls_test_` token for every channel and scope."""
    async with store.write() as tx:
        made = await tokens.create(
            tx, store.clock.now(), env=Environment.TEST, channels=ChannelKind, scopes=Scope, name=name
        )
    return made.secret


async def _connect(owner: EngineRuntime, cast: Cast, url: str, token: str, now: int) -> None:
    """The owner's home, as somebody would have set it up: inboxes, tone, quick replies, and everything read once."""
    await seeding.seed_owner(owner.store, cast, now)
    await seeding.seed_address_book(owner.store, cast, now)
    account = CloserAccount(url=url, token=Secret(token), name=cast.business.name)
    inboxes = await connect_closer(owner.store, account, actor=cast.business.owner)
    [email] = [inbox for inbox in inboxes if inbox.channel is ChannelKind.EMAIL]
    await seeding.seed_past_answers(owner.store, cast, email, now)
    await seeding.set_tones(owner.store, cast, [inbox.n for inbox in inboxes])
    await owner.sync_once()
