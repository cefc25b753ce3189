"""The outbox: what was approved and is not yet confirmed, and the hash that binds it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

HASH_VERSION = "closer-tui/outbox/1"


@dataclass(frozen=True, slots=True)
class Binding:
    """Exactly what was approved, to exactly whom. The sender compares it again before the first byte."""

    inbox: str
    conversation: int
    recipient: str
    body: str
    attachments: tuple[str, ...] = ()

    def digest(self) -> str:
        """SHA-256 over length-prefixed fields, so that no two different bindings share a digest."""
        h = hashlib.sha256(HASH_VERSION.encode())
        for part in (self.inbox, str(self.conversation), self.recipient, self.body, *self.attachments):
            raw = part.encode()
            h.update(len(raw).to_bytes(8, "big"))
            h.update(raw)
        return h.hexdigest()
