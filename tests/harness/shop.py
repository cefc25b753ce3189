"""A sandbox server and an owner's home connected to it, as real processes; and their databases, to judge by."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.support.processes import Home

CHANNELS = ("whatsapp", "instagram", "linkedin", "email", "sms")
FAST = {
    "CLOSER_TUI_SERVER__RATE_PER_MINUTE": "1000000",
    "CLOSER_TUI_WEBHOOKS__ALLOW_PRIVATE": "true",
    "CLOSER_TUI_SYNC__INTERVAL_SECONDS": "0.2",
    "CLOSER_TUI_SYNC__BACKOFF_INITIAL_SECONDS": "0.05",
    "CLOSER_TUI_SYNC__BACKOFF_MAX_SECONDS": "0.5",
    "CLOSER_TUI_DRAFTING__DEBOUNCE_SECONDS": "0.2",
    "CLOSER_TUI_OUTBOX__MAX_ATTEMPTS": "100",
    "CLOSER_TUI_OUTBOX__REQUEST_TIMEOUT_SECONDS": "5",
}
"""The waits of real life, shortened; nothing that decides about sending is switched off."""


@dataclass
class Shop:
    """Both homes, the server's address and a test token for all channels."""

    server: Home
    owner: Home
    url: str
    token: str

    @property
    def port(self) -> int:
        """Where the server listens."""
        return urlsplit(self.url).port or 0

    def customer(self) -> httpx.Client:
        """What customers write through."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=30)

    def connect(self, url: str) -> None:
        """Connect the owner's home, through a proxy if its address is given."""
        self.owner.json("connect", "closer", "--url", url, "--token", "-", stdin=self.token)


@contextmanager
def shop(folder: Path) -> Iterator[Shop]:
    """A server that runs until the end of the block."""
    server, owner = Home(folder / "server", **FAST), Home(folder / "owner", **FAST)
    with server.running("serve", "--sandbox", "--port", "0") as serving:
        url = str(serving.first_line()["url"])
        words = ("token", "create", "--env", "test", "--channel", *CHANNELS, "--scope", "read", "reply", "tone")
        yield Shop(server, owner, url, str(server.json(*words)["token"]))


def rows(home: Home, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """What a home's database says, read from outside."""
    with closing(sqlite3.connect(f"file:{home.path / 'closer.db'}?mode=ro", uri=True, timeout=30)) as db:
        return [tuple(row) for row in db.execute(sql, values)]
