"""The keys of every command, for walks through all screens and boxes in a terminal.

They are read from the command classes: a new command is walked to from the day it lands. One without a key is chosen in
the palette by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final

from closer_tui.tui.commands import Command
from closer_tui.tui.commands.base import KEY_SIGNS
from closer_tui.tui.commands.going import EVERYWHERE

ESC: Final = b"\x1b"
_SENT: Final = {
    "escape": ESC, "enter": b"\r", "tab": b"\t", "shift+tab": b"\x1b[Z", "space": b" ", "backspace": b"\x7f",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D", "home": b"\x1b[H", "end": b"\x1b[F",
    "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~", "delete": b"\x1b[3~", "tilde": b"~", "grave_accent": b"`",
    "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS", "f5": b"\x1b[15~", "f6": b"\x1b[17~",
    "f7": b"\x1b[18~", "f8": b"\x1b[19~", "f9": b"\x1b[20~", "f10": b"\x1b[21~", "f11": b"\x1b[23~", "f12": b"\x1b[24~",
}  # fmt: skip
SCREENS: Final = {
    "inbox": ("inbox", "InboxScreen", ()),
    "approvals": ("approvals", "ApprovalsScreen", (b"p",)),
    "escalations": ("escalations", "EscalationsScreen", (_SENT["f4"],)),
    "outbox": ("outbox", "OutboxScreen", (_SENT["f5"],)),
    "tone": ("tone", "ToneScreen", (_SENT["f6"],)),
    "inboxes": ("inboxes", "InboxesScreen", (_SENT["f7"],)),
    "search": ("search", "SearchScreen", (b"/", b"e")),
    "help": ("help", "HelpScreen", (b"?",)),
}
"""Module and class of every screen, and the keys that open it from the inbox."""
NEVER: Final = frozenset(
    {"quit", "back", "record", "play", "palette", "try_demo", "connect_first", "open_backup", "quiet_for_an_hour"}
)
"""What leaves, or leads nowhere by itself; and what silences the notices that the end of a walk waits for."""
DEEPER: Final = (
    (b"f", b"tag:e", ESC),
    (b":", b"HOST", ESC),
    (b":", b"[/", ESC),
    (b"/", b"HOSTILE", b"\r", ESC, ESC, b")", b"("),
    (b"/", b"tag:", b"\t", b"\t", ESC, ESC),
    (b";", b"\x1b[B", b"\x1b[B", b"\r", ESC, ESC),
    (b";", b"\x1b[19~", ESC, ESC, ESC),
    (b"w", b"/", b"\x1b[B", b"\r", ESC, ESC),
    (b"w", b"/", b"\x1b[18~", ESC, ESC, ESC),
    (b"l", b"\r", ESC, ESC),
    (b"#", b"e", ESC),
    (b" ", b" ", b"A", ESC, ESC),
    *((str(n).encode(), b"j", b"\r", b"H", ESC, b"l", ESC, b"B", ESC, ESC) for n in range(2, 10)),
    (b"\x1b[<0;30;10M\x1b[<0;30;10m", b"\x1b[<0;90;9M\x1b[<0;90;9m", b"\x1b[<0;100;20M\x1b[<0;100;20m", ESC),
)
"""Further in than one key from the inbox: hits, previews, forms, links, other views, clicks on what is written."""


def key_bytes(key: str) -> bytes | None:
    """What a terminal sends for a key by Textual's name, or for keys that follow each other; None for some."""
    if " " in key:
        parts = [key_bytes(part) for part in key.split()]
        return None if None in parts else b"".join(part for part in parts if part)
    if key in _SENT:
        return _SENT[key]
    if key.startswith("ctrl+") and len(key) == 6 and key[-1].isalpha():
        return bytes([ord(key[-1]) & 0x1F])
    sign = KEY_SIGNS.get(key, key)
    return sign.encode() if len(sign) == 1 and sign.isascii() else None


def offers(screen: str) -> tuple[type[Command], ...]:
    """What a screen offers."""
    module, name, _ = SCREENS[screen]
    offered: tuple[type[Command], ...] = getattr(import_module(f"closer_tui.tui.screens.{module}"), name).OFFERS
    return offered


def walks() -> Iterator[tuple[bytes, ...]]:
    """Keys from the inbox to every command of every screen and back, and to what lies deeper. None of them sends."""
    everywhere = [command for command in EVERYWHERE if command.id() not in NEVER]
    for screen, (_, _, way) in SCREENS.items():
        for command in (*offers(screen), *(everywhere if screen == "inbox" else ())):
            # What a key copies is ours to write to the clipboard; it would look like what a message wants to.
            if command.sends or command.id() in NEVER or command.id().startswith("copy"):
                continue
            pressed = next(filter(None, map(key_bytes, command.keys.split(","))), None)
            if pressed:
                yield (*way, pressed, ESC, ESC, ESC)
            elif command.in_palette:
                yield (*way, b":", command.label().encode(), b"\r", ESC, ESC, ESC)
    yield from DEEPER
