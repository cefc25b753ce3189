"""Looking closely: where the links of a conversation really lead."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from closer_tui.cli.output import answer
from closer_tui.cli.parsing import amount
from closer_tui.cli.reading import reading
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import NotFound

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add the commands that look closely."""
    links = sub.add_parser("links", help="list the links of a conversation and where each really leads")
    links.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    links.add_argument("--limit", type=amount, default=200, metavar="N", help="newest messages to read (default: 200)")
    links.set_defaults(handler=_links)


def _links(args: Namespace, paths: Paths) -> int:
    from closer_tui.domain.text.references import references_of
    from closer_tui.store import keys
    from closer_tui.store.views import conversations, thread

    n = keys.parse("conv", args.conversation)
    with reading(paths) as r:
        if conversations.one(r, n) is None:
            raise NotFound(f"there is no conversation {args.conversation}", "`closer-tui list` lists them.")
        messages = thread.page(r, n, limit=args.limit)
    document: list[dict[str, Any]] = []
    lines: list[str] = []
    for message in reversed(messages):
        for number, link in enumerate(references_of(message.body), start=1):
            document.append(
                {
                    "message": message.id,
                    "number": number,
                    "shown": link.shown,
                    "url": link.url,
                    "host": link.host,
                    "web": link.opens,
                    "warnings": list(link.warnings),
                }
            )
            lines += [f"{message.id} [{number}]  {link.host}", f"    {link.url}"]
            lines += [f"    Careful: {warning}." for warning in link.warnings]
    return answer(args, document, lines or "There is no link in this conversation.")
