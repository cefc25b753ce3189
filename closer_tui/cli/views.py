"""Saved views: `view add|list|show|edit|move|remove`."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.filters import EXAMPLE, ORDERS, understood
from closer_tui.cli.output import answer
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change, look
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import InvalidInput

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store
    from closer_tui.store.views.saved import ViewRow


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `view`."""
    parser = sub.add_parser("view", help="saved views of the list: filters with a name")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    add = verbs.add_parser("add", help="keep a filter under a name")
    add.add_argument("name", metavar="NAME", help="what to call it")
    add.add_argument("filter", metavar="FILTER", help=f"which conversations, {EXAMPLE}")
    add.add_argument("--sort", choices=ORDERS, default="newest", help="default: newest")
    add.set_defaults(handler=_add)
    listing = verbs.add_parser("list", help="every saved view")
    listing.set_defaults(handler=_list)
    show = verbs.add_parser("show", help="one view, and how many conversations are in it")
    show.add_argument("name", metavar="NAME", help="its name or view_… id")
    show.set_defaults(handler=_show)
    edit = verbs.add_parser("edit", help="give a view another filter, name or order")
    edit.add_argument("name", metavar="NAME", help="its name or view_… id")
    edit.add_argument("filter", metavar="FILTER", nargs="?", help="the new filter")
    edit.add_argument("--name", dest="new_name", metavar="NAME", help="the new name")
    edit.add_argument("--sort", choices=ORDERS, help="the new order")
    edit.set_defaults(handler=_edit)
    move = verbs.add_parser("move", help="move a view up or down in the column of views")
    move.add_argument("name", metavar="NAME", help="its name or view_… id")
    move.add_argument("way", choices=("up", "down"), help="by one place")
    move.set_defaults(handler=_move)
    remove = verbs.add_parser("remove", help="remove a view; its conversations stay")
    remove.add_argument("name", metavar="NAME", help="its name or view_… id")
    remove.set_defaults(handler=_remove)


def _named(paths: Paths, text: str) -> ViewRow:
    from closer_tui.store.views import saved

    with reading(paths) as r:
        return saved.named(r, text)


def _row(paths: Paths, n: int) -> ViewRow:
    from closer_tui.store.views import saved

    return look(paths, lambda r: saved.one(r, n))


def _add(args: Namespace, paths: Paths) -> int:
    understood(args.filter)

    async def work(store: Store) -> int:
        from closer_tui.services.saved_views import add

        return await add(store, args.name, args.filter, sort=args.sort, actor=actor())

    row = _row(paths, change(paths, work))
    return answer(args, row.json(), f"{row.id} {row.name} shows {row.filter or 'everything'}")


def _list(args: Namespace, paths: Paths) -> int:
    from closer_tui.cli.tables import table
    from closer_tui.store.views import saved

    with reading(paths) as r:
        rows = saved.all(r)
    cells = [(row.id, row.name, row.sort, row.filter) for row in rows]
    lines = list(table(("ID", "NAME", "SORT", "FILTER"), cells))
    return answer(args, [row.json() for row in rows], lines or "No views yet; `view add NAME FILTER` makes one.")


def _show(args: Namespace, paths: Paths) -> int:
    from closer_tui.domain.clock import SystemClock
    from closer_tui.store.views import ListFilter, conversations, filtering, saved

    with reading(paths) as r:
        row = saved.named(r, args.name)
        flt = ListFilter(sort=row.sort)
        now = SystemClock().now()
        ready = filtering.ready(r, flt, understood(row.filter), now=now, me=actor(), bounded=False)
        count = conversations.count(r, ready)
    document = row.json() | {"count": count}
    words = [f"{row.id}  {row.name}", f"  filter  {row.filter or 'everything'}", f"  sort    {row.sort}"]
    return answer(args, document, [*words, f"  holds   {count}"])


def _edit(args: Namespace, paths: Paths) -> int:
    if args.filter is None and args.new_name is None and args.sort is None:
        raise InvalidInput("nothing was said to change", "Give a new FILTER, --name or --sort.")
    if args.filter is not None:
        understood(args.filter)
    n = _named(paths, args.name).n

    async def work(store: Store) -> None:
        from closer_tui.services.saved_views import edit

        await edit(store, n, actor=actor(), name=args.new_name, filter_text=args.filter, sort=args.sort)

    change(paths, work)
    row = _row(paths, n)
    return answer(args, row.json(), f"{row.id} {row.name} shows {row.filter or 'everything'}, {row.sort}")


def _move(args: Namespace, paths: Paths) -> int:
    n = _named(paths, args.name).n

    async def work(store: Store) -> None:
        from closer_tui.services.saved_views import move

        await move(store, n, -1 if args.way == "up" else 1, actor=actor())

    change(paths, work)
    return _list(args, paths)


def _remove(args: Namespace, paths: Paths) -> int:
    row = _named(paths, args.name)

    async def work(store: Store) -> None:
        from closer_tui.services.saved_views import remove

        await remove(store, row.n, actor=actor())

    change(paths, work)
    return answer(args, row.json(), f"{row.name} removed; `closer-tui undo {row.id}` brings it back")
