"""Which message and which thread a mail is, computed from the mail alone, so that reading it again finds the same.

A thread is (first reference, the customer's address): whoever quotes somebody else's Message-ID gets a thread of their
own. Our own Message-IDs carry the root of their thread, for clients that name only the mail they answer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

LONGEST_ID: Final = 200
_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.@:\[\]-]{3,198}>")
_OURS = re.compile(r"<ct\.[0-9a-f]{32}\.([0-9a-f]{32})@")


def ids_in(header: str) -> tuple[str, ...]:
    """The usable Message-IDs of a header, in order."""
    return tuple(dict.fromkeys(_ID.findall(header[:20_000])))


def root_of(own: str, references: Sequence[str]) -> str:
    """The root of the thread as 32 hex digits; `own` is the mail's own name, `references` the oldest first."""
    for name in references:
        ours = _OURS.match(name)
        if ours:
            return ours[1]
    ours = _OURS.match(own)
    if ours:
        return ours[1]
    return _hash(references[0] if references else own)


def thread_of(root: str, address: str) -> str:
    """The thread of one correspondent."""
    return f"{root}.{_hash(address.lower())[:16]}"


def our_id(key: str, thread: str, address: str) -> str:
    """The Message-ID of a reply: the same for the same key, whoever computes it."""
    root = thread.partition(".")[0]
    root = root if re.fullmatch(r"[0-9a-f]{32}", root) else _hash(thread)
    return f"<ct.{_hash(key)}.{root}@{address.rpartition('@')[2]}>"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
