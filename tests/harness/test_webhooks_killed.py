"""The delivery process is killed again and again; the receivers' own logs say whether anything was lost."""

import asyncio
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
import stripe
from sqlalchemy import insert

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.channel import Environment
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.public_events import PublicEvent, escalated
from closer_tui.store import events, webhook_queue
from closer_tui.store.database import Store
from closer_tui.store.tables import webhook_endpoints
from tests.harness.webhook_worker import SECRETS
from tests.unit.webhooks.receiver import Receiver, receiving, says, silent

KILLS = 8


async def start(home: Path) -> asyncio.subprocess.Process:
    """A worker that has opened its store."""
    command = (sys.executable, "-m", "tests.harness.webhook_worker", str(home))
    root = Path(__file__).parents[2]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=root)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


async def kill(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()


def judge(receiver: Receiver, sent: set[str]) -> Counter[str]:
    """How often each event came; every request must verify with each secret, and carry its own event's body."""
    bodies: dict[str, bytes] = {}
    for request in receiver.requests:
        event_id = request.headers["x-closer-delivery"]
        assert bodies.setdefault(event_id, request.body) == request.body
        for secret in SECRETS:
            signature = request.headers["x-closer-signature"]
            assert stripe.WebhookSignature.verify_header(request.body, signature, secret, tolerance=3_600)
    assert set(bodies) == sent
    return Counter(request.headers["x-closer-delivery"] for request in receiver.requests)


@pytest.mark.long
@pytest.mark.timeout(900)
async def test_no_event_is_lost_however_often_the_process_is_killed(tmp_path: Path, scale: float) -> None:
    seed = random.SystemRandom().randrange(2**32)
    dice = random.Random(seed)
    home = tmp_path / "home"
    store = await Store.open(resolve_paths(home), SystemClock())
    sent: set[str] = set()
    async with receiving(says("200 OK")) as good, receiving(says("200 OK")) as other, receiving(silent) as stuck:
        async with store.write() as tx:
            for name, receiver in (("good", good), ("other", other), ("stuck", stuck)):
                row = {"id": f"wh_{name}", "url": receiver.url, "events_json": f'["{PublicEvent.ESCALATED}"]'}
                await tx.execute(insert(webhook_endpoints).values(**row, created_at=store.clock.now()))
        for round_ in range(max(3, int(KILLS * scale))):
            async with store.write() as tx:
                for number in range(30):
                    body = escalated(f"msg_{round_}_{number}", "topic:refund", "")
                    now = store.clock.now()
                    event_id = await events.emit(tx, now, Environment.LIVE, PublicEvent.ESCALATED, body)
                    sent.add(str(event_id))
            process = await start(home)
            await asyncio.sleep(dice.uniform(0.0, 0.4))
            await kill(process)
        process = await start(home)
        async with asyncio.timeout(300):
            while True:
                async with store.read() as conn:
                    queues = await webhook_queue.queues(conn)
                if {queue.endpoint_id for queue in queues} <= {"wh_stuck"}:
                    break
                await asyncio.sleep(0.2)
        await kill(process)
        for receiver in (good, other):
            counts = judge(receiver, sent)
            # A kill can double at most the one delivery that was under way at this endpoint.
            assert sum(counts.values()) - len(counts) <= KILLS, f"seed {seed}"
        assert stuck.requests
    await store.close()
