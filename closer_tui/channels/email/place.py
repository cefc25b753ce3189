"""How far each folder was read, as it is kept in `SyncMark.cursor`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from closer_tui.domain.errors import CursorExpired
from closer_tui.domain.sync import SyncMark

VERSION = 1


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """UIDs from `next` on are unread, and so are those from `floor` up to but not including `low`."""

    validity: int
    next: int
    floor: int
    low: int


def read_places(mark: SyncMark) -> dict[str, FolderPlace]:
    """Raises CursorExpired for a mark that this connector did not write."""
    if mark.cursor is None:
        return {}
    try:
        stored = json.loads(mark.cursor)
        if stored["v"] != VERSION or not isinstance(stored["folders"], dict):
            raise ValueError("not of this version")
        return {str(k): FolderPlace(*(int(n) for n in v)) for k, v in stored["folders"].items()}
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CursorExpired("the stored place is not one of this connector") from error


def mark_of(places: Mapping[str, FolderPlace], since: int | None) -> SyncMark:
    """As the engine stores it."""
    folders = {name: [p.validity, p.next, p.floor, p.low] for name, p in places.items()}
    return SyncMark(json.dumps({"v": VERSION, "folders": folders}, separators=(",", ":")), since)
