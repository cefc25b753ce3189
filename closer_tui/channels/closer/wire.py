"""One HTTP request to a CLOSER server: within one deadline, bounded in size, never redirected, never decompressed.

The token travels in its header alone. What went wrong comes in our own words; a library's may quote the other side.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from closer_tui import __version__
from closer_tui.channels.closer.address import is_loopback
from closer_tui.config.secrets import Secret

MOST_BYTES: Final = 5 * 1024 * 1024
"""A page of a hundred messages of 256 KB would be larger; nobody's is."""
REFUSAL_BYTES: Final = 64 * 1024
REFUSAL_SECONDS: Final = 2.0
"""What is read of a refusal: its status counts, whatever becomes of its words."""
KEPT_SECONDS: Final = 3.0
"""How long an idle connection is kept. Servers drop theirs after 5 s, and a request that meets the closing one is lost
without anybody knowing whether it arrived."""


class WireError(Exception):
    """No usable answer; the text says why."""


class NeverLeft(WireError):
    """No connection was made, so the request surely did not arrive."""


class NoAnswer(WireError):
    """The request may have arrived; its answer did not, or is unusable."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `retry_after` is the header as it stands."""

    status: int
    raw: bytes
    retry_after: str | None = None


class Wire:
    """The connection to one server with one token; `aclose` when done."""

    def __init__(self, base: str, token: Secret, *, deadline_s: float, most_bytes: int = MOST_BYTES) -> None:
        self._base = base
        self._token = token
        self._deadline_s = deadline_s
        self._most_bytes = most_bytes
        # A handshake that is cancelled would leave its socket open (httpcore), so it must time out by itself before
        # the deadline: the wait for a free connection and both halves of the handshake fit into it.
        part = deadline_s / 4
        self._client = httpx.AsyncClient(
            # Loading the authorities takes 30 ms, and http is spoken with this machine alone.
            verify=base.startswith("https:"),
            follow_redirects=False,
            trust_env=not is_loopback(urlsplit(base).hostname or ""),
            timeout=httpx.Timeout(deadline_s, connect=part, pool=part),
            limits=httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=KEPT_SECONDS),
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": f"closer-tui/{__version__}",
            },
        )

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request; `path` starts after `/v1`, its parts percent-encoded. Raises NeverLeft or NoAnswer."""
        sent = {"Authorization": f"Bearer {self._token.reveal()}", **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        request = self._client.build_request(
            method, f"{self._base}/v1{path}", params=dict(params or {}), content=body, headers=sent
        )
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._exchange(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NeverLeft(_no_connection(error)) from None
        except (TimeoutError, httpx.TimeoutException):
            raise NoAnswer(f"the server did not answer within {self._deadline_s:g} seconds") from None
        except (httpx.TransportError, OSError):
            raise NoAnswer("the connection broke before the answer was there") from None

    async def aclose(self) -> None:
        """Close connections."""
        await self._client.aclose()

    async def _exchange(self, request: httpx.Request) -> Answer:
        response = await self._client.send(request, stream=True)
        try:
            status, retry_after = response.status_code, response.headers.get("retry-after")
            if 200 <= status < 300:
                return Answer(status, await self._body(response), retry_after)
            return Answer(status, await _refusal(response), retry_after)
        finally:
            await response.aclose()

    async def _body(self, response: httpx.Response) -> bytes:
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"", "identity"}:
            raise NoAnswer("the answer is compressed although we asked for a plain one")
        heard = bytearray()
        async for piece in response.aiter_raw():
            heard += piece
            if len(heard) > self._most_bytes:
                raise NoAnswer(f"the answer is larger than {self._most_bytes // 1024} KB")
        return bytes(heard)


async def _refusal(response: httpx.Response) -> bytes:
    """As much of a refusal's words as comes in time; none of them can change that it is one."""
    heard = bytearray()
    try:
        async with asyncio.timeout(REFUSAL_SECONDS):
            async for piece in response.aiter_raw():
                heard += piece
                if len(heard) > REFUSAL_BYTES:
                    break
    except (TimeoutError, httpx.TransportError):
        return b""
    return bytes(heard[:REFUSAL_BYTES])


def _no_connection(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.PoolTimeout):
        return "too many requests to the server are under way"
    if isinstance(error, httpx.ConnectTimeout):
        return "the server took no connection in time"
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, ssl.SSLError):
            return "the server's certificate or the TLS handshake is not in order"
        behind = behind.__cause__ or behind.__context__
    return "the server cannot be reached"
