"""The CLOSER connector against our own server over real HTTP: the same contract, judged by the server's outbox."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from closer_tui.api.server import serve
from closer_tui.channels.catalogue import capabilities_of
from closer_tui.channels.closer.channel import CloserChannel
from closer_tui.channels.closer.wire import Wire
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.errors import ChannelRefused, RateLimited, Unauthorized
from closer_tui.domain.sync import SyncMark
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.store import keys, tokens
from tests.contract.channel_suite import ChannelSuite, reply_to
from tests.support.api_world import ApiWorld, api_world, inject
from tests.support.channel_rows import an_inbox

INBOX = "inbox_sandbox_whatsapp"


class Stumbling:
    """Our server with small pages, and with the faults a test asks for laid over its answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.lost: deque[bool] = deque()
        """For the next replies: answered with 502, and whether they were done all the same."""
        self.instead: deque[tuple[int, dict[str, str], bytes]] = deque()
        """What the next requests get instead of an answer."""
        self.expired = False
        """Cursors are refused until somebody starts without one."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self.instead:
            await _say(send, *self.instead.popleft())
        elif scope["method"] == "POST" and self.lost:
            if self.lost.popleft():
                await self._app(scope, receive, _swallow)
            await _say(send, 502, {}, b"bad gateway")
        elif self._refuses(scope["query_string"]):
            await _say(send, 410, {}, b"")
        else:
            if scope["path"] == "/v1/messages":
                scope["query_string"] += b"&limit=3"
            await self._app(scope, receive, send)

    def _refuses(self, query: bytes) -> bool:
        self.expired = self.expired and b"cursor=" in query
        return self.expired


async def _say(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    named = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": named})
    await send({"type": "http.response.body", "body": body})


async def _swallow(_message: Message) -> None:
    """The answer nobody gets."""


class ServerPeer:
    """The suite's words for our own server."""

    def __init__(self, world: ApiWorld, token: str, app: Stumbling, url: str) -> None:
        self.world = world
        self.token = token
        self.app = app
        self.url = url
        self._customers = world.peer(token)
        self._open: list[CloserChannel] = []

    async def delivered(self) -> list[tuple[str, str]]:
        rows = await self.world.rows(
            "SELECT m.seq, o.body FROM outbox o JOIN messages m ON m.inbox_n = o.inbox_n"
            " AND m.external_id = o.reply_to WHERE o.state = 'sent' ORDER BY o.n"
        )
        return [(keys.public("msg", seq), body) for seq, body in rows]

    async def write(self, body: str, who: str = "+447700900123") -> str:
        self.advance(1_000)
        return str((await inject(self._customers, body, sender=who, channel="whatsapp"))["id"])

    async def reply_elsewhere(self, message: str, body: str) -> None:
        self.advance(1_000)
        answer = await self._customers.post(f"/v1/messages/{message}/reply", json={"body": body})
        assert answer.status_code == 201, answer.text

    async def open(self, *, good_token: bool = True, reachable: bool = True) -> CloserChannel:
        url = self.url if reachable else "http://127.0.0.1:1"
        token = self.token if good_token else "cls_test_bad_token"
        channel = CloserChannel(
            Wire(url, Secret(token), deadline_s=5.0),
            ChannelKind.WHATSAPP,
            Environment.TEST,
            self.world.clock,
            capabilities_of(an_inbox(remote_inbox=INBOX)),
            remote_inbox=INBOX,
        )
        self._open.append(channel)
        return channel

    def now(self) -> int:
        return self.world.clock.now()

    def advance(self, ms: int) -> None:
        self.world.clock.advance(ms)

    def expire_cursors(self) -> None:
        self.app.expired = True

    def lose_answer(self) -> None:
        self.app.lost.append(True)

    def fail_before(self) -> None:
        self.app.lost.append(False)

    def limit(self, retry_after: str) -> None:
        self.app.instead.append((429, {"Retry-After": retry_after}, b""))

    def forget_everything(self) -> None:
        self.app.instead.append((200, {}, b'{"data": [], "next_cursor": null}'))

    async def aclose(self) -> None:
        await self._customers.aclose()
        for channel in self._open:
            await channel.aclose()


@pytest.fixture
async def peer(tmp_path: Path) -> AsyncIterator[ServerPeer]:
    async with api_world(tmp_path / "server", sandbox=True) as world:
        app = Stumbling(world.app)
        async with serve(app, "127.0.0.1", 0) as bound:
            found = ServerPeer(world, await world.token(), app, bound.url)
            yield found
            await found.aclose()


class TestCloserServer(ChannelSuite):
    """Everything every channel must do."""


async def test_a_token_of_another_channel_is_unauthorized(peer: ServerPeer) -> None:
    message = await peer.write("hello?")
    peer.token = await peer.world.token(channels=[ChannelKind.SMS])
    channel = await peer.open()
    with pytest.raises(Unauthorized):
        await channel.pull(SyncMark())
    with pytest.raises(ChannelRefused):
        await channel.send(reply_to(peer, message))
    assert await peer.delivered() == []


async def test_a_token_that_may_only_read_reads(peer: ServerPeer) -> None:
    message = await peer.write("hello?")
    peer.token = await peer.world.token(scopes=[tokens.Scope.READ])
    channel = await peer.open()
    assert [m.external_id for m in (await channel.pull(SyncMark())).messages] == [message]
    with pytest.raises(ChannelRefused) as refused:
        await channel.send(reply_to(peer, message))
    assert "reply" in refused.value.hint


async def test_the_rate_limit_of_the_server_is_understood(tmp_path: Path) -> None:
    async with api_world(tmp_path / "server", sandbox=True, per_minute=2) as world:
        app = Stumbling(world.app)
        async with serve(app, "127.0.0.1", 0) as bound:
            peer = ServerPeer(world, await world.token(), app, bound.url)
            channel = await peer.open()
            await channel.pull(SyncMark())
            await channel.pull(SyncMark())
            with pytest.raises(RateLimited) as limited:
                await channel.pull(SyncMark())
            assert 1_000 <= limited.value.retry_after_ms <= 60_000
            await peer.aclose()


async def test_tone_profiles_go_both_ways(peer: ServerPeer) -> None:
    channel = await peer.open()
    assert await channel.read_tone() == ToneProfile()
    tone = ToneProfile(1, 5, SentenceLength.SHORT, EmojiUse.NEVER, "— Paul", ("refunds", "custom-quotes"))
    await channel.write_tone(tone)
    assert await (await peer.open()).read_tone() == tone
