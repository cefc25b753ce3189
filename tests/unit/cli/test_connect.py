"""Adding, listing and removing inboxes from the command line."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from tests.support.closer_fake import TOKEN, FakeCloser, fake_closer
from tests.unit.cli.conftest import Shell


@pytest.fixture
def server() -> Iterator[FakeCloser]:
    """A scripted server in a thread of its own, for commands bring their own loop."""
    ready = threading.Event()
    found: list[FakeCloser] = []
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def run() -> None:
        async with fake_closer() as fake:
            found.append(fake)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    assert ready.wait(10)
    yield found[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def test_connecting_prints_the_inboxes_that_were_made(shell: Shell, server: FakeCloser) -> None:
    server.channels = {"whatsapp", "sms"}
    ran = shell("connect", "closer", "--url", server.url, "--token", TOKEN, "--json")
    assert ran.code == 0
    assert [i["channel"] for i in ran.json["inboxes"]] == ["whatsapp", "sms"]
    assert {i["state"] for i in ran.json["inboxes"]} == {"connected"}
    assert {i["env"] for i in ran.json["inboxes"]} == {"test"}
    assert TOKEN not in ran.out + ran.err
    assert shell("inboxes", "--json").json == ran.json["inboxes"]
    again = shell("connect", "closer", "--url", f"{server.url}/v1", "--token", TOKEN, "--json")
    assert [i["id"] for i in again.json["inboxes"]] == [i["id"] for i in ran.json["inboxes"]]


def test_the_token_may_come_on_stdin_or_in_the_environment(
    shell: Shell, server: FakeCloser, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("connect", "closer", "--url", server.url, "--channel", "sms")
    assert shell(*words, "--token", "-", stdin=f"{TOKEN}\n").code == 0
    monkeypatch.setenv("CLOSER_TOKEN", TOKEN)
    assert shell(*words).code == 0
    assert all(r.headers["authorization"] == f"Bearer {TOKEN}" for r in server.requests)
    monkeypatch.delenv("CLOSER_TOKEN")
    ran = shell(*words)
    assert ran.code != 0
    assert "a token is needed" in ran.err


def test_a_named_inbox_is_listed_by_its_name_and_removed_by_its_id(shell: Shell, server: FakeCloser) -> None:
    ran = shell("connect", "closer", "--url", server.url, "--token", TOKEN, "--channel", "sms", "--name", "Texts")
    assert "Texts: connected" in ran.out
    [inbox] = shell("inboxes", "--json").json
    assert "connected, not read yet" in shell("inboxes").out
    gone = shell("disconnect", inbox["id"], "--json")
    assert gone.json["state"] == "removed"
    assert shell("inboxes", "--json").json == []
    assert [i["state"] for i in shell("inboxes", "--removed", "--json").json] == ["removed"]
    assert "no inboxes" in shell("inboxes").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--url", "http://api.example.org", "--token", TOKEN), "http would send your token"),
        (("--url", "nonsense", "--token", TOKEN), "not an http or https address"),
        (("--url", "http://127.0.0.1:1", "--token", TOKEN), "cannot be reached"),
        (("--url", "http://127.0.0.1:1", "--token", "hunter2-and-more"), "not a CLOSER token"),
    ],
)
def test_what_does_not_work_is_said_in_one_line(shell: Shell, words: tuple[str, ...], said: str) -> None:
    ran = shell("connect", "closer", *words)
    assert ran.code == 1
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""
    assert "hunter2" not in ran.err
    assert TOKEN not in ran.err


def test_a_refused_token_or_channel_is_said_in_one_line(shell: Shell, server: FakeCloser) -> None:
    ran = shell("connect", "closer", "--url", server.url, "--token", "cls_test_wrong_wrong")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "does not accept our token" in ran.err
    server.channels = {"sms"}
    ran = shell("connect", "closer", "--url", server.url, "--token", TOKEN, "--channel", "email")
    assert ran.code == 1
    assert "does not open email" in ran.err


def test_an_inbox_that_does_not_exist_cannot_be_removed(shop: Shell) -> None:
    ran = shop("disconnect", "inbox_nobody")
    assert ran.code == 1
    assert "there is no inbox" in ran.err
