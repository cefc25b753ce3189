"""Connecting to a CLOSER server: what is asked, what is stored, and what a person is told when it does not work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from closer_tui.config.paths import resolve_paths
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import ChannelKind, InboxState
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.errors import ChannelUnavailable, InvalidInput, RateLimited, Refused, Unauthorized
from closer_tui.services.connecting import CloserAccount, connect_closer
from closer_tui.services.inboxes import TOKEN, disconnect
from closer_tui.store import inboxes, vault
from closer_tui.store.database import Store
from tests.support import closer_fake as fakes
from tests.support.closer_fake import NOON, FakeCloser, fake_closer
from tests.support.homes import open_store

TONE = {
    "formality": 3,
    "warmth": 3,
    "sentence_length": "short",
    "emoji": "never",
    "sign_off": "",
    "escalation_topics": [],
}


@pytest.fixture
async def fake() -> AsyncIterator[FakeCloser]:
    async with fake_closer() as found:
        yield found


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(resolve_paths(tmp_path / "home"), ManualClock(NOON))
    yield opened
    await opened.close()


def account(fake: FakeCloser, token: str = fakes.TOKEN, **also: Any) -> CloserAccount:
    return CloserAccount(also.pop("url", fake.url), Secret(token), **also)


async def test_every_channel_the_token_opens_becomes_an_inbox(store: Store, fake: FakeCloser) -> None:
    fake.channels = {"whatsapp", "email"}
    found = await connect_closer(store, account(fake, url=f"{fake.url}/v1/"), actor="ada")
    assert [i.channel.value for i in found] == ["whatsapp", "email"]
    assert [i.name for i in found] == [f"{c} at {fake.url.removeprefix('http://')}" for c in ("whatsapp", "email")]
    for inbox in found:
        assert inbox.config == {"url": fake.url}
        async with store.read() as conn:
            assert await vault.get(conn, vault.box(store.paths), inbox.id, TOKEN) == Secret(fakes.TOKEN)


async def test_only_the_channels_that_were_named(store: Store, fake: FakeCloser) -> None:
    found = await connect_closer(store, account(fake, channels=(ChannelKind.SMS,), name="Texts"), actor="ada")
    assert [(i.channel.value, i.name) for i in found] == [("sms", "Texts")]


async def test_a_named_channel_the_token_does_not_open_stores_nothing(store: Store, fake: FakeCloser) -> None:
    fake.channels = {"whatsapp"}
    both = (ChannelKind.WHATSAPP, ChannelKind.SMS)
    with pytest.raises(Refused, match="sms"):
        await connect_closer(store, account(fake, channels=both), actor="ada")
    async with store.read() as conn:
        assert await inboxes.all_of(conn) == []


async def test_a_sandbox_inbox_learns_its_tone_profile(store: Store, fake: FakeCloser) -> None:
    fake.tone = TONE
    [inbox] = await connect_closer(store, account(fake, channels=(ChannelKind.SMS,)), actor="ada")
    assert inbox.config == {"url": fake.url, "remote_inbox": "inbox_sandbox_sms"}


async def test_connecting_again_renews_the_token_and_makes_nothing_new(store: Store, fake: FakeCloser) -> None:
    sms = (ChannelKind.SMS,)
    [first] = await connect_closer(store, account(fake, channels=sms), actor="ada")
    await disconnect(store, first.n, actor="ada")
    fake.tone = TONE
    [again] = await connect_closer(store, account(fake, channels=sms), actor="ada")
    fake.tone = None
    [third] = await connect_closer(store, account(fake, channels=sms), actor="ada")
    assert first.n == again.n == third.n
    assert again.state is InboxState.CONNECTED
    assert third.config["remote_inbox"] == "inbox_sandbox_sms"
    async with store.read() as conn:
        assert len(await inboxes.all_of(conn)) == 1


async def test_two_inboxes_of_one_server_stay_two(store: Store, fake: FakeCloser) -> None:
    for name in ("inbox_a", "inbox_b", "inbox_a"):
        await connect_closer(store, account(fake, channels=(ChannelKind.SMS,), remote_inbox=name), actor="ada")
    async with store.read() as conn:
        assert [i.config["remote_inbox"] for i in await inboxes.all_of(conn)] == ["inbox_a", "inbox_b"]


async def test_an_inbox_of_the_server_needs_its_channel_named(store: Store, fake: FakeCloser) -> None:
    with pytest.raises(InvalidInput, match="one channel"):
        await connect_closer(store, account(fake, remote_inbox="inbox_a"), actor="ada")


@pytest.mark.parametrize(
    ("answer", "raised", "word"),
    [
        (fakes.error(401, "unauthorized"), Unauthorized, "token"),
        (fakes.error(403, "insufficient_scope"), Unauthorized, "read"),
        (fakes.error(404), ChannelUnavailable, "CLOSER"),
        (fakes.error(302, Location="https://elsewhere.example"), ChannelUnavailable, "302"),
        (fakes.error(500), ChannelUnavailable, "trouble"),
        (fakes.error(429, Retry_After="3"), RateLimited, "slow down"),
        (fakes.Answer(200, {"hello": "I am another server"}), ChannelUnavailable, "CLOSER"),
    ],
)
async def test_a_server_that_says_no_is_told_plainly(
    store: Store, fake: FakeCloser, answer: fakes.Answer, raised: type[Exception], word: str
) -> None:
    if answer.document != {"hello": "I am another server"}:
        answer.document["error"]["message"] = ""
    fake.faults.append(fakes.says(answer))
    with pytest.raises(raised) as error:
        await connect_closer(store, account(fake), actor="ada")
    assert word in str(error.value)
    assert fakes.TOKEN not in str(error.value)
    async with store.read() as conn:
        assert await inboxes.all_of(conn) == []


async def test_a_token_that_opens_no_channel_is_told_so(store: Store, fake: FakeCloser) -> None:
    fake.channels = set()
    with pytest.raises(Refused, match="no channel"):
        await connect_closer(store, account(fake), actor="ada")


async def test_a_server_that_is_away_is_told_so(store: Store, fake: FakeCloser) -> None:
    with pytest.raises(ChannelUnavailable, match="cannot be reached"):
        await connect_closer(store, account(fake, url="http://127.0.0.1:1"), actor="ada")


async def test_what_cannot_be_safe_is_never_asked(store: Store, fake: FakeCloser) -> None:
    with pytest.raises(InvalidInput, match="http would send your token"):
        await connect_closer(store, account(fake, url="http://api.example.org"), actor="ada")
    with pytest.raises(InvalidInput, match="not a CLOSER token"):
        await connect_closer(store, account(fake, token="hunter2"), actor="ada")
    assert fake.requests == []
