"""What went wrong, said so that a person knows what to do next."""

from __future__ import annotations

import logging
from collections.abc import Callable

from closer_tui.domain.errors import CloserError
from closer_tui.tui.drawing import one_line

__all__ = ["Tell", "error_words"]

log = logging.getLogger(__name__)

Tell = Callable[[str, str], None]
"""Shows a notice: the words, and `information`, `warning` or `error`."""


def error_words(error: BaseException) -> str:
    """Our own errors say themselves what to do; of others the log has the whole story."""
    if isinstance(error, CloserError):
        return one_line(str(error), 600)
    what = one_line(str(error) or type(error).__name__, 200)
    return f"That did not work: {what}. The log has the details; nothing else stopped."
