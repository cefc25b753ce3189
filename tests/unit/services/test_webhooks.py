"""Subscribing to webhooks, and what comes of it."""

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import stripe
import time_machine
from sqlalchemy import func, select

from closer_tui.domain.channel import Environment
from closer_tui.domain.errors import Conflict, InvalidInput, NotFound, Refused
from closer_tui.domain.public_events import PublicEvent, received
from closer_tui.services import webhooks as service
from closer_tui.store import events, webhooks
from closer_tui.store.tables import audit, secrets, webhook_deliveries, webhook_endpoints, webhook_events
from closer_tui.webhooks.addresses import UrlRefused
from closer_tui.webhooks.deliver import ENDPOINTS_AT_ONCE, Deliverer
from closer_tui.webhooks.outcome import answered
from closer_tui.webhooks.secrets import endpoint_secrets
from tests.unit.webhooks.world import OOPS, ScriptedPoster, World, world

URL = "https://shop.example/hook"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "home") as made:
        yield made


async def happens(home: World, env: Environment = Environment.LIVE) -> None:
    """A customer writes."""
    async with home.store.write() as tx:
        body = received("msg_1", "sms", sender="+441", body="Hello?", received_at=home.clock.now())
        await events.emit(tx, home.clock.now(), env, PublicEvent.RECEIVED, body)


def job(home: World, poster: ScriptedPoster) -> Deliverer:
    return Deliverer(home.store, poster, endpoint_secrets(home.store), random=lambda: 0.0)


def believes(poster: ScriptedPoster, secret: str, number: int = -1) -> bool:
    """Whether stripe-python believes an attempt, at the time it was made."""
    attempt = poster.attempts[number]
    with time_machine.travel(attempt.at / 1000, tick=False):
        try:
            header = attempt.headers["X-Closer-Signature"]
            return bool(stripe.WebhookSignature.verify_header(attempt.body, header, secret, tolerance=300))
        except stripe.SignatureVerificationError:
            return False


async def rows(home: World, table: object) -> int:
    async with home.store.read() as conn:
        return int((await conn.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]


# --- adding ----------------------------------------------------------------------------------------------


async def test_a_new_endpoint_is_told_of_everything_under_the_secret_it_was_given(home: World) -> None:
    added = await service.add(home.store, URL, actor="anna")
    assert added.endpoint.events == tuple(PublicEvent)
    assert added.secret.reveal().startswith("whsec_")
    await happens(home)
    poster = ScriptedPoster()
    await job(home, poster).once()
    (attempt,) = poster.attempts
    assert attempt.url == URL
    assert attempt.headers["X-Closer-Event"] == "message.received"
    assert believes(poster, added.secret.reveal())
    assert json.loads(attempt.body)["message_id"] == "msg_1"


async def test_an_endpoint_without_an_env_is_told_of_both_planes_and_which_is_which(home: World) -> None:
    await service.add(home.store, URL, actor="anna")
    await happens(home, Environment.LIVE)
    await happens(home, Environment.TEST)
    poster = ScriptedPoster()
    await job(home, poster).once()
    assert [attempt.headers["X-Closer-Env"] for attempt in poster.attempts] == ["live", "test"]


@pytest.mark.parametrize("env", Environment)
async def test_an_endpoint_of_one_plane_hears_nothing_of_the_other(home: World, env: Environment) -> None:
    await service.add(home.store, URL, actor="anna", env=env)
    await happens(home, Environment.LIVE)
    await happens(home, Environment.TEST)
    poster = ScriptedPoster()
    await job(home, poster).once()
    assert [attempt.headers["X-Closer-Env"] for attempt in poster.attempts] == [env]


async def test_only_the_events_named_are_subscribed_in_the_documented_order(home: World) -> None:
    wanted = ["message.escalated", "message.received", "message.escalated"]
    added = await service.add(home.store, URL, wanted, actor="anna")
    assert added.endpoint.events == ("message.received", "message.escalated")


async def test_an_unknown_event_is_refused_with_the_list_of_those_there_are(home: World) -> None:
    with pytest.raises(InvalidInput, match=r"message\.deleted") as refused:
        await service.add(home.store, URL, ["message.received", "message.deleted"], actor="anna")
    assert "message.escalated" in refused.value.hint
    assert refused.value.field == "event"


async def test_an_address_inside_is_refused_unless_the_home_allows_it(home: World) -> None:
    with pytest.raises(UrlRefused):
        await service.add(home.store, "http://127.0.0.1:9/hook", actor="anna")
    added = await service.add(home.store, "http://127.0.0.1:9/hook", actor="anna", allow_private=True)
    assert added.endpoint.url == "http://127.0.0.1:9/hook"


async def test_the_same_url_is_subscribed_once_however_it_is_spelled(home: World) -> None:
    await service.add(home.store, URL, actor="anna")
    with pytest.raises(Conflict):
        await service.add(home.store, "https://SHOP.example:443/hook", actor="anna")
    await service.add(home.store, URL, actor="anna", env=Environment.TEST)


async def test_there_are_no_more_endpoints_than_can_be_served_at_once(home: World) -> None:
    for number in range(ENDPOINTS_AT_ONCE):
        await home.endpoint(f"n{number}")
    with pytest.raises(Refused, match="100 webhooks"):
        await service.add(home.store, URL, actor="anna")


async def test_the_secret_stands_nowhere_in_the_database(home: World) -> None:
    added = await service.add(home.store, URL, actor="anna")
    value = added.secret.reveal()
    assert value not in repr(added)
    await home.store.checkpoint()
    for path in home.store.paths.data_dir.iterdir():
        assert not path.is_file() or value.encode() not in path.read_bytes()


async def test_the_list_shows_what_the_command_line_promises(home: World) -> None:
    added = await service.add(home.store, URL, ["message.replied"], actor="anna")
    async with home.store.read() as conn:
        (endpoint,) = await webhooks.listed(conn)
    assert endpoint.json() == {
        "id": added.endpoint.id,
        "url": URL,
        "env": "all",
        "events": ["message.replied"],
        "secret_version": 1,
        "old_secret_until": None,
        "created_at": "2023-11-14T22:13:20Z",
        "disabled_at": None,
        "disabled_reason": None,
    }


async def test_a_delivery_shows_what_the_command_line_promises(home: World) -> None:
    added = await service.add(home.store, URL, actor="anna")
    await happens(home)
    await job(home, ScriptedPoster({URL: [OOPS]})).once()
    (row,) = await home.deliveries()
    assert row.json() == {
        "endpoint": added.endpoint.id,
        "url": URL,
        "event_id": row.event_id,
        "event": "message.received",
        "state": "due",
        "attempts": 1,
        "next_at": "2023-11-14T22:13:21Z",
        "created_at": "2023-11-14T22:13:20Z",
        "finished_at": None,
        "last_status": 500,
        "last_error": "Answered 500.",
    }
    home.clock.advance(1_000)
    await job(home, ScriptedPoster()).once()
    (row,) = await home.deliveries()
    assert (row.json()["next_at"], row.json()["finished_at"]) == (None, "2023-11-14T22:13:21Z")


# --- rotating --------------------------------------------------------------------------------------------


async def test_after_rotation_both_secrets_sign_until_the_overlap_ends(home: World) -> None:
    old = (await service.add(home.store, URL, actor="anna")).secret.reveal()
    endpoint_id = (await home_endpoint(home)).id
    new = (await service.rotate(home.store, endpoint_id, actor="anna", overlap_ms=60_000)).secret.reveal()
    poster = ScriptedPoster()
    await happens(home)
    await job(home, poster).once()
    assert believes(poster, new)
    assert believes(poster, old)
    home.clock.advance(60_000)
    await happens(home)
    await job(home, poster).once()
    assert believes(poster, new)
    assert not believes(poster, old)


async def test_a_leaked_secret_can_be_ended_at_once(home: World) -> None:
    added = await service.add(home.store, URL, actor="anna")
    fresh = await service.rotate(home.store, added.endpoint.id, actor="anna", overlap_ms=0)
    assert fresh.endpoint.secret_version == 2
    poster = ScriptedPoster()
    await happens(home)
    await job(home, poster).once()
    assert believes(poster, fresh.secret.reveal())
    assert not believes(poster, added.secret.reveal())


async def test_a_second_rotation_ends_the_oldest_secret(home: World) -> None:
    first = await service.add(home.store, URL, actor="anna")
    second = await service.rotate(home.store, first.endpoint.id, actor="anna", overlap_ms=60_000)
    third = await service.rotate(home.store, first.endpoint.id, actor="anna", overlap_ms=60_000)
    poster = ScriptedPoster()
    await happens(home)
    await job(home, poster).once()
    told = [believes(poster, subscribed.secret.reveal()) for subscribed in (first, second, third)]
    assert told == [False, True, True]


# --- removing, enabling, replaying -----------------------------------------------------------------------


async def home_endpoint(home: World) -> webhooks.Endpoint:
    async with home.store.read() as conn:
        return (await webhooks.listed(conn))[0]


async def test_a_removed_endpoint_leaves_nothing_behind_but_a_line_in_the_audit_log(home: World) -> None:
    added = await service.add(home.store, URL, actor="anna")
    other = await service.add(home.store, "https://other.example/", actor="anna")
    await happens(home)
    await service.remove(home.store, added.endpoint.id, actor="anna")
    assert [endpoint.id for endpoint in [await home_endpoint(home)]] == [other.endpoint.id]
    assert await rows(home, webhook_events) == 1
    await service.remove(home.store, other.endpoint.id, actor="anna")
    for table in (webhook_endpoints, webhook_deliveries, webhook_events, secrets):
        assert await rows(home, table) == 0
    async with home.store.read() as conn:
        actions = (await conn.execute(select(audit.c.action).order_by(audit.c.seq))).scalars().all()
    assert list(actions) == ["webhook.added", "webhook.added", "webhook.removed", "webhook.removed"]


async def test_an_endpoint_that_said_it_was_gone_can_be_enabled_and_gets_what_it_missed(home: World) -> None:
    added = await service.add(home.store, URL, actor="anna")
    await happens(home)
    poster = ScriptedPoster({URL: [answered(410, 1, None)]})
    await job(home, poster).once()
    with pytest.raises(Refused, match="disabled"):
        await service.replay(home.store, actor="anna", endpoint_id=added.endpoint.id)
    enabled = await service.enable(home.store, added.endpoint.id, actor="anna")
    assert enabled.disabled_at is None
    assert await service.replay(home.store, actor="anna", endpoint_id=added.endpoint.id) == 1
    await job(home, poster).once()
    assert len({attempt.event_id for attempt in poster.attempts}) == 1
    assert (await home.deliveries())[0].state == "delivered"
    assert await service.replay(home.store, actor="anna") == 0


async def test_what_is_not_there_is_said_to_be_not_there(home: World) -> None:
    with pytest.raises(NotFound):
        await service.rotate(home.store, "wh_none", actor="anna", overlap_ms=0)
    with pytest.raises(NotFound):
        await service.remove(home.store, "wh_none", actor="anna")
    with pytest.raises(NotFound):
        await service.enable(home.store, "wh_none", actor="anna")
    with pytest.raises(NotFound):
        await service.replay(home.store, actor="anna", endpoint_id="wh_none")


async def test_a_home_restored_without_its_key_says_so_on_the_delivery(home: World) -> None:
    await service.add(home.store, URL, actor="anna")
    await happens(home)
    home.store.paths.key_file.unlink()
    poster = ScriptedPoster()
    await job(home, poster).once()
    assert poster.attempts == []
    (row,) = await home.deliveries()
    assert "key" in (row.last_error or "")


async def test_half_a_character_does_not_stop_an_event(home: World) -> None:
    await service.add(home.store, URL, actor="anna")
    async with home.store.write() as tx:
        body = received("msg_1", "sms", sender="\ud800", body="a\udfffb", received_at=0)
        await events.emit(tx, home.clock.now(), Environment.LIVE, PublicEvent.RECEIVED, body)
    database = sqlite3.connect(home.store.paths.database)
    (stored,) = database.execute("SELECT body FROM webhook_events").fetchone()
    database.close()
    assert json.loads(stored)["body"] == "a?b"
