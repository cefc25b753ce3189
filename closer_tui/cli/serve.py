"""`serve`: the engine and the CLOSER v1 API of this home, without a screen, until it is told to stop."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from closer_tui.cli.output import one_line, print_json

if TYPE_CHECKING:
    from closer_tui.cli.parsing import CommandParser
    from closer_tui.config.paths import Paths
    from closer_tui.config.settings import Settings


def register(sub: argparse._SubParsersAction[CommandParser]) -> None:
    """The command and its options."""
    serve = sub.add_parser("serve", help="the engine and the API")
    serve.add_argument("--sandbox", action="store_true", help="a sandbox only: no live token opens it")
    serve.add_argument("--host", help="address to listen on (default from the settings: 127.0.0.1)")
    serve.add_argument("--port", type=_port, help="port to listen on (default from the settings: 8787); 0: a free one")
    serve.set_defaults(handler=_serve)


def _serve(args: argparse.Namespace, paths: Paths) -> int:
    import asyncio

    from closer_tui.cli.logged import logged
    from closer_tui.config.load import load_settings

    settings = load_settings(paths.config_file)
    host = listen_on(args.host, settings)
    with logged(paths, "serve", settings.log.level):
        asyncio.run(_run(args, paths, settings, host))
    return 0


async def _run(args: argparse.Namespace, paths: Paths, settings: Settings, host: str) -> None:
    import asyncio
    import os
    import signal

    from closer_tui.api.app import build_app
    from closer_tui.api.server import serve
    from closer_tui.domain.clock import SystemClock
    from closer_tui.runtime.front import front

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    clock = SystemClock()
    async with front(paths, clock) as made:
        app = build_app(made.store, settings, sandbox=args.sandbox, clock=clock, hosts=(host,), moved=made.moved)
        async with serve(app, host, settings.server.port if args.port is None else args.port) as bound:
            print_json({"url": bound.url, "pid": os.getpid()})
            await stop.wait()


def listen_on(given: str | None, settings: Settings) -> str:
    """Where to listen. Beyond loopback only when it was asked for on the command line, and with a warning.

    Raises ConfigError when the settings alone would open the API to the network.
    """
    from closer_tui.api.server import is_loopback
    from closer_tui.config.errors import ConfigError

    host = given or settings.server.host
    if is_loopback(host):
        return host
    if given is None:
        raise ConfigError(
            f"server.host is {host!r}: others on the network could reach the API.",
            f"Say `--host {host}` if that is wanted, behind something that speaks TLS.",
        )
    warning = (
        f"closer-tui: listening on {host}: others on the network can reach the API, and their tokens travel in clear."
        " Put something that speaks TLS before it, and list its name in server.allowed_hosts."
    )
    print(one_line(warning), file=sys.stderr)
    return host


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= 65_535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
