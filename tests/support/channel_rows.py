"""Rows of inboxes for tests that need no database."""

from __future__ import annotations

from closer_tui.channels.catalogue import CLOSER
from closer_tui.domain.channel import ChannelKind, Environment, InboxMode, InboxState
from closer_tui.store.inboxes import Inbox


def an_inbox(
    channel: ChannelKind = ChannelKind.WHATSAPP,
    *,
    connector: str = CLOSER,
    env: Environment = Environment.TEST,
    **config: str,
) -> Inbox:
    """An inbox as the store would hand it out."""
    return Inbox(
        n=1,
        id="inbox_1",
        channel=channel,
        connector=connector,
        env=env,
        name="Test",
        address="",
        mode=InboxMode.DRAFT,
        state=InboxState.CONNECTED,
        config=config,
        tone_version=1,
        knowledge_version=0,
        failures=0,
        retry_at=0,
        last_sync_at=None,
        last_error=None,
    )
