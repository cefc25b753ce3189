"""The driver against a small sandbox server: what it says to it, hears from it, and does when it stumbles."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TypeAlias

import httpx
import pytest

from closer_tui.demo.cast import load_cast
from closer_tui.demo.customers import Director
from closer_tui.demo.driver import Driver, sandbox_client
from closer_tui.demo.roles import TimedLine
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import MINUTE, SECOND, ManualClock, SystemClock, format_rfc3339
from closer_tui.domain.errors import ChannelRefused, ChannelUnavailable, Unauthorized

START = 1_779_434_043_500
CAST = load_cast()
MARIA = ChannelKind.WHATSAPP, "+491713920022"

Trouble: TypeAlias = int | tuple[int, str] | Exception


class Sandbox:
    """Two calls of CLOSER v1. `troubles` are met by the next injects, one each, before they work again."""

    def __init__(self, *troubles: Trouble) -> None:
        self.troubles = list(troubles)
        self.injected: list[dict[str, str]] = []
        self.replied: list[dict[str, object]] = []
        self.page_size = 2
        self.list_status = 200
        self.requests: list[httpx.Request] = []
        self.asked = asyncio.Event()

    def answered(self, channel: ChannelKind, address: str, body: str, at: int) -> None:
        reply = {"id": f"rep_{len(self.replied)}", "body": body, "sent_at": format_rfc3339(at // SECOND * SECOND)}
        self.replied.append({"id": "msg_1", "channel": channel.value, "from": address, "body": "?", "reply": reply})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.asked.set()
        if request.url.path == "/v1/messages":
            if self.list_status != 200:
                return httpx.Response(self.list_status, text="no")
            assert request.url.params["status"] == "replied"
            begin = int(request.url.params.get("cursor", "0"))
            end = begin + self.page_size
            more = str(end) if end < len(self.replied) else None
            return httpx.Response(200, json={"data": self.replied[begin:end], "next_cursor": more})
        assert request.url.path == "/v1/sandbox/inject"
        if self.troubles:
            trouble = self.troubles.pop(0)
            if isinstance(trouble, Exception):
                raise trouble
            status, retry_after = trouble if isinstance(trouble, tuple) else (trouble, "")
            return httpx.Response(status, headers={"Retry-After": retry_after} if retry_after else {})
        self.injected.append(json.loads(request.content))
        return httpx.Response(201, json={})


class Demo:
    """A driver, a sandbox and a clock that jumps over every pause. It ends by itself after `length` ms."""

    def __init__(self, sandbox: Sandbox, *, length: int = 15 * MINUTE, poll_ms: int = 2_000) -> None:
        self.sandbox = sandbox
        self.clock = ManualClock(START)
        self.director = Director(CAST, seed=1, start=START)
        self.planned = self.director.planned
        self.pauses: list[int] = []
        self.ends_at = START + length
        transport = httpx.MockTransport(sandbox)
        self.client = httpx.AsyncClient(base_url="http://127.0.0.1", transport=transport)
        self.driver = Driver(self.director, self.client, self.clock, poll_ms=poll_ms, pause=self.pause)

    async def pause(self, ms: int) -> None:
        self.pauses.append(ms)
        self.clock.advance(max(ms, 1))
        if self.clock.now() > self.ends_at:
            self.driver.stop()

    async def run(self) -> None:
        async with self.client:
            await self.driver.run()

    @property
    def said(self) -> list[str]:
        return [inject["body"] for inject in self.sandbox.injected]


async def test_everything_planned_reaches_the_server_once_in_order_and_byte_for_byte() -> None:
    demo = Demo(Sandbox())
    await demo.run()
    assert demo.sandbox.injected == [
        {"channel": inject.channel.value, "from": inject.address, "body": inject.body} for inject in demo.planned
    ]


async def test_a_reply_found_by_polling_is_answered_and_an_old_one_is_not() -> None:
    sandbox = Sandbox()
    for number in range(5):
        sandbox.answered(ChannelKind.SMS, "+447700900210", f"from before {number}", START - MINUTE)
    sandbox.answered(*MARIA, "Yes, on Saturday.", START + SECOND)
    demo = Demo(sandbox, length=2 * MINUTE)
    await demo.run()
    assert [body for body in demo.said if body.startswith("Wonderful, put one aside")] != []
    assert not any("decent of you" in body for body in demo.said)


async def test_a_reply_is_heard_once_however_often_it_is_listed() -> None:
    sandbox = Sandbox()
    sandbox.answered(*MARIA, "Yes, on Saturday.", START)
    demo = Demo(sandbox)
    await demo.run()
    assert sum(inject["from"] == MARIA[1] and "Danke, Paul" in inject["body"] for inject in sandbox.injected) == 0
    assert sum("Wonderful" in body for body in demo.said) == 1


async def test_a_reply_that_has_not_left_yet_is_not_heard() -> None:
    sandbox = Sandbox()
    sandbox.replied.append(
        {"channel": "whatsapp", "from": MARIA[1], "reply": {"id": "rep_9", "body": "Yes", "sent_at": None}}
    )
    demo = Demo(sandbox, length=MINUTE)
    await demo.run()
    assert not any("Wonderful" in body for body in demo.said)


async def test_without_polling_the_caller_reports_replies() -> None:
    demo = Demo(Sandbox(), length=MINUTE, poll_ms=0)
    demo.driver.heard(*MARIA, "Yes, on Saturday.")
    await demo.run()
    assert any("Wonderful" in body for body in demo.said)
    assert all(request.url.path != "/v1/messages" for request in demo.sandbox.requests)


async def test_too_many_requests_waits_as_long_as_asked_and_loses_nothing() -> None:
    demo = Demo(Sandbox((429, "7"), (429, "7")))
    await demo.run()
    assert demo.pauses.count(7_000) == 2
    assert demo.said == [inject.body for inject in demo.planned]


@pytest.mark.parametrize(("asked", "longest"), [("999999999", 30_000), ("nan", 500), ("-3", 1_000), ("", 500)])
async def test_an_absurd_retry_after_is_clamped(asked: str, longest: int) -> None:
    demo = Demo(Sandbox((429, asked)))
    await demo.run()
    assert longest in demo.pauses
    assert demo.said == [inject.body for inject in demo.planned]


async def test_an_unreachable_server_is_tried_again_at_growing_distances() -> None:
    demo = Demo(Sandbox(*[httpx.ConnectError("refused")] * 8))
    await demo.run()
    longest_each = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]
    first = demo.pauses.index(500)
    assert demo.pauses[first : first + 8] == longest_each
    assert demo.said == [inject.body for inject in demo.planned]


@pytest.mark.parametrize("trouble", [httpx.ReadTimeout("late"), httpx.RemoteProtocolError("cut"), 500, 413])
async def test_what_may_have_arrived_is_never_said_again(trouble: Trouble) -> None:
    demo = Demo(Sandbox(trouble))
    await demo.run()
    assert demo.said == [inject.body for inject in demo.planned[1:]]


@pytest.mark.parametrize(("status", "error"), [(401, Unauthorized), (403, Unauthorized), (404, ChannelRefused)])
async def test_a_server_that_will_never_accept_ends_the_demo_with_a_reason(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        await Demo(Sandbox(status)).run()


async def test_a_listing_that_fails_is_asked_again_and_customers_go_on_writing() -> None:
    demo = Demo(Sandbox())
    demo.sandbox.list_status = 500
    await demo.run()
    assert demo.said == [inject.body for inject in demo.planned]
    assert len([request for request in demo.sandbox.requests if request.url.path == "/v1/messages"]) > 10


async def test_an_answer_that_is_no_page_of_messages_is_named() -> None:
    sandbox = Sandbox()
    sandbox.replied.append({"channel": "fax"})
    with pytest.raises(ChannelUnavailable):
        await Demo(sandbox).run()


async def test_a_cursor_that_never_ends_does_not_hold_the_customers_back() -> None:
    sandbox = Sandbox()
    endless = httpx.Response(200, json={"data": [], "next_cursor": "again"})
    transport = httpx.MockTransport(lambda request: endless if request.method == "GET" else sandbox(request))
    demo = Demo(sandbox, length=MINUTE)
    demo.driver = Driver(
        demo.director,
        httpx.AsyncClient(base_url="http://127.0.0.1", transport=transport),
        demo.clock,
        pause=demo.pause,
    )
    await demo.run()
    assert demo.said


def sleeper(client: httpx.AsyncClient) -> Driver:
    """A driver by the real clock that has nothing to do for eight seconds and more."""
    clock = SystemClock()
    return Driver(Director(CAST, seed=1, start=clock.now()), client, clock, poll_ms=0)


async def test_stopping_wakes_a_driver_that_sleeps() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(Sandbox())) as client:
        driver = sleeper(client)
        running = asyncio.create_task(driver.run())
        await asyncio.sleep(0)
        driver.stop()
        async with asyncio.timeout(20):
            await running


async def test_a_driver_can_be_cancelled_while_it_sleeps() -> None:
    async with httpx.AsyncClient(transport=httpx.MockTransport(Sandbox())) as client:
        running = asyncio.create_task(sleeper(client).run())
        await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_a_reported_reply_wakes_a_driver_that_sleeps() -> None:
    sandbox = Sandbox()
    impatient = replace(CAST.conversations[0], live=(), then_after=(), answers=(TimedLine("Thanks!", 0),))
    clock = SystemClock()
    async with httpx.AsyncClient(base_url="http://127.0.0.1", transport=httpx.MockTransport(sandbox)) as client:
        director = Director(replace(CAST, conversations=(impatient,)), seed=1, start=clock.now())
        driver = Driver(director, client, clock, poll_ms=0)
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            group.create_task(driver.run())
            await asyncio.sleep(0)
            driver.heard(impatient.channel, impatient.address, "There you are.")
            await sandbox.asked.wait()
            driver.stop()
    assert [inject["body"] for inject in sandbox.injected] == ["Thanks!"]


async def test_the_client_shows_its_token_and_ignores_proxies() -> None:
    async with sandbox_client("http://127.0.0.1:8787", "cls_test_x") as client:
        assert client.headers["Authorization"] == "Bearer cls_test_x"
        assert not client.trust_env
        assert client.base_url == "http://127.0.0.1:8787"
