"""Intents from the command line: name them, teach them questions, try them, whole sets in and out as CSV."""

from __future__ import annotations

import csv
import io
import sys
from argparse import Namespace
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer, one_line
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change, look, text_of
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import InvalidInput, NotFound
from closer_tui.domain.intent import FIRST, LAST, USUAL, Intent, Learnt, intent_name

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store
    from closer_tui.store.views.intents import IntentRow

MOST_ROWS = 50_000
LARGEST_FILE = 16 << 20


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `intent` and its verbs."""
    intent = sub.add_parser("intent", help="what customers come with, taught by examples")
    intent.set_defaults(handler=_list)
    verbs = intent.add_subparsers(metavar="list|show|teach|set|forget|remove|test|import|export")
    verbs.add_parser("list", help="every intent with the number of its examples").set_defaults(handler=_list)
    show = _named(verbs.add_parser("show", help="one, with its examples"))
    show.set_defaults(handler=_show)
    teach = _named(verbs.add_parser("teach", help="such questions are of this intent; adds it if it is new"))
    teach.add_argument(
        "examples", metavar="TEXT", nargs="+", help="a question as a customer writes it; `-` reads stdin"
    )
    teach.set_defaults(handler=_teach)
    settle = _named(verbs.add_parser("set", help="say how an intent is dealt with; adds it if it is new"))
    who = settle.add_mutually_exclusive_group()
    who.add_argument("--to-person", action="store_true", default=None, help="its questions go to a person, unasked")
    who.add_argument("--to-bot", dest="to_person", action="store_false", help="the bot drafts for them (usual)")
    settle.add_argument(
        "--priority",
        type=int,
        metavar="N",
        help=f"which counts where a message shows several: {FIRST} (first) to {LAST}, usually {USUAL}",
    )
    settle.set_defaults(handler=_set)
    forget = _named(verbs.add_parser("forget", help="such a question shows this intent no more"))
    forget.add_argument("example", metavar="TEXT", help="the example, word for word")
    forget.set_defaults(handler=_forget)
    _named(
        verbs.add_parser("remove", help="remove one; prints its examples, so that it can be taught again")
    ).set_defaults(handler=_remove)
    test = verbs.add_parser("test", help="what a question would be taken for, and why")
    test.add_argument("text", metavar="TEXT", help="a question; `-` reads it from stdin")
    test.set_defaults(handler=_test)
    take_in = verbs.add_parser(
        "import", help="teach many from a CSV file with the columns text and intent, all or none"
    )
    take_in.add_argument("file", metavar="FILE", help="what `export` wrote; a column `category` is read as `intent`")
    take_in.set_defaults(handler=_import)
    verbs.add_parser("export", help="print every example as CSV with the columns text and intent").set_defaults(
        handler=_export
    )


def _named(parser: CommandParser) -> CommandParser:
    parser.add_argument("name", metavar="INTENT", help="a short name, like where-is-my-order")
    return parser


def _rows(paths: Paths) -> list[IntentRow]:
    from closer_tui.store.views import intents

    with reading(paths) as reader:
        return intents.all(reader)


def _taught(paths: Paths) -> list[tuple[str, str]]:
    from closer_tui.store.views import intents

    with reading(paths) as reader:
        return intents.taught(reader)


def _one(paths: Paths, name: str) -> IntentRow:
    wanted = intent_name(name)
    found = next((row for row in _rows(paths) if row.name == wanted), None)
    if found is None:
        raise NotFound(f"there is no intent {wanted}", "`closer-tui intent list` shows those there are.")
    return found


def _line(row: IntentRow) -> str:
    person = "  goes to a person" if row.to_person else ""
    order = f"  priority {row.priority}" if row.priority != USUAL else ""
    return f"{row.name}  {row.examples} example{'s' * (row.examples != 1)}{person}{order}"


def _list(args: Namespace, paths: Paths) -> int:
    rows = _rows(paths)
    nothing = 'There is no intent yet; `closer-tui intent teach opening-hours "Are you open on Sunday?"` makes one.'
    return answer(args, [row.json() for row in rows], [_line(row) for row in rows] or nothing)


def _show(args: Namespace, paths: Paths) -> int:
    row = _one(paths, args.name)
    examples = [text for name, text in _taught(paths) if name == row.name]
    return answer(args, row.json() | {"texts": examples}, [_line(row), *(f"  {one_line(text)}" for text in examples)])


def _teach(args: Namespace, paths: Paths) -> int:
    texts = [text_of(text) for text in args.examples]

    async def work(store: Store) -> Learnt:
        from closer_tui.services.intents import teach

        return await teach(store, args.name, texts, actor=actor())

    learnt = change(paths, work, first=True)
    document = {"name": learnt.name, "new": learnt.new, "added": list(learnt.examples)}
    known = "" if learnt.examples else "; it knew that"
    return answer(args, document, f"{learnt.name} learnt {len(learnt.examples)}{known}")


def _set(args: Namespace, paths: Paths) -> int:
    name = intent_name(args.name)
    was = next((row for row in _rows(paths) if row.name == name), None)
    before = Intent(name, was.to_person, was.priority) if was else Intent(name)
    intent = Intent(
        name,
        before.to_person if args.to_person is None else args.to_person,
        before.priority if args.priority is None else args.priority,
    )

    async def work(store: Store) -> None:
        from closer_tui.services.intents import save

        await save(store, intent, actor=actor())

    change(paths, work, first=True)
    row = look(paths, lambda _: _one(paths, name))
    return answer(args, row.json() | ({"before": was.json()} if was else {}), _line(row))


def _forget(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> None:
        from closer_tui.services.intents import forget

        await forget(store, args.name, args.example, actor=actor())

    change(paths, work)
    return answer(args, _one(paths, args.name).json(), "forgotten")


def _remove(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> tuple[Intent, list[str]]:
        from closer_tui.services.intents import remove

        return await remove(store, args.name, actor=actor())

    intent, examples = change(paths, work)
    document = {"name": intent.name, "to_person": intent.to_person, "priority": intent.priority, "texts": examples}
    return answer(args, document, [f"{intent.name} removed. It knew:", *(f"  {one_line(text)}" for text in examples)])


def _test(args: Namespace, paths: Paths) -> int:
    from closer_tui.domain.intent import first_of
    from closer_tui.drafting.recognising import learn

    rows = _rows(paths)
    lesson = learn([Intent(row.name, row.to_person, row.priority) for row in rows], _taught(paths))
    guesses = lesson.classifier.guesses(text_of(args.text))
    chosen = first_of(guesses, {row.name: row.priority for row in rows})
    document = {
        "intent": chosen.name if chosen else None,
        "guesses": [
            {"name": g.name, "lead": round(g.lead, 3), "likeness": round(g.likeness, 3), "example": g.example}
            for g in guesses
        ],
    }
    lines = [
        f"{guess.name}  like “{one_line(guess.example)}”  likeness {guess.likeness:.2f}, lead {guess.lead:.2f}"
        for guess in sorted(guesses, key=lambda guess: guess is not chosen)
    ]
    return answer(args, document, lines or "None of your intents, or not clearly one of them.")


def _import(args: Namespace, paths: Paths) -> int:
    taught = _parsed(Path(args.file))

    async def work(store: Store) -> list[Learnt]:
        from closer_tui.services.intents import take_in

        return await take_in(store, taught, actor=actor())

    learnt = change(paths, work, first=True)
    document = {
        "intents": len(learnt),
        "new": sum(each.new for each in learnt),
        "added": sum(len(each.examples) for each in learnt),
    }
    return answer(args, document, f"{document['added']} examples of {document['intents']} intents learnt")


def _parsed(file: Path) -> dict[str, list[str]]:
    wanted = "Give a CSV file with a line `text,intent` and one question a line."
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise InvalidInput(f"{file} is larger than {LARGEST_FILE >> 20} MB", wanted)
        text = file.expanduser().read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except (OSError, UnicodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or "it is no CSV in UTF-8"
        raise InvalidInput(f"{file} cannot be read: {why}", wanted) from error
    if len(rows) > MOST_ROWS:
        raise InvalidInput(f"{file} has more than {MOST_ROWS:,} lines", "Teach the clearest examples only.")
    taught: dict[str, list[str]] = defaultdict(list)
    for number, row in enumerate(rows, start=2):
        name, example = row.get("intent") or row.get("category"), row.get("text")
        if not name or not example:
            raise InvalidInput(f"line {number} of {file} has no text or no intent", wanted)
        taught[name].append(example)
    if not taught:
        raise InvalidInput(f"{file} holds no examples", wanted)
    return taught


def _export(args: Namespace, paths: Paths) -> int:
    taught = _taught(paths)
    if args.json:
        return answer(args, [{"text": text, "intent": name} for name, text in taught], [])
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("text", "intent"))
    out.writerows((_harmless(text), name) for name, text in taught)
    return 0


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
