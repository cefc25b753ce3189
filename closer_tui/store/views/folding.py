"""Text without case and accents, as search compares it: character for character, so that places stay places."""

from __future__ import annotations

import unicodedata
from typing import Final


class _Fold(dict[int, str]):
    """Each character as one of lower case without its accent, worked out once."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        self[code] = found = base if len(base) == 1 else chr(code)
        return found


_FOLD: Final = _Fold()


def fold(text: str) -> str:
    """Lower case without accents, character for character."""
    lowered = text.lower() if text.isascii() else text.translate(_FOLD)
    return lowered if len(lowered) == len(text) else text
