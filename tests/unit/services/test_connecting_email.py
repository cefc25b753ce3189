"""Connecting a mailbox: tried live, each mistake shown at its field, the password sealed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from closer_tui.channels.email.servers import server
from closer_tui.config.paths import resolve_paths
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import InboxState
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.errors import InvalidInput, Unauthorized
from closer_tui.services.connecting_email import EmailAccount, connect_email
from closer_tui.services.inboxes import TOKEN
from closer_tui.store import inboxes, vault
from closer_tui.store.database import Store
from tests.support.homes import open_store
from tests.support.mail_peer import PASSWORD, MailPeer, mail_peer


@pytest.fixture
def peer() -> Iterator[MailPeer]:
    with mail_peer() as found:
        yield found


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(resolve_paths(tmp_path / "home"), ManualClock(1_763_000_000_000))
    yield opened
    await opened.close()


async def test_a_mailbox_that_works_is_kept_and_its_password_sealed(store: Store, peer: MailPeer) -> None:
    account = EmailAccount("shop@example.org", peer.imap, peer.smtp, Secret(PASSWORD))
    inbox = await connect_email(store, account, actor="ada")
    assert inbox.state is InboxState.CONNECTED
    assert PASSWORD not in str(inbox.config)
    async with store.read() as conn:
        assert await vault.get(conn, vault.box(store.paths), inbox.id, TOKEN) == Secret(PASSWORD)
    assert (await connect_email(store, account, actor="ada")).id == inbox.id


async def test_each_mistake_is_told_at_its_field_and_stores_nothing(store: Store, peer: MailPeer) -> None:
    closed = "127.0.0.1:1"
    for wrong, field in (
        (EmailAccount("shop", peer.imap, peer.smtp, Secret(PASSWORD)), "address"),
        (EmailAccount("shop@example.org", "nowhere", peer.smtp, Secret(PASSWORD)), "imap"),
        (EmailAccount("shop@example.org", closed, peer.smtp, Secret(PASSWORD)), "imap"),
        (EmailAccount("shop@example.org", peer.imap, closed, Secret(PASSWORD)), "smtp"),
        (EmailAccount("shop@example.org", peer.imap, peer.smtp, Secret("a\r\nb")), "password"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await connect_email(store, wrong, actor="ada")
        assert refused.value.field == field
    with pytest.raises(Unauthorized):
        await connect_email(store, EmailAccount("a@b.org", peer.imap, peer.smtp, Secret("no")), actor="ada")
    async with store.read() as conn:
        assert await inboxes.all_of(conn) == []


def test_only_this_machine_is_spoken_to_without_tls() -> None:
    assert server("127.0.0.1:1143", "imap").plain
    assert not server("mail.example.com:143", "imap").plain
    assert server("127.0.0.1:993", "imap").tls
    assert server("[::1]:1143", "imap").host == "::1"
