"""Macros from the command line: add, list, show, run (or say what a run would do), undo, remove."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer, one_line
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change, look, text_of
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import NotFound
from closer_tui.domain.macro import FORMS, Macro
from closer_tui.domain.ready_text import shortcut_of
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.services.macros import Ran
    from closer_tui.store.database import Store
    from closer_tui.store.views.macros import MacroRow


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `macro` and its verbs."""
    macro = sub.add_parser("macro", help="texts and actions under one name, done in one go")
    macro.set_defaults(handler=_list)
    verbs = macro.add_subparsers(metavar="add|list|show|run|undo|remove")
    verbs.add_parser("list", help="every macro").set_defaults(handler=_list)
    add = verbs.add_parser("add", help="keep a macro; one of that name is replaced and printed")
    add.add_argument("name", metavar="NAME", help="what it is called")
    add.add_argument("script", metavar="SCRIPT", help=f"{FORMS} `-` reads it from stdin")
    add.add_argument("--title", default="", metavar="TEXT", help="what it is for")
    add.set_defaults(handler=_add)
    show = verbs.add_parser("show", help="print one")
    show.add_argument("name", metavar="NAME", help="which one")
    show.set_defaults(handler=_show)
    run = verbs.add_parser("run", help="do every step of a macro to a conversation, or none")
    run.add_argument("name", metavar="NAME", help="which one")
    run.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    run.add_argument("--dry-run", action="store_true", help="only say what it would do")
    run.set_defaults(handler=_run)
    undo = verbs.add_parser("undo", help="put back what a run did, while its reply has not left")
    undo.add_argument("id", metavar="ID", help="the run_… id that `run` printed")
    undo.set_defaults(handler=_undo)
    remove = verbs.add_parser("remove", help="remove one; prints what it was, so that it can be added again")
    remove.add_argument("name", metavar="NAME", help="which one")
    remove.set_defaults(handler=_remove)


def _rows(paths: Paths) -> list[MacroRow]:
    from closer_tui.store.views import macros

    with reading(paths) as reader:
        return macros.all(reader)


def _one(paths: Paths, name: str) -> MacroRow:
    """Raises NotFound."""
    wanted = shortcut_of(name)
    for row in _rows(paths):
        if row.name == wanted:
            return row
    raise NotFound(f"there is no macro {wanted}", "`closer-tui macro list` shows those there are.")


def _list(args: Namespace, paths: Paths) -> int:
    rows = _rows(paths)
    lines = [f"{row.name}  {one_line(row.title)}" for row in rows]
    return answer(args, [row.json() for row in rows], lines or "There is no macro yet; `macro add` makes one.")


def _add(args: Namespace, paths: Paths) -> int:
    macro = Macro(args.name, text_of(args.script), args.title).checked()
    was = next((row for row in _rows(paths) if row.name == macro.name), None) if paths.database.exists() else None

    async def work(store: Store) -> int:
        from closer_tui.services.macros import save

        return (await save(store, macro, actor=actor(), n=was.n if was else None)).n

    from closer_tui.store.views import macros

    n = change(paths, work)
    row = look(paths, lambda r: next((each for each in macros.all(r) if each.n == n), None))
    lines = [f"{row.name} kept: {one_line(row.title)}"] + (["It was:", *was.script.split("\n")] if was else [])
    return answer(args, row.json() | ({"before": was.json()} if was else {}), lines)


def _show(args: Namespace, paths: Paths) -> int:
    row = _one(paths, args.name)
    return answer(args, row.json(), row.script.split("\n"))


def _run(args: Namespace, paths: Paths) -> int:
    row, n = _one(paths, args.name), keys.parse("conv", args.conversation)
    if args.dry_run:
        return _would_do(args, paths, row.macro, n)

    async def work(store: Store) -> Ran:
        from closer_tui.services.macros import run

        return await run(store, row.macro, n, actor=actor())

    ran = change(paths, work)
    document = {
        "id": ran.id,
        "macro": row.name,
        "conversation": keys.public("conv", n),
        "outbox": keys.public("out", ran.outbox_n) if ran.outbox_n else None,
    }
    return answer(args, document, f"{row.name} done to {document['conversation']}; `macro undo {ran.id}` takes it back")


def _would_do(args: Namespace, paths: Paths, macro: Macro, n: int) -> int:
    from closer_tui.domain.clock import SystemClock, format_rfc3339
    from closer_tui.domain.macro import preview
    from closer_tui.domain.moment import parse_later
    from closer_tui.store.views import contact_values, conversations

    now = SystemClock().now()
    with reading(paths) as reader:
        conversation = conversations.one(reader, n)
        values = contact_values.of(reader, n, actor())
    if conversation is None:
        raise NotFound(f"there is no conversation {keys.public('conv', n)}", "`closer-tui list` shows them.")
    shown = preview(
        macro,
        values,
        tags=conversation.tags,
        moment=lambda words: format_rfc3339(parse_later(words, now)),
    )
    missing = [f"It would be refused: nothing is known here for {', '.join(shown.missing)}."] if shown.missing else []
    document = {"would_do": list(shown.lines), "missing": list(shown.missing)}
    return answer(args, document, [*shown.lines, *missing])


def _undo(args: Namespace, paths: Paths) -> int:
    n = keys.parse("run", args.id)

    async def work(store: Store) -> None:
        from closer_tui.services.macros import undo

        await undo(store, n, actor=actor())

    change(paths, work)
    return answer(args, {"id": keys.public("run", n), "undone": True}, f"{keys.public('run', n)} taken back")


def _remove(args: Namespace, paths: Paths) -> int:
    row = _one(paths, args.name)

    async def work(store: Store) -> None:
        from closer_tui.services.macros import remove

        await remove(store, row.n, actor=actor())

    change(paths, work)
    return answer(args, row.json(), [f"{row.name} removed. It was:", *row.script.split("\n")])
