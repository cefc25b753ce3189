"""The address of a CLOSER v1 server as a person types it, and whether a token may be sent there."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit

from closer_tui.domain.channel import Environment
from closer_tui.domain.errors import InvalidInput

LOOPBACK_NAMES = frozenset({"localhost", "ip6-localhost"})
LONGEST_URL = 500
_EXAMPLE = "Write it like https://api.closer.agentnetworks.co.uk or http://127.0.0.1:8787."


def base_url(text: str) -> str:
    """The address without `/v1` and without a slash at the end. Raises InvalidInput for what is none, or is unsafe."""
    parts = _split(text)
    host = parts.hostname or ""
    if parts.username is not None or parts.password is not None:
        raise InvalidInput("the address holds a user name or a password", _EXAMPLE, field="url")
    if parts.query or parts.fragment:
        raise InvalidInput("the address holds a query or a fragment", _EXAMPLE, field="url")
    if parts.scheme == "http" and not is_loopback(host):
        raise InvalidInput(
            "http would send your token over the network for all to read",
            "Use https; plain http is only taken for this machine itself.",
            field="url",
        )
    authority = f"[{host}]" if ":" in host else host
    if parts.port is not None and parts.port != {"http": 80, "https": 443}[parts.scheme]:
        authority += f":{parts.port}"
    path = quote(parts.path.rstrip("/"), safe="/~%")
    if path == "/v1" or path.endswith("/v1"):
        path = path.removesuffix("/v1").rstrip("/")
    return f"{parts.scheme}://{authority}{path}"


def _split(text: str) -> SplitResult:
    text = text.strip()
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises for a port that is none
        host = parts.hostname or ""
    except ValueError as error:
        raise InvalidInput("this is not an address", _EXAMPLE, field="url") from error
    plain = len(text) <= LONGEST_URL and text.isascii() and text.isprintable() and " " not in text and "\\" not in text
    if parts.scheme not in {"http", "https"} or not host or not plain:
        raise InvalidInput("this is not an http or https address", _EXAMPLE, field="url")
    return parts


def is_loopback(host: str) -> bool:
    """Whether this host is this very machine."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def environment_of(token: str) -> Environment:
    """Which plane a token opens. Raises InvalidInput for what is no CLOSER token; the text never quotes it."""
    for prefix, env in (("cls_live_", Environment.LIVE), ("cls_test_", Environment.TEST)):
        rest = token.removeprefix(prefix)
        if rest != token and 8 <= len(rest) <= 400 and rest.isascii() and rest.isprintable() and " " not in rest:
            return env
    raise InvalidInput(
        "this is not a CLOSER token",
        "It starts with cls_live_ or cls_test_; copy it whole from where it was made.",
        field="token",
    )
