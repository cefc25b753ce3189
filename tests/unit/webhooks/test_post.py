"""One attempt, against endpoints that are well, ill, slow and hostile."""

import asyncio
import gzip
import socket
from collections.abc import Sequence

import psutil
import pytest

from closer_tui.webhooks.outcome import Failure
from closer_tui.webhooks.post import ANSWER_BYTES, Sender
from tests.unit.webhooks.receiver import NOW, Answer, post, raw, receiving, says, silent


def home(deadline_s: float = 5.0) -> Sender:
    """A sender of a home that opened its network, as loopback needs."""
    return Sender(allow_private=True, deadline_s=deadline_s)


async def test_an_endpoint_gets_the_bytes_as_they_are_and_its_yes_counts() -> None:
    body = '{"body":"Grüß Gott"}'.encode()
    async with receiving(says("200 OK", body=b"thanks")) as receiver:
        outcome = await post(home(), receiver.url + "?a=%20b", body)
    (request,) = receiver.requests
    assert outcome.delivered
    assert outcome.detail == "Accepted with 200."
    assert request.line == "POST /hook?a=%20b HTTP/1.1"
    assert request.body == body
    assert request.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["content-length"] == str(len(body))
    assert request.headers["connection"] == "close"
    assert "cookie" not in request.headers


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content", "299 Fine"])
async def test_every_2xx_is_a_yes(status: str) -> None:
    async with receiving(raw(f"HTTP/1.1 {status}\r\n\r\n".encode())) as receiver:
        assert (await post(home(), receiver.url)).delivered


@pytest.mark.parametrize(
    ("status", "code"),
    [("400 Bad Request", 400), ("404 Not Found", 404), ("500 Oops", 500), ("503 Later", 503), ("600 Odd", 600)],
)
async def test_everything_else_is_a_no(status: str, code: int) -> None:
    async with receiving(says(status)) as receiver:
        outcome = await post(home(), receiver.url)
    assert not outcome.delivered
    assert not outcome.gone
    assert outcome.status == code
    assert outcome.detail == f"Answered {code}."


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    inside = receiving(says("200 OK"))
    async with inside as inner, receiving(says(f"{status} Moved", f"Location: {inner.url}")) as receiver:
        outcome = await post(home(), receiver.url)
    assert not outcome.delivered
    assert outcome.detail == f"Answered {status}; redirects are refused."
    assert inner.connections == 0
    assert len(receiver.requests) == 1


async def test_410_says_the_endpoint_is_gone() -> None:
    async with receiving(says("410 Gone")) as receiver:
        outcome = await post(home(), receiver.url)
    assert outcome.gone
    assert not outcome.delivered


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        ("429 Slow down", "Retry-After: 7", 7_000),
        ("503 Later", "Retry-After: 31536000", 3_600_000),
        ("503 Later", "Retry-After: -1", 1_000),
        ("429 Slow down", "Retry-After: nan", None),
        ("429 Slow down", "Retry-After: Tue, 14 Nov 2023 22:14:20 GMT", 60_000),
        ("429 Slow down", "X-Nothing: 1", None),
        ("500 Oops", "Retry-After: 7", None),
        ("200 OK", "Retry-After: 7", None),
    ],
)
async def test_429_and_503_may_ask_for_time(status: str, header: str, wait: int | None) -> None:
    async with receiving(says(status, header)) as receiver:
        assert (await post(home(), receiver.url)).retry_after == wait


async def test_a_cookie_is_never_carried_to_the_next_attempt() -> None:
    sender = home()
    async with receiving(says("200 OK", "Set-Cookie: session=1; Path=/")) as receiver:
        for _ in range(2):
            await sender.post(receiver.url, b"{}", {}, now=NOW)
    await sender.aclose()
    assert receiver.connections == 2
    assert all("cookie" not in request.headers for request in receiver.requests)


async def test_a_proxy_in_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving(says("500 Proxy")) as proxy, receiving(says("200 OK")) as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        outcome = await post(home(), receiver.url)
    assert outcome.delivered
    assert proxy.connections == 0


# --- networks that fail ----------------------------------------------------------------------------------


async def test_a_closed_port_is_a_failure_not_an_exception() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    outcome = await post(home(), f"http://127.0.0.1:{port}/")
    assert outcome.failure is Failure.CONNECT
    assert outcome.status is None


async def test_a_name_that_does_not_resolve_is_a_failure() -> None:
    async def nowhere(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    outcome = await post(Sender(resolve=nowhere), "https://nowhere.example/")
    assert outcome.failure is Failure.NAME


async def test_a_name_without_addresses_is_a_failure() -> None:
    async def empty(host: str, port: int) -> Sequence[str]:
        return []

    assert (await post(Sender(resolve=empty), "https://empty.example/")).failure is Failure.NAME


@pytest.mark.parametrize(
    "url", ["http://127.1/", "ftp://x.example/", "https://u@x.example/", "https://x.example/#f", "nonsense"]
)
async def test_a_url_that_is_no_longer_allowed_is_a_failure(url: str) -> None:
    assert (await post(home(), url)).failure is Failure.URL


@pytest.mark.parametrize(
    "answer",
    [
        raw(b""),
        raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
        raw(b"HTTP/1.1 \x1b[2J\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 200_000),
        raw(b"\x00" * 1000),
    ],
    ids=["hangs up", "another protocol", "escape sequence", "no length", "endless header", "noughts"],
)
async def test_what_is_not_http_is_a_failure_that_quotes_nothing(answer: Answer) -> None:
    async with receiving(answer) as receiver:
        outcome = await post(home(), receiver.url)
    assert outcome.failure is Failure.BROKEN
    assert outcome.detail == "The connection broke, or the answer was not HTTP."


async def test_silence_ends_at_the_deadline() -> None:
    async with receiving(silent) as receiver:
        async with asyncio.timeout(20):
            outcome = await post(home(0.2), receiver.url)
    assert outcome.failure is Failure.TIMEOUT
    assert outcome.took_ms >= 190


async def test_a_drip_of_bytes_does_not_move_the_deadline() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with receiving(drip) as receiver:
        outcome = await post(home(0.2), receiver.url)
    assert outcome.failure is Failure.TIMEOUT


async def test_endless_interim_answers_do_not_move_the_deadline() -> None:
    async def hints(writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(0.005)

    async with receiving(hints) as receiver:
        outcome = await post(home(0.2), receiver.url)
    assert outcome.failure is Failure.TIMEOUT


async def test_a_name_server_that_never_answers_ends_at_the_deadline() -> None:
    async def stuck(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    outcome = await post(Sender(resolve=stuck, deadline_s=0.1), "https://stuck.example/")
    assert outcome.failure is Failure.TIMEOUT


# --- answers without end ---------------------------------------------------------------------------------


async def test_an_endless_body_after_a_yes_is_a_yes_and_little_of_it_is_read() -> None:
    sent = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"4000\r\n" + b"a" * 0x4000 + b"\r\n")
            await writer.drain()
            sent += 0x4000

    async with receiving(endless) as receiver:
        outcome = await post(home(), receiver.url)
        async with asyncio.timeout(20):
            await receiver.gone.wait()
    assert outcome.delivered
    # Beyond what was read, the kernel's buffers took some; it stops there.
    assert sent < 20_000_000


async def test_a_slow_body_after_a_yes_is_a_yes_and_not_waited_for() -> None:
    async def slow(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        await silent(writer)

    async with receiving(slow) as receiver:
        outcome = await post(home(10.0), receiver.url)
    assert outcome.delivered
    assert outcome.took_ms < 9_000


async def test_a_body_shorter_than_promised_changes_nothing() -> None:
    async with receiving(raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort")) as receiver:
        assert (await post(home(), receiver.url)).delivered


async def test_a_compressed_bomb_is_never_unpacked() -> None:
    bomb = gzip.compress(bytes(50_000_000), 9)
    assert len(bomb) > ANSWER_BYTES
    async with receiving(says("200 OK", "Content-Encoding: gzip", body=bomb)) as receiver:
        sender = home()
        before = psutil.Process().memory_info().rss
        outcome = await post(sender, receiver.url)
        grown = psutil.Process().memory_info().rss - before
    assert outcome.delivered
    assert grown < 20_000_000


async def test_one_attempt_does_not_wait_for_another() -> None:
    sender = home(20.0)
    async with receiving(silent) as slow, receiving(says("200 OK")) as quick, asyncio.TaskGroup() as group:
        stuck = [group.create_task(sender.post(slow.url, b"{}", {}, now=NOW)) for _ in range(20)]
        outcome = await sender.post(quick.url, b"{}", {}, now=NOW)
        waiting = [task for task in stuck if not task.done()]
        for task in stuck:
            task.cancel()
    await sender.aclose()
    assert outcome.delivered
    assert len(waiting) == len(stuck)
