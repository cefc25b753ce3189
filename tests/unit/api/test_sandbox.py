"""The sandbox: customers made up by tests, stored as real ones are."""

import httpx
import pytest

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import parse_rfc3339
from closer_tui.store import inboxes
from tests.support.api_world import NOON, ApiWorld, error_of, inject


async def test_an_injected_message_comes_back_in_the_documented_shape(tester: httpx.AsyncClient) -> None:
    message = await inject(tester, "Do you deliver?")
    assert message == {
        "id": message["id"],
        "channel": "sms",
        "from": "+447700900123",
        "body": "Do you deliver?",
        "received_at": "2026-05-22T12:00:00Z",
        "status": "pending",
    }
    assert (await tester.get("/v1/messages")).json() == {"data": [message], "next_cursor": None}


async def test_it_lands_in_the_channels_sandbox_inbox_and_wakes_the_engine(
    world: ApiWorld, tester: httpx.AsyncClient
) -> None:
    await inject(tester)
    await inject(tester, channel="email", sender="mira@example.org")
    async with world.store.read() as conn:
        found = await inboxes.all_of(conn)
        pending = (await conn.exec_driver_sql("SELECT count(*) FROM drafts WHERE state = 'requested'")).scalar()
    assert [(i.id, i.connector, i.env) for i in found] == [
        ("inbox_sandbox_sms", "sandbox", Environment.TEST),
        ("inbox_sandbox_email", "sandbox", Environment.TEST),
    ]
    assert pending == 2
    assert world.writes == 2


async def test_quick_fire_messages_keep_their_order(tester: httpx.AsyncClient) -> None:
    sent = [await inject(tester, f"line {n}") for n in range(5)]
    times = [parse_rfc3339(message["received_at"]) for message in sent]
    assert times == [NOON, NOON + 1, NOON + 2, NOON + 3, NOON + 4]
    listed = (await tester.get("/v1/messages")).json()["data"]
    assert [message["body"] for message in listed] == [f"line {n}" for n in range(5)]


async def test_hostile_text_is_cleaned_before_it_is_stored(tester: httpx.AsyncClient) -> None:
    message = await inject(
        tester, "\x1b]52;c;aGk=\x07Hello \x1b[31m[@click=app.quit]x[/] \u202eabc\r\n", sender="+1 23"
    )
    assert message["body"] == "Hello [@click=app.quit]x[/] ⟦U+202E⟧abc"
    assert message["from"] == "+1 23"


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        "text",
        {"channel": "sms", "from": "+1"},
        {"channel": "sms", "from": "+1", "body": ""},
        {"channel": "sms", "from": "+1", "body": " \n"},
        {"channel": "sms", "from": "", "body": "x"},
        {"channel": "pigeon", "from": "+1", "body": "x"},
        {"channel": "sms", "from": 1, "body": "x"},
        {"channel": "sms", "from": "+1", "body": "x", "name": "Mira"},
        {"channel": "sms", "from": "+1", "body": "x", "sender": "+1"},
    ],
)
async def test_what_is_not_documented_is_refused(tester: httpx.AsyncClient, document: object) -> None:
    answer = await tester.post("/v1/sandbox/inject", json=document)
    assert error_of(answer) == (400, "invalid_request")


async def test_what_vanishes_in_cleaning_is_refused(tester: httpx.AsyncClient) -> None:
    answer = await tester.post("/v1/sandbox/inject", json={"channel": "sms", "from": "+1", "body": "\x1b[31m"})
    assert error_of(answer) == (400, "invalid_request")


async def test_live_tokens_inject_nothing(world: ApiWorld) -> None:
    async with world.peer(await world.token(Environment.LIVE, [ChannelKind.SMS])) as live:
        answer = await live.post("/v1/sandbox/inject", json={"channel": "sms", "from": "+1", "body": "x"})
    assert error_of(answer) == (403, "wrong_environment")


async def test_subscribers_hear_of_it(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    await world.subscribe("message.received")
    message = await inject(tester, "Hello")
    [event] = await world.events()
    assert event == {
        "event": "message.received",
        "message_id": message["id"],
        "channel": "sms",
        "from": "+447700900123",
        "body": "Hello",
        "received_at": "2026-05-22T12:00:00Z",
    }
