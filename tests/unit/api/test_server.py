"""The server on a real socket: bodies that lie, trickle or never end, and requests that are none."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from closer_tui.api.app import BODY_SECONDS
from closer_tui.api.server import Bound, is_loopback, serve
from closer_tui.config.errors import ConfigError
from tests.support.api_world import api_world

LIMIT = 262_144


@dataclass
class Served:
    """A server and a token for it."""

    bound: Bound
    secret: str

    async def raw(self, request: bytes, *more: bytes, pause: float = 0.0) -> bytes:
        """Send bytes, then read until the server closes."""
        reader, writer = await asyncio.open_connection(self.bound.host, self.bound.port)
        try:
            for part in (request, *more):
                try:
                    writer.write(part)
                    await writer.drain()
                except ConnectionError:
                    break
                await asyncio.sleep(pause)
            async with asyncio.timeout(20):
                return await reader.read()
        finally:
            writer.close()

    def head(self, *lines: str, path: str = "/v1/sandbox/inject", method: str = "POST") -> bytes:
        """The start of a request, with the token."""
        host = f"{self.bound.host}:{self.bound.port}"
        fixed = (f"{method} {path} HTTP/1.1", f"Host: {host}", f"Authorization: Bearer {self.secret}")
        return "\r\n".join((*fixed, "Content-Type: application/json", *lines, "", "")).encode()


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """A server on a free port."""
    async with api_world(tmp_path / "home") as world:
        secret = await world.token()
        async with serve(world.app, "127.0.0.1", 0) as bound:
            yield Served(bound, secret)


@pytest.fixture
async def hasty(tmp_path: Path) -> AsyncIterator[Served]:
    """The same with little patience for bodies and headers."""
    async with api_world(tmp_path / "hasty", body_seconds=0.3) as world:
        secret = await world.token()
        async with serve(world.app, "127.0.0.1", 0, header_seconds=0.2) as bound:
            yield Served(bound, secret)


def answer_of(raw: bytes) -> tuple[int, dict[str, str], Any]:
    """Status, headers and document of the first answer."""
    head, _, rest = raw.partition(b"\r\n\r\n")
    status_line, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(status_line.split()[1]), headers, json.loads(rest)


def document(size: int) -> bytes:
    """An injectable message of exactly this many bytes of JSON."""
    start, end = b'{"channel": "sms", "from": "+1", "body": "', b'"}'
    return start + b"x" * (size - len(start) - len(end)) + end


def chunk(data: bytes) -> bytes:
    """One chunk of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(data), data)


async def test_a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.bound.url) as peer:
        headers = {"Authorization": f"Bearer {served.secret}", "Content-Type": "application/json"}
        exact = await peer.post("/v1/sandbox/inject", content=document(LIMIT), headers=headers)
        assert exact.status_code == 201
        over = await peer.post("/v1/sandbox/inject", content=document(LIMIT + 1), headers=headers)
        assert over.status_code == 413
        assert over.json()["error"]["code"] == "payload_too_large"
        assert over.headers["Connection"] == "close"


async def test_a_large_body_gets_its_answer_before_the_connection_closes(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.bound.url) as peer:
        headers = {"Authorization": f"Bearer {served.secret}", "Content-Type": "application/json"}
        over = await peer.post("/v1/sandbox/inject", content=document(8 * 1024 * 1024), headers=headers)
        assert over.status_code == 413


async def test_a_chunked_body_is_counted_as_it_streams(served: Served) -> None:
    part = chunk(b"x" * 32_768)
    raw = await served.raw(served.head("Transfer-Encoding: chunked"), *[part] * 9)
    status, headers, error = answer_of(raw)
    assert (status, error["error"]["code"], headers["connection"]) == (413, "payload_too_large", "close")


async def test_a_chunked_body_within_the_limit_is_taken(served: Served) -> None:
    data = document(100_000)
    parts = [chunk(data[i : i + 10_000]) for i in range(0, len(data), 10_000)]
    raw = await served.raw(served.head("Transfer-Encoding: chunked", "Connection: close"), *parts, b"0\r\n\r\n")
    assert answer_of(raw)[0] == 201


async def test_a_length_that_promises_too_much_is_refused_at_once(served: Served) -> None:
    started = asyncio.get_running_loop().time()
    raw = await served.raw(served.head(f"Content-Length: {LIMIT + 1}"))
    assert answer_of(raw)[0] == 413
    assert asyncio.get_running_loop().time() - started < BODY_SECONDS / 2


async def test_a_length_that_promises_more_than_comes_ends_in_a_timeout(hasty: Served) -> None:
    raw = await hasty.raw(hasty.head("Content-Length: 1000"), b'{"channel"')
    status, headers, error = answer_of(raw)
    assert (status, error["error"]["code"], headers["connection"]) == (408, "request_timeout", "close")


async def test_a_body_that_trickles_ends_in_a_timeout_however_steady(hasty: Served) -> None:
    raw = await hasty.raw(hasty.head("Content-Length: 1000"), *[b" "] * 40, pause=0.02)
    assert answer_of(raw)[0] == 408


async def test_bytes_beyond_the_length_are_not_part_of_the_body(served: Served) -> None:
    data = document(100)
    raw = await served.raw(served.head("Content-Length: 100", "Connection: close"), data + b"garbage")
    assert answer_of(raw)[0] == 201


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, identity"])
async def test_a_compressed_body_is_not_unpacked(served: Served, encoding: str) -> None:
    raw = await served.raw(
        served.head(f"Content-Encoding: {encoding}", "Content-Length: 20", "Connection: close"),
        b"\x1f\x8b" + b"\0" * 18,
    )
    status, _, error = answer_of(raw)
    assert (status, error["error"]["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"]
)
async def test_only_json_is_taken(served: Served, kind: str) -> None:
    async with httpx.AsyncClient(base_url=served.bound.url) as peer:
        headers = {"Authorization": f"Bearer {served.secret}", "Content-Type": kind}
        answer = await peer.post("/v1/sandbox/inject", content=document(100), headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_media_type")


async def test_a_refused_request_leaves_the_connection_good_for_the_next(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.bound.url, limits=httpx.Limits(max_connections=1)) as peer:
        for _ in range(3):
            refused = await peer.post("/v1/sandbox/inject", content=document(50_000))
            assert refused.status_code == 401
            assert "Connection" not in refused.headers
        missing = await peer.post("/v1/nowhere", content=document(50_000))
        assert missing.status_code == 404


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200,
        b"HELLO\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 50_000,
    ],
    ids=["TLS", "no HTTP", "no Host", "two Hosts", "length below 0", "two lengths", "headers without end"],
)
async def test_what_is_not_http_gets_the_envelope_too(served: Served, request_: bytes) -> None:
    raw = await served.raw(request_)
    status, headers, error = answer_of(raw)
    assert (status, error["error"]["code"]) == (400, "invalid_http")
    assert error["error"]["trace_id"] == headers["x-trace-id"]


async def test_headers_that_are_too_large_are_told_so(served: Served) -> None:
    raw = await served.raw(served.head("X: " + "x" * 50_000, "Content-Length: 0", "Connection: close"))
    assert answer_of(raw)[0] == 431


async def test_headers_that_never_end_lose_the_connection(hasty: Served) -> None:
    assert await hasty.raw(b"GET /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n") == b""
    assert await hasty.raw(b"") == b""


async def test_a_second_request_on_a_connection_may_come_later_than_that(hasty: Served) -> None:
    async with httpx.AsyncClient(base_url=hasty.bound.url) as peer:
        for _ in range(2):
            assert (await peer.get("/openapi.json")).status_code == 200
            await asyncio.sleep(0.3)


async def test_a_foreign_host_is_refused_on_the_wire(served: Served) -> None:
    raw = await served.raw(b"GET /v1/messages HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert answer_of(raw)[0] == 421


async def test_stopping_finishes_what_is_under_way(tmp_path: Path) -> None:
    async with api_world(tmp_path / "home") as world:
        entered = asyncio.Event()

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            entered.set()
            await world.app(scope, receive, send)

        headers = {"Authorization": f"Bearer {await world.token()}"}
        async with serve(app, "127.0.0.1", 0) as bound:
            peer = httpx.AsyncClient(base_url=bound.url, headers=headers)
            async with world.store.lock.held():
                document = {"channel": "sms", "from": "+1", "body": "x"}
                asking = asyncio.create_task(peer.post("/v1/sandbox/inject", json=document))
                await entered.wait()
        assert (await asking).status_code == 201
        await peer.aclose()


async def test_a_taken_port_is_told_with_what_to_do(served: Served, tmp_path: Path) -> None:
    async with api_world(tmp_path / "another") as world:
        with pytest.raises(ConfigError, match=r"Cannot listen on 127\.0\.0\.1 port \d+: Address already") as told:
            async with serve(world.app, served.bound.host, served.bound.port):
                pass
    assert "--port" in told.value.hint


async def test_it_says_nothing_on_its_own(served: Served, caplog: pytest.LogCaptureFixture, capfd: Any) -> None:
    with caplog.at_level(logging.INFO):
        async with httpx.AsyncClient(base_url=served.bound.url) as peer:
            await peer.get("/openapi.json")
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_these_are_reached_from_this_machine_alone(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "desk.example", "127.0.0.1.example", ""])
def test_these_are_not(host: str) -> None:
    assert not is_loopback(host)
