"""The messages of one conversation, read a page at a time from any place in it, in both directions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from closer_tui.store.views import thread

if TYPE_CHECKING:
    from closer_tui.store.views import Reader
    from closer_tui.store.views.rows import MessageRow

__all__ = ["Pages"]


class Pages:
    """Reads through a reader that may not be there yet: then there is nothing. Every page is oldest first."""

    def __init__(self, reader: Callable[[], Reader | None], conversation_n: int) -> None:
        self._reader = reader
        self._n = conversation_n

    def __call__(self, before: tuple[int, str] | None, limit: int) -> Sequence[MessageRow]:
        """The newest messages, or those directly before a message's key."""
        reader = self._reader()
        return thread.page(reader, self._n, before=before, limit=limit) if reader else ()

    def after(self, key: tuple[int, str], limit: int) -> Sequence[MessageRow]:
        """Those directly after a message's key."""
        reader = self._reader()
        return thread.after(reader, self._n, key, limit=limit) if reader else ()

    def around(self, seq: int, limit: int) -> Sequence[MessageRow]:
        """A message of this conversation in the middle of a page; nothing when it is not here."""
        reader = self._reader()
        found = thread.around(reader, seq, limit=limit) if reader else ()
        return [message for message in found if message.conversation_n == self._n]
