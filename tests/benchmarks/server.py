"""Budgets 23 and 24: the API under ten times the vendor's limit, and the way of a message to a webhook's receiver."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from pathlib import Path

import httpx

from closer_tui.config.paths import Paths
from tests.benchmarks.corpus import Size
from tests.benchmarks.load_client import LoadClient
from tests.benchmarks.table import Line, median, p95
from tests.support.processes import Home, listening

RATE = 100
"""Writes a second: the vendor allows ten."""

SECONDS = {"small": 8, "medium": 30, "full": 600}
CLIENTS = 32
VENDOR_P95 = 142.0


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure a server process over real HTTP."""
    environment = {
        "CLOSER_TUI_SERVER__RATE_PER_MINUTE": "1000000",
        "CLOSER_TUI_WEBHOOKS__ALLOW_PRIVATE": "true",
    }
    with tempfile.TemporaryDirectory(prefix="closer-bench-", dir=paths.data_dir.parent) as scratch:
        home = Home(Path(scratch) / "server", **environment)
        with listening() as (hook, heard), home.running("serve", "--sandbox", "--port", "0") as serving:
            url = str(serving.first_line()["url"])
            words = ("token", "create", "--env", "test", "--channel", "sms", "--scope", "read", "reply", "tone")
            token = str(home.json(*words)["token"])
            times, errors = asyncio.run(_load(url, token, SECONDS[size.name] * RATE))
            home.json("webhook", "add", hook)
            way = _to_webhook(url, token, heard, 40)
    tail = sorted(times)[round(0.99 * (len(times) - 1))]
    met = p95(times) <= 30 and tail <= 100 and not errors
    goal = "p95 <= 30, p99 <= 100, 0 errors"
    name = f"API: {RATE} writes/s, {errors} errors, p99 {tail:.0f}"
    ratio = p95(times) / VENDOR_P95
    return [
        Line("23", name, median(times), p95(times), "ms", "vendor's p95 142", ratio, goal, met),
        Line("24", "message stored to webhook", median(way), p95(way), "ms", "", None, "p95 <= 100", p95(way) <= 100),
    ]


async def _load(url: str, token: str, count: int) -> tuple[list[float], int]:
    """Half injections, half replies, at an even pace; latency from the moment each was due."""
    times: list[float] = []
    errors = 0
    known: list[str] = []
    client = LoadClient(url, token, CLIENTS)

    async def one(i: int, due: float) -> None:
        nonlocal errors
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        if i % 2 and known:
            body = {"body": f"answer {i}", "send_as": "human"}
            status, _ = await client.post(f"/v1/messages/{known.pop()}/reply", body, Idempotency_Key=f"key-{i}")
        else:
            message = {"channel": "sms", "from": f"+44770091{i % 5000:04}", "body": f"question {i}"}
            status, made = await client.post("/v1/sandbox/inject", message)
            known.append(made.get("id", ""))
        times.append((time.perf_counter() - due) * 1000)
        errors += status != 201

    start = time.perf_counter() + 0.5
    await asyncio.gather(*(one(i, start + i / RATE) for i in range(count)))
    await client.aclose()
    return times, errors


def _to_webhook(url: str, token: str, heard: object, rounds: int) -> list[float]:
    """From the answer to an injection to its webhook at a receiver on loopback."""
    times = []
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, trust_env=False) as client:
        for i in range(rounds):
            message = {"channel": "sms", "from": f"+44770092{i:04}", "body": "hello"}
            message_id = client.post("/v1/sandbox/inject", json=message).json()["id"]
            start = time.perf_counter()
            while not any(json.loads(body)["message_id"] == message_id for _, body in tuple(heard.requests)):  # type: ignore[attr-defined]
                time.sleep(0.001)
            times.append((time.perf_counter() - start) * 1000)
    return times
