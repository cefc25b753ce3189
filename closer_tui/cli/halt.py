"""The kill switch from the command line: `halt` and `resume`."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.cli.session import actor, change
from closer_tui.config.paths import Paths
from closer_tui.domain.halt import HINT
from closer_tui.store.views.rows import iso

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.domain.halt import Halt
    from closer_tui.services.halting import Stopped
    from closer_tui.store.database import Store


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `halt` and `resume`."""
    halt = sub.add_parser("halt", help="stop the bot at once, everywhere; what people approved still leaves")
    halt.add_argument("--reason", metavar="TEXT", default="", help="why, for whoever sees it")
    halt.set_defaults(handler=_halt)
    sub.add_parser("resume", help="let the bot go on after `halt`").set_defaults(handler=_resume)


def _halt(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> Stopped:
        from closer_tui.services.halting import halt

        return await halt(store, actor=actor(), reason=args.reason)

    stopped = change(paths, work)
    stop = stopped.halt
    words = "The bot is stopped." if stopped.new else f"It was stopped already, by {stop.by}."
    ended = f" {stopped.ended} drafts it was writing are asked for again." if stopped.ended else ""
    document = {"halted": True, "new": stopped.new, "ended": stopped.ended, "at": iso(stop.at), "by": stop.by}
    return answer(args, document | {"reason": stop.reason}, f"{words}{ended} {HINT}")


def _resume(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> Halt:
        from closer_tui.services.halting import resume

        return await resume(store, actor=actor())

    stop = change(paths, work)
    return answer(args, {"halted": False, "since": iso(stop.at), "by": stop.by}, "The bot goes on.")
