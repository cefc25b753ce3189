"""A reply through the API: sent at once in the sandbox, queued on a real channel."""

import httpx
import pytest

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import DAY
from closer_tui.domain.draft import DraftAction, DraftEvent, Proposal
from closer_tui.domain.sync import Incoming
from closer_tui.store import conversations, drafts
from closer_tui.store.apply import apply
from closer_tui.store.draft_requests import DraftTiming
from tests.support.api_world import ApiWorld, error_of, inject


async def test_in_the_sandbox_the_reply_is_sent_at_once(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    answer = await tester.post(f"/v1/messages/{message['id']}/reply", json={"body": "Yes!", "send_as": "human"})
    assert answer.status_code == 201
    reply = answer.json()
    assert reply["id"].startswith("rep_")
    assert reply == {
        "id": reply["id"],
        "message_id": message["id"],
        "body": "Yes!",
        "sent_at": "2026-05-22T12:00:00.001Z",
        "mode": "human",
        "status": "sent",
    }
    assert await world.rows("SELECT state, body, recipient, send_as FROM outbox") == [
        ("sent", "Yes!", "+447700900123", "human")
    ]
    assert await world.rows("SELECT direction, delivery, author FROM messages ORDER BY at") == [
        ("inbound", "received", ""),
        ("outbound", "sent", "api:tester"),
    ]
    assert await world.rows("SELECT waiting_since, unread, last_delivery, snippet FROM conversations") == [
        (None, 0, "sent", "Yes!")
    ]


async def test_it_answers_what_the_customer_wrote_before_too(tester: httpx.AsyncClient) -> None:
    first = await inject(tester, "Hello?")
    second = await inject(tester, "Anyone?")
    other = await inject(tester, "Me too", sender="+2")
    await tester.post(f"/v1/messages/{second['id']}/reply", json={"body": "Yes!"})
    listed = {m["id"]: m["status"] for m in (await tester.get("/v1/messages")).json()["data"]}
    assert listed == {first["id"]: "replied", second["id"]: "replied", other["id"]: "pending"}


async def test_it_overrides_a_draft_that_waits(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    async with world.store.write() as tx:
        now = world.clock.now()
        [[n]] = (await tx.exec_driver_sql("SELECT n FROM drafts")).all()
        await drafts.move(tx, n, DraftEvent.CLAIM, now)
        basis = (await conversations.one(tx, 1)).basis
        await drafts.finish(tx, n, Proposal(body="Perhaps", action=DraftAction.REPLY), [], basis, now)
    await tester.post(f"/v1/messages/{message['id']}/reply", json={"body": "Yes!"})
    assert await world.rows("SELECT state, decision FROM drafts") == [("superseded", "api:tester answered")]
    assert await world.rows("SELECT pending_draft FROM conversations") == [(None,)]


async def test_subscribers_hear_of_it(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    await world.subscribe("message.replied")
    message = await inject(tester)
    reply = (await tester.post(f"/v1/messages/{message['id']}/reply", json={"body": "Yes!"})).json()
    assert await world.events() == [
        {
            "event": "message.replied",
            "message_id": message["id"],
            "channel": "sms",
            "reply": {"id": reply["id"], "body": "Yes!", "sent_at": reply["sent_at"], "mode": "human"},
        }
    ]


async def test_a_person_may_send_a_second_reply(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    for body in ("Yes!", "And we open at 8."):
        answer = await tester.post(f"/v1/messages/{message['id']}/reply", json={"body": body})
        assert answer.status_code == 201
    assert await world.rows("SELECT body FROM outbox ORDER BY n") == [("Yes!",), ("And we open at 8.",)]
    [listed] = (await tester.get("/v1/messages")).json()["data"]
    assert listed["reply"]["body"] == "Yes!"


async def test_on_a_real_channel_it_joins_the_outbox(world: ApiWorld) -> None:
    inbox = await world.live_inbox()
    async with world.store.write() as tx:
        incoming = Incoming("ext-1", "+49", "+49", "Hello", world.clock.now())
        await apply(tx, inbox, [incoming], world.clock.now(), DraftTiming())
    async with world.peer(await world.token(Environment.LIVE, [ChannelKind.SMS], name="crm")) as live:
        [message] = (await live.get("/v1/messages")).json()["data"]
        answer = await live.post(f"/v1/messages/{message['id']}/reply", json={"body": "Yes!"})
        assert answer.status_code == 201
        assert answer.json() | {"id": ""} == {
            "id": "",
            "message_id": message["id"],
            "body": "Yes!",
            "sent_at": None,
            "mode": "human",
            "status": "queued",
        }
        assert (await live.get("/v1/messages")).json()["data"][0]["status"] == "pending"
    assert await world.rows("SELECT state, reply_to, recipient, actor FROM outbox") == [
        ("queued", "ext-1", "+49", "api:crm")
    ]


async def test_what_the_channel_would_not_take_is_refused_and_changes_nothing(
    world: ApiWorld, tester: httpx.AsyncClient
) -> None:
    message = await inject(tester)
    long = await tester.post(f"/v1/messages/{message['id']}/reply", json={"body": "x" * 1_601})
    assert error_of(long) == (409, "refused")
    late = await inject(tester, channel="whatsapp")
    world.clock.advance(DAY + 1)
    closed = await tester.post(f"/v1/messages/{late['id']}/reply", json={"body": "x"})
    assert error_of(closed) == (409, "refused")
    assert await world.rows("SELECT count(*) FROM outbox") == [(0,)]


@pytest.mark.parametrize(
    "document",
    [{}, {"body": ""}, {"body": " "}, {"body": "x", "send_as": "bot"}, {"body": "x", "to": "+1"}, {"body": 1}],
)
async def test_what_is_not_documented_is_refused(tester: httpx.AsyncClient, document: object) -> None:
    message = await inject(tester)
    answer = await tester.post(f"/v1/messages/{message['id']}/reply", json=document)
    assert error_of(answer) == (400, "invalid_request")


@pytest.mark.parametrize(
    "id", ["msg_0000000000000", "msg_0000000000009", "msg_", "rep_0000000000001", "x", "msg_%00", "..."]
)
async def test_a_message_that_is_not_there_is_not_found(tester: httpx.AsyncClient, id: str) -> None:
    assert error_of(await tester.post(f"/v1/messages/{id}/reply", json={"body": "x"})) == (404, "not_found")


async def test_only_what_a_customer_wrote_can_be_answered(tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    reply = (await tester.post(f"/v1/messages/{message['id']}/reply", json={"body": "Yes!"})).json()
    outbound = reply["id"].replace("rep_", "msg_")
    assert error_of(await tester.post(f"/v1/messages/{outbound}/reply", json={"body": "x"})) == (404, "not_found")


async def test_a_refusal_says_in_words_what_is_wanted(tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    answer = await tester.post(f"/v1/messages/{message['id']}/reply", json={"body": "\u200b"})
    wanted = "body.body: needs at least one character that can be seen, and no NUL"
    assert answer.json()["error"]["message"] == wanted
