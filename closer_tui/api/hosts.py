"""Who a request is addressed to, and which page sent it.

A server on loopback is within reach of every web page: by DNS rebinding under a foreign Host, or by a form under a
foreign Origin. Both are refused before anything else is looked at; there is no CORS.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from closer_tui.api.errors import ApiError, forbidden

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def host_name(value: str) -> str:
    """The name of a Host header without its port, in lower case; empty when it cannot be read."""
    try:
        parts = urlsplit(f"//{value}")
        parts.port  # noqa: B018 - raises for a port that is none
        name = parts.hostname or ""
    except ValueError:
        return ""
    if "@" in value or parts.path or parts.query or parts.fragment:
        return ""
    return f"[{name}]" if ":" in name else name


def _bracketed(name: str) -> str:
    """An IPv6 address as it stands in a Host header."""
    return f"[{name}]" if name.count(":") > 1 and not name.startswith("[") else name


class HostRules:
    """The names this server answers to."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(host_name(_bracketed(name)) for name in allowed) - {""}

    def check(self, method: str, hosts: list[str], origins: list[str]) -> None:
        """Raises ApiError: 421 for a foreign Host, 403 for a write that a foreign page sent."""
        if len(hosts) != 1 or host_name(hosts[0]) not in self._allowed:
            raise ApiError(
                421, "unknown_host", "This server does not answer to that Host; the owner lists names in allowed_hosts."
            )
        if method in WRITES and origins and not all(self._is_own(origin, hosts[0]) for origin in origins):
            raise forbidden("foreign_origin", "Requests from pages of other origins are refused.")

    def _is_own(self, origin: str, host: str) -> bool:
        scheme, _, rest = origin.partition("://")
        return scheme in {"http", "https"} and rest.lower() == host.lower()
