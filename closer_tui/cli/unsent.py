"""What was written in a composer and not sent: list it, read it, throw it away."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer, one_line
from closer_tui.cli.session import actor, change
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store
    from closer_tui.store.unsent import Found
    from closer_tui.store.views.rows import Json

PURPOSES = {"reply": "a reply", "note": "a note", "edit": "a changed draft"}


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `unsent` and its verbs."""
    unsent = sub.add_parser("unsent", help="what was written in a composer and not sent")
    unsent.set_defaults(handler=_list)
    verbs = unsent.add_subparsers(metavar="list|show|discard")
    listing = verbs.add_parser("list", help="every conversation with unsent words")
    listing.set_defaults(handler=_list)
    show = verbs.add_parser("show", help="print the unsent words of a conversation")
    show.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    show.set_defaults(handler=_show)
    discard = verbs.add_parser("discard", help="throw the unsent words of a conversation away; they are printed once")
    discard.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    discard.set_defaults(handler=_discard)


def _found(paths: Paths) -> list[Found]:
    from closer_tui.store.unsent import UnsentFolder

    return UnsentFolder(paths.unsent_dir).everything()


def _of(paths: Paths, conversation_n: int) -> list[Found]:
    """Raises NotFound."""
    found = [each for each in _found(paths) if each.unsent.conversation_n == conversation_n]
    if not found:
        raise NotFound(
            f"nothing unsent stands in {keys.public('conv', conversation_n)}",
            "`closer-tui unsent` lists what there is.",
        )
    return found


def _json(found: Found) -> Json:
    from closer_tui.store.views.rows import iso

    unsent = found.unsent
    return {
        "conversation": keys.public("conv", unsent.conversation_n),
        "purpose": unsent.purpose,
        "text": unsent.text.encode("utf-8", "replace").decode(),
        "at": iso(unsent.at),
        "draft": keys.public("draft", unsent.draft_n) if unsent.draft_n else None,
        "open": found.living,
    }


def _list(args: Namespace, paths: Paths) -> int:
    documents = [_json(found) for found in _found(paths)]
    lines = [
        f"{each['conversation']}  {PURPOSES.get(each['purpose'], each['purpose'])}"
        f"{' (in an open composer)' if each['open'] else ''}: {one_line(each['text'])[:100]}"
        for each in documents
    ]
    return answer(args, documents, lines or "Everything that was written was sent.")


def _show(args: Namespace, paths: Paths) -> int:
    newest = _json(_of(paths, keys.parse("conv", args.conversation))[0])
    return answer(args, newest, newest["text"].split("\n"))


def _discard(args: Namespace, paths: Paths) -> int:
    n = keys.parse("conv", args.conversation)
    found = _of(paths, n)
    if any(each.living for each in found):
        raise Conflict("a screen that is open has these words in its composer", "Clear them there, or close it first.")

    async def work(store: Store) -> None:
        from closer_tui.store import audit

        async with store.write() as tx:
            await audit.note(tx, store.clock.now(), actor(), "unsent.discarded", n)

    change(paths, work)
    documents = [_json(each) for each in found]
    for each in found:
        each.file.unlink(missing_ok=True)
    lines = [line for each in documents for line in each["text"].split("\n")]
    return answer(args, documents, ["Discarded. These were the words:", *lines])
