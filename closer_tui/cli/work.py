"""Work on a conversation beside its replies: how much it presses."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.session import actor
from closer_tui.cli.triage import changed
from closer_tui.config.paths import Paths
from closer_tui.domain.priority import Priority, parse_priority

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's commands."""
    priority = sub.add_parser("priority", help="say how much a conversation presses")
    priority.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    words = ", ".join(each.word for each in Priority)
    priority.add_argument("priority", metavar="PRIORITY", help=f"one of {words}")
    priority.set_defaults(handler=_priority)


def _priority(args: Namespace, paths: Paths) -> int:
    wanted = parse_priority(args.priority)

    async def work(store: Store, n: int) -> str | None:
        from closer_tui.services.triage import set_priority

        return await set_priority(store, n, wanted, actor=actor())

    return changed(args, paths, work, lambda _: f"has priority {wanted.word}")
