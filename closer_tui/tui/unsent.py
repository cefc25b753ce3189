"""Words that were written and not sent, kept by conversation: in memory at once, on disk a moment later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from closer_tui.store.unsent import Unsent, UnsentFolder

__all__ = ["SAVE_SECONDS", "UnsentTexts"]

SAVE_SECONDS = 1.0
"""How long after a key what is written may still be in memory alone."""


class UnsentTexts:
    """Unsent texts of one screen. What screens that are gone left behind is taken over on the first question."""

    def __init__(self, folder: UnsentFolder, now: Callable[[], int]) -> None:
        self._folder = folder
        self._now = now
        self._texts: dict[int, Unsent] = {}
        self._saved: dict[int, Unsent] = {}
        self._writing = Lock()
        self._open = False
        self.came_back: frozenset[int] = frozenset()
        """Conversations whose words an earlier sitting left behind."""

    def open(self) -> None:
        """Take over what is there. Raises OSError."""
        if self._open:
            return
        self._open = True
        for unsent in self._folder.take_over():
            self._texts[unsent.conversation_n] = self._saved[unsent.conversation_n] = unsent
        self.came_back = frozenset(self._texts)

    def keep(self, conversation_n: int, text: str, purpose: str, draft: tuple[int, int] = (0, 0)) -> bool:
        """Remember what stands in the composer; nothing written forgets it. Whether that is news."""
        self.open()
        before = self._texts.get(conversation_n)
        if not text.strip():
            return self._texts.pop(conversation_n, None) is not None
        written = Unsent(conversation_n, text, purpose, self._now(), *(draft if purpose == "edit" else (0, 0)))
        if before is not None and replace(before, at=written.at) == written:
            return False
        self._texts[conversation_n] = written
        return True

    def of(self, conversation_n: int) -> Unsent | None:
        """What is unsent there."""
        self.open()
        return self._texts.get(conversation_n)

    def all(self) -> list[Unsent]:
        """Everything unsent, the newest first."""
        self.open()
        return sorted(self._texts.values(), key=lambda unsent: -unsent.at)

    def forget(self, conversation_n: int) -> None:
        """It was sent."""
        self._texts.pop(conversation_n, None)

    def save(self) -> None:
        """Put on disk what changed. May be called from a thread: each call brings what is newest then."""
        with self._writing:
            wanted = dict(self._texts)
            for n, unsent in wanted.items():
                if self._saved.get(n) != unsent:
                    self._folder.put(unsent)
                    self._saved[n] = unsent
            for n in [n for n in self._saved if n not in wanted]:
                self._folder.drop(n)
                del self._saved[n]

    def close(self) -> None:
        """Save, and leave it to whoever comes next."""
        self.save()
        self._folder.close()
