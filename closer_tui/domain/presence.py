"""What a person saw when they began to write: what they send is compared with how things stand by then."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Began:
    """`last_public` is the number of the last message that was not a note; without an epoch the owner is not looked
    at."""

    last_public: int
    owner_epoch: int | None = None
