"""Texts written anew: a screen sends what stands in its composer, and is told the new words as they come.

    {"t": "rewrite", "id": "<asker>:<number>", "conversation": 7, "text": "…", "how": "shorter", "language": ""}
    {"t": "rewrite_text", "id": …, "text": "the whole of it so far", "done": false, "problem": ""}
    {"t": "rewrite_stop", "id": …}

One at a time; the newest question of an asker replaces its earlier ones, and a stop ends it. Nothing is stored. Of
several engines the one that is registered as present answers, so that nothing is paid for twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from closer_tui.domain.errors import CloserError
from closer_tui.domain.rewriting import Rewrite
from closer_tui.drafting.rewriting import Asked, WriteAnew
from closer_tui.engine.ending import end
from closer_tui.engine.preview import LONGEST_TEXT, PRESENCE, SAY_SECONDS
from closer_tui.store import tables
from closer_tui.store.database import Store


class Rewritings:
    """Answers until cancelled; `say` tells every screen."""

    def __init__(self, store: Store, write: WriteAnew, say: Callable[[dict[str, Any]], None]) -> None:
        self._store = store
        self._write = write
        self._say = say
        self._waiting: dict[str, tuple[str, Asked]] = {}
        self._asked = asyncio.Event()
        self._now = ""
        self._writing: asyncio.Task[None] | None = None

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
                asked = Asked(text, Rewrite(how), conversation_n, language[:40])
                self._waiting[_asker(name)] = (name[:80], asked)
                self._asked.set()
            case {"t": "rewrite_stop", "id": str(name)}:
                self._waiting.pop(_asker(name), None)
            case _:
                return
        if self._writing is not None and _asker(self._now) == _asker(name):
            self._writing.cancel()

    async def run(self) -> float:
        """A job: answer one after the other, until cancelled."""
        while True:
            await self._asked.wait()
            if not self._waiting:
                self._asked.clear()
                continue
            self._now, asked = self._waiting.pop(next(iter(self._waiting)))
            self._writing = asyncio.create_task(self._answer(self._now, asked), name=f"rewrite {self._now}")
            try:
                await asyncio.wait({self._writing})
            finally:
                await end(self._writing)
                self._writing = None

    async def _answer(self, name: str, asked: Asked) -> None:
        pieces: list[str] = []
        telling = None
        try:
            if not await self._ours():
                return
            telling = asyncio.create_task(self._tell_as_it_grows(name, pieces), name=f"rewrite words {name}")
            text = await self._write(asked, pieces.append)
        except CloserError as error:
            self._tell(name, "", done=True, problem=str(error))
        else:
            self._tell(name, text, done=True)
        finally:
            if telling is not None:
                await end(telling)

    async def _ours(self) -> bool:
        lease = tables.leases
        async with self._store.read() as conn:
            holder = (await conn.execute(select(lease.c.holder).where(lease.c.name == PRESENCE))).scalar()
        return holder == self._store.holder

    async def _tell_as_it_grows(self, name: str, pieces: list[str]) -> None:
        told = 0
        while True:
            await asyncio.sleep(SAY_SECONDS)
            if len(pieces) > told:
                told = len(pieces)
                self._tell(name, "".join(pieces), done=False)

    def _tell(self, name: str, text: str, *, done: bool, problem: str = "") -> None:
        said = {"t": "rewrite_text", "id": name, "text": text[:LONGEST_TEXT], "done": done}
        self._say(said | {"problem": problem[:1_000]})


def _asker(name: str) -> str:
    return name.partition(":")[0]
