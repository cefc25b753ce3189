"""Whether a reply arrived, found out by reading: the message it answers tells which reply it got.

The listing cannot be asked for one message, so it is walked from ever earlier times until the message turns up.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from closer_tui.channels.base import OutgoingReply, Sent
from closer_tui.channels.closer.pages import Listed, Page
from closer_tui.domain.clock import DAY, HOUR
from closer_tui.domain.errors import ChannelUnavailable

LOOK_BACK_MS: Final[tuple[int | None, ...]] = (HOUR, DAY, 7 * DAY, None)
"""How long before the reply its message may have come; None is ever."""
MOST_PAGES: Final = 20

ReadPage = Callable[[int | None, str | None], Awaitable[Page]]
"""A page of the listing by (since, cursor)."""


async def find(reply: OutgoingReply, read: ReadPage) -> Sent | None:
    """None when its message is surely unanswered. Raises ChannelUnavailable when that cannot be told."""
    for back in LOOK_BACK_MS:
        found = await _walk(reply, None if back is None else max(reply.created_at - back, 0), read)
        if found is not None:
            return _judged(reply, found)
    raise ChannelUnavailable(
        "the server does not list the message this reply answers", "Look at the channel, then mark it as sent or not."
    )


async def _walk(reply: OutgoingReply, since: int | None, read: ReadPage) -> Listed | None:
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = await read(since, cursor)
        for listed in page.listed:
            if listed.message.external_id == reply.reply_to:
                return listed
        if page.following is None or page.following == cursor:
            return None
        cursor = page.following
    raise ChannelUnavailable(f"the message was not on {MOST_PAGES} pages", "It is looked for again.")


def _judged(reply: OutgoingReply, listed: Listed) -> Sent | None:
    there = listed.reply
    if there is None:
        return None
    if there.body.strip() == reply.body.strip():
        return Sent(there.external_id, there.at)
    # One message shows one reply, so another one may stand where ours stood.
    raise ChannelUnavailable(
        "another reply stands at the message this one answers", "Look at the channel, then mark it as sent or not."
    )
