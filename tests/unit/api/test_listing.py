"""The listing: every message once, in the order of arrival, through any number of pages."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import DAY, HOUR, SECOND
from closer_tui.domain.message import AnswerState
from closer_tui.domain.sync import Incoming
from closer_tui.store import inbound_list, inboxes
from closer_tui.store.apply import apply
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.keys import public
from closer_tui.store.tokens import Scope
from tests.support.api_world import ApiWorld, error_of, inject


async def pages(peer: httpx.AsyncClient, **params: Any) -> list[list[Any]]:
    """Every page, following the cursor."""
    found, cursor = [], None
    while True:
        answer = await peer.get("/v1/messages", params=params | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["data"])
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found


async def test_pages_hold_every_message_once_and_the_last_says_so(tester: httpx.AsyncClient) -> None:
    sent = [(await inject(tester, f"n{n}", sender=f"+{n % 3}"))["id"] for n in range(7)]
    found = await pages(tester, limit=3)
    assert [len(page) for page in found] == [3, 3, 1]
    assert [message["id"] for page in found for message in page] == sent
    assert [len(page) for page in await pages(tester, limit=7)] == [7]


async def test_an_empty_store_is_one_empty_page(tester: httpx.AsyncClient) -> None:
    assert (await tester.get("/v1/messages")).json() == {"data": [], "next_cursor": None}


async def test_channels_status_and_since_narrow_the_list(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    first = await inject(tester, "first")
    world.clock.advance(HOUR)
    second = await inject(tester, "second", channel="email", sender="m@example.org")
    await tester.post(f"/v1/messages/{first['id']}/reply", json={"body": "yes"})

    async def ids(**params: str) -> list[str]:
        return [m["id"] for page in await pages(tester, **params) for m in page]

    assert await ids(channel="sms") == [first["id"]]
    assert await ids(channel="whatsapp") == []
    assert await ids(status="pending") == [second["id"]]
    assert await ids(status="replied") == [first["id"]]
    assert await ids(status="escalated") == []
    assert await ids(since=second["received_at"]) == [second["id"]]
    assert await ids(since="2026-05-22T15:00:00+02:00") == [second["id"]]
    assert await ids(since="2026-05-22T13:00:00.001Z") == []


async def test_a_replied_message_carries_its_reply(tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    reply = (await tester.post(f"/v1/messages/{message['id']}/reply", json={"body": "Yes!"})).json()
    [listed] = (await tester.get("/v1/messages")).json()["data"]
    assert listed["status"] == "replied"
    assert listed["reply"] == {"id": reply["id"], "body": "Yes!", "sent_at": reply["sent_at"], "mode": "human"}


async def test_a_token_sees_its_own_channels_and_asking_for_another_is_refused(
    world: ApiWorld, tester: httpx.AsyncClient
) -> None:
    await inject(tester)
    email = await inject(tester, channel="email", sender="m@example.org")
    async with world.peer(await world.token(channels=[ChannelKind.EMAIL], scopes=[Scope.READ])) as peer:
        assert [m["id"] for m in (await peer.get("/v1/messages")).json()["data"]] == [email["id"]]
        assert error_of(await peer.get("/v1/messages", params={"channel": "sms"})) == (403, "wrong_channel")


@pytest.mark.parametrize(
    "query",
    [
        "channel=pigeon",
        "status=done",
        "status=",
        "since=yesterday",
        "since=1779451200",
        "since=2026-02-30T00:00:00Z",
        "since=2026-05-22T12:00:00",
        "limit=0",
        "limit=101",
        "limit=ten",
        "chanel=sms",
        "status=pending&status=replied",
        "page=2",
    ],
)
async def test_a_filter_that_cannot_be_meant_is_refused_and_not_ignored(tester: httpx.AsyncClient, query: str) -> None:
    assert error_of(await tester.get(f"/v1/messages?{query}")) == (400, "invalid_request")


async def test_a_cursor_is_good_for_its_own_filters_alone(tester: httpx.AsyncClient) -> None:
    for n in range(3):
        await inject(tester, f"n{n}")
    cursor = (await tester.get("/v1/messages", params={"limit": 1, "channel": "sms"})).json()["next_cursor"]
    assert (await tester.get("/v1/messages", params={"cursor": cursor, "channel": "sms"})).status_code == 200
    assert error_of(await tester.get("/v1/messages", params={"cursor": cursor})) == (409, "invalid_cursor")
    for garbage in ("cur_garbage", "x", cursor[:-1], cursor + "A"):
        answer = await tester.get("/v1/messages", params={"cursor": garbage, "channel": "sms"})
        assert error_of(answer) == (400, "invalid_cursor")


async def test_a_cursor_outlives_the_token_it_was_given_to(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    await inject(tester, "one")
    second = await inject(tester, "two")
    cursor = (await tester.get("/v1/messages", params={"limit": 1})).json()["next_cursor"]
    async with world.peer(await world.token()) as heir:
        answer = await heir.get("/v1/messages", params={"cursor": cursor})
    assert [m["id"] for m in answer.json()["data"]] == [second["id"]]


async def test_what_arrives_late_with_an_old_date_is_still_found_from_the_cursor(
    world: ApiWorld, tester: httpx.AsyncClient
) -> None:
    await inject(tester, "seen")
    await inject(tester, "not yet seen")
    cursor = (await tester.get("/v1/messages", params={"limit": 1})).json()["next_cursor"]
    world.clock.advance(-DAY)  # the machine's clock was put right
    async with world.store.write() as tx:
        inbox = await inboxes.by_id(tx, "inbox_sandbox_sms")
        late = Incoming("late", "+9", "+9", "written yesterday", world.clock.now() - DAY)
        await apply(tx, inbox, [late], world.clock.now(), DraftTiming())
    answer = await tester.get("/v1/messages", params={"cursor": cursor})
    assert [m["body"] for m in answer.json()["data"]] == ["not yet seen", "written yesterday"]


async def test_a_reader_who_pages_while_others_write_misses_nothing(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    await inject(tester, "0")
    stop = asyncio.Event()

    async def write() -> list[str]:
        ids = [(await inject(tester, f"{n}", sender=f"+{n % 7}"))["id"] for n in range(1, 40)]
        stop.set()
        return ids

    writing = asyncio.create_task(write())
    seen: list[str] = []
    cursor: str | None = None
    while not (stop.is_set() and cursor is None):
        params: dict[str, Any] = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        document = (await tester.get("/v1/messages", params=params)).json()
        if cursor is None:
            seen.clear()
        seen += [m["id"] for m in document["data"]]
        cursor = document["next_cursor"]
    written = await writing
    everything = [m["id"] for page in await pages(tester, limit=100) for m in page]
    assert len(everything) == 40
    assert everything[1:] == written
    assert seen == everything[: len(seen)]


async def test_many_pending_messages_are_walked_and_few_are_sorted_with_the_same_result(
    world: ApiWorld, tester: httpx.AsyncClient
) -> None:
    sent = [(await inject(tester, f"{n}", sender=f"+{n}"))["id"] for n in range(12)]
    async with world.store.read() as conn:
        for few in (100, 3):
            found = await inbound_list.page(
                conn, env=Environment.TEST, channels=list(ChannelKind), status=AnswerState.PENDING, limit=99, few=few
            )
            assert [public("msg", message.seq) for message in found] == sent


@pytest.mark.parametrize("status", [None, AnswerState.PENDING, AnswerState.REPLIED])
async def test_a_page_walks_an_index_and_never_the_table(world: ApiWorld, status: AnswerState | None) -> None:
    async with world.store.read() as conn:
        seen: list[tuple[str, Any]] = []
        event.listen(conn.sync_connection, "before_cursor_execute", lambda *a: seen.append((a[2], a[3])))
        await inbound_list.page(
            conn,
            env=Environment.TEST,
            channels=list(ChannelKind),
            status=status,
            after=(SECOND, 1),
            since=SECOND,
            limit=51,
        )
        sql, params = seen[-1]
        plan = [str(tuple(row)[3]) for row in await conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", params)]
    if status is AnswerState.PENDING:
        assert "SCAN m USING INDEX ix_messages_pending" in plan[0], plan
    else:
        assert "SEARCH m USING INDEX ix_messages_arrival (arrived_at>?)" in plan[0], plan
        assert not [step for step in plan if "ORDER BY" in step], plan
