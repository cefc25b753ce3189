"""Whom the server answers to."""

import pytest

from closer_tui.api.errors import ApiError
from closer_tui.api.hosts import HostRules, host_name

RULES = HostRules(("127.0.0.1", "localhost", "[::1]", "::1", "desk.example"))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8787", "localhost:1", "LOCALHOST", "[::1]", "[::1]:8787", "desk.example"]
)
def test_its_own_names_are_answered(host: str) -> None:
    RULES.check("POST", [host], [])


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        [""],
        ["evil.example"],
        ["127.0.0.1.evil.example"],
        ["evil.example:8787"],
        ["localhost.evil.example"],
        ["evil@127.0.0.1"],
        ["127.0.0.1/evil"],
        ["127.0.0.1?x"],
        ["127.0.0.1:port"],
        ["127.0.0.1:99999999"],
        ["[::1"],
        ["[::2]"],
        ["127.0.0.1", "127.0.0.1"],
        ["0.0.0.0"],
    ],
)
def test_a_rebound_name_is_refused(hosts: list[str]) -> None:
    with pytest.raises(ApiError) as refusal:
        RULES.check("GET", hosts, [])
    assert (refusal.value.status, refusal.value.code) == (421, "unknown_host")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8787", "", "file://"]
)
def test_a_page_of_another_origin_cannot_write(origin: str) -> None:
    with pytest.raises(ApiError) as refusal:
        RULES.check("POST", ["127.0.0.1:8787"], [origin])
    assert (refusal.value.status, refusal.value.code) == (403, "foreign_origin")


def test_the_servers_own_origin_may_write() -> None:
    RULES.check("POST", ["127.0.0.1:8787"], ["http://127.0.0.1:8787"])


def test_reading_does_not_ask_for_the_origin_because_no_page_can_send_a_token_across() -> None:
    RULES.check("GET", ["127.0.0.1"], ["https://evil.example"])


def test_an_address_of_version_6_needs_no_brackets_in_the_settings() -> None:
    assert host_name("[2001:DB8::1]:80") == "[2001:db8::1]"
    HostRules(("2001:db8::1",)).check("POST", ["[2001:db8::1]:80"], [])
