"""kill -9 at random moments of approve-and-send, with server errors and lost answers; the server's own log judges."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.harness.shop import FAST, Shop, rows, shop
from tests.support.chaos import chaos
from tests.support.processes import ROOT

CYCLES = 1_000
ERRORS, LOST = 0.10, 0.15
DRAIN_SECONDS = 300


class Worker:
    """The forking process, one cycle at a time."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.harness.send_worker", str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, **FAST},
            bufsize=0,
        )
        self._rest = b""
        self.acknowledged: list[int] = []
        assert self.line(120) == "ready"

    def line(self, seconds: float) -> str | None:
        """The next line, None when none comes in time."""
        assert self._process.stdout is not None
        deadline = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._process.stdout], [], [], left)[0]:
                return None
            self._rest += os.read(self._process.stdout.fileno(), 4096)
        line, self._rest = self._rest.split(b"\n", 1)
        text = line.decode()
        if text.startswith("approved "):
            self.acknowledged.append(int(text.split()[1]))
        return text

    def cycle(self, draft_n: int, alive: float, *, until: str = "killed") -> None:
        """Let a child approve and send for some seconds, or until it says a word, then kill it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{draft_n}\n".encode())
        word = self.line(60)
        assert word is not None, word
        assert word.startswith("pid "), word
        end = time.monotonic() + alive
        while (left := end - time.monotonic()) > 0:
            if (self.line(left) or "").startswith(until):
                break
        os.kill(int(word.split()[1]), signal.SIGKILL)
        while self.line(60) != "gone":
            continue

    def close(self) -> None:
        """End the forking process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_a_thousand_kills_lose_nothing_double_nothing_and_leave_nothing_stuck(tmp_path: Path, scale: float) -> None:
    seed = random.SystemRandom().randrange(2**32)
    cycles = max(20, int(CYCLES * scale))
    print(f"seed {seed}, {cycles} cycles")
    dice = random.Random(seed)
    with shop(tmp_path) as made, chaos(made.port, errors=ERRORS, lost=LOST, seed=seed) as proxy:
        proxy.calm = True
        made.connect(proxy.url)
        drafts = prepare(made, cycles)
        proxy.calm = False
        worker = Worker(made.owner.path)
        for draft_n in drafts:
            worker.cycle(draft_n, dice.choice([dice.uniform(0.02, 0.15), dice.uniform(0.1, 0.6)]))
        print(f"{len(worker.acknowledged)} acknowledged by the killed")
        approve_the_rest(made, worker)
        drain(made, worker)
        worker.close()
        judge(made, worker.acknowledged)
        print(f"{len(worker.acknowledged)} acknowledged; the wire: {dict(proxy.happened)}")
        assert proxy.happened["lost"] > 0
        assert proxy.happened["error after"] + proxy.happened["error before"] > 0


def prepare(made: Shop, count: int) -> list[int]:
    """Customers write, the worker drafts; nothing is approved yet. Returns the drafts."""
    with made.customer() as customer:
        for n in range(count):
            body = {"channel": "sms", "from": f"+4477009{n:05}", "body": f"What are your opening hours? ({n})"}
            assert customer.post("/v1/sandbox/inject", json=body).status_code == 201
    assert made.owner.json("sync", "--once")["new"] == count
    from tests.harness.finish_drafts import finish_all

    finish_all(made.owner.path)
    drafts = [row[0] for row in rows(made.owner, "SELECT n FROM drafts WHERE state = 'pending' ORDER BY n")]
    assert len(drafts) == count
    return drafts


def approve_the_rest(made: Shop, worker: Worker) -> None:
    """On a busy machine a child may die before it has approved; the wire must see enough for each fault to happen."""
    while left := rows(made.owner, "SELECT n FROM drafts WHERE state = 'pending' ORDER BY n LIMIT 1"):
        worker.cycle(left[0][0], 30, until="approved")


def drain(made: Shop, worker: Worker) -> None:
    """Go on until every reply has arrived, the faults still happening."""
    open_ = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'unknown')"
    deadline = time.monotonic() + DRAIN_SECONDS
    while rows(made.owner, open_) != [(0,)]:
        assert time.monotonic() < deadline, rows(made.owner, "SELECT n, state, attempts, error FROM outbox")
        worker.cycle(0, 3.0)


def judge(made: Shop, acknowledged: list[int]) -> None:
    """The server's log against what was approved."""
    approved = rows(made.owner, "SELECT d.n, c.address, d.sent_body FROM drafts d JOIN conversations c"
                                " ON c.n = d.conversation_n WHERE d.state = 'approved'")  # fmt: skip
    arrived = Counter(
        rows(made.server, "SELECT c.address, m.body FROM messages m JOIN conversations c ON c.n = m.conversation_n"
                          " WHERE m.direction = 'outbound' AND m.delivery <> 'cancelled'")
    )  # fmt: skip
    lost = set(acknowledged) - {n for n, _, _ in approved}
    assert not lost, f"acknowledged and forgotten: {lost}"
    assert arrived == Counter((address, body) for _, address, body in approved)
    assert rows(made.owner, "SELECT state, count(*) FROM outbox GROUP BY state") == [("sent", len(approved))]
    assert rows(made.owner, "PRAGMA integrity_check") == [("ok",)]
