"""From a host's name to the addresses a webhook may connect to, judged at every attempt."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import TypeAlias

from closer_tui.webhooks.addresses import refusal

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port to addresses, in the order to try them; raises OSError when the name does not resolve."""

_THREADS = 16


class AddressRefused(Exception):
    """A name resolves to an address no webhook may reach; the message says which and why."""


class SystemResolver:
    """The operating system's resolver, in threads of its own.

    A name server that does not answer holds a thread for half a minute, whatever we cancel. In the event
    loop's shared pool a few such names would stop the delivery to everybody else.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="resolve")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """The host's addresses; raises OSError when there are none."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _lookup, host, port)
        return tuple(dict.fromkeys(found))

    def close(self) -> None:
        """Take no more names; what is under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


async def permitted(host: str, port: int, resolve: Resolve, *, allow_private: bool) -> Sequence[str]:
    """The addresses `host` stands for, if every single one of them may be reached.

    One bad address among good ones refuses the host: whoever answers for the name chooses which one we would
    get. Raises AddressRefused, or OSError when the name does not resolve.
    """
    addresses = [host] if _is_address(host) else await resolve(host, port)
    if not addresses:
        raise OSError(f"{host} has no address")
    for address in addresses:
        if (why := refusal(address, allow_private=allow_private)) is not None:
            raise AddressRefused(f"{host} resolves to {address}, a {why}.")
    return addresses


def _lookup(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(sockaddr[0]) for _, _, _, _, sockaddr in found]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
