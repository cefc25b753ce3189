"""Every answer carries a trace id, every failure the envelope, and the log tells the story."""

import logging
import re

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from closer_tui.api.edge import MAX_HEADER_BYTES, Edge
from closer_tui.api.hosts import HostRules
from closer_tui.domain.clock import ManualClock
from tests.support.api_world import NOON, ApiWorld, error_of, inject


async def test_an_unknown_path_is_told_in_the_envelope(tester: httpx.AsyncClient) -> None:
    for path in ("/", "/v1", "/v1/nope", "/v1/messages/", "/healthz", "/docs", "/redoc", "//v1/messages"):
        assert error_of(await tester.get(path)) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/tone-profiles/inbox_x", "GET, POST"),
        ("OPTIONS", "/v1/messages", "GET"),
        ("GET", "/v1/sandbox/inject", "POST"),
        ("GET", "/v1/messages/msg_1/reply", "POST"),
        ("TRACE", "/v1/messages", "GET"),
        ("POST", "/openapi.json", "GET, HEAD"),
    ],
)
async def test_a_wrong_method_names_the_right_ones(
    tester: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    answer = await tester.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed
    assert error_of(answer) == (405, "method_not_allowed")


async def test_a_question_for_headers_alone_gets_no_body(tester: httpx.AsyncClient) -> None:
    answer = await tester.head("/v1/messages")
    assert (answer.status_code, answer.headers["Allow"], answer.content) == (405, "GET", b"")


async def test_there_are_no_pages_for_browsers_and_no_cors(tester: httpx.AsyncClient) -> None:
    answer = await tester.get("/v1/messages", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_foreign_host_is_refused_before_anything_is_looked_at(world: ApiWorld) -> None:
    async with world.peer("cls_live_" + "0" * 43) as peer:
        answer = await peer.get("/v1/messages", headers={"Host": "evil.example"})
    assert error_of(answer) == (421, "unknown_host")


async def test_a_page_of_another_origin_cannot_inject(tester: httpx.AsyncClient) -> None:
    answer = await tester.post("/v1/sandbox/inject", json={}, headers={"Origin": "https://evil.example"})
    assert error_of(answer) == (403, "foreign_origin")


async def test_headers_beyond_the_limit_are_refused(tester: httpx.AsyncClient) -> None:
    answer = await tester.get("/v1/messages", headers={"X-Long": "x" * MAX_HEADER_BYTES})
    assert error_of(answer) == (431, "headers_too_large")


async def test_trace_ids_differ_and_stand_in_the_log(
    tester: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="closer_tui.api"):
        answers = [await tester.get("/v1/messages"), await tester.get("/v1/nope")]
    ids = [answer.headers["X-Trace-Id"] for answer in answers]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"trc_[0-9A-Z]{26}", each) for each in ids)
    assert f"{ids[0]} GET /v1/messages 200" in caplog.text
    assert f"{ids[1]} GET /v1/nope 404" in caplog.text


async def test_neither_bodies_nor_queries_nor_tokens_reach_the_log(
    world: ApiWorld, caplog: pytest.LogCaptureFixture
) -> None:
    secret = await world.token()
    with caplog.at_level(logging.DEBUG, logger="closer_tui"):
        async with world.peer(secret) as peer:
            await inject(peer, "a very private matter")
            await peer.get("/v1/messages", params={"token": secret})
    assert caplog.text
    assert "private" not in caplog.text
    assert secret not in caplog.text


async def test_what_nobody_foresaw_is_a_500_with_a_trace_that_leads_to_its_traceback(
    world: ApiWorld, tester: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    await inject(tester)
    async with world.store.write() as tx:
        await tx.exec_driver_sql("DROP TABLE webhook_endpoints")
    answer = await tester.post("/v1/sandbox/inject", json={"channel": "sms", "from": "+1", "body": "x"})
    assert error_of(answer) == (500, "internal")
    assert "webhook_endpoints" not in answer.text
    trace_id = answer.headers["X-Trace-Id"]
    [record] = [r for r in caplog.records if r.exc_info]
    assert trace_id in record.getMessage()
    assert record.exc_info is not None
    assert "webhook_endpoints" in str(record.exc_info[1])


async def test_a_failure_outside_the_framework_is_caught_too() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("boom")

    edge = Edge(broken, HostRules(("127.0.0.1",)), ManualClock(NOON))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=edge), base_url="http://127.0.0.1") as peer:
        assert error_of(await peer.get("/")) == (500, "internal")
