"""How a text reads beside the tone profile of an inbox, measured by the linter that checks every draft."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.cli.reading import reading
from closer_tui.cli.session import text_of
from closer_tui.config.paths import Paths
from closer_tui.domain.tone import ToneProfile

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.views.rows import Json


def register(verbs: _SubParsersAction[CommandParser]) -> None:
    """Add `tone lint`."""
    text = "measure a text by the fields of a tone profile"
    parser = verbs.add_parser("lint", help=text, description=text)
    parser.add_argument("text", nargs="?", default="-", metavar="TEXT", help="the text; `-`, or none: from stdin")
    parser.add_argument("--inbox", required=True, metavar="INBOX", help="an inbox_… id, whose profile is meant")
    parser.set_defaults(handler=_lint)


def _lint(args: Namespace, paths: Paths) -> int:
    from closer_tui.domain.errors import InvalidInput, NotFound
    from closer_tui.drafting.tone_lint.report import document
    from closer_tui.store.views import inboxes, tones

    text = text_of(args.text)
    if not text.strip():
        raise InvalidInput("there is no text to measure", "Name it, or put it on stdin.", field="text")
    with reading(paths) as reader:
        inbox = inboxes.by_id(reader, args.inbox)
        if inbox is None:
            raise NotFound(f"there is no inbox {args.inbox[:60]!r}", "`closer-tui inboxes` lists them.")
        row = tones.current(reader, inbox.n)
    found = {"inbox": args.inbox} | document(text, row.tone if row else ToneProfile())
    return answer(args, found, _lines(found))


def _lines(found: Json) -> list[str]:
    length, sign_off = found["sentence_length"], found["sign_off"]
    signed = "there" if sign_off["measured"] else "missing"
    features = ", ".join(f"{name} {count}" for name, count in found["features"].items())
    lines = [
        f"formality        {found['formality']['measured']:.1f} of 5, {found['formality']['wanted']} wanted",
        f"warmth           {found['warmth']['measured']:.1f} of 5, {found['warmth']['wanted']} wanted",
        f"sentence length  {length['measured']:g} words on average, at most {length['at_most']} wanted",
        f"emoji            {found['emoji']['measured']}, {found['emoji']['wanted']}",
        f"sign-off         {signed if sign_off['wanted'] else '(none wanted)'}",
        f"language         {found['language'] or '(cannot be told)'}",
        f"counted          {features or '(nothing in particular)'}",
    ]
    lines += [f"off: {each['detail']}" for each in found["complaints"]]
    lines += [f"a draft would be repaired: {note}" for note in found["repaired"]["notes"]]
    return lines
