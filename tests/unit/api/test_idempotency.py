"""Idempotency keys: one effect, one answer, whoever asks how often."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from closer_tui.domain.clock import DAY
from tests.support.api_world import ApiWorld, error_of, inject


async def reply(
    peer: httpx.AsyncClient, message: Any, key: str | bytes, body: str = "Yes!", **named: Any
) -> httpx.Response:
    """Answer a message under a key."""
    raw = key if isinstance(key, bytes) else key.encode()
    return await peer.post(
        f"/v1/messages/{message['id']}/reply", json={"body": body} | named, headers=[(b"Idempotency-Key", raw)]
    )


async def replies(world: ApiWorld) -> int:
    """How many replies there really are."""
    [[count]] = await world.rows("SELECT count(*) FROM outbox")
    return int(count)


async def test_the_same_key_and_body_give_the_same_answer_and_one_effect(
    world: ApiWorld, tester: httpx.AsyncClient
) -> None:
    message = await inject(tester)
    first = await reply(tester, message, "k1")
    world.clock.advance(1_000)
    again = await reply(tester, message, "k1")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert await replies(world) == 1


async def test_the_same_json_in_another_spelling_is_the_same_body(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    await reply(tester, message, "k1")
    again = await reply(tester, message, "k1", send_as="human")
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_the_same_key_with_another_body_is_refused(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    await reply(tester, message, "k1")
    assert error_of(await reply(tester, message, "k1", "No!")) == (422, "idempotency_key_reused")
    assert await replies(world) == 1


async def test_a_key_counts_for_one_token_and_one_path(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    one, two = await inject(tester), await inject(tester, sender="+2")
    async with world.peer(await world.token()) as other:
        for answer in (
            await reply(tester, one, "k1"),
            await reply(tester, two, "k1", "No!"),
            await reply(other, one, "k1", "Perhaps"),
        ):
            assert answer.status_code == 201
            assert "Idempotency-Replayed" not in answer.headers
    assert await replies(world) == 3


async def test_two_spellings_of_an_id_share_their_keys(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    await reply(tester, message, "k1")
    lower = {"id": "msg_" + message["id"][4:].lower()}
    assert (await reply(tester, lower, "k1")).headers["Idempotency-Replayed"] == "true"
    assert await replies(world) == 1


async def test_a_key_is_kept_for_a_day(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    first = await reply(tester, message, "k1")
    world.clock.advance(DAY - 1)
    assert (await reply(tester, message, "k1")).content == first.content
    world.clock.advance(1)
    fresh = await reply(tester, message, "k1", "Another day, another body")
    assert fresh.status_code == 201
    assert "Idempotency-Replayed" not in fresh.headers
    assert (await reply(tester, message, "k1", "Another day, another body")).content == fresh.content
    assert await replies(world) == 2


async def test_quoted_and_bare_are_the_same_key(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    await reply(tester, message, 'a"b')
    assert (await reply(tester, message, '"a\\"b"')).headers["Idempotency-Replayed"] == "true"
    assert (await reply(tester, message, '"with blanks inside"')).status_code == 201
    assert await replies(world) == 2


@pytest.mark.parametrize(
    "key",
    [b"", b" ", b'""', b'"', b'"open', b'"a"b"', b"k" * 256, b'"' + b"k" * 256 + b'"', b"a b", b"\xc3\xa9", b"a\x7f"],
)
async def test_what_is_no_key_is_refused(world: ApiWorld, tester: httpx.AsyncClient, key: bytes) -> None:
    message = await inject(tester)
    assert error_of(await reply(tester, message, key)) == (400, "invalid_idempotency_key")
    assert await replies(world) == 0


@pytest.mark.parametrize(
    "key", [b"k" * 255, b'"' + b"k" * 255 + b'"', b"!", b"~", b"00000000-0000-4000-8000-000000000000"]
)
async def test_every_key_of_the_documented_form_is_taken(tester: httpx.AsyncClient, key: bytes) -> None:
    assert (await reply(tester, await inject(tester), key)).status_code == 201


async def test_two_keys_at_once_are_none(tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    answer = await tester.post(
        f"/v1/messages/{message['id']}/reply",
        json={"body": "x"},
        headers=[("Idempotency-Key", "a"), ("Idempotency-Key", "b")],
    )
    assert error_of(answer) == (400, "invalid_idempotency_key")


async def test_a_request_that_was_refused_leaves_its_key_free(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    assert (await reply(tester, message, "k1", "x" * 1_601)).status_code == 409
    assert (await reply(tester, {"id": "msg_0000000000001"}, "k1")).status_code == 404
    assert (await reply(tester, message, "k1", "")).status_code == 400
    assert (await reply(tester, message, "k1", "short")).status_code == 201
    assert await world.rows("SELECT count(*) FROM idempotency") == [(1,)]


async def race(world: ApiWorld, peer: httpx.AsyncClient, key: str) -> None:
    """Fifty ask at once under one key; one effect, one answer, and the rest are told to wait."""
    before = await replies(world)
    message = await inject(peer)
    answers = await asyncio.gather(*(reply(peer, message, key) for _ in range(50)))
    made = [a for a in answers if a.status_code == 201]
    assert len([a for a in made if "Idempotency-Replayed" not in a.headers]) == 1
    assert len({a.content for a in made}) == 1
    for refused in (a for a in answers if a.status_code != 201):
        assert error_of(refused) == (409, "idempotency_in_progress")
        assert refused.headers["Retry-After"] == "1"
    assert await replies(world) == before + 1


async def test_of_fifty_who_ask_at_once_exactly_one_is_served(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    for round_ in range(5):
        await race(world, tester, f"k{round_}")


@pytest.mark.long
@pytest.mark.timeout(3_600)
async def test_a_thousand_races_have_one_winner_each(world: ApiWorld, tester: httpx.AsyncClient, scale: float) -> None:
    for round_ in range(int(1_000 * scale)):
        await race(world, tester, f"k{round_}")


async def test_a_key_that_another_process_works_on_is_in_progress(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    await reply(tester, message, "k1")
    async with world.store.write() as tx:
        await tx.exec_driver_sql("UPDATE idempotency SET state = 'started', status = NULL, response = NULL")
    assert error_of(await reply(tester, message, "k1")) == (409, "idempotency_in_progress")
    world.clock.advance(DAY - 1)
    assert error_of(await reply(tester, message, "k1")) == (409, "idempotency_in_progress")
    assert await replies(world) == 1


async def test_a_failure_of_ours_leaves_neither_effect_nor_key(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    message = await inject(tester)
    async with world.store.write() as tx:
        await tx.exec_driver_sql("ALTER TABLE webhook_endpoints RENAME TO away")
    assert (await reply(tester, message, "k1")).status_code == 500
    assert await replies(world) == 0
    async with world.store.write() as tx:
        await tx.exec_driver_sql("ALTER TABLE away RENAME TO webhook_endpoints")
    assert (await reply(tester, message, "k1")).status_code == 201
    assert await replies(world) == 1


async def test_injecting_and_tone_profiles_keep_keys_too(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    for path, body in (
        ("/v1/sandbox/inject", {"channel": "sms", "from": "+1", "body": "x"}),
        ("/v1/tone-profiles/inbox_sandbox_sms", {"warmth": 5}),
    ):
        first = await tester.post(path, json=body, headers={"Idempotency-Key": "k1"})
        again = await tester.post(path, json=body, headers={"Idempotency-Key": "k1"})
        assert first.status_code < 300
        assert (again.content, again.headers["Idempotency-Replayed"]) == (first.content, "true")
    assert await world.rows("SELECT count(*) FROM messages") == [(1,)]
