"""Two processes on one store claim and answer the same conversations at the same moment, one of them killed now and
then: each is claimed once and answered once, as the sandbox server's own store tells, and the loser is told by whom
and when."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import select
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.services.ownership import escalate
from closer_tui.store.database import Store
from tests.harness.shop import FAST, Shop, rows, shop
from tests.support.processes import ROOT

CONVERSATIONS = 200
KILLED_EVERY = 25
TOLD = re.compile(r"(ana|ben) (claimed this|answered) (less than a second|\d+ (minute|second)s?.*) ago(: “.*”)?")


class Colleague:
    """A process that answers, told line by line what to do."""

    def __init__(self, home: Path, agent: str) -> None:
        self.home, self.agent = home, agent
        self._rest = b""
        self._process = self._start()
        self.told: dict[int, dict[str, Any]] = {}

    def _start(self) -> subprocess.Popen[bytes]:
        self._rest = b""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.harness.answer_worker", str(self.home), self.agent],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, **FAST},
            bufsize=0,
        )

    def hear(self, seconds: float = 60.0) -> dict[str, Any]:
        """The next thing it says."""
        assert self._process.stdout is not None
        deadline = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = deadline - time.monotonic()
            assert left > 0, f"{self.agent} says nothing"
            if select.select([self._process.stdout], [], [], left)[0]:
                piece = os.read(self._process.stdout.fileno(), 4096)
                assert piece, f"{self.agent} is gone"
                self._rest += piece
        line, self._rest = self._rest.split(b"\n", 1)
        said: dict[str, Any] = json.loads(line)
        return said

    def say(self, line: str) -> None:
        """What to do next."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    def kill(self) -> None:
        """kill -9, and another in its place."""
        self._process.kill()
        self._let_go()
        self._process = self._start()
        assert self.hear() == {"ready": True}

    def close(self) -> None:
        """No more to do."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        assert self._process.wait(30) == 0
        self._let_go()

    def _let_go(self) -> None:
        self._process.wait(30)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_each_conversation_is_claimed_once_and_answered_once_and_the_loser_is_told(
    tmp_path: Path, scale: float
) -> None:
    seed = random.SystemRandom().randrange(2**32)
    count = max(20, int(CONVERSATIONS * scale))
    print(f"seed {seed}, {count} conversations")
    dice = random.Random(seed)
    with shop(tmp_path) as made:
        made.connect(made.url)
        numbers = waiting_in_a_queue(made, count)
        ana, ben = Colleague(made.owner.path, "ana"), Colleague(made.owner.path, "ben")
        for each in (ana, ben):
            assert each.hear() == {"ready": True}
        killed = race(ana, ben, numbers, dice)
        for each in (ana, ben):
            each.close()
        losers_were_told(made, ana, ben, numbers, killed)
        answer_what_the_killed_left(made, killed)
        made.owner.json("work", "--once")
        judge(made, count)


def waiting_in_a_queue(made: Shop, count: int) -> list[int]:
    """Customers write, and everything is escalated."""
    with made.customer() as customer:
        for n in range(count):
            body = {"channel": "sms", "from": f"+4477008{n:05}", "body": f"I want my money back! ({n})"}
            assert customer.post("/v1/sandbox/inject", json=body).status_code == 201
    assert made.owner.json("sync", "--once")["new"] == count
    numbers = [row[0] for row in rows(made.owner, "SELECT n FROM conversations ORDER BY n")]

    async def escalate_all() -> None:
        store = await Store.open(resolve_paths(made.owner.path), SystemClock())
        try:
            for n in numbers:
                await escalate(store, n, EscalationCall("refunds", EscalationReason.TOPIC), actor="bot")
        finally:
            await store.close()

    asyncio.run(escalate_all())
    return numbers


def race(ana: Colleague, ben: Colleague, numbers: list[int], dice: random.Random) -> set[int]:
    """Both look at each conversation, then both go; returns those at which one was killed."""
    killed: set[int] = set()
    for turn, n in enumerate(numbers, start=1):
        how = dice.choice(["claim", "answer"])
        both = [ana, ben]
        dice.shuffle(both)
        for each in both:
            each.say(f"{n} {how}")
        for each in both:
            assert each.hear() == {"n": n, "seen": True}
        for each in both:
            each.say("go")
        victim = dice.choice(both) if turn % KILLED_EVERY == 0 else None
        if victim is not None:
            time.sleep(dice.uniform(0, 0.03))
            victim.kill()
            killed.add(n)
        for each in both:
            if each is not victim:
                each.told[n] = each.hear()
    return killed


def losers_were_told(made: Shop, ana: Colleague, ben: Colleague, numbers: list[int], killed: set[int]) -> None:
    """Of two one answered, and the other was told that it was them, and when."""
    owners = dict(rows(made.owner, "SELECT n, owner_name FROM conversations"))
    lost: Counter[str] = Counter()
    for n in numbers:
        if n in killed:
            continue
        winner, loser = sorted((ana, ben), key=lambda each: not each.told[n]["answered"])
        assert winner.told[n] == {"n": n, "answered": True, "told": []}
        assert loser.told[n]["answered"] is False
        assert owners[n] == winner.agent
        for told in loser.told[n]["told"]:
            match = TOLD.fullmatch(told)
            assert match, told
            assert match[1] == winner.agent
        lost[loser.agent] += 1
    print(f"lost: {dict(lost)}; killed at {sorted(killed)}")


def answer_what_the_killed_left(made: Shop, killed: set[int]) -> None:
    """Whoever was killed may have claimed and not answered: nobody else's answer slipped in, and one is still due."""
    for n in killed:
        [(name, waits)] = rows(
            made.owner, "SELECT owner_name, waiting_since IS NOT NULL FROM conversations WHERE n = ?", (n,)
        )
        assert name in {"ana", "ben"}
        if waits:
            body = f"{name} is on it. ({n})"
            made.owner.json("reply", public(n), body, "--force")


def public(n: int) -> str:
    from closer_tui.store import keys

    return keys.public("conv", n)


def judge(made: Shop, count: int) -> None:
    """The sandbox server's own store, and the owner's."""
    at_server = rows(
        made.server,
        "SELECT c.address, m.body FROM messages m JOIN conversations c ON c.n = m.conversation_n"
        " WHERE m.direction = 'outbound' AND m.delivery <> 'cancelled'",
    )
    assert Counter(Counter(address for address, _ in at_server).values()) == Counter({1: count})
    answered = dict(rows(made.owner, "SELECT address, owner_name || ' is on it. (' || n || ')' FROM conversations"))
    assert dict(at_server) == answered
    claims = rows(made.owner, "SELECT conversation_n FROM owner_moves WHERE event = 'CLAIM'")
    assert Counter(Counter(n for (n,) in claims).values()) == Counter({1: count})
    assert rows(made.owner, "SELECT count(*) FROM escalations WHERE claimed_by IS NULL") == [(0,)]
    assert rows(made.owner, "SELECT count(*) FROM outbox WHERE state <> 'sent'") == [(0,)]
    assert rows(made.owner, "PRAGMA integrity_check") == [("ok",)]
