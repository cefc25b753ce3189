"""From the row of an inbox to its open channel. What is heavy (httpx) is imported for the connector that needs it."""

from __future__ import annotations

from closer_tui.channels.base import Channel
from closer_tui.channels.catalogue import CLOSER, EMAIL, SANDBOX, capabilities_of
from closer_tui.config.secrets import Secret
from closer_tui.config.settings import Settings
from closer_tui.domain.clock import Clock
from closer_tui.domain.errors import ChannelUnavailable
from closer_tui.store.inboxes import Inbox


def open_channel(inbox: Inbox, secret: Secret | None, settings: Settings, clock: Clock) -> Channel:
    """The channel of an inbox, with no connection made yet; the caller closes it.

    Raises ChannelUnavailable when the inbox names no connector of ours or lacks what its connector needs.
    """
    able = capabilities_of(inbox)
    if inbox.connector == SANDBOX:
        from closer_tui.channels.sandbox import SandboxChannel

        return SandboxChannel(clock, able)
    if inbox.connector == EMAIL:
        return _mailbox(inbox, secret, settings, clock)
    if inbox.connector != CLOSER:
        raise ChannelUnavailable(
            f"this program has no connector {inbox.connector[:40]!r}", "A newer version may; else disconnect the inbox."
        )
    if secret is None or not inbox.config.get("url"):
        raise ChannelUnavailable("the address or the token of this inbox is missing", "Connect it again.")
    from closer_tui.channels.closer.address import base_url
    from closer_tui.channels.closer.channel import CloserChannel
    from closer_tui.channels.closer.wire import Wire

    wire = Wire(base_url(inbox.config["url"]), secret, deadline_s=settings.outbox.request_timeout_seconds)
    return CloserChannel(wire, inbox.channel, inbox.env, clock, able, remote_inbox=inbox.config.get("remote_inbox", ""))


def _mailbox(inbox: Inbox, secret: Secret | None, settings: Settings, clock: Clock) -> Channel:
    if secret is None or not {"address", "user", "imap", "smtp"} <= set(inbox.config):
        raise ChannelUnavailable("the servers or the password of this mailbox are missing", "Connect it again.")
    from closer_tui.channels.email.channel import Account, EmailChannel
    from closer_tui.channels.email.servers import server

    config = inbox.config
    account = Account(
        address=config["address"],
        user=config["user"],
        password=secret,
        imap=server(config["imap"], "imap"),
        smtp=server(config["smtp"], "smtp"),
        files_sent=config.get("files_sent") == "yes",
    )
    return EmailChannel(account, clock, capabilities_of(inbox), timeout_s=settings.outbox.request_timeout_seconds)
