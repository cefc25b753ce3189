"""Which server a token may be sent to."""

from __future__ import annotations

import pytest

from closer_tui.channels.closer.address import base_url, environment_of, is_loopback
from closer_tui.domain.channel import Environment
from closer_tui.domain.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("https://api.example.org", "https://api.example.org"),
        ("https://api.example.org/", "https://api.example.org"),
        ("https://api.example.org/v1", "https://api.example.org"),
        ("https://api.example.org/v1/", "https://api.example.org"),
        ("  HTTPS://API.Example.org:443/v1 ", "https://api.example.org"),
        ("https://example.org:8443/closer/v1", "https://example.org:8443/closer"),
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787"),
        ("http://127.3.2.1", "http://127.3.2.1"),
        ("http://localhost:80/v1", "http://localhost"),
        ("http://[::1]:8787/v1", "http://[::1]:8787"),
    ],
)
def test_an_address_is_brought_into_one_form(typed: str, base: str) -> None:
    assert base_url(typed) == base
    assert base_url(base) == base


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "api.example.org",
        "ftp://example.org",
        "file:///etc/passwd",
        "https://",
        "https://me:secret@example.org",
        "https://example.org?token=cls_live_x",
        "https://example.org/#v1",
        "https://exa mple.org",
        "https://example.org\\@evil.example",
        "https://example.org:99999",
        "https://[::1",
        "https://exämple.org",
        f"https://example.org/{'x' * 600}",
        "http://api.example.org",
        "http://10.0.0.1",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "http://2130706433",
    ],
)
def test_what_is_no_address_or_not_safe_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        base_url(typed)
    assert refused.value.hint
    assert refused.value.field == "url"
    assert "secret" not in str(refused.value)


def test_loopback_is_this_machine_alone() -> None:
    assert is_loopback("localhost")
    assert is_loopback("127.9.9.9")
    assert is_loopback("::1")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("example.org")


def test_a_token_says_which_plane_it_opens() -> None:
    assert environment_of("cls_live_0123456789") is Environment.LIVE
    assert environment_of("cls_test_0123456789") is Environment.TEST


@pytest.mark.parametrize(
    "token", ["", "cls_live_", "cls_other_0123456789", "sk-0123456789", "cls_live_01234 56789", "cls_test_é123456789"]
)
def test_what_is_no_token_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        environment_of(token)
    assert len(token) < 10 or token not in str(refused.value)
