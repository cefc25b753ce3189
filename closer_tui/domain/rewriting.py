"""Ways in which a text can be written anew."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

__all__ = ["LONGEST", "WORDS", "Rewrite"]

LONGEST: Final = 8_000
"""Characters of a text that is written anew."""


class Rewrite(StrEnum):
    """How."""

    SHORTER = "shorter"
    WARMER = "warmer"
    FORMAL = "formal"
    GRAMMAR = "grammar"
    TRANSLATE = "translate"
    CONTINUE = "continue"
    """Not anew, but on from where it ends."""


WORDS: Final = MappingProxyType(
    {
        Rewrite.SHORTER: "Shorter",
        Rewrite.WARMER: "Warmer",
        Rewrite.FORMAL: "More formal",
        Rewrite.GRAMMAR: "Fix spelling and grammar",
        Rewrite.TRANSLATE: "Translate to the customer's language",
    }
)
"""As a person chooses it; going on is not chosen, it is offered."""
