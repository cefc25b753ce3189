"""The owner's documents from the command line: add, list, show, remove, read anew, and ask what would be found."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closer_tui.cli.output import answer, one_line
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import InvalidInput, NotFound
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.services.knowledge import Taken
    from closer_tui.store.database import Store
    from closer_tui.store.views.knowledge import DocumentRow, PartRow

REFUSED = frozenset({"failed", "outdated", "missing"})
"""Outcomes after which something is for the owner to do."""
MOST_SHOWN = 20


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `knowledge` and its verbs."""
    knowledge = sub.add_parser("knowledge", help="documents that drafts may stand on")
    knowledge.set_defaults(handler=_list)
    verbs = knowledge.add_subparsers(metavar="add|list|show|remove|test|reindex")
    add = verbs.add_parser("add", help="take in files: Markdown, text, HTML, CSV, PDF, DOCX; a changed one is replaced")
    add.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a document; nothing in it is run or fetched")
    add.add_argument("--name", metavar="NAME", help="call it something else than its file (one file only)")
    add.set_defaults(handler=_add)
    verbs.add_parser("list", help="every document, and what is wrong with it").set_defaults(handler=_list)
    show = verbs.add_parser("show", help="print a document, or one part of it, as it was understood")
    show.add_argument("document", metavar="DOCUMENT", help="its name or id, or the id of a part")
    show.set_defaults(handler=_show)
    remove = verbs.add_parser("remove", help="no draft stands on it any more; `undo` brings it back")
    remove.add_argument("document", metavar="DOCUMENT", help="its name or id")
    remove.set_defaults(handler=_remove)
    test = verbs.add_parser("test", help="what would be found for a customer's question")
    test.add_argument("question", metavar="QUESTION", help="as a customer would ask it")
    test.add_argument("--limit", metavar="N", type=int, default=5, help="how many parts (5)")
    test.set_defaults(handler=_test)
    verbs.add_parser("reindex", help="look at every file again and take in what has changed").set_defaults(
        handler=_reindex
    )


def _add(args: Namespace, paths: Paths) -> int:
    if args.name is not None and len(args.files) > 1:
        raise InvalidInput("--name is for one file", "Add the files one by one, or leave --name out.")

    async def work(store: Store) -> list[Taken]:
        from closer_tui.services.knowledge import Outcome, Taken, add

        taken = []
        for file in args.files:
            try:
                taken.append(await add(store, file, actor=actor(), name=args.name or ""))
            except InvalidInput as error:  # the other files are taken in all the same
                taken.append(Taken(one_line(str(file)), Outcome.MISSING, problem=str(error)))
        return taken

    return _told(args, change(paths, work, first=True))


def _reindex(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> list[Taken]:
        from closer_tui.services.knowledge import reindex

        return await reindex(store, actor=actor())

    taken = change(paths, work)
    return _told(args, taken) if taken else answer(args, [], "There is no document yet.")


def _told(args: Namespace, taken: Sequence[Taken]) -> int:
    """What became of each file; exit code 1 when there is something for the owner to do."""
    answer(args, [_json(each) for each in taken], [_line(each) for each in taken])
    return int(any(each.outcome in REFUSED for each in taken))


def _json(each: Taken) -> dict[str, Any]:
    told = asdict(each)
    n = told.pop("n")
    return {"id": None if n is None else keys.public("doc", n)} | told | {"problem": each.problem or None}


def _line(each: Taken) -> str:
    count = f", {each.parts} parts" if each.parts else ""
    problem = f": {one_line(each.problem)}" if each.problem else ""
    back = f"; `closer-tui undo {each.undo}` takes it back" if each.undo else ""
    return f"{one_line(each.name)} {each.outcome.value}{count}{problem}{back}"


def _list(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import knowledge

    with reading(paths) as reader:
        rows = knowledge.all(reader)
    lines = [
        f"{row.id}  {one_line(row.name)}  {row.status}, {row.parts} parts"
        + (f": {one_line(row.problem)}" if row.problem else "")
        for row in rows
    ]
    return answer(
        args, [row.json() for row in rows], lines or "There is no document yet; `knowledge add` takes one in."
    )


def _document(rows: Sequence[DocumentRow], wanted: str) -> DocumentRow:
    """By name or id. Raises NotFound."""
    found = [row for row in rows if wanted in (row.name, row.id)]
    if not found:
        raise NotFound(f"there is no document {wanted[:60]!r}", "`closer-tui knowledge list` shows those there are.")
    return found[0]


def _show(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import knowledge

    with reading(paths) as reader:
        if args.document.startswith("part_"):
            part = knowledge.part(reader, keys.parse("part", args.document))
            if part is None:
                raise NotFound(f"there is no part {args.document[:60]!r}", "Its document may have been forgotten.")
            return answer(args, part.json(), _part_lines(part))
        row = _document(knowledge.all(reader), args.document)
        parts = knowledge.parts(reader, row.n)
    lines = [f"{one_line(row.name)}: {row.status}, {row.kind}, {row.parts} parts, from {one_line(row.path)}"]
    lines += [one_line(row.problem)] * bool(row.problem)
    for part in parts:
        lines += ["", *_part_lines(part)]
    return answer(args, row.json() | {"content": [part.json() for part in parts]}, lines)


def _part_lines(part: PartRow) -> list[str]:
    return [f"[{part.id}] {one_line(part.title)}", *(f"  {line}" for line in part.body.split("\n"))]


def _remove(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import knowledge

    with reading(paths) as reader:
        row = _document(knowledge.all(reader), args.document)

    async def work(store: Store) -> Taken:
        from closer_tui.services.knowledge import remove

        return await remove(store, row.n, actor=actor())

    taken = change(paths, work)
    return answer(args, row.json() | {"undo": taken.undo}, _line(taken))


def _test(args: Namespace, paths: Paths) -> int:
    from closer_tui.drafting.knowledge import find

    if not 0 < args.limit <= MOST_SHOWN:
        raise InvalidInput(f"--limit is 1 to {MOST_SHOWN}", "Five is what a draft is given.")
    with reading(paths) as reader:
        found = find(reader, args.question, args.limit)
    lines: list[str] = []
    for place, part in enumerate(found, start=1):
        first, *rest = _part_lines(part)
        lines += [f"{place}. {first}  (score {part.score:.1f})", *rest]
    return answer(args, [part.json() for part in found], lines or "Nothing in your documents fits that question.")
