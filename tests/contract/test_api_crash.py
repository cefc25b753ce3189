"""The server killed again and again while replies with keys are under way: each reply is made once, whoever retries."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from closer_tui.config.paths import resolve_paths

AT_ONCE = 12
ROOT = Path(__file__).parents[2]


class Server:
    """The server's process."""

    def __init__(self, home: Path) -> None:
        self.home = home

    async def start(self) -> httpx.AsyncClient:
        """A peer of a new process on the same home."""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.support.api_server", str(self.home)),
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        told = json.loads(await self.process.stdout.readline())
        return httpx.AsyncClient(base_url=told["url"], headers={"Authorization": f"Bearer {told['token']}"}, timeout=20)

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()


async def ask(peer: httpx.AsyncClient, message_id: str) -> httpx.Response | None:
    """One attempt of the reply to a message, always under the same key; None when the server died."""
    try:
        return await peer.post(
            f"/v1/messages/{message_id}/reply",
            json={"body": f"Reply to {message_id}"},
            headers={"Idempotency-Key": f"key-{message_id}"},
        )
    except httpx.TransportError:
        return None


@pytest.mark.long
@pytest.mark.timeout(3_600)
async def test_it_holds_for_many_kills(tmp_path: Path, scale: float) -> None:
    await crash_again_and_again(tmp_path / "home", kills=max(20, int(200 * scale)), seed=2)


async def crash_again_and_again(home: Path, *, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    server = Server(home)
    home.mkdir()
    answered: dict[str, dict[str, Any]] = {}
    messages: list[str] = []
    peer = await server.start()
    for kill in range(kills):
        for n in range(AT_ONCE):
            made = await peer.post("/v1/sandbox/inject", json={"channel": "sms", "from": f"+{kill}{n}", "body": "Hi"})
            messages.append(made.json()["id"])
        asking = [asyncio.create_task(ask(peer, message)) for message in messages[-AT_ONCE:]]
        await asyncio.sleep(chance.uniform(0.0, 0.15))
        await server.kill()
        for message, task in zip(messages[-AT_ONCE:], asking, strict=True):
            answer = await task
            if answer is not None and answer.status_code == 201:
                answered[message] = answer.json()
        await peer.aclose()
        peer = await server.start()
    for message in messages:
        answer = await ask(peer, message)
        assert answer is not None
        assert answer.status_code == 201
        if message in answered:
            assert answer.json() == answered[message]
            assert answer.headers["Idempotency-Replayed"] == "true"
    await peer.aclose()
    await server.kill()
    with sqlite3.connect(resolve_paths(home).database) as db:
        bodies = sorted(body for [body] in db.execute("SELECT body FROM outbox"))
        outbound = sorted(body for [body] in db.execute("SELECT body FROM messages WHERE direction = 'outbound'"))
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    assert bodies == outbound == sorted(f"Reply to {message}" for message in messages)
