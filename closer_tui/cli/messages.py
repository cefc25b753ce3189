"""Single messages: notes of one's own changed or deleted, and messages put out of sight."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.cli.session import actor, change, text_of
from closer_tui.config.paths import Paths
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.services.messaging import Done
    from closer_tui.store.database import Store


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's commands."""
    edit = sub.add_parser("note-edit", help="write a note of your own anew")
    edit.add_argument("message", metavar="MESSAGE", help="the note's msg_… id")
    edit.add_argument("body", metavar="BODY", help="the note as it should be; `-` reads it from stdin")
    edit.set_defaults(handler=_edit)
    for name, text, handler in (
        ("note-delete", "delete a note of your own", _delete),
        ("hide", "put a message out of sight, only here", _hide),
        ("unhide", "show a hidden message again", _unhide),
    ):
        parser = sub.add_parser(name, help=text)
        parser.add_argument("message", metavar="MESSAGE", help="a msg_… id")
        parser.set_defaults(handler=handler)


def _done(args: Namespace, paths: Paths, work: Callable[[Store, int], Awaitable[Done]], said: str) -> int:
    seq = keys.parse("msg", args.message)
    done = change(paths, lambda store: work(store, seq))
    document = {
        "id": keys.public("msg", seq),
        "conversation": keys.public("conv", done.conversation_n),
        "undo": done.batch,
    }
    return answer(args, document, f"{document['id']} {said}")


def _edit(args: Namespace, paths: Paths) -> int:
    body = text_of(args.body)

    async def work(store: Store, seq: int) -> Done:
        from closer_tui.services.messaging import edit_note

        return await edit_note(store, seq, body, actor=actor())

    return _done(args, paths, work, "is written anew")


def _delete(args: Namespace, paths: Paths) -> int:
    async def work(store: Store, seq: int) -> Done:
        from closer_tui.services.messaging import delete_note

        return await delete_note(store, seq, actor=actor())

    return _done(args, paths, work, "is deleted")


def _hide(args: Namespace, paths: Paths) -> int:
    return _sight(args, paths, hidden=True)


def _unhide(args: Namespace, paths: Paths) -> int:
    return _sight(args, paths, hidden=False)


def _sight(args: Namespace, paths: Paths, *, hidden: bool) -> int:
    async def work(store: Store, seq: int) -> Done:
        from closer_tui.services.messaging import hide

        return await hide(store, seq, actor=actor(), hidden=hidden)

    return _done(args, paths, work, "is hidden here" if hidden else "is shown again")
