"""Texts written anew: a screen sends what stands in its composer, and is told the new words as they come.

    {"t": "rewrite", "id": "<asker>:<number>", "conversation": 7, "text": "…", "how": "shorter", "language": ""}
    {"t": "rewrite_text", "id": …, "text": "the whole of it so far", "done": false, "problem": ""}
    {"t": "rewrite_stop", "id": …}

Nothing is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from closer_tui.domain.errors import CloserError
from closer_tui.domain.rewriting import Rewrite
from closer_tui.drafting.rewriting import Asked, WriteAnew
from closer_tui.engine.answering import LONGEST_TEXT, OneAtATime, answers_here, tell_as_it_grows
from closer_tui.engine.ending import end
from closer_tui.store.database import Store


class Rewritings:
    """Answers until cancelled; `say` tells every screen."""

    def __init__(self, store: Store, write: WriteAnew, say: Callable[[dict[str, Any]], None]) -> None:
        self._store = store
        self._write = write
        self._say = say
        self._questions: OneAtATime[Asked] = OneAtATime(self._answer)
        self.run = self._questions.run

    def heard(self, message: dict[str, Any]) -> None:
        """A message from the socket; what is no question is ignored."""
        match message:
            case {
                "t": "rewrite",
                "id": str(name),
                "conversation": int(conversation_n),
                "text": str(text),
                "how": str(how),
                "language": str(language),
            } if how in list(Rewrite):
                self._questions.ask(name, Asked(text, Rewrite(how), conversation_n, language[:40]))
            case {"t": "rewrite_stop", "id": str(name)}:
                self._questions.stop(name)

    async def _answer(self, name: str, asked: Asked) -> None:
        try:
            if await answers_here(self._store):
                self._tell(name, await self._written(name, asked), done=True)
        except CloserError as error:
            self._tell(name, "", done=True, problem=str(error))

    async def _written(self, name: str, asked: Asked) -> str:
        pieces: list[str] = []
        growing = tell_as_it_grows(pieces, lambda text: self._tell(name, text, done=False))
        telling = asyncio.create_task(growing, name=f"rewrite words {name}")
        try:
            return await self._write(asked, pieces.append)
        finally:
            await end(telling)

    def _tell(self, name: str, text: str, *, done: bool, problem: str = "") -> None:
        said = {"t": "rewrite_text", "id": name, "text": text[:LONGEST_TEXT], "done": done}
        self._say(said | {"problem": problem[:1_000]})
