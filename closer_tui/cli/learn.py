"""`learn`: what repeated edits propose to change in the bot, with the edits that say so; and `feedback`."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer, one_line
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import NotFound
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.drafting.proposals import Suggestion
    from closer_tui.store.database import Store


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `learn` and `feedback`."""
    learn = sub.add_parser("learn", help="changes to the bot that your edits propose: list, accept, dismiss")
    learn.set_defaults(handler=_list)
    verbs = learn.add_subparsers(metavar="list|accept|dismiss")
    verbs.add_parser("list", help="what is proposed, with the edits that say so").set_defaults(handler=_list)
    for name, text, handler in (
        ("accept", "make the change; `undo` takes it back", _accept),
        ("dismiss", "hear no more of it until later edits say the same", _dismiss),
    ):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("proposal", metavar="PROPOSAL", help="a prop_… id")
        verb.set_defaults(handler=handler)
    feedback = sub.add_parser("feedback", help="say of one of the bot's messages that it is good or bad")
    feedback.add_argument("message", metavar="MESSAGE", help="a msg_… id")
    feedback.add_argument("verdict", choices=("good", "bad", "none"), help="`none` takes back what was said")
    feedback.add_argument("word", metavar="WORD", nargs="?", default="", help="why, in a word")
    feedback.set_defaults(handler=_feedback)


def _proposed(paths: Paths) -> list[Suggestion]:
    from closer_tui.drafting.proposed import proposed

    with reading(paths) as reader:
        return proposed(reader)


def _one(paths: Paths, key: str) -> Suggestion:
    found = next((each for each in _proposed(paths) if each.key == key), None)
    if found is None:
        raise NotFound(f"nothing is proposed as {key[:40]!r}", "`closer-tui learn list` shows what is.")
    return found


def _list(args: Namespace, paths: Paths) -> int:
    found = _proposed(paths)
    lines: list[str] = []
    for each in found:
        lines += [f"{each.key}  {one_line(each.title)}", f"  {one_line(each.why)}"]
        for row in each.evidence:
            lines += [f"    {keys.public('draft', row.draft_n)}", f"      - {one_line(row.before)[:160]}"]
            lines += [f"      + {one_line(row.after)[:160]}"]
    documents = [each.json(lambda n: keys.public("draft", n), lambda n: keys.public("conv", n)) for each in found]
    return answer(args, documents, lines or "Nothing is proposed: no edit was made often enough.")


def _accept(args: Namespace, paths: Paths) -> int:
    found = _one(paths, args.proposal)

    async def work(store: Store) -> str:
        from closer_tui.services import learning

        return await learning.accept(store, found, actor=actor())

    batch = change(paths, work)
    return answer(args, {"id": found.key, "state": "accepted", "undo": batch}, f"Done: {one_line(found.title)}")


def _dismiss(args: Namespace, paths: Paths) -> int:
    found = _one(paths, args.proposal)

    async def work(store: Store) -> str:
        from closer_tui.services import learning

        return await learning.dismiss(store, found.key, actor=actor())

    batch = change(paths, work)
    return answer(args, {"id": found.key, "state": "dismissed", "undo": batch}, f"Dismissed: {one_line(found.title)}")


def _feedback(args: Namespace, paths: Paths) -> int:
    seq = keys.parse("msg", args.message)

    async def work(store: Store) -> str:
        from closer_tui.services.feedback import FeedbackVerdict, rate

        return await rate(store, seq, FeedbackVerdict(args.verdict), actor=actor(), word=args.word)

    batch = change(paths, work)
    document = {"id": keys.public("msg", seq), "verdict": args.verdict, "undo": batch}
    return answer(args, document, f"{document['id']}: {args.verdict}")
