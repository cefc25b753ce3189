"""How terminals are told: OSC 9 (iTerm2, Ghostty, WezTerm), 777 (foot, urxvt, VTE), 99 (kitty), and the bell.

| inside | way |
|---|---|
| tmux | the sequence in its passthrough (`allow-passthrough on`), and the bell, which tmux always understands |
| GNU screen | the sequence in its string, and the bell |
| an unknown terminal | the bell alone: what it does not know it might print |
"""

from __future__ import annotations

import base64

from closer_tui.tui.telling.words import Notice
from closer_tui.tui.terminal import BEL, ESC, Terminal

__all__ = ["begin_title", "end_title", "set_title", "tell", "way_of"]

_BY_PROGRAM = {
    "iterm2": "osc9",
    "ghostty": "osc9",
    "wezterm": "osc9",
    "warp": "osc9",
    "kitty": "osc99",
    "foot": "osc777",
    "urxvt": "osc777",
    "vte": "osc777",
    "konsole": "osc777",
}
_WITHOUT_TITLE = frozenset({"linux"})


def way_of(how: str, terminal: Terminal) -> str:
    """The way that is taken: what the settings say, or what the terminal understands."""
    return _BY_PROGRAM.get(terminal.program, "bell") if how == "auto" else how


def tell(notice: Notice, how: str, terminal: Terminal, *, bell: bool = False) -> str:
    """The characters that tell it, empty for `off`. BEL comes last and outside of every string."""
    way = way_of(how, terminal)
    if way == "off":
        return ""
    told = "".join(terminal.through(sequence) for sequence in _sequences(notice, way))
    fallback = way == "bell" or (how == "auto" and bool(terminal.inside))
    return told + (BEL if bell or fallback else "")


def _sequences(notice: Notice, way: str) -> list[str]:
    heading, line = _plain(notice.heading), _plain(notice.line)
    match way:
        case "osc9":
            # A digit and a semicolon at the start would be a progress bar to some.
            return [f"{ESC}]9;{heading or 'closer-tui'}: {line}{BEL}"]
        case "osc777":
            return [f"{ESC}]777;notify;{heading};{line}{BEL}"]
        case "osc99":
            first, second = (base64.b64encode(text.encode()).decode() for text in (notice.heading, notice.line))
            return [
                f"{ESC}]99;i=closer-tui:e=1:d=0;{first}{BEL}",
                f"{ESC}]99;i=closer-tui:e=1:d=1:p=body;{second}{BEL}",
            ]
        case _:
            return []


def _plain(text: str) -> str:
    """Without the character that separates fields; controls are gone already, and are taken out once more."""
    return "".join(char for char in text.replace(";", ",") if char.isprintable())


def begin_title(terminal: Terminal) -> str:
    """Keep the title there was, where the terminal can."""
    return "" if terminal.program in _WITHOUT_TITLE else f"{ESC}[22;2t"


def set_title(text: str, terminal: Terminal) -> str:
    """Name the window; inside tmux and screen it is the pane's name, which they show where they are told to."""
    return "" if terminal.program in _WITHOUT_TITLE else f"{ESC}]2;{_plain(text)}{BEL}"


def end_title(terminal: Terminal) -> str:
    """The title there was; empty where the terminal could not keep it."""
    return "" if terminal.program in _WITHOUT_TITLE else f"{ESC}]2;{BEL}{ESC}[23;2t"
