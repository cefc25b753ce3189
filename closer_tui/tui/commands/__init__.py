"""What a person can do, one class a command: key, footer, palette, help and command-line twin from one place."""

from closer_tui.tui.commands.base import Command, bindings, key_words

__all__ = ["Command", "bindings", "key_words"]
