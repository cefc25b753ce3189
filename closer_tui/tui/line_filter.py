"""The second guard of the terminal: nothing leaves for it but what is safe to print.

Outside text is cleaned when it is stored. This filter stands behind every widget, ours and Textual's, because
Textual itself lets escape sequences in text through to the terminal.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from closer_tui.domain.text import safe_for_terminal

__all__ = ["TerminalGuard"]


class TerminalGuard(LineFilter):
    """Passes lines as they are, and replaces the text of a segment that could drive the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments; only those that held control characters are new."""
        for segment in segments:
            if not (segment.text.isascii() and segment.text.isprintable()):
                return [_guarded(segment) for segment in segments]
        return segments


def _guarded(segment: Segment) -> Segment:
    text, style, control = segment
    if control:
        return segment
    # What is taken out was counted as no cell, so the rest of the row stays where it is.
    safe = safe_for_terminal(text, replacement="").replace("\n", "").replace("\t", "")
    return segment if safe == text else Segment(safe, style)
