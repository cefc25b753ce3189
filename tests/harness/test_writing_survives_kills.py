"""kill -9 while composing, while sending later, while undoing: no text lost, nothing early, nothing twice."""

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

from closer_tui.config.paths import resolve_paths
from closer_tui.store.unsent import UnsentFolder
from tests.harness.shop import FAST, Shop, rows, shop
from tests.support.processes import ROOT
from tests.support.terminal import Terminal
from tests.unit.store.small_world import NOON, SmallWorld

COMPOSING, LATER = 40, 400
SAFE_SECONDS = 2.0
"""What stood on the screen so long before a kill is never lost."""
DRAIN_SECONDS = 120


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_what_stood_in_the_composer_two_seconds_before_a_kill_is_there_at_the_next_start(
    tmp_path: Path, scale: float
) -> None:
    dice = random.Random(seed := random.SystemRandom().randrange(2**32))
    cycles = max(3, int(COMPOSING * scale))
    print(f"seed {seed}, {cycles} kills")
    world = SmallWorld(tmp_path / "home")
    world.inbox("sms", name="Shop")
    n = world.conversation(1, name="Maria", address="+441", thread="t")
    seq = world.message(n, "Do you open at 8?", at=NOON)
    world.change("conversations", n, last_inbound=seq, last_public=seq, waiting_since=NOON, owner_kind="nobody")
    world.close()
    home = tmp_path / "home"
    before = ""
    for cycle in range(cycles):
        before = type_and_kill(home, before, dice, cycle)
    assert before


def type_and_kill(home: Path, before: str, dice: random.Random, cycle: int) -> str:
    """One sitting that begins with `before` in the composer and ends with a kill; gives what is on disk."""
    env = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    terminal = Terminal([sys.executable, "-m", "closer_tui", "--home", str(home)], env, columns=120, rows=30)
    shown: list[tuple[float, str]] = []
    try:
        terminal.until(b"Do you open at 8?")
        terminal.settle(0.5)
        terminal.send(b"w")
        terminal.settle(0.3)
        if before:
            assert before.rsplit(maxsplit=1)[-1].encode() in terminal.seen, "what was written before is not there again"
        text, end = before, time.monotonic() + dice.uniform(0.5, 5.0)
        while time.monotonic() < end:
            word = f"w{cycle}x{len(shown)} "
            if terminal.key(word.encode()) is None:
                continue
            text += word
            shown.append((time.monotonic(), text))
            time.sleep(dice.uniform(0, 0.2))
        os.kill(terminal.pid, signal.SIGKILL)
        killed = time.monotonic()
    finally:
        terminal.close()
    kept = UnsentFolder(resolve_paths(home).unsent_dir).everything()
    found = kept[0].unsent.text if kept else ""
    safe = [text for at, text in shown if at <= killed - SAFE_SECONDS]
    least = safe[-1] if safe else before
    assert found.startswith(least.rstrip()), (least, found)
    return found


class Worker:
    """The forking process of `later_worker`, one child at a time."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.harness.later_worker", str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, **FAST},
            bufsize=0,
        )
        self._rest = b""
        self.later: dict[int, int] = {}
        self.undone: set[int] = set()
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
        match line.decode().split():
            case ["later", out, send_at]:
                self.later[int(out)] = int(send_at)
            case ["undone", out]:
                self.undone.add(int(out))
        return line.decode()

    def cycle(self, order: str, alive: float, *, begun: bool = False) -> None:
        """Let a child work for some seconds (of a busy machine: once it has `begun`), then kill it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{order}\n".encode())
        word = self.line(60)
        assert word is not None, word
        assert word.startswith("pid "), word
        patience = time.monotonic() + 60
        while begun and not (self.line(patience - time.monotonic()) or "later").startswith("later"):
            continue
        end = time.monotonic() + alive
        while (left := end - time.monotonic()) > 0:
            self.line(left)
        os.kill(int(word.split()[1]), signal.SIGKILL)  # a child that ended by itself is a failure: ProcessLookupError
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
@pytest.mark.timeout(1_800)
def test_replies_put_off_and_taken_back_under_kills_leave_once_at_their_moment_or_not_at_all(
    tmp_path: Path, scale: float
) -> None:
    dice = random.Random(seed := random.SystemRandom().randrange(2**32))
    cycles = max(12, int(LATER * scale))
    print(f"seed {seed}, {cycles} kills")
    with shop(tmp_path) as made:
        made.connect(made.url)
        with made.customer() as customer:
            for n in range(cycles):
                body = {"channel": "sms", "from": f"+4477009{n:05}", "body": "Do you open at 8?"}
                assert customer.post("/v1/sandbox/inject", json=body).status_code == 201
        made.owner.json("sync", "--once")
        worker = Worker(made.owner.path)
        for (n,) in rows(made.owner, "SELECT n FROM conversations ORDER BY n"):
            undo = dice.randrange(400) if dice.random() < 0.5 else -1
            order = f"{n} {dice.randrange(100, 900)} {undo} Reply {n}"
            worker.cycle(order, dice.uniform(0.1, 1.2), begun=dice.random() < 0.8)
        drain(made, worker)
        worker.close()
        judge(made, worker)


def drain(made: Shop, worker: Worker) -> None:
    """Send until nothing waits."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while rows(made.owner, "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'unknown')") != [(0,)]:
        assert time.monotonic() < deadline, rows(made.owner, "SELECT n, state, attempts, error FROM outbox")
        worker.cycle("0 0 -1 -", 2.0)


def judge(made: Shop, worker: Worker) -> None:
    """The server's log against what was acknowledged."""
    kept = {
        n: (state, body, at) for n, state, body, at in rows(made.owner, "SELECT n, state, body, send_at FROM outbox")
    }
    sent = {n for n, (state, _, _) in kept.items() if state == "sent"}
    print(f"{len(kept)} put off, {len(sent)} left, {len(worker.undone)} taken back for sure")
    assert set(worker.later) <= set(kept), "acknowledged and forgotten"
    assert {state for state, _, _ in kept.values()} <= {"sent", "cancelled"}
    assert not worker.undone & sent, "taken back, and sent all the same"
    assert set(worker.later) - sent <= {n for n, (state, _, _) in kept.items() if state == "cancelled"}
    arrived = rows(made.server, "SELECT body, at FROM messages WHERE direction = 'outbound'")
    assert Counter(body for body, _ in arrived) == Counter(kept[n][1] for n in sent)
    moment_of = {body: at for _, body, at in kept.values()}
    early = [(body, moment_of[body] - at) for body, at in arrived if at < moment_of[body]]
    assert not early, f"left early (ms): {early}"
    assert sent
    assert worker.undone
