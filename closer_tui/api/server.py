"""The server: uvicorn inside our own loop and TaskGroup, without its signals, its log set-up or its words."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from closer_tui.api.protocol import HEADER_SECONDS, Connection
from closer_tui.config.errors import ConfigError

MAX_UNFINISHED_HEADERS: Final = 16_384
GRACE_SECONDS: Final = 5
"""How long a stop waits for requests under way."""
IDLE_SECONDS: Final = 30
"""How long a quiet connection stays open for the next request."""
BACKLOG: Final = 512


@dataclass(frozen=True, slots=True)
class Bound:
    """Where the server really listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """`http://127.0.0.1:8787`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on that host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to whoever runs the loop."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises ConfigError when the place is taken or not ours."""
    try:
        name = host.strip("[]")
        family, kind, proto, _, address = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, proto)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except OSError as error:
        listener.close()
        raise _cannot_listen(host, port, error) from error
    return listener


@asynccontextmanager
async def serve(app: ASGIApp, host: str, port: int, *, header_seconds: float = HEADER_SECONDS) -> AsyncIterator[Bound]:
    """Accept connections inside the block; at its end, finish what is under way (at most GRACE_SECONDS) and close.

    Raises ConfigError when the address cannot be listened on.
    """
    listener = bind(host, port)
    config = uvicorn.Config(
        app,
        http=partial(Connection, header_seconds=header_seconds),  # type: ignore[arg-type]
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        h11_max_incomplete_event_size=MAX_UNFINISHED_HEADERS,
        backlog=BACKLOG,
    )
    server = _Server(config)
    found = listener.getsockname()
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve([listener]), name="api server")
        await server.ready.wait()
        try:
            yield Bound(found[0], found[1])
        finally:
            server.should_exit = True


def _cannot_listen(host: str, port: int, error: OSError) -> ConfigError:
    return ConfigError(
        f"Cannot listen on {host} port {port}: {error.strerror or error}.",
        "Stop what uses the port, or choose another with --port (0 takes a free one).",
    )
