"""Commands that run for a while: they follow what happens, and leave only when what was approved has left."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.runtime.presence import engine_at_work
from closer_tui.services.compose import reply
from closer_tui.store.database import Store
from tests.support.processes import PATIENCE_SECONDS, Home, wait_until


class Sandbox:
    """A sandbox server that runs, and one inbox of the owner connected to it."""

    def __init__(self, url: str, token: str, owner: Home, server: Home) -> None:
        self.owner, self.server = owner, server
        self._peer = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=20
        )

    def writes(self, body: str) -> None:
        """A customer writes."""
        message = {"channel": "sms", "from": "+4917055500001", "body": body}
        assert self._peer.post("/v1/sandbox/inject", json=message).status_code == 201

    def messages(self) -> Any:
        """What the server has."""
        return self._peer.get("/v1/messages").json()["data"]

    def close(self) -> None:
        self._peer.close()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    server, owner = Home(tmp_path / "server"), Home(tmp_path / "owner")
    with server.running("serve", "--sandbox", "--port", "0") as serving:
        url = serving.first_line()["url"]
        words = ("token", "create", "--env", "test", "--channel", "sms", "--scope", "read", "reply")
        token = server.json(*words)["token"]
        owner.json("connect", "closer", "--url", url, "--token", token)
        made = Sandbox(url, token, owner, server)
        try:
            yield made
        finally:
            made.close()


async def hold_a_reply(home: Home, conversation_n: int, hold_ms: int) -> None:
    store = await Store.open(resolve_paths(home.path), SystemClock())
    try:
        await reply(store, conversation_n, "From eight.", actor="ana", hold_ms=hold_ms)
    finally:
        await store.close()


@pytest.mark.timeout(180)
def test_an_engine_that_is_asked_to_leave_sends_what_was_approved_first(sandbox: Sandbox) -> None:
    sandbox.writes("Do you open at 8?")
    owner = sandbox.owner
    with owner.running("engine") as engine:
        wait_until(lambda: engine_at_work(resolve_paths(owner.path)))
        wait_until(lambda: bool(owner.json("list")))
        asyncio.run(hold_a_reply(owner, 1, hold_ms=2_500))
        engine.process.send_signal(signal.SIGTERM)
        assert engine.process.wait(PATIENCE_SECONDS) == 0
    [message] = sandbox.messages()
    assert message["reply"]["body"] == "From eight."
    assert owner.json("outbox") == []


@pytest.mark.timeout(120)
def test_an_engine_whose_screen_and_home_went_before_it_began_leaves_no_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "gone")
    somebody_else = str(os.getppid())
    done = home.run("engine", "--parent", somebody_else)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not home.path.exists()


@pytest.mark.timeout(120)
def test_an_engine_whose_screen_went_before_it_began_sends_what_was_approved_and_leaves(sandbox: Sandbox) -> None:
    sandbox.writes("Do you open at 8?")
    owner = sandbox.owner
    assert owner.json("sync", "--once")["new"] == 1
    owner.json("reply", "conv_001", "From eight.")
    assert owner.run("engine", "--parent", str(os.getppid())).returncode == 0
    assert [message["status"] for message in sandbox.messages()] == ["replied"]


@pytest.mark.timeout(180)
def test_sync_goes_on_until_it_is_stopped_and_tells_only_what_is_new(sandbox: Sandbox) -> None:
    sandbox.owner.environment = {**sandbox.owner.environment, "CLOSER_TUI_SYNC__INTERVAL_SECONDS": "0.2"}
    with sandbox.owner.running("sync", "--json") as sync:
        sandbox.writes("First")
        assert sync.first_line()["new"] == 1
        sandbox.writes("Second")
        assert sync.first_line()["new"] == 1
        sync.process.send_signal(signal.SIGINT)
        assert sync.process.wait(PATIENCE_SECONDS) == 0
        assert sync.process.stdout is not None
        assert sync.process.stdout.read() == ""


@pytest.mark.long
@pytest.mark.timeout(180)
def test_work_goes_on_until_it_is_stopped(sandbox: Sandbox) -> None:
    owner = sandbox.owner
    sandbox.writes("Do you open at 8?")
    assert owner.json("sync", "--once")["new"] == 1
    with owner.running("work", "--json") as work:
        assert work.first_line()["drafts"] == 1
        owner.json("reply", "conv_001", "From eight.")
        assert work.first_line()["replies"] == 1
    assert [message["status"] for message in sandbox.messages()] == ["replied"]


@pytest.mark.long
@pytest.mark.timeout(120)
def test_a_server_that_is_gone_is_an_error_that_names_the_inbox(sandbox: Sandbox, tmp_path: Path) -> None:
    [inbox] = sandbox.owner.json("inboxes")
    elsewhere = Home(tmp_path / "elsewhere")
    with Home(tmp_path / "other").running("serve", "--sandbox", "--port", "0") as other:
        url = other.first_line()["url"]
        words = ("token", "create", "--env", "test", "--channel", "sms", "--scope", "read", "reply")
        token = Home(tmp_path / "other").json(*words)["token"]
        [lost] = elsewhere.json("connect", "closer", "--url", url, "--token", token)["inboxes"]
    done = elsewhere.run("sync", "--once", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["inboxes"][0]["error"]
    assert elsewhere.run("sync", "--once", "--inbox", inbox["id"]).returncode == 1
    assert sandbox.owner.json("sync", "--once", "--inbox", inbox["id"])["errors"] == 0
    assert lost["id"] != inbox["id"]


@pytest.mark.long
@pytest.mark.timeout(120)
def test_an_inbox_whose_token_was_revoked_fails_every_sync_until_it_is_connected_again(sandbox: Sandbox) -> None:
    [inbox] = sandbox.owner.json("inboxes")
    [token] = sandbox.server.json("token", "list")
    sandbox.server.json("token", "revoke", token["id"])
    for words in (("sync", "--once"), ("sync", "--once"), ("sync", "--once", "--inbox", inbox["id"])):
        done = sandbox.owner.run(*words, "--json")
        assert done.returncode == 1
        [told] = json.loads(done.stdout)["inboxes"]
        assert told["inbox"] == inbox["id"]
        assert "does not accept our token" in told["error"]
        assert "Connect the inbox again" in told["error"]
