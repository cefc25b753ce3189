"""One attempt to deliver: to a checked address, without redirects, within a deadline, whatever comes back.

It stands on httpx's transport rather than its client. The transport makes one request and one only: no
redirect is followed, no cookie kept for the next endpoint on the same machine, no proxy taken from the
environment (a proxy would resolve the name again, unchecked), nothing decompressed, no URL logged.
"""

import asyncio
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress

import httpx

from closer_tui.domain.retry import parse_retry_after
from closer_tui.webhooks.addresses import ParsedTarget, UrlRefused, check_url
from closer_tui.webhooks.outcome import Failure, Outcome, answered
from closer_tui.webhooks.resolve import AddressRefused, Resolve, SystemResolver, permitted
from closer_tui.webhooks.schedule import DEADLINE_S

CONNECT_S = 5.0
"""For the connection to one address, and again for its TLS handshake; a name with a dead IPv6 address still gets to
its IPv4 one."""

ADDRESSES = 4
"""How many of a name's addresses are tried."""

ANSWER_BYTES = 4096
ANSWER_S = 1.0
"""What is read of an answer's body, so that an honest server may finish its sentence; it is not used."""


class Sender:
    """Posts webhooks. One for the engine, shared by all endpoints; `aclose` when done."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolve: Resolve | None = None,
        deadline_s: float = DEADLINE_S,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._own_resolver = SystemResolver() if resolve is None else None
        self._resolve: Resolve = resolve or self._own_resolver or SystemResolver()
        self._deadline_s = deadline_s
        # Connections are not kept: the pool knows them by address, and two hosts may share one.
        self._transport = httpx.AsyncHTTPTransport(
            verify=tls or True,
            trust_env=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, now: int) -> Outcome:
        """Send `body` to `url` and say how it went; a failing network is an outcome, never an exception.

        `now` is the time in ms, against which a Retry-After date is read.
        """
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._deadline_s):
                response = await self._answer(url, body, headers, began + self._deadline_s)
        except (UrlRefused, AddressRefused, OSError, httpx.TransportError) as error:
            failure, detail = _reason(error, self._deadline_s)
            return Outcome(detail, _ms_since(began), failure=failure)
        took_ms = _ms_since(began)
        await _hear_out(response)
        return answered(response.status_code, took_ms, parse_retry_after(response.headers.get("retry-after"), now))

    async def aclose(self) -> None:
        """Close what is open."""
        await self._transport.aclose()
        if self._own_resolver is not None:
            self._own_resolver.close()

    async def _answer(self, url: str, body: bytes, headers: Mapping[str, str], until: float) -> httpx.Response:
        """The answer of the first of the host's addresses that takes a connection."""
        target = check_url(url, allow_private=self._allow_private)
        addresses = await permitted(target.host, target.port, self._resolve, allow_private=self._allow_private)
        *before, last = addresses[:ADDRESSES]
        for address in before:
            try:
                return await self._ask(target, address, body, headers, until)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                # A wrong certificate is an answer too; another address is no reason to look away from it.
                if _is_tls(error):
                    raise
        return await self._ask(target, last, body, headers, until)

    async def _ask(
        self, target: ParsedTarget, address: str, body: bytes, headers: Mapping[str, str], until: float
    ) -> httpx.Response:
        """One request to `address`, in which everything but the socket speaks of the host by its name."""
        url = httpx.URL(scheme=target.scheme, host=address, port=target.port, raw_path=target.path.encode("ascii"))
        # httpcore leaves the socket open when a handshake is cancelled, and closes it when it times out by itself;
        # so the connection and its handshake together must end before the deadline does.
        left = max(until - time.monotonic(), 0.0)
        timeout = httpx.Timeout(self._deadline_s, connect=min(CONNECT_S, left / 2.1))
        request = httpx.Request(
            "POST",
            url,
            headers={
                "Host": target.authority,
                "Accept-Encoding": "identity",
                "Connection": "close",
                **headers,
            },
            content=body,
            extensions={"timeout": timeout.as_dict(), "sni_hostname": target.host},
        )
        return await self._transport.handle_async_request(request)


async def _hear_out(response: httpx.Response) -> None:
    """Read a little of the answer's body, raw, and hang up; how that goes changes nothing."""
    heard = 0
    try:
        async with asyncio.timeout(ANSWER_S):
            async for piece in response.aiter_raw():
                heard += len(piece)
                if heard >= ANSWER_BYTES:
                    break
    except (TimeoutError, httpx.TransportError):
        pass
    finally:
        with suppress(httpx.TransportError):
            await response.aclose()


def _reason(error: Exception, deadline_s: float) -> tuple[Failure, str]:
    """What stood in the way, in our own words: the library's may quote the other side."""
    match error:
        case UrlRefused():
            reason = Failure.URL, str(error)
        case AddressRefused():
            reason = Failure.ADDRESS, str(error)
        case TimeoutError() | httpx.TimeoutException():
            reason = Failure.TIMEOUT, f"No answer within {deadline_s:g} seconds."
        case httpx.ConnectError() if _is_tls(error):
            reason = Failure.TLS, "The host's certificate or the TLS handshake is not in order."
        case httpx.ConnectError():
            reason = Failure.CONNECT, "The host did not take the connection."
        case httpx.TransportError():
            reason = Failure.BROKEN, "The connection broke, or the answer was not HTTP."
        case _:
            # The connection's own errors come as httpx's; a bare OSError is the resolver's.
            reason = Failure.NAME, "The host's name does not resolve."
    return reason


def _is_tls(error: BaseException) -> bool:
    """Whether a TLS error stands somewhere behind this one."""
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, ssl.SSLError):
            return True
        behind = behind.__cause__ or behind.__context__
    return False


def _ms_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
