"""Being told: try how notices reach the desktop, and have quiet for a while."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import Refused

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser

TTY = Path("/dev/tty")


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `notify` and what it can do."""
    notify = sub.add_parser("notify", help="try desktop notices, and have quiet for a while")
    what = notify.add_subparsers(metavar="WHAT", required=True)
    test = what.add_parser("test", help="show a notice the way the screen would, and say which way that is")
    test.set_defaults(handler=_test)
    quiet = what.add_parser("quiet", help="tell nothing for a while")
    quiet.add_argument("until", metavar="TIME", nargs="*", help="30m, 2h, tomorrow 9 … (default: 1h)")
    quiet.set_defaults(handler=_quiet)
    loud = what.add_parser("loud", help="tell again")
    loud.set_defaults(handler=_loud)


def _test(args: Namespace, paths: Paths) -> int:
    import os

    from closer_tui.config.notify import load_notify
    from closer_tui.tui.telling.sequences import tell, way_of
    from closer_tui.tui.telling.words import Notice
    from closer_tui.tui.terminal import terminal_of

    rules, problem = load_notify(paths.config_file)
    if problem is not None:
        raise problem
    terminal = terminal_of(os.environ)
    way = way_of(rules.how, terminal)
    told = tell(Notice("closer-tui", "This is how a notice looks."), rules.how, terminal, bell=rules.bell)
    try:
        with TTY.open("w", encoding="utf-8") as tty:
            tty.write(told)
    except OSError as error:
        raise Refused("there is no terminal to tell", "Run it in the terminal the screen runs in.") from error
    document = {"way": way, "terminal": terminal.program or None, "inside": terminal.inside or None}
    return answer(args, document, _explained(way, terminal.program, terminal.inside))


def _explained(way: str, program: str, inside: str) -> list[str]:
    if way == "off":
        return ['Notices are off: how = "off" in [notify].']
    who = program or "a terminal that does not say its name"
    lines = [f"Told {who} by {'the bell' if way == 'bell' else way.upper()}."]
    if inside == "tmux" and way != "bell":
        lines.append("Inside tmux, notices need `set -g allow-passthrough on`; the bell rings in any case.")
    if inside == "screen" and way != "bell":
        lines.append("Inside GNU screen the bell rings as well.")
    lines.append("Nothing to see? Set `how` in [notify] to osc9, osc777, osc99 or bell.")
    return lines


def _quiet(args: Namespace, paths: Paths) -> int:
    from closer_tui.domain.clock import SystemClock, format_rfc3339
    from closer_tui.domain.moment import parse_later
    from closer_tui.tui.telling.quiet import Quiet

    until = parse_later(" ".join(args.until) or "1h", SystemClock().now())
    Quiet(paths.quiet).keep(until)
    return answer(args, {"quiet_until": format_rfc3339(until)}, f"Quiet until {format_rfc3339(until)}.")


def _loud(args: Namespace, paths: Paths) -> int:
    from closer_tui.tui.telling.quiet import Quiet

    Quiet(paths.quiet).keep(0)
    return answer(args, {"quiet_until": None}, "Notices are told again.")
