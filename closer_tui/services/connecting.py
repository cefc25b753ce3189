"""Connecting to a CLOSER server: one inbox for each channel its token opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from closer_tui.channels.catalogue import CLOSER
from closer_tui.channels.closer.address import base_url, environment_of
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.errors import InvalidInput, Refused
from closer_tui.services.inboxes import NewInbox, connect
from closer_tui.store import inboxes
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox

PROBE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class CloserAccount:
    """What a person gives. `channels` empty means every channel the token opens; `remote_inbox` is the server's id of
    the one inbox meant, for its tone profile."""

    url: str
    token: Secret
    channels: tuple[ChannelKind, ...] = ()
    name: str = ""
    remote_inbox: str = ""


async def connect_closer(store: Store, account: CloserAccount, *, actor: str) -> Sequence[Inbox]:
    """Ask the server what the token opens and store an inbox for each. Connecting the same again renews the token.

    Raises InvalidInput for an address or a token that cannot be used, Refused for a channel the token does not open,
    Unauthorized, ChannelUnavailable or RateLimited for what the server answers. Then nothing is stored.
    """
    base, env = base_url(account.url), environment_of(account.token.reveal())
    if account.remote_inbox and len(account.channels) != 1:
        raise InvalidInput(
            "an inbox of the server belongs to one channel", "Name that channel with --channel.", field="remote_inbox"
        )
    opened = await _opened(store, account, base, env)
    return [
        await connect(store, await _known(store, _inbox(account, base, env, channel, remote)), actor=actor)
        for channel, remote in opened
    ]


async def _opened(
    store: Store, account: CloserAccount, base: str, env: Environment
) -> Sequence[tuple[ChannelKind, str]]:
    from closer_tui.channels.closer.probe import probe
    from closer_tui.channels.closer.wire import Wire

    wanted = tuple(dict.fromkeys(account.channels)) or tuple(ChannelKind)
    wire = Wire(base, account.token, deadline_s=PROBE_SECONDS)
    try:
        found = await probe(wire, env, store.clock, channels=wanted, remote_inbox=account.remote_inbox)
    finally:
        await wire.aclose()
    opened = {o.channel: o.remote_inbox for o in found}
    closed = [channel.value for channel in wanted if channel not in opened]
    if account.channels and closed:
        raise Refused(f"the token does not open {' and '.join(closed)}", "Make a token for it, or leave it out.")
    if not opened:
        raise Refused("the token opens no channel", "Make a token for at least one channel.")
    return tuple(opened.items())


def _inbox(account: CloserAccount, base: str, env: Environment, channel: ChannelKind, remote: str) -> NewInbox:
    host = urlsplit(base).netloc
    name = account.name or f"{channel.value} at {host}"
    if account.name and len(account.channels) != 1:
        name = f"{account.name} {channel.value}"
    config = {"url": base} | ({"remote_inbox": remote} if remote else {})
    return NewInbox(channel, CLOSER, name, config=config, secret=account.token, env=env)


async def _known(store: Store, new: NewInbox) -> NewInbox:
    """The same server and channel is the same inbox, unless both name an inbox at the server and these differ. What it
    knows of that inbox is kept, or learnt now."""
    config = dict(new.config or {})
    async with store.write() as tx:
        for inbox in await inboxes.all_of(tx, removed=True):
            same = (inbox.connector, inbox.channel, inbox.env, inbox.config.get("url")) == (
                new.connector,
                new.channel,
                new.env,
                config["url"],
            )
            theirs, ours = inbox.config.get("remote_inbox", ""), config.get("remote_inbox", "")
            if not same or (theirs and ours and theirs != ours):
                continue
            merged = dict(inbox.config) | config
            if merged != dict(inbox.config):
                await inboxes.set_config(tx, inbox.n, merged)
            return replace(new, config=merged)
    return new
