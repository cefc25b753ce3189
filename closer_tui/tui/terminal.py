"""The terminal around the screen, as the environment tells it, and how a sequence reaches it through tmux or screen.

Nothing is asked of the terminal itself: a probe costs a round trip that may take a third of a second in tmux, and an
answer that comes late is typed into the screen.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["BEL", "Terminal", "terminal_of"]

ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"
SCREEN_CHUNK = 500
"""Characters GNU screen hands on in one string; it drops what is longer than 768 bytes."""

_PROGRAMS = {
    "kitty": "kitty",
    "iterm.app": "iterm2",
    "iterm2": "iterm2",
    "ghostty": "ghostty",
    "wezterm": "wezterm",
    "apple_terminal": "apple",
    "vscode": "vscode",
    "warpterminal": "warp",
}
_VARIABLES = (
    # Inside tmux the variables of the terminal it was started in are still there.
    ("KITTY_WINDOW_ID", "kitty"),
    ("GHOSTTY_RESOURCES_DIR", "ghostty"),
    ("WEZTERM_PANE", "wezterm"),
    ("ITERM_SESSION_ID", "iterm2"),
    ("KONSOLE_VERSION", "konsole"),
    ("ALACRITTY_WINDOW_ID", "alacritty"),
    ("WT_SESSION", "windows"),
    ("VTE_VERSION", "vte"),
)
_TERMS = (
    ("xterm-kitty", "kitty"),
    ("xterm-ghostty", "ghostty"),
    ("foot", "foot"),
    ("rxvt", "urxvt"),
    ("alacritty", "alacritty"),
    ("linux", "linux"),
)


@dataclass(frozen=True, slots=True)
class Terminal:
    """`program` is a lower-case name, empty when nobody says; `inside` is tmux, screen or empty.

    `remote`: the person sits elsewhere. `desktop`: there is one here on which a window can open.
    """

    program: str = ""
    inside: str = ""
    remote: bool = False
    desktop: bool = False

    def through(self, sequence: str) -> str:
        """The sequence so that the terminal itself gets it; for one that ends with BEL and holds no ST."""
        if self.inside == "tmux":
            return f"{ESC}Ptmux;{sequence.replace(ESC, ESC + ESC)}{ST}"
        if self.inside == "screen":
            pieces = [sequence[i : i + SCREEN_CHUNK] for i in range(0, len(sequence), SCREEN_CHUNK)]
            return "".join(f"{ESC}P{piece}{ST}" for piece in pieces)
        return sequence


def terminal_of(environ: Mapping[str, str], platform: str = sys.platform) -> Terminal:
    """What the environment says about the terminal."""
    term = environ.get("TERM", "")
    inside = "tmux" if environ.get("TMUX") else "screen" if environ.get("STY") else ""
    remote = any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
    desktop = platform == "darwin" or any(
        environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME")
    )
    return Terminal(_program(environ, term), inside, remote, desktop)


def _program(environ: Mapping[str, str], term: str) -> str:
    for variable in ("LC_TERMINAL", "TERM_PROGRAM"):
        if known := _PROGRAMS.get(environ.get(variable, "").lower()):
            return known
    for variable, program in _VARIABLES:
        if environ.get(variable):
            return program
    return next((program for start, program in _TERMS if term.startswith(start)), "")
