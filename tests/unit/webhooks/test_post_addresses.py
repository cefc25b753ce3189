"""An attempt goes to an address that was checked, and speaks of the host by its name."""

import datetime
import ssl
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from closer_tui.webhooks.outcome import Failure
from closer_tui.webhooks.post import Sender
from closer_tui.webhooks.resolve import AddressRefused, Resolve, SystemResolver, permitted
from tests.unit.webhooks.receiver import post, receiving, says


def names(*answers: Sequence[str]) -> Resolve:
    """A name server that gives each answer once, and then the last for ever."""
    left = list(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return resolve


# --- the check -------------------------------------------------------------------------------------------


async def test_a_public_host_is_permitted_in_the_order_it_resolves() -> None:
    found = await permitted("x.example", 443, names(["2606:4700::1", "1.1.1.1"]), allow_private=False)
    assert found == ["2606:4700::1", "1.1.1.1"]


@pytest.mark.parametrize("bad", ["127.0.0.1", "10.0.0.1", "64:ff9b::7f00:1", "169.254.169.254", "fe80::1%lo"])
@pytest.mark.parametrize("place", [0, 1, 2])
async def test_one_bad_address_among_good_ones_refuses_the_host(bad: str, place: int) -> None:
    addresses = ["1.1.1.1", "8.8.8.8"]
    addresses.insert(place, bad)
    with pytest.raises(AddressRefused, match="resolves to"):
        await permitted("x.example", 443, names(addresses), allow_private=False)


async def test_an_address_is_not_resolved_but_checked_all_the_same() -> None:
    async def never(host: str, port: int) -> Sequence[str]:
        raise AssertionError("an address was resolved")

    assert await permitted("8.8.8.8", 443, never, allow_private=False) == ["8.8.8.8"]
    with pytest.raises(AddressRefused):
        await permitted("::1", 443, never, allow_private=False)


async def test_the_system_knows_this_machine() -> None:
    resolver = SystemResolver()
    try:
        assert set(await resolver("localhost", 80)) <= {"127.0.0.1", "::1"}
        assert await resolver("127.0.0.1", 80) == ("127.0.0.1",)
    finally:
        resolver.close()


# --- the attempt -----------------------------------------------------------------------------------------


async def test_a_name_that_points_inside_is_refused_before_anything_is_sent() -> None:
    async with receiving(says("200 OK")) as receiver:
        sender = Sender(resolve=names(["127.0.0.1"]))
        outcome = await post(sender, f"https://hooks.example:{receiver.port}/")
    assert outcome.failure is Failure.ADDRESS
    assert outcome.detail == "hooks.example resolves to 127.0.0.1, a loopback address."
    assert receiver.connections == 0


async def test_a_name_that_changes_after_it_was_checked_is_not_asked_again() -> None:
    # The second answer would be the rebinding: nobody may ask for it within the attempt.
    async with receiving(says("200 OK")) as receiver:
        resolve = names(["127.0.0.1"], ["169.254.169.254"])
        sender = Sender(allow_private=True, resolve=resolve)
        url = f"http://hooks.example:{receiver.port}/hook"
        first = await sender.post(url, b"{}", {}, now=0)
        second = await sender.post(url, b"{}", {}, now=0)
        await sender.aclose()
    assert first.delivered
    assert second.failure is Failure.ADDRESS
    assert receiver.connections == 1


async def test_the_host_header_names_the_host_and_not_the_address() -> None:
    async with receiving(says("200 OK")) as receiver:
        sender = Sender(allow_private=True, resolve=names(["127.0.0.1"]))
        outcome = await post(sender, f"http://Hooks.Example:{receiver.port}/a")
    assert outcome.delivered
    assert receiver.requests[0].headers["host"] == f"hooks.example:{receiver.port}"
    assert receiver.requests[0].line == "POST /a HTTP/1.1"


async def test_a_dead_address_gives_way_to_the_next() -> None:
    async with receiving(says("200 OK")) as receiver:
        # Nobody listens on 127.0.0.2 at this port: the receiver is bound to 127.0.0.1 alone.
        sender = Sender(allow_private=True, resolve=names(["127.0.0.2", "127.0.0.1"]))
        outcome = await post(sender, f"http://hooks.example:{receiver.port}/")
    assert outcome.delivered


async def test_an_answer_however_bad_is_not_asked_for_again_elsewhere() -> None:
    async with receiving(says("500 Oops")) as receiver:
        sender = Sender(allow_private=True, resolve=names(["127.0.0.1", "127.0.0.1"]))
        outcome = await post(sender, f"http://hooks.example:{receiver.port}/")
    assert outcome.status == 500
    assert receiver.connections == 1


# --- TLS -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for hooks.example, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def server_side(certificate: Path, seen: list[str | None]) -> ssl.SSLContext:
    """The endpoint's TLS, which notes the name it was asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def note(_socket: object, name: str | None, _context: ssl.SSLContext) -> None:
        seen.append(name)

    context.sni_callback = note
    return context


async def test_the_certificate_is_checked_against_the_name_though_we_connect_to_an_address(
    certificate: Path,
) -> None:
    seen: list[str | None] = []
    trust = ssl.create_default_context(cafile=str(certificate))
    async with receiving(says("200 OK"), tls=server_side(certificate, seen)) as receiver:
        sender = Sender(allow_private=True, resolve=names(["127.0.0.1"]), tls=trust)
        outcome = await post(sender, f"https://hooks.example:{receiver.port}/")
    assert outcome.delivered, outcome.detail
    assert seen == ["hooks.example"]
    assert receiver.requests[0].headers["host"] == f"hooks.example:{receiver.port}"


async def test_a_certificate_for_another_name_is_refused_and_nothing_is_sent(certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    async with receiving(says("200 OK"), tls=server_side(certificate, [])) as receiver:
        sender = Sender(allow_private=True, resolve=names(["127.0.0.1", "127.0.0.1"]), tls=trust)
        outcome = await post(sender, f"https://other.example:{receiver.port}/")
    assert outcome.failure is Failure.TLS
    assert receiver.requests == []


async def test_a_certificate_nobody_vouches_for_is_refused(certificate: Path) -> None:
    async with receiving(says("200 OK"), tls=server_side(certificate, [])) as receiver:
        sender = Sender(allow_private=True, resolve=names(["127.0.0.1"]))
        outcome = await post(sender, f"https://hooks.example:{receiver.port}/")
    assert outcome.failure is Failure.TLS
    assert receiver.requests == []


async def test_plain_http_on_a_tls_port_is_a_failure() -> None:
    async with receiving(says("200 OK")) as receiver:
        outcome = await post(Sender(allow_private=True, deadline_s=2), f"https://127.0.0.1:{receiver.port}/")
    assert outcome.failure in {Failure.TLS, Failure.CONNECT, Failure.TIMEOUT}
