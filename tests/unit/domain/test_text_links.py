"""Links: where they begin and end, and where they really lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.text import Link, links_of


@pytest.mark.parametrize(
    ("text", "url", "host"),
    [
        ("see https://example.com/a.", "https://example.com/a", "example.com"),
        ("(https://example.com/a)", "https://example.com/a", "example.com"),
        ("https://en.wikipedia.org/wiki/A_(b)", "https://en.wikipedia.org/wiki/A_(b)", "en.wikipedia.org"),
        ("<https://example.com>", "https://example.com", "example.com"),
        ("“https://example.com/x?y=1&z=2#f”, he said", "https://example.com/x?y=1&z=2#f", "example.com"),
        ("HTTPS://EXAMPLE.COM/A", "HTTPS://EXAMPLE.COM/A", "example.com"),
        ("http:\\\\example.com\\x", "http:\\\\example.com\\x", "example.com"),
        ("https://example.com:8443/x", "https://example.com:8443/x", "example.com"),
        ("https://example.com./", "https://example.com./", "example.com"),
        ("https://a.b@example.com/@x", "https://a.b@example.com/@x", "example.com"),
        ("https://evil.example\\@good.example/", "https://evil.example\\@good.example/", "evil.example"),
        ("https://bücher.de/", "https://bücher.de/", "xn--bcher-kva.de"),
        ("https://straße.de/", "https://straße.de/", "xn--strae-oqa.de"),
        ("https://ｅｘａｍｐｌｅ．com/", "https://ｅｘａｍｐｌｅ．com/", "example.com"),
        ("https://例え。jp/", "https://例え。jp/", "xn--r8jz45g.jp"),
        ("https://xn--bcher-kva.de/", "https://xn--bcher-kva.de/", "xn--bcher-kva.de"),
        ("https://xn--ü.de/", "https://xn--ü.de/", "xn--xn---3ra.de"),
        ("https://[2001:db8::1]:80/x", "https://[2001:db8::1]:80/x", "2001:db8::1"),
        ("https:///x", "https:///x", ""),
        ("www.example.com/x, then", "www.example.com/x", "www.example.com"),
        ("go to example.com!", "example.com", "example.com"),
        ("shop.example.co.uk/x", "shop.example.co.uk/x", "shop.example.co.uk"),
        ("example.com:8080/x", "example.com:8080/x", "example.com"),
        ("*https://example.com/*", "https://example.com/", "example.com"),
        ("https://example.com/a]", "https://example.com/a", "example.com"),
    ],
)
def test_a_link_is_found_with_its_host(text: str, url: str, host: str) -> None:
    assert [(link.url, link.host) for link in links_of(text)] == [(url, host)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no link",
        "x.comet",
        "maria@example.com",
        "Node.js",
        "file.txt",
        "e.g. so",
        "3.50",
        "a.b.c",
        "ftp://example.com",
        "info.de@example.org",
        "javascript:alert(1)",
        "https://",
    ],
)
def test_what_is_no_web_link_is_left_alone(text: str) -> None:
    assert links_of(text) == ()


def test_every_link_knows_its_place_and_its_oddities() -> None:
    found = links_of("a.com http://x@1.2.3.4/ https://pаypal.com")
    assert found == (
        Link("a.com", "a.com", 0, bare=True),
        Link("http://x@1.2.3.4/", "1.2.3.4", 6, userinfo=True, ip=True),
        Link("https://pаypal.com", "xn--pypal-4ve.com", 24, lookalike=True),
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:1.2.3.4]"])
def test_a_number_is_no_name(host: str) -> None:
    assert links_of(f"http://{host}/")[0].ip


def test_punctuation_is_taken_off_the_end_within_reason() -> None:
    assert links_of("https://example.com/!?...")[0].url == "https://example.com/"
    assert links_of("https://example.com/" + "." * 1_000)[0].url.startswith("https://example.com/....")


def test_a_label_no_resolver_would_take_is_left_as_written() -> None:
    label = "é" * 64
    assert links_of(f"https://{label}.com/")[0].host == f"{label}.com"
    assert links_of(f"https://xn--{'a' * 70}.com/")[0].host == f"xn--{'a' * 70}.com"
    assert not links_of("https://xn--999999999999999.com/")[0].lookalike


@given(st.text(alphabet="ahtps:/.@www[]()é漢 -_?#\\x1。", max_size=80).map(lambda tail: "https://" + tail))
def test_whatever_is_written_the_link_lies_in_the_text(text: str) -> None:
    for link in links_of(text):
        assert text[link.at :].startswith(link.url)
        assert link.host.isascii() or any(len(label) > 63 for label in link.host.split(".")) or link.ip
