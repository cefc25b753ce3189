"""A mailbox over TLS: the password goes to the server that was meant, or nowhere."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from closer_tui.channels.base import OutgoingReply
from closer_tui.channels.email.channel import Account, EmailChannel
from closer_tui.channels.email.servers import Server
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import Capabilities
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.errors import ChannelUnavailable, NotSent
from closer_tui.domain.sync import SyncMark
from tests.support.mail_peer import PASSWORD, MailPeer, mail_peer

NOON = 1_763_000_000_000
LOOPBACK = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


def certified(folder: Path, name: x509.GeneralName) -> ssl.SSLContext:
    """A server's side with a certificate that only itself vouches for, in `folder`/cert.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def opened(peer: MailPeer, *, tls: bool) -> EmailChannel:
    imap, smtp = (
        Server("127.0.0.1", int(place.rpartition(":")[2]), tls=tls, plain=False) for place in (peer.imap, peer.smtp)
    )
    account = Account("shop@example.org", "shop", Secret(PASSWORD), imap, smtp, False)
    return EmailChannel(account, ManualClock(NOON), Capabilities(), timeout_s=5)


async def refused(channel: EmailChannel) -> None:
    with pytest.raises(ChannelUnavailable):
        await channel.try_reading()
    with pytest.raises(NotSent):
        await channel.try_sending()
    await channel.aclose()


def no_password(peer: MailPeer) -> bool:
    return not {"LOGIN", "AUTH", "AUTHENTICATE"} & set(peer.heard)


async def test_a_trusted_server_is_read_and_sends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tls = certified(tmp_path, LOOPBACK)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with mail_peer(tls) as peer:
        peer.write(1, "Are you open?")
        channel = opened(peer, tls=True)
        [message] = (await channel.pull(SyncMark())).messages
        answer = OutgoingReply("key-1", message.address, message.thread, "Yes.", message.external_id, NOON)
        await channel.send(answer)
        await channel.aclose()
        assert [to for to, _ in peer.sent] == ["eve@example.com"]


async def test_a_server_nobody_vouches_for_gets_no_password(tmp_path: Path) -> None:
    with mail_peer(certified(tmp_path, LOOPBACK)) as peer:
        await refused(opened(peer, tls=True))
        assert no_password(peer)


async def test_a_server_with_another_name_gets_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tls = certified(tmp_path, x509.DNSName("mail.example.net"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with mail_peer(tls) as peer:
        await refused(opened(peer, tls=True))
        assert no_password(peer)


async def test_a_server_that_does_not_offer_starttls_gets_no_password() -> None:
    with mail_peer() as peer:
        await refused(opened(peer, tls=False))
        assert peer.heard, "it was spoken to"
        assert no_password(peer)
