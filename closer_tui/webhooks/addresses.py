"""Where a webhook may go: which addresses are public, and which URLs may be registered at all.

A webhook's URL comes from someone who may want us to knock on doors only we can reach: this machine, the
network behind the firewall, the cloud's metadata service. The URL is checked when it is registered and again
at every attempt; the addresses its name resolves to are checked at every attempt, each of them, because names
change. The standard library's `is_private` and `is_global` are no help: each of them lets NAT64, 6to4,
192.0.0.192 and multicast pass.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from re import ASCII, IGNORECASE, compile
from urllib.parse import urlsplit

from closer_tui.domain.errors import InvalidInput

LONGEST_URL = 2048

_HOME = frozenset({"loopback", "private", "shared", "unique local"})
"""Kinds that `allow_private` opens. Link-local stays shut: that is where cloud metadata services live."""

_V4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud platform"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignment"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmark"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
    )
)

_V6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), kind)
    for network, kind in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
        ("100::/64", "discard"),
        ("2001:2::/48", "benchmark"),
        ("2001:10::/28", "ORCHID"),
        ("2001:20::/28", "ORCHID"),
        ("2001::/23", "protocol assignment"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
    )
)
_V6_GLOBAL = IPv6Network("2000::/3")
"""The only part of IPv6 that is handed out for the public; all else is reserved."""

_V6_CARRIERS: tuple[tuple[IPv6Network, str, int], ...] = tuple(
    (IPv6Network(network), kind, shift)
    for network, kind, shift in (
        ("::ffff:0:0/96", "IPv4-mapped", 0),
        ("::ffff:0:0:0/96", "IPv4-translated", 0),
        ("::/96", "IPv4-compatible", 0),
        ("64:ff9b::/96", "NAT64", 0),
        ("64:ff9b:1::/48", "NAT64", 0),
        ("2001::/32", "Teredo", 0),
        ("2002::/16", "6to4", 80),
    )
)
"""IPv6 ranges that carry an IPv4 address: the range, its name, and how far up the address stands."""

_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa")
_LABEL = compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", ASCII)
_NUMBER = compile(r"[0-9]+|0x[0-9a-f]*", ASCII)
_TARGET = compile(r"[!-~]*", ASCII)
_BRACKETS = compile(r"\[[0-9a-f.]*:[0-9a-f:.]*\](:[0-9]*)?", ASCII | IGNORECASE)


class UrlRefused(InvalidInput):
    """A webhook may not go to this URL; the message says why, the hint what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint, field="url")


@dataclass(frozen=True, slots=True)
class ParsedTarget:
    """A URL that may be tried: its parts, in the one form everybody downstream uses."""

    scheme: str
    host: str
    """A name in ASCII (punycode), or an IP address without brackets."""
    port: int
    path: str
    """Path and query, as they go onto the request line."""

    @property
    def authority(self) -> str:
        """What the Host header says: the host, and the port if it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole URL in its normal form."""
        return f"{self.scheme}://{self.authority}{self.path}"


_PORTS = {"https": 443, "http": 80}


def refusal(ip: str | IPv4Address | IPv6Address, *, allow_private: bool = False) -> str | None:
    """Why no webhook may connect to `ip`, in a few words, or None if it may.

    `allow_private` is the home's own word that its network may be reached: loopback, private, shared and
    unique local addresses; an IPv6 address that carries an IPv4 one is then judged by that. Without it, such
    an address is refused whatever it carries: which machine answers is somebody else's choice.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return "not an IP address"
    if isinstance(address, IPv4Address):
        kind = next((kind for network, kind in _V4 if address in network), None)
    else:
        carried = _carried(address)
        if carried is not None:
            kind, inner = carried
            return None if allow_private and refusal(inner, allow_private=True) is None else f"{kind} address"
        kind = next((kind for network, kind in _V6 if address in network), None)
        if kind is None and address not in _V6_GLOBAL:
            kind = "reserved"
    return None if kind is None or (allow_private and kind in _HOME) else f"{kind} address"


def check_url(url: str, *, allow_private: bool = False) -> ParsedTarget:
    """The parts of `url` if a webhook may be sent there; raises UrlRefused if not.

    https only, http too with `allow_private`; no user name, no fragment, no odd spelling of an IP address. A
    name is not resolved here: the sender does that at every attempt.
    """
    if len(url) > LONGEST_URL:
        raise UrlRefused("The URL is too long.", f"Use one of at most {LONGEST_URL} characters.")
    # The parser below drops tabs and line breaks in silence, and browsers read a backslash as a slash.
    if any(letter <= " " or letter in "\x7f\\" for letter in url):
        raise UrlRefused("The URL holds a space, a control character or a backslash.", "Percent-encode it.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UrlRefused("That is not a URL.", "Write it as https://host/path.") from error
    # The parser passes over what stands around the brackets, and some versions over what is in them.
    if "[" in parts.netloc and not _BRACKETS.fullmatch(parts.netloc):
        raise UrlRefused("What stands in the brackets is not an IPv6 address.", "Write it as https://[2001:…]/.")
    scheme = parts.scheme
    if scheme not in _PORTS or (scheme == "http" and not allow_private):
        raise UrlRefused("A webhook goes over https.", "Use a URL that begins with https://.")
    if "@" in parts.netloc or "#" in url:
        raise UrlRefused("The URL holds a user name or a fragment.", "Leave out what is before @ and after #.")
    if not _TARGET.fullmatch(target := (parts.path or "/") + (f"?{parts.query}" if parts.query else "")):
        raise UrlRefused("The path holds letters beyond ASCII.", "Percent-encode them.")
    port = _PORTS[scheme] if port is None else port
    if port == 0 or (port < 1024 and port not in _PORTS.values() and not allow_private):
        raise UrlRefused(f"Port {port} is no web server's.", "Use 443, 80 or a port from 1024 on.")
    return ParsedTarget(scheme, _host(parts.hostname or "", allow_private), port, target)


def _carried(address: IPv6Address) -> tuple[str, IPv4Address] | None:
    """The IPv4 address inside an IPv6 one, and by which scheme; None for an address of its own right."""
    number = int(address)
    if number <= 1:
        return None
    for network, kind, shift in _V6_CARRIERS:
        if address in network:
            inner = (number >> shift) & 0xFFFF_FFFF
            return kind, IPv4Address(inner ^ 0xFFFF_FFFF if kind == "Teredo" else inner)
    # ISATAP may sit under any prefix: its interface id is 0000:5efe or 0200:5efe and then the IPv4 address.
    if (number >> 32) & 0xFDFF_FFFF == 0x0000_5EFE:
        return "ISATAP", IPv4Address(number & 0xFFFF_FFFF)
    return None


def _host(host: str, allow_private: bool) -> str:
    """`host` in its normal form: an address checked, a name spelled in ASCII; raises UrlRefused."""
    if ":" not in host:
        host = _ascii_name(host)
    try:
        address = ip_address(host)
    except ValueError:
        return _name(host, allow_private)
    if (why := refusal(address, allow_private=allow_private)) is not None:
        raise UrlRefused(f"{host} is not a public address ({why}).", _HINT)
    return address.compressed


_HINT = "Use a public host, or set allow_private in the configuration if this network is yours to reach."


def _ascii_name(host: str) -> str:
    """The name in lower-case ASCII and without its final dot."""
    if not host.isascii():
        import idna  # only names in other scripts need its tables

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise UrlRefused("The host's name cannot be written in ASCII.", "Check its spelling.") from error
    return host.lower().removesuffix(".")


def _name(host: str, allow_private: bool) -> str:
    """A host's name if it is a plain one; `127.1`, `0x7f000001`, `2130706433` are addresses in disguise."""
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels) or _NUMBER.fullmatch(labels[-1]):
        raise UrlRefused("The URL's host is not a name or a plain IP address.", "Check its spelling.")
    if not allow_private and any(f".{host}".endswith(f".{name}") for name in _LOCAL_NAMES):
        raise UrlRefused(f"{host} names a machine that only this network knows.", _HINT)
    return host
