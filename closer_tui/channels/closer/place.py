"""How far an inbox was read, as the connector keeps it inside `SyncMark.cursor`.

The listing stands in order of arrival, so whoever goes on from a cursor misses nothing. The cursor kept is the one that
*produced* the last page: that page is read again at the next pull, because it fills up, and dedupe does the rest.

An answer given elsewhere to an older message changes a page long past. So the connector remembers which messages it saw
unanswered and, once a minute, walks the listing of answered ones from the oldest of those: of the last two days every
minute, all of them every six hours, never more than ten pages at a stretch.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from closer_tui.domain.clock import DAY, HOUR, MINUTE, SECOND
from closer_tui.domain.errors import CursorExpired
from closer_tui.domain.sync import SyncMark

VERSION: Final = 1
MOST_OPEN: Final = 300
"""Unanswered messages remembered; of more, the oldest are left to the walk through everything."""
WALK_EVERY: Final = MINUTE
WALK_ALL_EVERY: Final = 6 * HOUR
RECENT: Final = 2 * DAY
WALK_PAGES: Final = 10
MARGIN: Final = 10 * MINUTE
"""`since` speaks of the arrival at the server, which by another clock may lie before the time a message carries."""
LONGEST_CURSOR: Final = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """`since` is the filter the listing was begun with (its cursors are bound to it), `newest` the latest time seen.
    `open` holds (id, time) of messages seen unanswered, oldest first; `more_open` that some were left out.

    `walk_*` is the walk through answered messages: where it stands, how many pages it may still read now, when it last
    had its turn, and when it last went through all. Times in ms.
    """

    since: int | None = None
    cursor: str | None = None
    newest: int | None = None
    open: tuple[tuple[str, int], ...] = ()
    more_open: bool = False
    walk_since: int | None = None
    walk_cursor: str | None = None
    walk_left: int = 0
    walk_all: bool = False
    walked_at: int = 0
    walked_all_at: int = 0

    @classmethod
    def of(cls, mark: SyncMark) -> Place:
        """Raises CursorExpired for a mark that this connector did not write."""
        if mark.cursor is None:
            return cls(since=mark.since)
        try:
            return _read(json.loads(mark.cursor))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise CursorExpired("the stored place is not one of this connector") from error

    def mark(self) -> SyncMark:
        """As the engine stores it."""
        return SyncMark(json.dumps({"v": VERSION, **asdict(self)}, separators=(",", ":")), self.newest)

    def saw(self, times: dict[str, int], answered: set[str]) -> Place:
        """After a page: `times` of its messages by id, and which of them have an answer."""
        known = dict(self.open) | {i: at for i, at in times.items() if i not in answered}
        kept = sorted(((i, at) for i, at in known.items() if i not in answered), key=lambda p: (p[1], p[0]))
        newest = max([*times.values(), *([self.newest] if self.newest is not None else [])], default=None)
        return replace(
            self, open=tuple(kept[-MOST_OPEN:]), more_open=self.more_open or len(kept) > MOST_OPEN, newest=newest
        )

    def begin_walk(self, now: int, on_page: set[str]) -> Place:
        """At the end of the listing: the same place with a walk begun, gone on with, or not due. What stands on the
        last page needs none, because that page is read again anyway."""
        if abs(now - self.walked_at) < WALK_EVERY:
            return self
        if self.walk_cursor is not None:
            return replace(self, walk_left=WALK_PAGES, walked_at=now)
        waiting = [at for i, at in self.open if i not in on_page]
        recent = [at for at in waiting if at >= now - RECENT]
        everything = abs(now - self.walked_all_at) >= WALK_ALL_EVERY and bool(waiting or self.more_open)
        if not everything and not recent:
            return self
        start = None if everything and self.more_open else min(waiting if everything else recent)
        return replace(
            self,
            walk_since=None if start is None else (start - MARGIN) // SECOND * SECOND,
            walk_left=WALK_PAGES,
            walk_all=everything,
            walked_at=now,
            walked_all_at=now if everything else self.walked_all_at,
        )

    def walked(self, following: str | None) -> Place:
        """After a page of the walk: on with the next, paused until the next turn, or done."""
        if following is None or following == self.walk_cursor:
            return replace(self, walk_since=None, walk_cursor=None, walk_left=0, walk_all=False)
        return replace(self, walk_cursor=following, walk_left=self.walk_left - 1)

    @property
    def walking(self) -> bool:
        """Whether the next page is one of the walk."""
        return self.walk_left > 0


def _read(stored: Any) -> Place:
    if not isinstance(stored, dict) or stored.pop("v") != VERSION:
        raise ValueError("not of this version")
    stored["open"] = tuple((str(i), int(at)) for i, at in stored["open"])
    return Place(**stored)
