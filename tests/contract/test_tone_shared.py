"""The tone profile of an inbox and its server's, over real HTTP with our own server at the other end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from closer_tui.api.server import serve
from closer_tui.channels.catalogue import CLOSER, capabilities_of
from closer_tui.channels.closer.channel import CloserChannel
from closer_tui.channels.closer.wire import Wire
from closer_tui.config.paths import resolve_paths
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import HOUR, MINUTE
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.engine.syncing import SyncTiming
from closer_tui.engine.toning import sync_tone
from closer_tui.services.inboxes import NewInbox, connect
from closer_tui.services.tone import tone_revert, tone_set
from closer_tui.store import inboxes, tones
from closer_tui.store.database import Store
from closer_tui.store.doctor_work import inbox as examine
from closer_tui.store.findings import Level
from closer_tui.store.inboxes import Inbox
from closer_tui.store.tokens import Scope
from closer_tui.store.views import Reader
from closer_tui.store.views.inboxes import InboxRow, by_id
from tests.contract.test_closer_server import INBOX, Stumbling
from tests.support.api_world import ApiWorld, api_world

PLAIN = ToneProfile()
WARM = ToneProfile(2, 5, SentenceLength.SHORT, EmojiUse.FREELY, "— Paul", ("refunds",))
STIFF = replace(PLAIN, formality=5, sign_off="Yours faithfully")


@dataclass
class Shared:
    """Our home, their server, and the wire between."""

    store: Store
    inbox: Inbox
    server: ApiWorld
    app: Stumbling
    channel: CloserChannel
    url: str

    async def look(self, after: int = MINUTE) -> bool:
        """A round of the engine, later on (ms)."""
        self.server.clock.advance(after)
        async with self.store.read() as conn:
            inbox = await inboxes.one(conn, self.inbox.n)
        return await sync_tone(self.store, inbox, self.channel, SyncTiming())

    async def save(self, tone: ToneProfile, after: int = 1_000) -> int:
        """A person here changes it."""
        self.server.clock.advance(after)
        return await tone_set(self.store, self.inbox.n, tone, actor="ana")

    async def ours(self) -> ToneProfile:
        """In force here."""
        async with self.store.read() as conn:
            return (await tones.current(conn, self.inbox.n))[1]

    async def theirs(self) -> ToneProfile:
        """In force at the server; None before there is one."""
        async with self.server.store.read() as conn:
            return (await tones.current(conn, (await inboxes.by_id(conn, INBOX)).n))[1]

    async def change_there(self, tone: ToneProfile) -> None:
        """Somebody at the server changes it."""
        self.server.clock.advance(1_000)
        async with self.server.store.read() as conn:
            n = (await inboxes.by_id(conn, INBOX)).n
        await tone_set(self.server.store, n, tone, actor="server's owner")

    async def use(self, scopes: Iterable[Scope] = Scope) -> None:
        """Go on with another token."""
        await self.channel.aclose()
        token = await self.server.token(scopes=list(scopes))
        self.channel = _channel(self.url, token, self.inbox, self.server)

    def row(self) -> InboxRow:
        """As `inboxes` tells it."""
        with Reader.open(self.store.paths) as reader:
            found = by_id(reader, self.inbox.id)
            assert found is not None
            return found


def _channel(url: str, token: str, inbox: Inbox, server: ApiWorld) -> CloserChannel:
    wire = Wire(url, Secret(token), deadline_s=5.0)
    return CloserChannel(
        wire, inbox.channel, inbox.env, server.clock, capabilities_of(inbox), remote_inbox=inbox.config["remote_inbox"]
    )


@pytest.fixture
async def shared(tmp_path: Path) -> AsyncIterator[Shared]:
    async with api_world(tmp_path / "server", sandbox=True) as server:
        app = Stumbling(server.app)
        async with serve(app, "127.0.0.1", 0) as bound:
            store = await Store.open(resolve_paths(tmp_path / "home"), server.clock)
            config = {"url": bound.url, "remote_inbox": INBOX}
            new = NewInbox(ChannelKind.WHATSAPP, CLOSER, "Shop", config=config, env=Environment.TEST)
            inbox = await connect(store, new, actor="test")
            world = Shared(
                store, inbox, server, app, _channel(bound.url, await server.token(), inbox, server), bound.url
            )
            yield world
            await world.channel.aclose()
            await store.close()


async def test_what_nobody_shaped_here_takes_what_the_server_has(shared: Shared) -> None:
    await shared.channel.write_tone(WARM)
    assert await shared.look()
    assert await shared.ours() == WARM
    assert shared.row().tone_text == ""
    assert not await shared.look()


async def test_a_profile_saved_here_reaches_the_server_once(shared: Shared) -> None:
    await shared.look()
    version = await shared.save(WARM)
    assert f"version {version} waits" in shared.row().tone_text
    await shared.look(after=0)
    assert await shared.theirs() == WARM
    assert shared.row().tone_text == ""
    [told] = await shared.server.rows("SELECT count(*) FROM audit WHERE action = 'tone.changed'")
    await shared.look()
    assert await shared.server.rows("SELECT count(*) FROM audit WHERE action = 'tone.changed'") == [told]


async def test_a_change_at_the_server_becomes_our_next_version(shared: Shared) -> None:
    await shared.look()
    await shared.save(WARM)
    await shared.look()
    await shared.change_there(STIFF)
    assert await shared.look()
    assert await shared.ours() == STIFF
    async with shared.store.read() as conn:
        version = (await tones.current(conn, shared.inbox.n))[0]
    await tone_revert(shared.store, shared.inbox.n, version - 1, actor="ana")
    await shared.look()
    assert await shared.theirs() == await shared.ours() == WARM


async def test_a_server_out_of_reach_gets_it_later_and_it_is_said_meanwhile(shared: Shared) -> None:
    await shared.look()
    await shared.save(WARM)
    shared.app.instead.append((503, {}, b""))
    await shared.look()
    assert "not shared" in shared.row().tone_text
    finding = examine(
        replace(shared.row(), last_ok_at=shared.server.clock.now()), shared.server.clock.now(), running=True
    )
    assert finding.level is Level.WARN
    assert "tone versions" in finding.hint
    await shared.look(after=HOUR)
    assert await shared.theirs() == WARM
    assert shared.row().tone_text == ""


async def test_a_write_whose_answer_is_lost_is_looked_at_and_not_a_conflict(shared: Shared) -> None:
    await shared.look()
    await shared.save(WARM)
    shared.app.lost.append(True)  # done, and answered with an error
    await shared.look()
    assert await shared.theirs() == WARM
    await shared.look(after=HOUR)
    assert shared.row().tone_text == ""
    assert await shared.server.rows("SELECT count(*) FROM audit WHERE action = 'tone.changed'") == [(1,)]


async def test_when_both_changed_the_newer_wins_and_the_other_is_kept_and_told(shared: Shared) -> None:
    await shared.look()
    await shared.save(WARM)
    await shared.look()
    await shared.change_there(STIFF)
    await shared.save(PLAIN)
    await shared.look()
    assert await shared.theirs() == await shared.ours() == PLAIN
    lost = shared.row().tone
    assert lost is not None
    assert lost.conflict_version is not None
    assert f"version {lost.conflict_version} lost" in shared.row().tone_text
    async with shared.store.read() as conn:
        assert await tones.version(conn, shared.inbox.n, lost.conflict_version) == STIFF
    await tone_revert(shared.store, shared.inbox.n, lost.conflict_version, actor="ana")
    await shared.look()
    assert await shared.theirs() == STIFF
    assert shared.row().tone_text == ""


async def test_what_waited_here_for_long_gives_way_to_what_was_changed_there_later(shared: Shared) -> None:
    await shared.look()
    version = await shared.save(WARM)
    shared.app.lost.append(False)  # seen unchanged, and could not be written
    await shared.look()
    async with shared.store.write() as tx:
        await inboxes.change(tx, shared.inbox.n, name="Shop")
    await shared.channel.write_tone(STIFF)
    await shared.look(after=HOUR)
    assert await shared.ours() == await shared.theirs() == STIFF
    assert f"version {version} lost" in shared.row().tone_text


async def test_a_conflict_that_must_be_written_again_is_told_once(shared: Shared) -> None:
    await shared.save(PLAIN)
    await shared.save(WARM)
    await shared.channel.write_tone(STIFF)
    for _ in range(3):
        shared.app.lost.append(False)
        await shared.look(after=HOUR)
    await shared.look(after=HOUR)
    assert await shared.theirs() == WARM
    async with shared.store.read() as conn:
        assert await tones.newest(conn, shared.inbox.n) == 3


async def test_a_token_that_may_not_touch_tones_leaves_the_inbox_connected(shared: Shared) -> None:
    await shared.use([Scope.READ, Scope.REPLY])
    await shared.save(WARM)
    await shared.look()
    row = shared.row()
    assert row.state == "connected"
    assert "not shared" in row.tone_text
    await shared.use()
    await connect(
        shared.store,
        NewInbox(ChannelKind.WHATSAPP, CLOSER, "Shop", config=dict(shared.inbox.config), env=Environment.TEST),
        actor="test",
    )
    await shared.look()
    assert await shared.theirs() == WARM
    assert shared.row().tone_text == ""
