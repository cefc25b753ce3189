"""Where a mail server is, and how the connection to it is protected."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Final

from closer_tui.channels.closer.address import is_loopback
from closer_tui.domain.errors import InvalidInput

TLS_PORTS: Final = frozenset({993, 465})


@dataclass(frozen=True, slots=True)
class Server:
    """`tls` from the first byte; else STARTTLS, which only this machine itself is spared (`plain`)."""

    host: str
    port: int
    tls: bool
    plain: bool

    def context(self) -> ssl.SSLContext:
        """Certificates and names are checked; there is no way to turn that off."""
        return ssl.create_default_context()


def server(text: str, field: str) -> Server:
    """`host:port` as a person types it. Raises InvalidInput naming `field`."""
    host, colon, port = text.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    fine = host.isascii() and host.isprintable() and not set(host) & set(' /@\\"') and 0 < len(host) <= 253
    if not colon or not fine or not port.isascii() or not port.isdigit() or not 0 < int(port[:6]) < 65_536:
        raise InvalidInput(
            f"this is no address of an {field.upper()} server",
            "Write it like mail.example.com:993; 993 and 465 mean TLS, other ports STARTTLS.",
            field=field,
        )
    number = int(port)
    tls = number in TLS_PORTS
    return Server(host, number, tls=tls, plain=not tls and is_loopback(host))
