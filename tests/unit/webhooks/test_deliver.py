"""The delivery job: what an endpoint sees of it, and what the list of deliveries says."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import stripe
import time_machine
from sqlalchemy import func, select, update

from closer_tui.config.errors import KeyMissing
from closer_tui.domain.public_events import PublicEvent
from closer_tui.store import leases, webhook_queue
from closer_tui.store.tables import audit, webhook_deliveries, webhook_endpoints, webhook_events
from closer_tui.webhooks.deliver import KEPT_MS, Deliverer
from closer_tui.webhooks.outcome import answered
from closer_tui.webhooks.post import Sender
from closer_tui.webhooks.schedule import pause_after
from tests.unit.webhooks.receiver import receiving, says, silent
from tests.unit.webhooks.world import OOPS, SECRET, START, TIMEOUT, ScriptedPoster, World, world


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "home") as made:
        yield made


# --- the schedule ----------------------------------------------------------------------------------------


async def test_an_event_is_delivered_once_and_never_again(home: World) -> None:
    url = await home.endpoint("shop")
    event_id = await home.escalation()
    poster = ScriptedPoster()
    await home.pass_time(home.deliverer(poster), 10)
    (attempt,) = poster.attempts
    assert attempt.url == url
    assert attempt.event_id == event_id
    assert attempt.headers["X-Closer-Event"] == "message.escalated"
    assert json.loads(attempt.body)["message_id"] == "msg_1"
    (row,) = await home.deliveries()
    assert (row.state, row.attempts, row.last_status) == ("delivered", 1, 200)


async def test_a_dead_endpoint_is_tried_at_0_1_5_21_85_341_seconds_and_then_it_is_a_dead_letter(home: World) -> None:
    url = await home.endpoint("down")
    await home.escalation()
    poster = ScriptedPoster({url: [TIMEOUT] * 10})
    await home.pass_time(home.deliverer(poster), 400)
    assert poster.times(url) == [0, 1, 5, 21, 85, 341]
    (row,) = await home.deliveries("dead")
    assert row.attempts == 6
    assert row.last_status is None
    assert row.last_error == "No answer within 15 seconds."
    assert row.finished_at == START + 341_000


async def test_every_attempt_is_the_same_event_and_body_under_a_fresh_signature(home: World) -> None:
    url = await home.endpoint("down")
    await home.escalation()
    poster = ScriptedPoster({url: [OOPS] * 6})
    await home.pass_time(home.deliverer(poster), 342)
    assert len({attempt.event_id for attempt in poster.attempts}) == 1
    assert len({attempt.body for attempt in poster.attempts}) == 1
    assert len({attempt.headers["X-Closer-Signature"] for attempt in poster.attempts}) == 6
    for attempt in poster.attempts:
        with time_machine.travel(attempt.at / 1000, tick=False):
            signature = attempt.headers["X-Closer-Signature"]
            assert stripe.WebhookSignature.verify_header(attempt.body, signature, SECRET, tolerance=300)


async def test_during_rotation_both_secrets_sign(home: World) -> None:
    await home.endpoint("shop")
    await home.escalation()
    poster = ScriptedPoster()
    await home.deliverer(poster, ["whsec_new", "whsec_old"]).once()
    (attempt,) = poster.attempts
    with time_machine.travel(attempt.at / 1000, tick=False):
        for secret in ("whsec_new", "whsec_old"):
            signature = attempt.headers["X-Closer-Signature"]
            assert stripe.WebhookSignature.verify_header(attempt.body, signature, secret, tolerance=300)


async def test_an_endpoint_that_comes_back_gets_what_it_missed(home: World) -> None:
    url = await home.endpoint("nap")
    await home.escalation()
    poster = ScriptedPoster({url: [OOPS, TIMEOUT, answered(302, 3, None)]})
    await home.pass_time(home.deliverer(poster), 30)
    assert poster.times(url) == [0, 1, 5, 21]
    (row,) = await home.deliveries()
    assert (row.state, row.last_error) == ("delivered", None)


async def test_an_event_that_fails_does_not_hold_up_the_next(home: World) -> None:
    url = await home.endpoint("picky")
    first = await home.escalation("msg_1")
    second = await home.escalation("msg_2")
    poster = ScriptedPoster({url: [OOPS]})
    await home.pass_time(home.deliverer(poster), 2)
    assert [attempt.event_id for attempt in poster.attempts] == [first, second, first]


async def test_jitter_delays_a_repetition_and_never_hurries_it(home: World) -> None:
    url = await home.endpoint("down")
    await home.escalation()
    await home.deliverer(ScriptedPoster({url: [OOPS]}), jitter=0.5).once()
    (row,) = await home.deliveries()
    assert row.next_at == START + 1_050


async def test_an_endpoint_that_asks_for_time_gets_it_for_all_its_deliveries(home: World) -> None:
    url = await home.endpoint("busy")
    first = await home.escalation("msg_1")
    second = await home.escalation("msg_2")
    poster = ScriptedPoster({url: [answered(429, 3, 7_000)]})
    await home.pass_time(home.deliverer(poster), 8)
    assert poster.times(url) == [0, 7, 7]
    assert {attempt.event_id for attempt in poster.attempts} == {first, second}


async def test_410_disables_the_endpoint_and_drops_what_waits(home: World) -> None:
    gone, other = await home.endpoint("gone"), await home.endpoint("other")
    await home.escalation("msg_1")
    await home.escalation("msg_2")
    poster = ScriptedPoster({gone: [answered(410, 3, None)]})
    await home.pass_time(home.deliverer(poster), 5)
    assert poster.times(gone) == [0]
    assert len(poster.times(other)) == 2
    states = sorted((row.state, row.last_error) for row in await home.deliveries() if row.url == gone)
    assert states == [
        ("dead", "Answered 410: the endpoint is gone for good."),
        ("dropped", "The endpoint was disabled."),
    ]
    async with home.store.read() as conn:
        endpoint = (await conn.execute(select(webhook_endpoints).where(webhook_endpoints.c.url == gone))).one()
        line = (await conn.execute(select(audit).where(audit.c.action == "webhook.disabled"))).one()
    assert endpoint.disabled_at == START
    assert "410" in endpoint.disabled_reason
    assert line.entity == "wh_gone"
    # What happens from now on is not even queued for it.
    await home.escalation("msg_3")
    assert len([row for row in await home.deliveries() if row.url == gone]) == 2


async def test_only_what_was_subscribed_to_is_sent(home: World) -> None:
    await home.endpoint("tones", PublicEvent.TONE_UPDATED)
    url = await home.endpoint("all", *PublicEvent)
    await home.escalation()
    poster = ScriptedPoster()
    await home.deliverer(poster).once()
    assert [attempt.url for attempt in poster.attempts] == [url]


async def test_a_secret_that_cannot_be_opened_counts_as_a_failure_and_says_so(home: World) -> None:
    await home.endpoint("locked")
    await home.escalation()
    poster = ScriptedPoster()

    async def no_key(endpoint_id: str) -> Sequence[str]:
        raise KeyMissing("The key is gone.", "Put it back.")

    await Deliverer(home.store, poster, no_key, random=lambda: 0.0).once()
    assert poster.attempts == []
    (row,) = await home.deliveries()
    assert (row.state, row.last_error) == ("due", "The key is gone. Put it back.")


# --- dead letters ----------------------------------------------------------------------------------------


async def bury(home: World, *names: str, events: int = 1) -> None:
    """Dead letters at every endpoint named."""
    urls = [await home.endpoint(name) for name in names]
    for number in range(events):
        await home.escalation(f"msg_{number}")
    poster = ScriptedPoster({url: [OOPS] * 6 * events for url in urls})
    await home.pass_time(home.deliverer(poster), 345)
    assert len(await home.deliveries("dead")) == len(names) * events


async def test_a_dead_letter_can_be_replayed_under_its_old_id_with_all_its_attempts(home: World) -> None:
    await bury(home, "down")
    (dead,) = await home.deliveries("dead")
    assert await home.replay() == 1
    poster = ScriptedPoster({dead.url: [OOPS] * 6})
    await home.pass_time(home.deliverer(poster), 345)
    assert len(poster.attempts) == 6
    assert {attempt.event_id for attempt in poster.attempts} == {dead.event_id}
    assert await home.replay() == 1
    await home.deliverer(poster).once()
    (row,) = await home.deliveries()
    assert (row.state, row.attempts) == ("delivered", 1)
    assert await home.replay() == 0


async def test_one_event_or_one_endpoint_can_be_replayed_alone(home: World) -> None:
    await bury(home, "a", "b", events=2)
    event_id = (await home.deliveries("dead"))[0].event_id
    assert await home.replay(event_id=event_id, endpoint_id="wh_a") == 1
    assert await home.replay(event_id=event_id) == 1
    assert await home.replay(endpoint_id="wh_a") == 1
    assert await home.replay(endpoint_id="wh_nobody") == 0
    assert await home.replay() == 1


async def test_nothing_is_replayed_to_an_endpoint_that_is_disabled(home: World) -> None:
    await bury(home, "down")
    async with home.store.write() as tx:
        await tx.execute(update(webhook_endpoints).values(disabled_at=START))
    assert await home.replay() == 0


async def test_what_was_settled_long_ago_is_forgotten_with_its_body_and_what_is_due_is_not(home: World) -> None:
    await home.endpoint("shop")
    for number in range(3):
        await home.escalation(f"msg_{number}")
    deliverer = home.deliverer(ScriptedPoster())
    await deliverer.once()
    home.clock.advance(KEPT_MS + 1)
    due = await home.escalation("msg_new")
    async with home.store.write() as tx:
        assert await webhook_queue.forget_before(tx, START + 1, limit=2) == 2
        assert await webhook_queue.forget_before(tx, START + 1, limit=2) == 1
        assert await webhook_queue.forget_before(tx, START + 1, limit=2) == 0
    assert [row.event_id for row in await home.deliveries()] == [due]
    async with home.store.read() as conn:
        assert (await conn.execute(select(func.count()).select_from(webhook_events))).scalar_one() == 1


# --- crashes and neighbours ------------------------------------------------------------------------------


def dead_process() -> str:
    """The name of a process of this machine that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{socket.gethostname()}:{process.pid}:cafe"


async def crash(home: World, holder: str) -> str:
    """Claim a delivery as another process would, and be heard of no more; returns the event's id."""
    event_id = await home.escalation()
    async with home.store.write() as tx:
        now = home.clock.now()
        await leases.acquire(tx, "webhooks:wh_shop", holder, now, 20_000)
        (queue,) = await webhook_queue.queues(tx)
        claimed = await webhook_queue.claim(tx, queue.endpoint_n, now, lambda n: now + pause_after(n))
    assert claimed is not None
    assert claimed.event_id == event_id
    return event_id


async def test_a_crash_after_the_request_left_repeats_it_under_the_same_id(home: World) -> None:
    url = await home.endpoint("shop")
    event_id = await crash(home, dead_process())
    poster = ScriptedPoster()
    await home.pass_time(home.deliverer(poster), 30)
    assert [attempt.event_id for attempt in poster.attempts] == [event_id]
    assert poster.times(url) == [1]
    (row,) = await home.deliveries()
    assert (row.state, row.attempts) == ("delivered", 2)


async def test_a_process_that_may_still_be_sending_is_not_overtaken_before_its_lease_runs_out(home: World) -> None:
    url = await home.endpoint("shop")
    await crash(home, "another-machine:1:cafe")
    poster = ScriptedPoster()
    await home.pass_time(home.deliverer(poster), 30)
    assert 20 <= poster.times(url)[0] <= 26


async def test_a_crash_in_the_last_attempt_neither_loses_the_event_nor_tries_for_ever(home: World) -> None:
    url = await home.endpoint("shop")
    await crash(home, dead_process())
    async with home.store.write() as tx:
        await tx.execute(update(webhook_deliveries).values(attempts=6))
    poster = ScriptedPoster({url: [OOPS] * 5})
    await home.pass_time(home.deliverer(poster), 400)
    assert len(poster.attempts) == 1
    assert (await home.deliveries("dead"))[0].attempts == 7


async def test_the_schedule_survives_a_restart(tmp_path: Path) -> None:
    async with world(tmp_path / "home") as before:
        url = await before.endpoint("down")
        await before.escalation()
        await before.pass_time(before.deliverer(ScriptedPoster({url: [OOPS] * 3})), 6)
    poster = ScriptedPoster({url: [OOPS] * 3})
    async with world(tmp_path / "home") as after:
        await after.pass_time(after.deliverer(poster), 400)
        assert poster.times(url) == [21, 85, 341]
        assert len(await after.deliveries("dead")) == 1


async def test_an_outcome_that_comes_after_somebody_else_tried_changes_nothing(home: World) -> None:
    await home.endpoint("shop")
    await home.escalation()
    async with home.store.write() as tx:
        (queue,) = await webhook_queue.queues(tx)
        slow = await webhook_queue.claim(tx, queue.endpoint_n, START, lambda n: START + 1_000)
        again = await webhook_queue.claim(tx, queue.endpoint_n, START + 1_000, lambda n: START + 2_000)
        assert slow is not None
        assert again is not None
        assert await webhook_queue.delivered(tx, again, START + 1_100, 200)
        assert not await webhook_queue.bury(tx, slow, START + 1_200, 500, "late")
        assert not await webhook_queue.postpone(tx, slow, START + 9_000, 500, "late")
    (row,) = await home.deliveries()
    assert row.state == "delivered"


async def test_two_processes_side_by_side_send_everything_once(tmp_path: Path) -> None:
    poster = ScriptedPoster()
    async with world(tmp_path / "home") as one, world(tmp_path / "home") as two:
        for name in ("a", "b", "c"):
            await one.endpoint(name)
        sent = [await one.escalation(f"msg_{number}") for number in range(10)]
        await asyncio.gather(one.deliverer(poster).once(), two.deliverer(poster).once())
        assert {row.state for row in await one.deliveries()} == {"delivered"}
    assert sorted((attempt.url, attempt.event_id) for attempt in poster.attempts) == sorted(
        (f"https://{name}.example/hook", event_id) for name in ("a", "b", "c") for event_id in sent
    )


# --- the running job, over real HTTP ---------------------------------------------------------------------


async def until(home: World, state: str, count: int) -> None:
    """Wait for so many deliveries in a state."""
    async with asyncio.timeout(20):
        while True:
            if len(await home.deliveries(state)) >= count:
                return
            await asyncio.sleep(0.01)


async def test_a_slow_endpoint_never_delays_another(home: World) -> None:
    sender = Sender(allow_private=True, deadline_s=30)
    async with receiving(silent) as slow, receiving(says("204 No Content")) as quick:
        await home.endpoint("slow", url=slow.url)
        await home.endpoint("quick", url=quick.url)
        for number in range(20):
            await home.escalation(f"msg_{number}")
        job = asyncio.create_task(home.deliverer(sender).run())
        await until(home, "delivered", 20)
        assert len(slow.requests) == 1
        await home.escalation("msg_late")
        await until(home, "delivered", 21)
        assert len(slow.requests) == 1
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
    await sender.aclose()
    assert [json.loads(request.body)["message_id"] for request in quick.requests] == [
        *(f"msg_{number}" for number in range(20)),
        "msg_late",
    ]


async def test_a_wake_up_delivers_at_once_and_the_job_stops_when_told(home: World) -> None:
    poster = ScriptedPoster()
    deliverer = home.deliverer(poster)
    job = asyncio.create_task(deliverer.run())
    await home.endpoint("shop")
    await home.escalation()
    deliverer.wake()
    await until(home, "delivered", 1)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert deliverer.tally.delivered == 1


async def test_a_stop_in_the_middle_of_an_attempt_gives_the_lease_back(home: World) -> None:
    async with receiving(silent) as slow:
        await home.endpoint("slow", url=slow.url)
        event_id = await home.escalation()
        sender = Sender(allow_private=True, deadline_s=15)
        job = asyncio.create_task(home.deliverer(sender).run())
        async with asyncio.timeout(20):
            await slow.arrived.wait()
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        await sender.aclose()
    later = await home.escalation("msg_2")
    poster = ScriptedPoster()
    await home.deliverer(poster).once()
    # The one that was cut off counts as failed and is repeated later. Others need not wait.
    assert [attempt.event_id for attempt in poster.attempts] == [later]
    await home.pass_time(home.deliverer(poster), 2)
    assert [attempt.event_id for attempt in poster.attempts] == [later, event_id]
