"""Which addresses and URLs a webhook may go to."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from closer_tui.webhooks.addresses import UrlRefused, check_url, refusal

SHUT = {
    "0.0.0.0": "unspecified",
    "0.1.2.3": "unspecified",
    "10.0.0.1": "private",
    "10.255.255.255": "private",
    "100.64.0.1": "shared",
    "100.100.100.200": "shared",
    "100.127.255.255": "shared",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "168.63.129.16": "cloud platform",
    "169.254.0.1": "link-local",
    "169.254.169.254": "link-local",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.1": "protocol assignment",
    "192.0.0.192": "protocol assignment",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "192.168.1.1": "private",
    "198.18.0.1": "benchmark",
    "198.19.255.255": "benchmark",
    "198.51.100.1": "documentation",
    "203.0.113.1": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "unspecified",
    "::1": "loopback",
    "::2": "IPv4-compatible",
    "::127.0.0.1": "IPv4-compatible",
    "::8.8.8.8": "IPv4-compatible",
    "::ffff:127.0.0.1": "IPv4-mapped",
    "::ffff:10.0.0.1": "IPv4-mapped",
    "::ffff:169.254.169.254": "IPv4-mapped",
    "::ffff:8.8.8.8": "IPv4-mapped",
    "::ffff:0:127.0.0.1": "IPv4-translated",
    "64:ff9b::7f00:1": "NAT64",
    "64:ff9b::8.8.8.8": "NAT64",
    "64:ff9b::a9fe:a9fe": "NAT64",
    "64:ff9b:1::7f00:1": "NAT64",
    "64:ff9b:1:ffff::1": "NAT64",
    "100::1": "discard",
    "100:0:0:1::1": "reserved",
    "2001::1": "Teredo",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2": "Teredo",
    "2001:1::1": "protocol assignment",
    "2001:2::1": "benchmark",
    "2001:10::1": "ORCHID",
    "2001:2f:ffff::1": "ORCHID",
    "2001:1ff:ffff::1": "protocol assignment",
    "2001:db8::1": "documentation",
    "2002:7f00:1::1": "6to4",
    "2002:808:808::1": "6to4",
    "2a00:1450:4001::5efe:7f00:1": "ISATAP",
    "2a00:1450:4001::200:5efe:a00:1": "ISATAP",
    "3fff::1": "documentation",
    "3fff:fff:ffff::1": "documentation",
    "4000::1": "reserved",
    "5f00::1": "reserved",
    "fc00::1": "unique local",
    "fd00:ec2::254": "unique local",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "ff0e::1": "multicast",
}

OPEN = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2003::1",
    "2606:4700:4700::1111",
    "2a00:1450:4001:830::200e",
    "3ffe::1",
]


@pytest.mark.parametrize(("address", "kind"), SHUT.items())
def test_an_address_that_is_not_public_is_refused_by_its_kind(address: str, kind: str) -> None:
    assert refusal(address) == f"{kind} address"


@pytest.mark.parametrize("address", OPEN)
def test_a_public_address_is_open(address: str) -> None:
    assert refusal(address) is None
    assert refusal(address, allow_private=True) is None


@pytest.mark.parametrize("word", ["", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "example.com", "::g"])
def test_what_is_no_address_is_refused(word: str) -> None:
    assert refusal(word) == "not an IP address"


HOME = ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.10", "100.64.0.1", "::1", "fd12::1"]


@pytest.mark.parametrize("address", HOME)
def test_a_home_may_open_its_own_network(address: str) -> None:
    assert refusal(address) is not None
    assert refusal(address, allow_private=True) is None


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "fe80::1",
        "ff02::1",
        "::ffff:169.254.169.254",
        "::ffff:0:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:5601:5601",
        "2a00::5efe:169.254.169.254",
    ],
)
def test_even_a_home_that_opened_its_network_reaches_no_metadata_service(address: str) -> None:
    assert refusal(address, allow_private=True) is not None


@pytest.mark.parametrize(
    ("address", "inner"),
    [
        ("::ffff:{}", "127.0.0.1"),
        ("::ffff:0:{}", "127.0.0.1"),
        ("::{}", "127.0.0.1"),
        ("64:ff9b::{}", "10.0.0.1"),
        ("64:ff9b::{}", "8.8.8.8"),
        ("2002:7f00:1::", "127.0.0.1"),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", "127.0.0.1"),
        ("2a00::5efe:192.168.0.1", "192.168.0.1"),
    ],
)
def test_an_address_in_an_address_is_judged_by_the_inner_one_once_the_network_is_open(address: str, inner: str) -> None:
    assert refusal(address.format(inner)) is not None
    assert refusal(address.format(inner), allow_private=True) is None


@given(st.ip_addresses(v=4))
def test_nothing_the_standard_library_calls_private_is_open(address: IPv4Address) -> None:
    if address.is_private or address.is_multicast or address.is_reserved or not address.is_global:
        assert refusal(address) is not None


@given(st.ip_addresses(v=6))
def test_nothing_outside_global_unicast_is_open(address: IPv6Address) -> None:
    if address.is_private or address.is_multicast or address not in ip_network("2000::/3"):
        assert refusal(address) is not None


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_becomes_open_by_being_wrapped(address: IPv4Address) -> None:
    for wrapped in (f"::ffff:{address}", f"::{address}", f"64:ff9b::{address}", f"2001:db8::5efe:{address}"):
        assert refusal(wrapped) is not None


# --- URLs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://example.com", "https://example.com/"),
        ("https://example.com/hook?a=1&b=%20", "https://example.com/hook?a=1&b=%20"),
        ("https://example.com?x", "https://example.com/?x"),
        ("HTTPS://EXAMPLE.COM./Hook", "https://example.com/Hook"),
        ("https://example.com:443/", "https://example.com/"),
        ("https://example.com:/", "https://example.com/"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2606:4700:4700:0::1111]:8443/", "https://[2606:4700:4700::1111]:8443/"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://BÜCHER。example/", "https://xn--bcher-kva.example/"),
        ("https://ｅｘample.com/", "https://example.com/"),
        ("https://a_b.example/", "https://a_b.example/"),
        ("https://1password.com/", "https://1password.com/"),
        ("https://3com.x1/", "https://3com.x1/"),
    ],
)
def test_a_good_url_is_brought_into_one_form(url: str, normal: str) -> None:
    target = check_url(url)
    assert target.url == normal
    assert check_url(target.url) == target


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "//example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "http://example.com/",
        "https://",
        "https:///path",
        "https://?x",
        "https://user@example.com/",
        "https://user:pass@example.com/",
        "https://@example.com/",
        "https://8.8.8.8@127.0.0.1/",
        "https://example.com/#fragment",
        "https://example.com#@127.0.0.1/",
        "https://example.com\\@127.0.0.1/",
        "https://exa mple.com/",
        "https://example.com/a b",
        "https://example.com/\r\nX-Evil: 1",
        "https://exam\tple.com/",
        "https://example.com/\x00",
        " https://example.com/",
        "https://example.com/é",
        "https://example.com/?é",
        "https://example.com:0/",
        "https://example.com:22/",
        "https://example.com:25/",
        "https://example.com:65536/",
        "https://example.com:-1/",
        "https://example.com:http/",
        "https://example.com:٨٠/",
        "https://.example.com/",
        "https://example..com/",
        "https://-example.com/",
        "https://example-.com/",
        "https://exa$mple.com/",
        "https://exa%6dple.com/",
        f"https://{'a' * 64}.com/",
        f"https://{'a.' * 127}com/",
        "https://\u200b/",
        "https://a\u2100b.example/",
        "https://xn--\ud800.example/",
        "https://[::1/",
        "https://::1/",
        "https://[v1.x]/",
        "https://[8.8.8.8]/",
        "https://a[2606:4700:4700::1111]/",
        "https://[2606:4700:4700::1111]a/",
        "https://[127.0.0.1]/",
        "https://[2a00::1%25eth0]/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://db.localhost/",
        "https://metadata.google.internal/",
        "https://printer.local/",
        "https://127.1/",
        "https://127.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0X7F.1/",
        "https://0x/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://127.0.0.1./",
        "https://127.0.0.1.:443/",
        "https://example.123/",
        "https://１２７.0.0.1/",
        "https://①②⑦.①/",
        "https://127。0。0。1/",
        "https://256.256.256.256/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        *(f"https://{f'[{address}]' if ':' in address else address}/" for address in SHUT),
    ],
)
def test_a_url_that_is_not_plainly_public_is_refused_with_a_reason_and_a_hint(url: str) -> None:
    with pytest.raises(UrlRefused) as refused:
        check_url(url)
    assert refused.value.message
    assert refused.value.hint
    assert refused.value.field == "url"


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://127.0.0.1:8080/hook", "127.0.0.1:8080"),
        ("http://127.0.0.1/hook", "127.0.0.1"),
        ("http://[::1]:9000/hook", "[::1]:9000"),
        ("http://localhost:81/", "localhost:81"),
        ("https://nas.local/", "nas.local"),
        ("http://my_service/", "my_service"),
    ],
)
def test_a_home_that_opened_its_network_may_use_it_and_plain_http(url: str, authority: str) -> None:
    assert check_url(url, allow_private=True).authority == authority


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/",
        "http://0x7f000001/",
        "http://169.254.169.254/",
        "http://u@127.0.0.1/",
        "http://[fe80::1]/",
    ],
)
def test_an_open_network_is_still_no_reason_for_odd_urls(url: str) -> None:
    with pytest.raises(UrlRefused):
        check_url(url, allow_private=True)


def test_a_url_has_a_longest_length() -> None:
    base = "https://example.com/"
    assert check_url(base + "a" * (2048 - len(base))).host == "example.com"
    with pytest.raises(UrlRefused, match="too long"):
        check_url(base + "a" * (2049 - len(base)))


@given(st.text(max_size=60), st.booleans())
@example("[", False)
@example("]", False)
@example("[]", True)
@example("a" * 59, False)
def test_no_host_whatever_ends_in_anything_but_a_target_or_a_refusal(host: str, allow_private: bool) -> None:
    try:
        target = check_url(f"https://{host}", allow_private=allow_private)
    except UrlRefused:
        return
    assert target.url.isascii()
    assert target.url.isprintable()
    assert check_url(target.url, allow_private=allow_private) == target


def test_ports_below_1024_are_the_webs_own_two() -> None:
    for port in (80, 443, 1024, 65535):
        assert check_url(f"https://x.example:{port}/").port == port
    for port in (0, 1, 79, 1023):
        with pytest.raises(UrlRefused, match="Port"):
            check_url(f"https://x.example:{port}/")
    assert check_url("http://127.0.0.1:1/", allow_private=True).port == 1
    with pytest.raises(UrlRefused, match="Port"):
        check_url("http://127.0.0.1:0/", allow_private=True)


def test_a_name_has_a_longest_length() -> None:
    longest = ".".join(["a" * 63] * 3 + ["b" * 61])
    assert len(longest) == 253
    assert check_url(f"https://{longest}/").host == longest
    with pytest.raises(UrlRefused, match="not a name"):
        check_url(f"https://{longest}b/")
