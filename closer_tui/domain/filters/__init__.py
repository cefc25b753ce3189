"""The filter language: which conversations a view shows, in one line that a person can type.

    channel:email (tag:vip or waiting:>2h) -owner:bot text:"refund"

Words side by side must all hold; `or` stands between alternatives and binds weaker; `-` or `not` turns a term round;
brackets group. A word without a field is looked for in the messages.

| file | idea |
|---|---|
| `expression` | what was meant, and how it is written again |
| `fields` | which fields there are, and which values each takes |
| `parsing` | from a line to an expression; errors point at the place |
"""

from __future__ import annotations

from closer_tui.domain.filters.expression import EVERYTHING, All, AnyOf, Expression, Not, Term, all_of, any_of, no
from closer_tui.domain.filters.parsing import FilterError, parse_filter

__all__ = [
    "EVERYTHING",
    "All",
    "AnyOf",
    "Expression",
    "FilterError",
    "Not",
    "Term",
    "all_of",
    "any_of",
    "no",
    "parse_filter",
]
