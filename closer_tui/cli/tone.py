"""Shaping the bot: the tone profile of an inbox (show, set, versions, revert, lint), and what the bot may do in it."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from closer_tui.cli import tone_lint
from closer_tui.cli.output import answer
from closer_tui.cli.parsing import amount
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change, look
from closer_tui.config.paths import Paths
from closer_tui.domain.channel import InboxMode
from closer_tui.domain.tone import (
    FORMALITY_WORDS,
    WARMTH_WORDS,
    EmojiUse,
    SentenceLength,
    ToneProfile,
    normalise_topic,
)

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store
    from closer_tui.store.views.reader import Reader
    from closer_tui.store.views.rows import Json
    from closer_tui.store.views.tones import ToneRow

FIELDS = ("formality", "warmth", "sentence_length", "emoji", "sign_off", "escalation_topics")


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `tone` and its verbs."""
    tone = sub.add_parser("tone", help="show and set the tone profile of an inbox")
    verbs = tone.add_subparsers(metavar="show|set|versions|revert|lint", required=True)

    def verb(name: str, text: str) -> CommandParser:
        parser = verbs.add_parser(name, help=text, description=text)
        parser.add_argument("inbox", metavar="INBOX", help="an inbox_… id")
        return parser

    verb("show", "show the profile in force").set_defaults(handler=_show)
    verb("versions", "list the versions, newest first").set_defaults(handler=_versions)
    revert = verb("revert", "bring an old version back as a new one")
    revert.add_argument("version", type=amount, metavar="VERSION", help="its number")
    revert.set_defaults(handler=_revert)
    fields = verb("set", "change fields; those that are not named stay as they are")
    fields.add_argument("--formality", type=int, metavar="1-5", help=", ".join(FORMALITY_WORDS))
    fields.add_argument("--warmth", type=int, metavar="1-5", help=", ".join(WARMTH_WORDS))
    fields.add_argument(
        "--sentence-length", choices=[each.value for each in SentenceLength], help="how long sentences may grow"
    )
    fields.add_argument("--emoji", choices=[each.value for each in EmojiUse], help="how freely emoji are used")
    fields.add_argument("--sign-off", metavar="TEXT", help="the last line of a reply; '' for none")
    topics = fields.add_mutually_exclusive_group()
    topics.add_argument(
        "--topic", action="append", dest="escalation_topics", metavar="T", help="a topic a person answers; repeat it"
    )
    topics.add_argument(
        "--no-topics", action="store_const", const=[], dest="escalation_topics", help="the bot may answer everything"
    )
    fields.add_argument("--expected-version", type=amount, metavar="N", help="refuse if somebody saved since this one")
    fields.set_defaults(handler=_set)
    tone_lint.register(verbs)
    mode = sub.add_parser("mode", help="say what the bot may do in an inbox")
    mode.add_argument("inbox", metavar="INBOX", help="an inbox_… id")
    mode.add_argument("mode", choices=[each.value for each in InboxMode], help="off, or draft: a person approves")
    mode.set_defaults(handler=_mode)


def _show(args: Namespace, paths: Paths) -> int:
    with reading(paths) as reader:
        document = _current(reader, args.inbox)
    return answer(args, document, _lines(document))


def _versions(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import tones

    with reading(paths) as reader:
        rows = tones.versions(reader, _inbox_n(reader, args.inbox))
    lines = [_version_line(row) for row in rows] or "The profile is the default one; nobody has saved another."
    return answer(args, [row.json() for row in rows], lines)


def _set(args: Namespace, paths: Paths) -> int:
    given: dict[str, Any] = {name: getattr(args, name) for name in FIELDS if getattr(args, name) is not None}
    if "sentence_length" in given:
        given["sentence_length"] = SentenceLength(given["sentence_length"])
    if "emoji" in given:
        given["emoji"] = EmojiUse(given["emoji"])
    if "escalation_topics" in given:
        given["escalation_topics"] = tuple(
            dict.fromkeys(normalise_topic(topic) or topic for topic in given["escalation_topics"])
        )

    async def work(store: Store) -> None:
        from closer_tui.services.tone import tone_set
        from closer_tui.store import inboxes, tones

        async with store.read() as conn:
            inbox = await inboxes.by_id(conn, args.inbox)
            version, tone = await tones.current(conn, inbox.n)
        expected = args.expected_version or version
        await tone_set(store, inbox.n, replace(tone, **given), actor=actor(), expected_version=expected)

    change(paths, work)
    return _show(args, paths)


def _revert(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> None:
        from closer_tui.services.tone import tone_revert
        from closer_tui.store import inboxes

        async with store.read() as conn:
            inbox = await inboxes.by_id(conn, args.inbox)
        await tone_revert(store, inbox.n, args.version, actor=actor())

    change(paths, work)
    return _show(args, paths)


def _mode(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import inboxes as views

    async def work(store: Store) -> None:
        from closer_tui.services.inboxes import set_mode
        from closer_tui.store import inboxes

        async with store.read() as conn:
            inbox = await inboxes.by_id(conn, args.inbox)
        await set_mode(store, inbox.n, InboxMode(args.mode), actor=actor())

    change(paths, work)
    row = look(paths, lambda r: views.by_id(r, args.inbox))
    return answer(args, row.json(), f"{row.id} ({row.name}) is in mode {row.mode}")


def _inbox_n(reader: Reader, inbox_id: str) -> int:
    """Raises NotFound."""
    from closer_tui.domain.errors import NotFound
    from closer_tui.store.views import inboxes

    row = inboxes.by_id(reader, inbox_id)
    if row is None:
        raise NotFound(f"there is no inbox {inbox_id[:60]!r}", "`closer-tui inboxes` lists them.")
    return row.n


def _current(reader: Reader, inbox_id: str) -> Json:
    """The profile in force; an inbox that never had one has the default, as version 1."""
    from closer_tui.store.views import tones
    from closer_tui.store.views.tones import ToneRow

    n = _inbox_n(reader, inbox_id)
    row = tones.current(reader, n) or ToneRow(n, inbox_id, 1, 0, "default", ToneProfile())
    return row.json()


def _lines(document: Json) -> list[str]:
    formality, warmth = document["formality"], document["warmth"]
    return [
        f"inbox            {document['inbox']}, version {document['version']}",
        f"formality        {formality} ({FORMALITY_WORDS[formality - 1]})",
        f"warmth           {warmth} ({WARMTH_WORDS[warmth - 1]})",
        f"sentence length  {document['sentence_length']}",
        f"emoji            {document['emoji']}",
        f"sign-off         {document['sign_off'] or '(none)'}",
        f"a person answers {', '.join(document['escalation_topics']) or '(nothing in particular)'}",
    ]


def _version_line(row: ToneRow) -> str:
    document = row.json()
    return f"{row.version:>3}  {document['created_at']}  {row.author}"
