"""Outside text: cleaned, measured, wrapped, and judged. Pure, linear in time, and cheap to import.

| file | idea |
|---|---|
| `cleaning` | what may enter at all |
| `terminal` | what may leave for a terminal |
| `widths`, `clusters`, `wrapping` | cells, characters, lines |
| `codepoints`, `tables` | which code points are which |
"""

from closer_tui.domain.text.cleaning import clean, normalise_newlines
from closer_tui.domain.text.clusters import cut
from closer_tui.domain.text.terminal import safe_for_terminal
from closer_tui.domain.text.widths import cell_width
from closer_tui.domain.text.wrapping import display_line, snippet, wrap

__all__ = [
    "cell_width",
    "clean",
    "cut",
    "display_line",
    "normalise_newlines",
    "safe_for_terminal",
    "snippet",
    "wrap",
]
