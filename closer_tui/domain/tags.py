"""Tags: their form, and the few colours that can be told apart in every theme."""

from __future__ import annotations

from typing import Final
from zlib import crc32

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.tone import normalise_topic

__all__ = ["COLOURS", "check_colour", "colour_of", "tidy_tag"]

COLOURS: Final = ("blue", "green", "yellow", "red", "purple", "teal", "orange", "pink", "grey")
"""What a tag can be coloured with. A theme or a terminal with few colours draws each as the nearest it has."""

_CHANCE: Final = COLOURS[:-1]


def colour_of(tag: str, chosen: str = "") -> str:
    """The colour somebody chose, else one that follows from the name, the same on every machine."""
    return chosen if chosen in COLOURS else _CHANCE[crc32(tag.encode("utf-8", "replace")) % len(_CHANCE)]


def check_colour(text: str) -> str:
    """The colour meant; empty for `auto`, which leaves it to the name. Raises InvalidInput."""
    name = text.strip().casefold().replace("gray", "grey")
    if name in {"auto", ""}:
        return ""
    if name not in COLOURS:
        raise InvalidInput(
            f"{text[:40]!r} is not a colour", f"Use one of {', '.join(COLOURS)}, or auto.", field="colour"
        )
    return name


def tidy_tag(text: str) -> str:
    """`"Catering order"` → `"catering-order"`. Raises InvalidInput when nothing usable is left."""
    tidy = normalise_topic(text)
    if not tidy:
        raise InvalidInput(
            f"{text[:40]!r} is not a tag", "Use letters and digits, words joined by hyphens.", field="tag"
        )
    return tidy
