"""Open channels: one an inbox, opened once, anew when its token changes, closed when the inbox goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import Capabilities, ChannelKind
from closer_tui.domain.errors import ChannelUnavailable
from closer_tui.engine.accounts import Accounts
from closer_tui.services.inboxes import NewInbox, connect, disconnect, mark_disconnected
from closer_tui.store.inboxes import Inbox
from tests.support.desk_world import DeskWorld, desk_world
from tests.support.scripted_channel import ScriptedChannel

MAIL = NewInbox(ChannelKind.EMAIL, "closer", "Mail", config={"url": "http://127.0.0.1:1"}, secret=Secret("one"))


@dataclass(slots=True)
class Opener:
    """Opens scripted channels, slowly."""

    opened: list[tuple[int, ScriptedChannel]] = field(default_factory=list)
    broken: bool = False

    async def __call__(self, inbox: Inbox) -> ScriptedChannel:
        await asyncio.sleep(0)
        if self.broken:
            raise ChannelUnavailable("the token is missing", "Connect it again.")
        self.opened.append((inbox.n, ScriptedChannel(Capabilities())))
        return self.opened[-1][1]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    """A home with one inbox at noon."""
    async with desk_world(tmp_path / "home") as made:
        yield made


async def test_an_inbox_has_one_channel_however_many_ask_at_once(desk: DeskWorld) -> None:
    opener = Opener()
    accounts = Accounts(desk.store, opener)

    channels = await asyncio.gather(*(accounts.channel(desk.inbox) for _ in range(10)))

    assert len(opener.opened) == 1
    assert all(channel is channels[0] for channel in channels)


async def test_a_new_token_opens_it_anew_and_closes_the_old_one(desk: DeskWorld) -> None:
    opener = Opener()
    accounts = Accounts(desk.store, opener)
    inbox = await connect(desk.store, MAIL, actor="owner")
    old = await accounts.channel(inbox)
    desk.clock.advance(1)

    again = await connect(desk.store, MAIL, actor="owner")
    new = await accounts.channel(again)

    assert new is not old
    assert [channel.closed for _, channel in opener.opened] == [True, False]


@pytest.mark.parametrize("how", ["removed", "refused"])
async def test_an_inbox_that_went_is_not_listed_and_its_channel_is_closed(desk: DeskWorld, how: str) -> None:
    opener = Opener()
    accounts = Accounts(desk.store, opener)
    inbox = await connect(desk.store, MAIL, actor="owner")
    await accounts.channel(inbox)
    await accounts.channel(desk.inbox)
    if how == "removed":
        await disconnect(desk.store, inbox.n, actor="owner")
    else:
        await mark_disconnected(desk.store, inbox.n, "401")

    listed = await asyncio.gather(*(accounts.connected() for _ in range(5)))

    assert all([i.n for i in found] == [desk.inbox.n] for found in listed)
    assert [channel.closed for _, channel in opener.opened] == [True, False]


async def test_what_opening_raises_reaches_the_job_and_the_next_try_opens(desk: DeskWorld) -> None:
    opener = Opener(broken=True)
    accounts = Accounts(desk.store, opener)
    with pytest.raises(ChannelUnavailable, match="token is missing"):
        await accounts.channel(desk.inbox)

    opener.broken = False

    assert await accounts.channel(desk.inbox) is opener.opened[0][1]


async def test_closing_closes_them_all(desk: DeskWorld) -> None:
    opener = Opener()
    accounts = Accounts(desk.store, opener)
    await accounts.channel(desk.inbox)
    await accounts.channel(await connect(desk.store, MAIL, actor="owner"))

    await accounts.aclose()

    assert [channel.closed for _, channel in opener.opened] == [True, True]
