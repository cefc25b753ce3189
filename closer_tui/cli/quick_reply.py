"""Quick replies from the command line: add, list, show, edit, remove, and whole sets in and out as JSON."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closer_tui.cli.output import answer, one_line, print_json
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change, look, text_of
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import InvalidInput, NotFound
from closer_tui.domain.ready_text import QuickReply, shortcut_of
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store
    from closer_tui.store.views.quick_replies import QuickReplyRow

STDIN = "`-` reads it from stdin"
FIELDS = ("shortcut", "body", "title", "keywords", "language")


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `quick-reply` and its verbs."""
    quick = sub.add_parser("quick-reply", help="texts kept ready under a shortcut")
    quick.set_defaults(handler=_list)
    verbs = quick.add_subparsers(metavar="add|list|show|edit|remove|import|export")
    verbs.add_parser("list", help="every quick reply").set_defaults(handler=_list)
    add = verbs.add_parser("add", help="keep a text ready; {contact.first_name} and the like are filled in")
    add.add_argument("shortcut", metavar="SHORTCUT", help="what is typed after the slash")
    add.add_argument("body", metavar="TEXT", help=f"the text; {STDIN}")
    _options(add)
    add.set_defaults(handler=_add)
    show = verbs.add_parser("show", help="print one, filled in for a conversation if one is named")
    show.add_argument("shortcut", metavar="SHORTCUT", help="which one")
    show.add_argument(
        "--for", dest="conversation", metavar="CONVERSATION", help="fill it in with this contact's values"
    )
    show.set_defaults(handler=_show)
    edit = verbs.add_parser("edit", help="change one; what is not given stays; prints what it was")
    edit.add_argument("shortcut", metavar="SHORTCUT", help="which one")
    edit.add_argument("--body", metavar="TEXT", help=f"other words; {STDIN}")
    edit.add_argument("--shortcut", dest="renamed", metavar="NAME", help="another shortcut")
    _options(edit)
    edit.set_defaults(handler=_edit)
    remove = verbs.add_parser("remove", help="remove one; prints what it was, so that it can be added again")
    remove.add_argument("shortcut", metavar="SHORTCUT", help="which one")
    remove.set_defaults(handler=_remove)
    take_in = verbs.add_parser("import", help="add or replace many from a JSON file, all or none")
    take_in.add_argument("file", metavar="FILE", help="what `export` wrote; `-` reads stdin")
    take_in.set_defaults(handler=_import)
    export = verbs.add_parser("export", help="write all of them as one JSON document")
    export.add_argument("file", metavar="FILE", nargs="?", help="where to; by default stdout")
    export.set_defaults(handler=_export)


def _options(parser: CommandParser) -> None:
    parser.add_argument("--title", metavar="TEXT", help="what it is for")
    parser.add_argument("--keywords", metavar="WORDS", help="more words it is found by, and drafts are matched by")
    parser.add_argument("--language", metavar="CODE", help="only for customers who write in it, for example de")


def _rows(paths: Paths) -> list[QuickReplyRow]:
    from closer_tui.store.views import quick_replies

    with reading(paths) as reader:
        return quick_replies.all(reader)


def _one(paths: Paths, name: str) -> QuickReplyRow:
    """By shortcut, `hours` or `hours.de`. Raises NotFound."""
    shortcut, _, language = name.strip().lstrip("/").partition(".")
    wanted = shortcut_of(shortcut)
    found = [row for row in _rows(paths) if row.shortcut == wanted and (not language or row.language == language)]
    if not found:
        raise NotFound(f"there is no quick reply /{wanted}", "`closer-tui quick-reply list` shows those there are.")
    return found[0]


def _of(row: QuickReplyRow) -> QuickReply:
    return QuickReply(row.shortcut, row.body, row.title, row.keywords, row.language)


def _list(args: Namespace, paths: Paths) -> int:
    rows = _rows(paths)
    lines = [f"/{row.shortcut}{f'.{row.language}' if row.language else ''}  {one_line(row.title)}" for row in rows]
    return answer(
        args, [row.json() for row in rows], lines or "There is no quick reply yet; `quick-reply add` makes one."
    )


def _add(args: Namespace, paths: Paths) -> int:
    reply = QuickReply(args.shortcut, text_of(args.body), args.title or "", args.keywords or "", args.language or "")
    return _saved(args, paths, reply, None)


def _saved(args: Namespace, paths: Paths, reply: QuickReply, was: QuickReplyRow | None) -> int:
    async def work(store: Store) -> int:
        from closer_tui.services.quick_replies import save

        return (await save(store, reply, actor=actor(), n=was.n if was else None)).n

    from closer_tui.store.views import quick_replies

    n = change(paths, work)
    row = look(paths, lambda r: next((each for each in quick_replies.all(r) if each.n == n), None))
    document = row.json() | ({"before": was.json()} if was else {})
    lines = [f"/{row.shortcut} kept"] + (["It was:", *was.body.split("\n")] if was else [])
    return answer(args, document, lines)


def _show(args: Namespace, paths: Paths) -> int:
    from closer_tui.domain.filling import fill

    row = _one(paths, args.shortcut)
    if args.conversation is None:
        return answer(args, row.json(), row.body.split("\n"))
    from closer_tui.store.views import contact_values

    n = keys.parse("conv", args.conversation)
    with reading(paths) as reader:
        values = contact_values.of(reader, n, actor())
    if not values:
        raise NotFound(f"there is no conversation {keys.public('conv', n)}", "`closer-tui list` shows them.")
    filled = fill(row.body, values)
    missing = [f"Not known here: {', '.join(filled.missing)}"] if filled.missing else []
    document = row.json() | {"text": filled.text, "missing": list(filled.missing)}
    return answer(args, document, [*filled.text.split("\n"), *missing])


def _edit(args: Namespace, paths: Paths) -> int:
    was = _one(paths, args.shortcut)
    reply = QuickReply(
        args.renamed or was.shortcut,
        was.body if args.body is None else text_of(args.body),
        was.title if args.title is None else args.title,
        was.keywords if args.keywords is None else args.keywords,
        was.language if args.language is None else args.language,
    )
    return _saved(args, paths, reply, was)


def _remove(args: Namespace, paths: Paths) -> int:
    row = _one(paths, args.shortcut)

    async def work(store: Store) -> None:
        from closer_tui.services.quick_replies import remove

        await remove(store, row.n, actor=actor())

    change(paths, work)
    return answer(args, row.json(), [f"/{row.shortcut} removed. It was:", *row.body.split("\n")])


def _import(args: Namespace, paths: Paths) -> int:
    replies = _parsed(text_of("-") if args.file == "-" else _read(Path(args.file)))

    async def work(store: Store) -> tuple[int, int]:
        from closer_tui.services.quick_replies import take_in

        return await take_in(store, replies, actor=actor())

    added, replaced = change(paths, work, first=True)
    return answer(args, {"added": added, "replaced": replaced}, f"{added} added, {replaced} replaced")


def _read(file: Path) -> str:
    try:
        return file.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InvalidInput(f"{file} cannot be read: {why}", "Name a file that `quick-reply export` wrote.") from error


def _parsed(text: str) -> list[QuickReply]:
    wanted = 'Write a list like [{"shortcut": "hours", "title": "Opening hours", "body": "From 8."}].'
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("that is no JSON", wanted) from error
    if not isinstance(found, list):
        raise InvalidInput("that is no list of quick replies", wanted)
    replies = []
    for number, each in enumerate(found, start=1):
        given = {name: each.get(name, "") for name in FIELDS} if isinstance(each, dict) else {}
        if not given or not all(isinstance(value, str) for value in given.values()):
            raise InvalidInput(f"number {number} is no quick reply", wanted)
        replies.append(QuickReply(**given))
    return replies


def _export(args: Namespace, paths: Paths) -> int:
    documents = [{name: row.json()[name] for name in FIELDS} for row in _rows(paths)]
    if args.file is None:
        print_json(documents)
        return 0
    target = Path(args.file).expanduser()
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise InvalidInput(f"{target} cannot be written: {error.strerror}", "Name a file that is not there.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(documents, out, ensure_ascii=False, indent=2)
    return answer(args, {"file": str(target), "count": len(documents)}, f"{len(documents)} written to {target}")
