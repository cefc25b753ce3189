"""Filters on the command line: `--filter`, `--view`, `--sort`, and the place pointed at when a filter is wrong."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from closer_tui.domain.text.terminal import safe_for_terminal

if TYPE_CHECKING:
    from closer_tui.cli.parsing import CommandParser
    from closer_tui.domain.filters import Expression
    from closer_tui.store.views import ListFilter, Reader

ORDERS = ("newest", "oldest", "waiting", "window")
EXAMPLE = "for example 'channel:email (tag:vip or waiting:>2h) -owner:bot'"


def add_filter_options(parser: CommandParser) -> None:
    """`--filter` and `--view`, which narrow together."""
    parser.add_argument("--filter", metavar="FILTER", help=f"that fit a filter, {EXAMPLE}")
    parser.add_argument("--view", metavar="NAME", help="of a saved view")


def understood(text: str) -> Expression:
    """The filter; when it is wrong, the place is shown on stderr. Raises FilterError."""
    from closer_tui.domain.filters import FilterError, parse_filter

    try:
        return parse_filter(text)
    except FilterError as error:
        for line in error.pointed():
            sys.stderr.write(f"  {safe_for_terminal(line)}\n")
        raise


def narrowed(r: Reader, flt: ListFilter, args: Namespace) -> ListFilter:
    """The list with `--view` and `--filter` added; every conversation is looked at. A view brings its own order, and
    an order that was asked for goes before it."""
    if not args.filter and not args.view:
        return flt
    from closer_tui.cli.session import actor
    from closer_tui.domain.clock import SystemClock
    from closer_tui.domain.filters import all_of
    from closer_tui.store.views import filtering, saved

    parts = [understood(args.filter)] if args.filter else []
    if args.view:
        view = saved.named(r, args.view)
        parts.append(understood(view.filter))
        flt = replace(flt, sort=getattr(args, "sort", None) or view.sort)
    return filtering.ready(r, flt, all_of(parts), now=SystemClock().now(), me=actor(), bounded=False)
