"""A model over the Messages API: what is sent, what is believed, and every way it can fail."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from closer_tui.config.secrets import Secret
from closer_tui.config.settings import DraftingSettings
from closer_tui.domain.draft import DraftAction
from closer_tui.domain.escalation import EscalationReason
from closer_tui.drafting.claude import ClaudeModel
from closer_tui.drafting.model import Answer, DraftFailed, FailKind
from tests.support.briefs import brief
from tests.support.model_server import (
    ANSWER,
    HEAD,
    ModelServer,
    Script,
    Send,
    answering,
    end,
    event,
    model_server,
    pieces_of,
    start,
    status,
    stream,
    text,
)

KEY = "sk-canary-1234567890"


@asynccontextmanager
async def model_at(script: Script, **settings: object) -> AsyncIterator[tuple[ClaudeModel, ModelServer]]:
    async with model_server(script) as server:
        chosen = {"base_url": server.url, "deadline_seconds": 20.0} | settings
        model = ClaudeModel(DraftingSettings.model_validate(chosen), Secret(KEY))
        try:
            yield model, server
        finally:
            await model.aclose()


async def ask(script: Script, *, asked: str = "Are you open at 8?", **settings: Any) -> tuple[Answer, list[str]]:
    told: list[str] = []
    async with model_at(script, **settings) as (model, _):
        return await model.draft(brief(asked), on_text=told.append), told


async def failure(script: Script, **settings: Any) -> DraftFailed:
    with pytest.raises(DraftFailed) as caught:
        await ask(script, **settings)
    return caught.value


async def test_an_answer_becomes_a_proposal_with_its_cost() -> None:
    answer, told = await ask(answering(cache_read_input_tokens=500, cache_creation_input_tokens=100))
    proposal = answer.proposal
    assert proposal.action is DraftAction.REPLY
    assert proposal.body == ANSWER["reply"]
    assert "".join(told) == ANSWER["reply"]
    assert [source.title for source in proposal.sources] == ["Opening hours"]
    assert (proposal.usage.input_tokens, proposal.usage.output_tokens) == (1_000, 200)
    # 1,000 × $2 + 200 × $10 + 500 × $0.10 + 100 × $4 a million
    assert proposal.usage.cost_micros == 2_000 + 2_000 + 50 + 400
    assert len(proposal.prompt_hash) == 64
    assert answer.escalation is None


async def test_the_request_is_as_the_settings_say_and_carries_the_key_in_its_header_alone() -> None:
    async with model_at(answering(), model="claude-haiku-5-5", effort="low", max_tokens=512) as (model, server):
        await model.draft(brief("Are you open at 8?"), on_text=lambda _: None)
    [heard] = server.heard
    assert heard.path == "/v1/messages"
    assert KEY in heard.headers.get("authorization", "") + heard.headers.get("x-api-key", "")
    assert KEY not in json.dumps(heard.body)
    assert (heard.body["model"], heard.body["max_tokens"], heard.body["stream"]) == ("claude-haiku-5-5", 512, True)
    assert heard.body["output_config"]["effort"] == "low"
    assert heard.body["output_config"]["format"]["schema"]["additionalProperties"] is False
    assert [block["cache_control"] for block in heard.body["system"]] == [{"type": "ephemeral", "ttl": "1h"}] * 2
    assert "tools" not in heard.body


async def test_a_model_may_escalate_with_the_customers_words() -> None:
    answer, _ = await ask(
        answering(ANSWER | {"action": "escalate", "escalate_reason": "missing_knowledge", "evidence": "open at 8"})
    )
    assert answer.escalation is not None
    assert answer.escalation.reason is EscalationReason.MISSING_KNOWLEDGE
    assert answer.escalation.quote == "open at 8"


async def test_a_quote_the_customer_never_wrote_is_not_believed() -> None:
    answer, _ = await ask(
        answering(ANSWER | {"action": "escalate", "escalate_reason": "policy_restriction", "evidence": "I will sue"})
    )
    assert answer.escalation is not None
    assert answer.escalation.quote == "Are you open at 8?"


async def test_sources_that_were_never_given_are_dropped() -> None:
    answer, _ = await ask(answering(ANSWER | {"sources": ["made-up", "parking", "parking"]}))
    assert [source.id for source in answer.proposal.sources] == ["parking"]


@pytest.mark.parametrize(
    ("code", "kind", "expected"),
    [
        (400, "invalid_request_error", FailKind.INVALID_REQUEST),
        (401, "authentication_error", FailKind.UNAUTHORIZED),
        (402, "billing_error", FailKind.BUDGET),
        (403, "permission_error", FailKind.UNAUTHORIZED),
        (404, "not_found_error", FailKind.INVALID_REQUEST),
        (413, "request_too_large", FailKind.CONTEXT_FULL),
        (429, "rate_limit_error", FailKind.RATE_LIMITED),
        (500, "api_error", FailKind.OVERLOADED),
        (502, "strange_error", FailKind.OVERLOADED),
        (504, "timeout_error", FailKind.DEADLINE),
        (529, "overloaded_error", FailKind.OVERLOADED),
    ],
)
async def test_every_status_is_a_failure_with_a_next_step(code: int, kind: str, expected: FailKind) -> None:
    error = await failure(status(code, kind))
    assert error.kind is expected
    assert error.message
    assert error.hint


async def test_a_server_that_refuses_is_asked_once() -> None:
    async with model_at(status(529, "overloaded_error")) as (model, server):
        with pytest.raises(DraftFailed):
            await model.draft(brief("Hello?"), on_text=lambda _: None)
    assert len(server.heard) == 1


@pytest.mark.parametrize(
    ("header", "expected"), [("7", 7_000), ("0", 1_000), ("-5", 1_000), ("nan", None), ("99999999", 3_600_000)]
)
async def test_retry_after_is_honoured_within_reason(header: str, expected: int | None) -> None:
    error = await failure(status(429, "rate_limit_error", retry_after=header))
    assert error.retry_after_ms == expected
    assert error.again


async def test_what_the_server_says_about_a_bad_request_is_told_without_the_key() -> None:
    error = await failure(status(400, "invalid_request_error", f"model: unknown (key {KEY})\x1b[31m"))
    assert "model: unknown" in str(error)
    assert KEY not in str(error)
    assert "\x1b" not in str(error)
    assert not error.again


async def test_a_prompt_that_is_too_long_is_named_as_that() -> None:
    error = await failure(status(400, "invalid_request_error", "prompt is too long: 1200000 tokens"))
    assert error.kind is FailKind.CONTEXT_FULL


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("max_tokens", FailKind.TOO_LONG),
        ("refusal", FailKind.REFUSED),
        ("model_context_window_exceeded", FailKind.CONTEXT_FULL),
        ("tool_use", FailKind.INVALID_ANSWER),
        ("pause_turn", FailKind.INVALID_ANSWER),
        (None, FailKind.CUT),
    ],
)
async def test_every_stop_reason_but_the_end_is_a_failure_that_was_paid(reason: str | None, expected: FailKind) -> None:
    error = await failure(answering(reason=reason))
    assert error.kind is expected
    assert error.usage.output_tokens == 200
    assert error.usage.cost_micros == 4_000


async def test_a_refusal_without_a_word_is_a_refusal() -> None:
    error = await failure(stream(start(), end("refusal", 0)))
    assert error.kind is FailKind.REFUSED


async def test_a_stream_that_ends_too_soon_is_cut_and_may_be_tried_again() -> None:
    error = await failure(stream(start(), *map(text, pieces_of(ANSWER)[:4])))
    assert error.kind is FailKind.CUT
    assert error.again
    assert error.usage.input_tokens == 1_000


async def test_a_stream_without_a_single_event_is_cut() -> None:
    assert (await failure(stream())).kind is FailKind.CUT


async def test_an_error_in_the_middle_of_a_stream_keeps_its_own_meaning() -> None:
    middle = event("error", error={"type": "overloaded_error", "message": "busy"})
    error = await failure(stream(start(), text('{"reply": "Hi'), middle))
    assert error.kind is FailKind.OVERLOADED
    assert error.again


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "Sure! Here is the reply: Hello",
        '{"reply": "Hi"',
        '["reply"]',
        {**ANSWER, "action": "send_now"},
        {**ANSWER, "recipient": "evil@example.com"},
        {**ANSWER, "reply": 5},
        {k: v for k, v in ANSWER.items() if k != "action"},
        {**ANSWER, "reply": "x" * 60_001},
    ],
    ids=["empty", "prose", "half", "list", "action", "extra", "number", "missing", "huge"],
)
async def test_an_answer_of_another_shape_is_invalid_and_was_paid(answer: object) -> None:
    error = await failure(answering(answer if not isinstance(answer, str) else answer or ""))
    assert error.kind is FailKind.INVALID_ANSWER
    assert error.usage.output_tokens == 200
    assert "evil" not in str(error)


async def test_backticks_around_the_json_are_forgiven() -> None:
    answer, _ = await ask(answering("```json\n" + json.dumps(ANSWER) + "\n```"))
    assert answer.proposal.body == ANSWER["reply"]


@pytest.mark.parametrize("junk", [b"event: message_start\ndata: {oh no\n\n", b"event: x\ndata: \xff\xfe\xfa\n\n"])
async def test_bytes_that_are_no_stream_are_an_invalid_answer(junk: bytes) -> None:
    assert (await failure(stream(junk))).kind is FailKind.INVALID_ANSWER


async def test_unknown_events_are_passed_over() -> None:
    strange = event("weather_report", sky="blue")
    parts = [start(), strange, *map(text, pieces_of(ANSWER)), strange, end()]
    answer, _ = await ask(stream(*parts))
    assert answer.proposal.body == ANSWER["reply"]


async def test_an_answer_that_never_ends_is_stopped() -> None:
    async def forever(send: Send) -> None:
        await send(HEAD + start() + text('{"reply": "'))
        while True:
            await send(text("la " * 2_000))

    error = await failure(forever)
    assert error.kind is FailKind.INVALID_ANSWER
    assert "did not stop" in error.message


async def test_the_deadline_is_ours_however_slowly_words_drip() -> None:
    async def drip(send: Send) -> None:
        await send(HEAD + start())
        while True:
            await send(text("x"))
            await asyncio.sleep(0.01)

    error = await failure(drip, deadline_seconds=0.3)
    assert error.kind is FailKind.DEADLINE
    assert error.again


async def test_a_server_that_says_nothing_meets_the_deadline() -> None:
    async def silent(_: Send) -> None:
        await asyncio.sleep(30)

    assert (await failure(silent, deadline_seconds=0.2)).kind is FailKind.DEADLINE


async def test_a_server_that_is_not_there_is_a_network_failure() -> None:
    async with model_server(answering()) as gone:
        url = gone.url
    error = await failure(answering(), base_url=url)
    assert error.kind is FailKind.NETWORK
    assert error.again


async def test_cancelling_hangs_up() -> None:
    async def slow(send: Send) -> None:
        await send(HEAD + start() + text('{"reply": "Hello there, this goes on and on and on'))
        await asyncio.sleep(30)

    async with model_at(slow) as (model, server):
        drafting = asyncio.create_task(model.draft(brief("Hello?"), on_text=lambda _: None))
        async with asyncio.timeout(20):
            await server.talking.wait()
        drafting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await drafting
        async with asyncio.timeout(20):
            await server.hung_up.wait()


async def test_nothing_of_the_conversation_and_no_key_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await ask(answering(), asked="CANARY-BODY are you open?")
    with pytest.raises(DraftFailed):
        await ask(status(500, "api_error"), asked="CANARY-BODY are you open?")
    assert "CANARY-BODY" not in caplog.text
    assert KEY not in caplog.text
    assert ANSWER["reply"][:10] not in caplog.text


async def test_the_same_brief_has_the_same_prompt_hash_and_another_has_another() -> None:
    first, _ = await ask(answering())
    again, _ = await ask(answering())
    other, _ = await ask(answering(), asked="Are you open at 9?")
    assert first.proposal.prompt_hash == again.proposal.prompt_hash != other.proposal.prompt_hash
