"""The shipped keymaps: plain, which is what the commands say themselves, and one for hands that know vi.

An entry gives a command's id all its keys, separated by commas; keys that follow each other are separated by spaces.
The owner's own `[ui.keymap]` is laid over either.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["KEYMAPS", "keymap"]

PLAIN: Mapping[str, str] = MappingProxyType({})
VIM: Mapping[str, str] = MappingProxyType(
    {
        "first": "g g,home",
        "page_down": "ctrl+f,ctrl+d,pagedown",
        "page_up": "ctrl+b,ctrl+u,pageup",
        "go_inbox": "g i,comma i",
        "approvals": "g a,p,f3,comma a",
        "escalations": "g e,f4,comma e",
        "outbox": "g o,f5,comma o",
        "tone": "g t,f6,comma t",
        "quality": "g y,comma y",
        "knowledge": "g d,comma d",
        "inboxes": "g n,f7,comma n",
        "back": "escape,ctrl+left_square_bracket",
        # Digits are counts here, so the views move behind the comma.
        **{f"choose_folder_{number}": f"comma {number}" for number in range(1, 10)},
    }
)
KEYMAPS: Mapping[str, Mapping[str, str]] = MappingProxyType({"plain": PLAIN, "vim": VIM})
"""By the name that `ui.keys` in the configuration gives."""


def keymap(name: str, own: Mapping[str, str]) -> dict[str, str]:
    """The keys in force: those of the shipped map, with the owner's over them."""
    return {**KEYMAPS.get(name, PLAIN), **own}
