"""The whole loop by hand, over real processes on loopback: a customer writes, the bot drafts, a person approves, the
reply leaves exactly once, and the world is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.processes import Home, Running, listening

QUESTION = "Good morning! Do you open at 8 on Sunday? ☕"
ANSWER = "Yes, from eight until two.\n— Paul"


@pytest.fixture
def server(tmp_path: Path) -> Home:
    return Home(tmp_path / "server", CLOSER_TUI_WEBHOOKS__ALLOW_PRIVATE="true")


@pytest.fixture
def owner(tmp_path: Path) -> Home:
    return Home(tmp_path / "owner")


def peer(url: str, token: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=20)


def new_token(server: Home) -> str:
    words = ("token", "create", "--env", "test", "--channel", "sms", "--scope", "read", "reply", "tone")
    return str(server.json(*words)["token"])


@pytest.mark.timeout(240)
def test_a_customer_writes_and_the_approved_reply_leaves_exactly_once(server: Home, owner: Home) -> None:
    stripe = pytest.importorskip("stripe")
    with listening() as (hook_url, heard), server.running("serve", "--sandbox", "--port", "0") as serving:
        url = serving.first_line()["url"]
        token = new_token(server)
        hook = server.json("webhook", "add", hook_url)
        with peer(url, token) as customer:
            asked = customer.post(
                "/v1/sandbox/inject", json={"channel": "sms", "from": "+4917055500001", "body": QUESTION}
            )
            assert asked.status_code == 201

            connected = owner.json("connect", "closer", "--url", url, "--token", "-", stdin=token)["inboxes"]
            assert [inbox["channel"] for inbox in connected] == ["sms"]
            assert owner.json("sync", "--once")["new"] == 1
            assert owner.json("sync", "--once")["new"] == 0
            assert owner.json("work", "--once")["drafts"] == 1

            [conversation] = owner.json("list")
            assert conversation["contact"]["address"] == "+4917055500001"
            draft = owner.json("show", conversation["id"])["drafts"][0]["id"]
            approved = owner.json("approve", draft, "--body", ANSWER)
            assert approved["outbox"]["body"] == ANSWER
            assert customer.get("/v1/messages").json()["data"][0]["status"] != "replied"

            assert owner.json("work", "--once")["replies"] == 1
            [message] = customer.get("/v1/messages").json()["data"]
            assert (message["body"], message["status"]) == (QUESTION, "replied")
            assert message["reply"]["body"] == ANSWER

            assert owner.json("work", "--once")["replies"] == 0
            assert owner.json("outbox") == []
            [sent] = server.json("outbox", "--all")
            assert (sent["body"], sent["state"]) == (ANSWER, "sent")
            assert customer.get("/v1/messages").json()["data"] == [message]

        told = heard.wait_for(2)
        for headers, body in told:
            stripe.WebhookSignature.verify_header(body.decode(), headers["x-closer-signature"], hook["secret"], 300)
        events = [json.loads(body)["event"] for _, body in told]
        assert events.count("message.received") == 1
        assert "message.replied" in events or json.loads(heard.wait_for(3)[2][1])["event"] == "message.replied"
        stops_cleanly(serving)


def stops_cleanly(serving: Running) -> None:
    """SIGTERM ends it with 0 and without a word."""
    serving.process.terminate()
    assert serving.process.wait(30) == 0
    assert serving.errors() == ""


@pytest.mark.timeout(120)
def test_a_port_that_is_taken_is_refused_with_what_to_do(server: Home, owner: Home) -> None:
    with server.running("serve", "--sandbox", "--port", "0") as serving:
        port = serving.first_line()["url"].rpartition(":")[2]
        refused = owner.run("serve", "--sandbox", "--port", port)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith(f"closer-tui: Cannot listen on 127.0.0.1 port {port}")
    assert "--port" in refused.stderr


def test_listing_is_quick_and_one_json_document(owner: Home) -> None:
    refused: Any = owner.run("list", "--json")
    assert (refused.returncode, refused.stdout) == (1, "")
