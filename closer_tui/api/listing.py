"""The listing: a page of inbound messages and the cursor of the next one."""

from __future__ import annotations

from dataclasses import dataclass

from closer_tui.api import cursor as cursors
from closer_tui.api import shapes
from closer_tui.api.cursor import Place
from closer_tui.api.world import World
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.message import AnswerState
from closer_tui.store import inbound_list


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters. `channels` is what the token allows; the rest is what was asked (`since` in ms)."""

    env: Environment
    channels: frozenset[ChannelKind]
    channel: str
    status: AnswerState | None
    since: int | None

    @property
    def bound(self) -> tuple[str, ...]:
        """What a cursor is bound to. Not the token: rotating it must not break a listing under way."""
        since = "" if self.since is None else str(self.since)
        return (self.env.value, self.channel, self.status.value if self.status else "", since)


async def page(world: World, wanted: Wanted, cursor: str | None, limit: int) -> dict[str, object]:
    """The document of one page; one message more than asked for is read to know whether there is another page."""
    after = None if cursor is None else cursors.decode(cursor, *wanted.bound)
    async with world.store.read() as conn:
        rows = await inbound_list.page(
            conn,
            env=wanted.env,
            channels=wanted.channels,
            status=wanted.status,
            since=wanted.since,
            after=None if after is None else (after.arrived_at, after.seq),
            limit=limit + 1,
        )
    more = len(rows) > limit
    rows = rows[:limit]
    place = cursors.encode(Place(rows[-1].arrived_at, rows[-1].seq), *wanted.bound) if more else None
    return {"data": [shapes.message(row) for row in rows], "next_cursor": place}
