"""Working the list: whether a conversation is done, away, tagged, seen."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from closer_tui.cli.many import for_many
from closer_tui.cli.output import answer
from closer_tui.cli.session import actor, change, look
from closer_tui.config.paths import Paths
from closer_tui.domain.bulk import BulkAction
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store
    from closer_tui.store.views.rows import ConversationRow

Handler = Callable[[Namespace, Paths], int]


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's commands."""

    def command(name: str, text: str, handler: Handler) -> CommandParser:
        parser = sub.add_parser(name, help=text)
        parser.add_argument("conversation", metavar="CONVERSATION", nargs="*", help="a conv_… id, or several")
        action = BulkAction(name)
        rest, value = RESTS.get(action, ("", lambda _args, _words: [""]))
        for_many(parser, action, handler, rest=rest, value=value)
        return parser

    command("resolve", "done for now; the customer's next message opens it again", _resolve)
    command("reopen", "put a conversation back on the list", _reopen)
    command("spam", "out of every list but spam's", _spam)
    snooze = command("snooze", "away until a time, or until the customer writes", _snooze)
    snooze.add_argument(
        "until",
        metavar="UNTIL",
        nargs="+",
        help="2h, 3d, 18:00, tomorrow 9, fri 14:30, next mon, end of day, 30 nov, or an RFC 3339 time",
    )
    for name, handler, text in (
        ("tag", _tag, "add tags to a conversation"),
        ("untag", _untag, "remove tags from a conversation"),
    ):
        command(name, text, handler).add_argument(
            "tags", metavar="TAG", nargs="+", help="lower-case words joined by hyphens"
        )
    command("mark-read", "count a conversation as seen", _mark_read)
    command("mark-unread", "keep a conversation as if unseen", _mark_unread)


def _until(_args: Namespace, words: list[str]) -> list[str | int]:
    from closer_tui.domain.clock import SystemClock
    from closer_tui.domain.moment import parse_later

    return [parse_later(" ".join(words), SystemClock().now())]


def _tidy(_args: Namespace, words: list[str]) -> list[str | int]:
    from closer_tui.domain.tags import tidy_tag

    return [tidy_tag(word) for word in words]


RESTS: Final[dict[BulkAction, tuple[str, Callable[[Namespace, list[str]], list[str | int]]]]] = {
    BulkAction.SNOOZE: ("until", _until),
    BulkAction.TAG: ("tags", _tidy),
    BulkAction.UNTAG: ("tags", _tidy),
}
"""What stands behind the conversations, and how it is read for many."""


def changed(
    args: Namespace,
    paths: Paths,
    work: Callable[[Store, int], Awaitable[str | None]] | Callable[[Store, int], Awaitable[None]],
    said: Callable[[ConversationRow], str],
) -> int:
    """Do it, and print the conversation as it is now, with the id that takes it back where there is one."""
    from closer_tui.store.views import conversations

    n = keys.parse("conv", args.conversation)
    batch = change(paths, lambda store: work(store, n))
    row = look(paths, lambda r: conversations.one(r, n))
    return answer(args, row.json() | {"undo": batch}, f"{row.id} ({row.title}) {said(row)}")


def _resolve(args: Namespace, paths: Paths) -> int:
    async def work(store: Store, n: int) -> str:
        from closer_tui.services.triage import resolve

        return await resolve(store, n, actor=actor())

    return changed(args, paths, work, lambda _: "is resolved")


def _reopen(args: Namespace, paths: Paths) -> int:
    async def work(store: Store, n: int) -> str:
        from closer_tui.services.triage import reopen

        return await reopen(store, n, actor=actor())

    return changed(args, paths, work, lambda _: "is open again")


def _spam(args: Namespace, paths: Paths) -> int:
    async def work(store: Store, n: int) -> str:
        from closer_tui.services.triage import spam

        return await spam(store, n, actor=actor())

    return changed(args, paths, work, lambda _: "is spam")


def _snooze(args: Namespace, paths: Paths) -> int:
    from closer_tui.domain.clock import SystemClock, format_rfc3339
    from closer_tui.domain.moment import parse_later

    until = parse_later(" ".join(args.until), SystemClock().now())

    async def work(store: Store, n: int) -> str:
        from closer_tui.services.triage import snooze

        return await snooze(store, n, until, actor=actor())

    return changed(args, paths, work, lambda _: f"sleeps until {format_rfc3339(until)}")


def _tag(args: Namespace, paths: Paths) -> int:
    return _tagged(args, paths, there=True)


def _tagged(args: Namespace, paths: Paths, *, there: bool) -> int:
    async def work(store: Store, n: int) -> str | None:
        from closer_tui.services.tagging import tag, untag

        batch: str | None = None
        for name in args.tags:
            batch = await (tag if there else untag)(store, n, name, actor=actor(), batch=batch) or batch
        return batch

    return changed(args, paths, work, _tags_of)


def _untag(args: Namespace, paths: Paths) -> int:
    return _tagged(args, paths, there=False)


def _tags_of(row: ConversationRow) -> str:
    return f"has the tags {', '.join(row.tags)}" if row.tags else "has no tags"


def _mark_read(args: Namespace, paths: Paths) -> int:
    return _seen(args, paths, seen=True)


def _mark_unread(args: Namespace, paths: Paths) -> int:
    return _seen(args, paths, seen=False)


def _seen(args: Namespace, paths: Paths, *, seen: bool) -> int:
    async def work(store: Store, n: int) -> None:
        from closer_tui.services.triage import mark_read, mark_unread
        from closer_tui.store import conversations

        async with store.read() as conn:
            await conversations.one(conn, n)
        await (mark_read if seen else mark_unread)(store, n)

    return changed(args, paths, work, lambda _: "is read" if seen else "counts as unread")
