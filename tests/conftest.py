"""What every test gets: an empty home, no keys, no internet, one time zone, and repeatable examples."""

import os
import socket
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from blockbuster import BlockBuster
from hypothesis import HealthCheck, settings

SECRET_WORDS = ("API_KEY", "TOKEN", "SECRET", "PASSWORD")
"""Environment variables with one of these in their name could hold something real."""

KEPT_VARIABLES = ("CLOSER_TUI_SHARED", "CLOSER_TUI_SCALE", "CLOSER_TUI_AIMOCK", "CLOSER_TUI_HYPOTHESIS")
"""Ours that steer the tests themselves."""

settings.register_profile(
    "ci", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("CLOSER_TUI_HYPOTHESIS", "ci"))


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Make lone surrogates visible: hostile text ends up in captured logs, and xdist sends only UTF-8."""
    return without_surrogates((yield))


def without_surrogates(data: Any) -> Any:
    """The same lists and tables with every string fit for UTF-8."""
    if isinstance(data, str):
        return data.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(data, list | tuple):
        return type(data)(without_surrogates(item) for item in data)
    if isinstance(data, dict):
        return {without_surrogates(key): without_surrogates(value) for key, value in data.items()}
    return data


@pytest.fixture(autouse=True)
def isolated_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty HOME and CLOSER_TUI_HOME of the test's own, no keys, and UTC; the home's path."""
    home = tmp_path / ".home"
    home.mkdir()
    for name in list(os.environ):
        ours = name.startswith("CLOSER_TUI_") and name not in KEPT_VARIABLES
        if ours or name.startswith("XDG_") or any(word in name.upper() for word in SECRET_WORDS):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("CLOSER_TUI_HOME", str(tmp_path / "closer"))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.delenv("NO_COLOR", raising=False)
    time.tzset()
    return tmp_path / "closer"


@pytest.fixture(autouse=True)
def no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections leave for loopback and Unix sockets only; names other than localhost are not resolved."""
    connect, connect_ex, sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
    resolve = socket.getaddrinfo

    def connect_here(self: socket.socket, address: Any) -> None:
        refuse_beyond_loopback(self.family, address)
        connect(self, address)

    def connect_ex_here(self: socket.socket, address: Any) -> int:
        refuse_beyond_loopback(self.family, address)
        return connect_ex(self, address)

    def sendto_here(self: socket.socket, data: Any, *rest: Any) -> int:
        refuse_beyond_loopback(self.family, rest[-1])
        return sendto(self, data, *rest)

    def resolve_here(host: Any, *rest: Any, **named: Any) -> Any:
        if host not in {None, "", "localhost", b"localhost"} and not is_address(host):
            raise InternetUsed(f"a test wanted to resolve {host!r}")
        return resolve(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex_here)
    monkeypatch.setattr(socket.socket, "sendto", sendto_here)
    monkeypatch.setattr(socket, "getaddrinfo", resolve_here)


class InternetUsed(AssertionError):
    """A test tried to leave this machine."""


def refuse_beyond_loopback(family: int, address: Any) -> None:
    """Raise `InternetUsed` unless the address is of this machine."""
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = str(address[0])
    if not (host.startswith("127.") or host in {"::1", "localhost", "::ffff:127.0.0.1"}):
        raise InternetUsed(f"a test wanted to reach {address!r}")


def is_address(host: Any) -> bool:
    """Whether this is a number and not a name."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, text)
        except OSError:
            continue
        return True
    return False


@pytest.fixture
def shared_dir() -> Path:
    """The folder of shared data (`CLOSER_TUI_SHARED`, or `shared` beside the checkout); skips without it."""
    named = os.environ.get("CLOSER_TUI_SHARED")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("no shared data: set CLOSER_TUI_SHARED, or put it in `shared` beside the checkout")
    return folder


@pytest.fixture
def unblocked_loop() -> Iterator[BlockBuster]:
    """Fails the test when our code blocks the event loop (file, socket, sleep); ask for it by name."""
    detector = BlockBuster(scanned_modules=["closer_tui"])
    detector.activate()
    yield detector
    detector.deactivate()


@pytest.fixture
def scale() -> float:
    """How large a long harness is: 1 is all of it, `CLOSER_TUI_SCALE=ci` a tenth, a number that much of it."""
    given = os.environ.get("CLOSER_TUI_SCALE", "1")
    return 0.1 if given == "ci" else float(given)
