"""Real conversations, injected in random order while the engine is killed again and again: every message once, in its
place; nothing sent that nobody approved; then every approved reply exactly once, and every webhook verifiable."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from tests.harness.shop import FAST, Shop, rows, shop
from tests.support.processes import ROOT, Heard, listening

QUIET_SECONDS = 240.0


def chats_of(shared: Path, scale: float) -> list[dict[str, Any]]:
    """The chats, fewer at a smaller scale; each customer gets an address."""
    lines = (shared / "data" / "conversations.jsonl").read_text(encoding="utf-8").splitlines()
    chats = [json.loads(line) for line in lines][: max(12, int(len(lines) * scale))]
    for n, chat in enumerate(chats):
        chat["address"] = f"+4477008{n:05}" if chat["channel"] in ("sms", "whatsapp") else f"chat-{n}@example.org"
        chat["said"] = [m["body"] for m in chat["messages"] if m["from"] == "customer"]
    return chats


def inject(customer: httpx.Client, chats: list[dict[str, Any]], dice: random.Random) -> Iterator[int]:
    """The customers' messages: any order between chats, the given order inside each."""
    turns = [chat for chat in chats for _ in chat["said"]]
    dice.shuffle(turns)
    spoken: Counter[str] = Counter()
    for number, chat in enumerate(turns):
        body = chat["said"][spoken[chat["id"]]]
        spoken[chat["id"]] += 1
        message = {"channel": chat["channel"], "from": chat["address"], "body": body}
        answer = customer.post("/v1/sandbox/inject", json=message)
        assert answer.status_code == 201, answer.text
        yield number


@contextmanager
def engine(made: Shop) -> Iterator[subprocess.Popen[bytes]]:
    """An engine on the owner's home; killed at the end of the block, without a word of warning."""
    process = subprocess.Popen(
        made.owner.words("engine", "--stay"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, **FAST},
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def until(made: Shop, sql: str, *, message: str) -> None:
    """Wait until a query of the owner's database finds nothing any more."""
    deadline = time.monotonic() + QUIET_SECONDS
    while found := rows(made.owner, sql):
        assert time.monotonic() < deadline, f"{message}: {found[:5]}"
        time.sleep(0.2)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_real_chats_arrive_whole_wait_for_approval_and_are_answered_once(
    tmp_path: Path, shared_dir: Path, scale: float
) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    chats = chats_of(shared_dir, scale)
    with listening() as (hook_url, heard), shop(tmp_path) as made, made.customer() as customer:
        hook = made.server.json("webhook", "add", hook_url)
        made.connect(made.url)
        messages = inject(customer, chats, dice)
        kills = 0
        while True:  # an engine lives for a while in which customers write, and is killed
            with engine(made):
                wrote = sum(1 for _, _ in zip(range(dice.randrange(5, 40)), messages, strict=False))
                time.sleep(dice.uniform(0.2, 1.5))
            kills += 1
            if not wrote:
                break
        print(f"{kills} kills while {sum(len(c['said']) for c in chats)} messages came in")

        with engine(made):
            until(made, _NOT_YET.format(count=sum(len(c["said"]) for c in chats)), message="messages missing")
            until(made, _UNDRAFTED, message="no draft came")
        arrived_whole(made, chats)
        assert rows(made.server, "SELECT count(*) FROM messages WHERE direction = 'outbound'") == [(0,)]

        approved = approve_all(made)
        while rows(made.owner, _UNSENT):
            with engine(made):
                time.sleep(dice.uniform(0.8, 2.5))
        answered_once(made, approved)
        webhooks_verify(heard, hook["secret"], chats)


_NOT_YET = "SELECT count(*) FROM messages WHERE direction = 'inbound' HAVING count(*) < {count}"
_UNDRAFTED = (
    "SELECT c.n FROM conversations c WHERE c.waiting_since IS NOT NULL AND c.opted_out = 0 AND NOT EXISTS (SELECT 1"
    " FROM drafts d WHERE d.conversation_n = c.n AND d.last_inbound = c.last_inbound"
    " AND d.state IN ('pending', 'withheld', 'failed'))"
)
_UNSENT = "SELECT n FROM outbox WHERE state IN ('queued', 'sending', 'unknown')"


def arrived_whole(made: Shop, chats: list[dict[str, Any]]) -> None:
    """Every message once, byte for byte, in the right conversation and order."""
    found: dict[str, list[str]] = {}
    for address, body in rows(
        made.owner,
        "SELECT c.address, m.body FROM messages m JOIN conversations c ON c.n = m.conversation_n"
        " WHERE m.direction = 'inbound' ORDER BY m.conversation_n, m.at, m.external_id",
    ):
        found.setdefault(address, []).append(body)
    assert found == {chat["address"]: chat["said"] for chat in chats}


def approve_all(made: Shop) -> Counter[tuple[str, str]]:
    """Approve every draft that proposes a reply, through the command line; what should arrive."""
    waiting = rows(made.owner, "SELECT n, body FROM drafts WHERE state = 'pending' AND body <> '' ORDER BY n")
    names = {draft["id"] for draft in made.owner.json("drafts", "--limit", "1000") if draft["body"]}
    assert len(names) == len(waiting)
    done = made.owner.run("approve", *sorted(names), "--json")
    assert done.returncode == 0, done.stderr
    return Counter(
        rows(
            made.owner,
            "SELECT c.address, d.sent_body FROM drafts d JOIN conversations c ON c.n = d.conversation_n"
            " WHERE d.state = 'approved'",
        )
    )


def answered_once(made: Shop, approved: Counter[tuple[str, str]]) -> None:
    """The server has each approved reply exactly once, and nothing else."""
    at_server = Counter(
        rows(
            made.server,
            "SELECT c.address, m.body FROM messages m JOIN conversations c ON c.n = m.conversation_n"
            " WHERE m.direction = 'outbound'",
        )
    )
    assert at_server == approved
    assert set(approved.values()) == {1}


def webhooks_verify(heard: Heard, secret: str, chats: list[dict[str, Any]]) -> None:
    """Every webhook of the run verifies with stripe's own library; each message was announced."""
    deadline = time.monotonic() + QUIET_SECONDS
    total = sum(len(chat["said"]) for chat in chats)

    def announced() -> set[str]:
        bodies = [json.loads(body) for _, body in tuple(heard.requests)]
        return {b["message_id"] for b in bodies if b["event"] == "message.received"}

    while len(announced()) < total:
        assert time.monotonic() < deadline, len(announced())
        time.sleep(0.2)
    for headers, body in heard.requests:
        signature = headers["x-closer-signature"]
        assert stripe.WebhookSignature.verify_header(body.decode(), signature, secret, tolerance=3_600)
