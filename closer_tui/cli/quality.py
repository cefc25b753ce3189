"""`quality`: how good the drafts are, as the quality page shows it."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.cli.reading import reading
from closer_tui.cli.tables import line_width
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import NotFound

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.views.reader import Reader


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `quality`."""
    parser = sub.add_parser("quality", help="how good the drafts are: accepted, edited, escalated, over time")
    parser.add_argument("--since", default="30d", metavar="TIME", help="30d, 12w, or a day like 2026-05-01")
    parser.add_argument("--inbox", metavar="INBOX", help="of one inbox only")
    parser.set_defaults(handler=_quality)


def inbox_number(reader: Reader, id: str | None) -> int:
    """The number of an inbox by its id; 0, which stands for all of them, without one. Raises NotFound."""
    from closer_tui.store.views import inboxes

    if id is None:
        return 0
    row = inboxes.by_id(reader, id)
    if row is None:
        raise NotFound(f"there is no inbox {id}", "`closer-tui inboxes` lists them.")
    return row.n


def _quality(args: Namespace, paths: Paths) -> int:
    from closer_tui.domain.clock import SystemClock
    from closer_tui.domain.moment import parse_moment
    from closer_tui.store.views import quality
    from closer_tui.tui.quality_lines import plain, quality_lines
    from closer_tui.tui.when import When

    clock = SystemClock()
    now = clock.now()
    at = parse_moment(args.since, now)
    since = at if at <= now else 2 * now - at  # "30d" is a length, and here it lies behind
    with reading(paths) as reader:
        found = quality.read(reader, since=since, inbox_n=inbox_number(reader, args.inbox))
    when = When(clock)
    width = line_width()
    return answer(args, found.json(), plain(quality_lines(found, when.day, width), width))
