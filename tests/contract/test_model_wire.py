"""Drafting against aimock, a server that speaks the Messages API: what arrives there, and what becomes of its answers.

Found by CLOSER_TUI_AIMOCK (its `cli.js`) or in the cache folders of this user; skipped where it is not installed.
"""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from closer_tui.config.secrets import Secret
from closer_tui.config.settings import DraftingSettings
from closer_tui.domain.draft import CheckLevel, DraftAction
from closer_tui.drafting.claude import ClaudeModel
from closer_tui.drafting.drafter import Drafted, draft
from closer_tui.drafting.model import DraftFailed, FailKind
from tests.support.briefs import brief
from tests.support.model_server import ANSWER

KEY = "sk-canary-wire-98765"
PROGRAM = "node_modules/@copilotkit/aimock/dist/cli.js"
START_SECONDS = 60.0


def fixture(word: str, response: dict[str, Any], **how: Any) -> dict[str, Any]:
    return {"match": {"userMessage": word}, "response": response, **how}


def whole(**changes: Any) -> dict[str, Any]:
    return {"content": json.dumps(ANSWER | changes), "usage": {"input_tokens": 900, "output_tokens": 150}}


FIXTURES = {
    "fixtures": [
        fixture("WIRE-STREAM", whole()),
        fixture("WIRE-SLOW", whole(), latency=400, chunkSize=4),
        fixture("WIRE-CUT", whole(), truncateAfterChunks=6, chunkSize=10),
        fixture("WIRE-REFUSAL", {"content": "", "finishReason": "refusal"}),
        fixture("WIRE-MAX", whole() | {"finishReason": "length"}),
        fixture("WIRE-PROSE", {"content": "Of course! I am happy to help."}),
        fixture("WIRE-EVIL", whole(reply="Hi Maria, pay at https://evil.example/pay by noon. — Paul")),
        fixture(
            "WIRE-429",
            {"error": {"message": "slow down", "type": "rate_limit_error"}, "status": 429, "retryAfter": 3},
        ),
        fixture("WIRE-529", {"error": {"message": "overloaded", "type": "overloaded_error"}, "status": 529}),
    ]
}


def program() -> Path:
    named = os.environ.get("CLOSER_TUI_AIMOCK")
    caches = Path(pwd.getpwuid(os.getuid()).pw_dir) / ".cache"
    found = (
        [Path(named)] if named else [*caches.glob(f"closer-tui-*/{PROGRAM}"), *caches.glob(f"closer-tui-*/*/{PROGRAM}")]
    )
    usable = [path for path in found if path.is_file()]
    if not usable or shutil.which("node") is None:
        pytest.skip("no aimock: npm i @copilotkit/aimock somewhere and set CLOSER_TUI_AIMOCK to its dist/cli.js")
    return usable[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running aimock; its address."""
    cli = program()
    fixtures = tmp_path_factory.mktemp("aimock") / "fixtures.json"
    fixtures.write_text(json.dumps(FIXTURES))
    port = free_port()
    process = subprocess.Popen(
        ["node", str(cli), "-p", str(port), "-f", str(fixtures), "--strict", "--log-level", "silent"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        limit = time.monotonic() + START_SECONDS
        while True:
            try:
                get(f"{url}/v1/_requests")
                break
            except urllib.error.URLError:
                assert process.poll() is None, "aimock ended at once"
                assert time.monotonic() < limit, "aimock did not start"
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@asynccontextmanager
async def model_at(url: str, deadline: float = 20.0):  # type: ignore[no-untyped-def]
    model = ClaudeModel(DraftingSettings(base_url=url, deadline_seconds=deadline), Secret(KEY))
    try:
        yield model
    finally:
        await model.aclose()


async def drafted(url: str, word: str, told: list[str] | None = None, deadline: float = 20.0) -> Drafted:
    async with model_at(url, deadline) as model:
        told = [] if told is None else told
        return await draft(brief(f"Are you open at 8? {word}"), model, on_text=told.append)


async def failed(url: str, word: str, deadline: float = 20.0) -> DraftFailed:
    with pytest.raises(DraftFailed) as caught:
        await drafted(url, word, deadline=deadline)
    return caught.value


def journal(url: str, word: str) -> list[dict[str, Any]]:
    return [entry for entry in get(f"{url}/v1/_requests") if word in json.dumps(entry)]


def wait_for_request(url: str, word: str) -> None:
    limit = time.monotonic() + START_SECONDS
    while not journal(url, word):
        assert time.monotonic() < limit, "no request arrived"
        time.sleep(0.05)


async def test_a_streamed_answer_becomes_a_checked_draft(wire: str) -> None:
    told: list[str] = []
    done = await drafted(wire, "WIRE-STREAM", told)
    assert done.proposal.action is DraftAction.REPLY
    assert done.proposal.body == ANSWER["reply"] == "".join(told)
    assert len(told) > 1, "the words came in pieces"
    assert (done.proposal.usage.output_tokens, done.proposal.usage.cost_micros > 0) == (150, True)
    assert {check.level for check in done.checks} == {CheckLevel.OK}


async def test_the_journal_shows_one_conversation_a_request_and_no_secret(wire: str) -> None:
    async with model_at(wire) as model:
        ours = brief("Are you open at 8? WIRE-STREAM CONVERSATION-ONE", contact_name="Anna Canary-One")
        theirs = brief("Are you open at 9? WIRE-STREAM CONVERSATION-TWO", contact_name="Berta Canary-Two")
        await asyncio.gather(draft(ours, model), draft(theirs, model))
    one = journal(wire, "CONVERSATION-ONE")
    two = journal(wire, "CONVERSATION-TWO")
    assert len(one) == len(two) == 1
    assert one[0] != two[0]
    assert "Berta" not in json.dumps(one[0]["body"])
    assert "Anna" not in json.dumps(two[0]["body"])
    for entry in (*one, *two):
        sent = json.dumps(entry["body"])
        assert KEY not in sent
        assert "customers.example" not in sent, "the model is not told where a reply goes"


async def test_a_429_says_when_to_come_back(wire: str) -> None:
    error = await failed(wire, "WIRE-429")
    assert error.kind is FailKind.RATE_LIMITED
    assert error.again
    assert error.retry_after_ms is None or error.retry_after_ms >= 1_000
    assert len(journal(wire, "WIRE-429")) == 1, "the worker decides when to try again, not the SDK"


async def test_a_529_is_overloaded_and_tried_again_later(wire: str) -> None:
    error = await failed(wire, "WIRE-529")
    assert (error.kind, error.again) == (FailKind.OVERLOADED, True)


async def test_a_cut_stream_is_no_draft(wire: str) -> None:
    error = await failed(wire, "WIRE-CUT")
    assert error.kind in (FailKind.CUT, FailKind.NETWORK)
    assert error.again


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("WIRE-REFUSAL", FailKind.REFUSED),
        ("WIRE-MAX", FailKind.TOO_LONG),
        ("WIRE-PROSE", FailKind.INVALID_ANSWER),
    ],
)
async def test_an_answer_that_cannot_be_used_says_why_and_is_not_asked_again(
    wire: str, word: str, kind: FailKind
) -> None:
    error = await failed(wire, word)
    assert (error.kind, error.again) == (kind, False)
    assert error.hint


async def test_slow_words_meet_the_deadline(wire: str) -> None:
    error = await failed(wire, "WIRE-SLOW", deadline=1.5)
    assert error.kind is FailKind.DEADLINE


async def test_a_draft_can_be_called_off_while_it_is_written(wire: str) -> None:
    told: list[str] = []
    writing = asyncio.create_task(drafted(wire, "WIRE-SLOW CALLED-OFF", told))
    await asyncio.to_thread(wait_for_request, wire, "CALLED-OFF")
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert len("".join(told)) < len(ANSWER["reply"])


async def test_an_answer_with_a_strange_link_is_held_back(wire: str) -> None:
    done = await drafted(wire, "WIRE-EVIL")
    held = {check.name for check in done.checks if check.level is CheckLevel.HOLD}
    assert "link" in held
