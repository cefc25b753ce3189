"""The outbox: what is approved and not confirmed, and what a person decides about it."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.cli.parsing import amount
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change, look
from closer_tui.config.paths import Paths
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store
    from closer_tui.store.views.outbox import OutboxRow

VERBS = {
    "retry": "send it again",
    "discard": "give it up; the conversation waits for an answer again",
    "mark-sent": "you have seen at the channel that it arrived",
}


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `outbox` and its verbs."""
    outbox = sub.add_parser("outbox", help="list approved replies that are not confirmed, and decide on them")
    outbox.add_argument("--all", action="store_true", help="those that are settled too, newest first")
    outbox.add_argument("--limit", type=amount, default=100, metavar="N", help="how many to list (default: 100)")
    outbox.set_defaults(handler=_list)
    verbs = outbox.add_subparsers(metavar="retry|discard|mark-sent")
    for verb, text in VERBS.items():
        parser = verbs.add_parser(verb, help=text, description=text)
        parser.add_argument("id", metavar="ID", help="an out_… id")
        parser.set_defaults(handler=_decide, verb=verb)


def _list(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import outbox

    with reading(paths) as reader:
        read = outbox.newest if args.all else outbox.open
        rows = read(reader, limit=args.limit)
    return answer(args, [row.json() for row in rows], [_line(row) for row in rows] or "Nothing waits to leave.")


def _line(row: OutboxRow) -> str:
    choices = ", ".join(action.name for action in row.actions)
    return f"{row.id}  {row.customer or row.recipient}  {row.state_text}{f'  ({choices})' if choices else ''}"


def _decide(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import outbox as views

    n = keys.parse("out", args.id)

    async def work(store: Store) -> None:
        from closer_tui.services import outbox

        verb = {"retry": outbox.retry, "discard": outbox.discard, "mark-sent": outbox.mark_sent}[args.verb]
        await verb(store, n, actor=actor())

    change(paths, work)
    row = look(paths, lambda r: views.one(r, n))
    return answer(args, row.json(), f"{row.id}: {row.state_text}")
