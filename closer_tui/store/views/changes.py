"""The change feed as a follower reads it: everything after a number."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from closer_tui.store.views.reader import Reader

SINCE: Final = "SELECT seq, at, kind, conversation_n, entity, data_json FROM changes WHERE seq > ? ORDER BY seq LIMIT ?"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Something moved. `kind` is a word such as `draft.changed`, `entity` the public id of what moved, if any."""

    seq: int
    at: int
    kind: str
    conversation_n: int | None = None
    entity: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def since(r: Reader, seq: int, limit: int = 500) -> list[ChangeRow]:
    """Changes after `seq`, in order. A follower that has fallen behind `first` must read everything anew."""
    found = r.all(SINCE, (seq, limit))
    return [ChangeRow(n, at, kind, conv, entity, json.loads(data)) for n, at, kind, conv, entity, data in found]


def last(r: Reader) -> int:
    """The newest number of the feed; 0 when nothing ever happened."""
    return r.number("SELECT MAX(seq) FROM changes")


def first(r: Reader) -> int:
    """The oldest number still kept; 0 when none is."""
    return r.number("SELECT MIN(seq) FROM changes")
