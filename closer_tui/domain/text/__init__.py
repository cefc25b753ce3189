"""Outside text: cleaned, measured, wrapped, and judged. Pure, linear in time, and cheap to import.

| file | idea |
|---|---|
| `plain`, `cleaning`, `scrubbing` | what may enter at all |
| `terminal` | what may leave for a terminal |
| `widths`, `clusters`, `wrapping` | cells, characters, lines |
| `suspicion`, `confusables`, `links` | what is odd about a name or a link |
| `masking` | addresses half hidden |
| `codepoints`, `tables` | which code points are which |
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from closer_tui.domain.text.cleaning import clean, normalise_newlines
from closer_tui.domain.text.clusters import cut
from closer_tui.domain.text.terminal import safe_for_terminal
from closer_tui.domain.text.widths import cell_width
from closer_tui.domain.text.wrapping import display_line, snippet, wrap

if TYPE_CHECKING:
    from closer_tui.domain.text.confusables import confusable_skeleton
    from closer_tui.domain.text.links import Link, links_of
    from closer_tui.domain.text.masking import mask_address
    from closer_tui.domain.text.suspicion import TextWarning, WarningKind, warnings_of

__all__ = [
    "Link",
    "TextWarning",
    "WarningKind",
    "cell_width",
    "clean",
    "confusable_skeleton",
    "cut",
    "display_line",
    "links_of",
    "mask_address",
    "normalise_newlines",
    "safe_for_terminal",
    "snippet",
    "warnings_of",
    "wrap",
]

# The first frame draws lines and judges nothing.
_LOADED_WHEN_ASKED_FOR = {
    "Link": "links",
    "TextWarning": "suspicion",
    "WarningKind": "suspicion",
    "confusable_skeleton": "confusables",
    "links_of": "links",
    "mask_address": "masking",
    "warnings_of": "suspicion",
}

# A type checker that saw this would believe in any name.
if not TYPE_CHECKING:  # pragma: no branch

    def __getattr__(name: str) -> object:
        module = _LOADED_WHEN_ASKED_FOR.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{module}"), name)
