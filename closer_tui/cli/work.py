"""Work on a conversation beside its replies: how much it presses, and being reminded of it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.cli.parsing import amount
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change, text_of
from closer_tui.cli.tables import table
from closer_tui.cli.triage import changed
from closer_tui.config.paths import Paths
from closer_tui.domain.priority import Priority, parse_priority
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store
    from closer_tui.store.views.follow_ups import FollowUpRow


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's commands."""
    priority = sub.add_parser("priority", help="say how much a conversation presses")
    priority.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    words = ", ".join(each.word for each in Priority)
    priority.add_argument("priority", metavar="PRIORITY", help=f"one of {words}")
    priority.set_defaults(handler=_priority)
    follow = sub.add_parser("follow-up", help="be reminded of a conversation, with a note of what to do then")
    follow.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    when = "tomorrow 9, fri 14:30, in 2h, next mon, or an RFC 3339 time; `done` when it is dealt with"
    follow.add_argument("when", metavar="WHEN", nargs="+", help=when)
    follow.add_argument("--note", default="", metavar="TEXT", help="what to do then; `-` reads it from stdin")
    follow.add_argument("--unless-reply", action="store_true", help="not if the customer writes before that")
    follow.set_defaults(handler=_follow_up)
    listed = sub.add_parser("follow-ups", help="list the reminders that are open")
    listed.add_argument("--limit", type=amount, default=200, metavar="N", help="how many (default: 200)")
    listed.set_defaults(handler=_follow_ups)


def _priority(args: Namespace, paths: Paths) -> int:
    wanted = parse_priority(args.priority)

    async def work(store: Store, n: int) -> str | None:
        from closer_tui.services.triage import set_priority

        return await set_priority(store, n, wanted, actor=actor())

    return changed(args, paths, work, lambda _: f"has priority {wanted.word}")


def _follow_up(args: Namespace, paths: Paths) -> int:
    from closer_tui.domain.clock import SystemClock, format_rfc3339
    from closer_tui.domain.moment import parse_later

    n = keys.parse("conv", args.conversation)
    words = " ".join(args.when)
    ends = words.casefold() == "done"
    due_at = 0 if ends else parse_later(words, SystemClock().now())
    note = text_of(args.note)

    async def work(store: Store) -> str:
        from closer_tui.services.following import finish, follow_up

        if ends:
            return await finish(store, n, actor=actor())
        return await follow_up(store, n, due_at, actor=actor(), note=note, unless_reply=args.unless_reply)

    batch = change(paths, work)
    with reading(paths) as reader:
        from closer_tui.store.views import follow_ups

        row = follow_ups.of(reader, n)
    document = {"conversation": keys.public("conv", n), "follow_up": row.json() if row else None, "undo": batch}
    said = "is dealt with" if ends else f"comes back at {format_rfc3339(due_at)}"
    return answer(args, document, f"{keys.public('conv', n)} {said}")


def _follow_ups(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import follow_ups

    with reading(paths) as reader:
        rows = follow_ups.open_ones(reader, args.limit)
    return answer(args, [row.json() for row in rows], list(_lines(rows)) or "No follow-up is open.")


def _lines(rows: Sequence[FollowUpRow]) -> Sequence[str]:
    from closer_tui.domain.clock import SystemClock
    from closer_tui.domain.moment import in_words

    now = SystemClock().now()
    cells = [
        (
            "due now" if row.state == "due" else in_words(row.due_at, now),
            keys.public("conv", row.conversation_n),
            row.customer,
            "unless they write" if row.unless_reply else "",
            row.note,
        )
        for row in rows
    ]
    return list(table(("WHEN", "CONVERSATION", "CONTACT", "", "NOTE"), cells))
