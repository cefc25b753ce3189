"""The tags themselves: list, rename, merge, colour. Tagging a conversation is in `triage`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change
from closer_tui.cli.tables import table
from closer_tui.config.paths import Paths
from closer_tui.domain.tags import COLOURS

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's commands."""
    tags = sub.add_parser("tags", help="list tags; rename, merge and colour them")
    tags.set_defaults(handler=_list)
    verbs = tags.add_subparsers(metavar="ACTION")
    verbs.add_parser("list", help="every tag, the most used first").set_defaults(handler=_list)
    rename = verbs.add_parser("rename", help="call a tag otherwise, everywhere")
    merge = verbs.add_parser("merge", help="give everything with one tag another instead")
    for parser, handler in ((rename, _rename), (merge, _merge)):
        parser.add_argument("tag", metavar="TAG", help="the tag there is")
        parser.add_argument("into", metavar="INTO", help="the tag it becomes")
        parser.set_defaults(handler=handler)
    colour = verbs.add_parser("colour", help="choose the colour of a tag")
    colour.add_argument("tag", metavar="TAG", help="the tag")
    colour.add_argument("colour", metavar="COLOUR", help=f"one of {', '.join(COLOURS)}; auto lets the name decide")
    colour.set_defaults(handler=_colour)


def _list(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import tags

    with reading(paths) as reader:
        rows = tags.all(reader)
    cells = [(row.name, f"{row.colour}{'' if row.chosen else ' (by name)'}", str(row.count)) for row in rows]
    lines = list(table(("TAG", "COLOUR", "CONVERSATIONS"), cells))
    return answer(args, [row.json() for row in rows], lines or "There are no tags.")


def _changed(args: Namespace, paths: Paths, work: Callable[[Store], Awaitable[str]], said: str) -> int:
    batch = change(paths, work)
    return answer(args, {"tag": args.tag, "undo": batch}, f"{args.tag} {said}; `closer-tui undo {batch}` takes it back")


def _rename(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> str:
        from closer_tui.services.tagging import rename

        return await rename(store, args.tag, args.into, actor=actor())

    return _changed(args, paths, work, f"is called {args.into}")


def _merge(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> str:
        from closer_tui.services.tagging import merge

        return await merge(store, args.tag, args.into, actor=actor())

    return _changed(args, paths, work, f"is {args.into} now")


def _colour(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> str:
        from closer_tui.services.tagging import set_colour

        return await set_colour(store, args.tag, args.colour, actor=actor())

    return _changed(args, paths, work, f"is {args.colour}")
