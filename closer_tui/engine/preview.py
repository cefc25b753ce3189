"""Previews: a screen asks how a reply would read with another tone, and is told the words as they come.

    {"t": "preview", "id": "<asker>:<number>", "inbox": 1, "conversation": 7, "tone": {…}}
    {"t": "preview_text", "id": …, "text": "the whole of it so far", "done": false}

One at a time; the newest question of an asker replaces its earlier ones. Nothing is stored. Of several engines the one
that is registered as present answers, so that no preview is paid for twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from closer_tui.domain.errors import CloserError, InvalidInput
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.drafting.drafter import Drafted
from closer_tui.drafting.preview import WritePreview
from closer_tui.engine.ending import end
from closer_tui.engine.wake import LONGEST_LINE
from closer_tui.store import conversations, tables
from closer_tui.store.database import Store

log = logging.getLogger(__name__)

SAY_SECONDS: Final = 1 / 8
"""How often words are handed on: more often reads no better."""

LONGEST_TEXT: Final = LONGEST_LINE // 8
"""Characters of a preview: with every escape JSON knows they still fit into one line of the socket."""

PRESENCE: Final = "engine"


@dataclass(frozen=True, slots=True)
class Question:
    """What a screen asks."""

    id: str
    inbox_n: int
    conversation_n: int
    tone: ToneProfile

    @property
    def asker(self) -> str:
        """The screen."""
        return self.id.partition(":")[0]


def read_question(message: dict[str, Any]) -> Question | None:
    """The question in a message; None when it is none, or not to be understood. Raises InvalidInput for a tone that
    cannot be."""
    match message:
        case {
            "t": "preview",
            "id": str(asked),
            "inbox": int(inbox_n),
            "conversation": int(conversation_n),
            "tone": {
                "formality": int(formality),
                "warmth": int(warmth),
                "sentence_length": str(length),
                "emoji": str(emoji),
                "sign_off": str(sign_off),
                "escalation_topics": list(topics),
            },
        }:
            try:
                chosen = SentenceLength(length), EmojiUse(emoji)
            except ValueError as error:
                raise InvalidInput("there is no such sentence length or use of emoji", field="tone") from error
            tone = ToneProfile(formality, warmth, *chosen, sign_off, tuple(str(topic) for topic in topics))
            return Question(asked[:80], inbox_n, conversation_n, tone)
        case _:
            return None


class Previews:
    """Answers questions until cancelled; `say` tells every screen."""

    def __init__(self, store: Store, write: WritePreview, say: Callable[[dict[str, Any]], None]) -> None:
        self._store = store
        self._write = write
        self._say = say
        self._waiting: dict[str, Question] = {}
        self._asked = asyncio.Event()
        self._asker = ""
        self._writing: asyncio.Task[None] | None = None

    def heard(self, message: dict[str, Any]) -> None:
        """A message from the socket; what is no question is ignored."""
        try:
            question = read_question(message)
        except InvalidInput as error:
            log.info("a preview was asked for with a tone that cannot be: %s", error)
            return
        if question is None:
            return
        self._waiting[question.asker] = question
        self._asked.set()
        if self._writing is not None and self._asker == question.asker:
            self._writing.cancel()

    async def run(self) -> float:
        """A job: answer one after the other, until cancelled."""
        while True:
            await self._asked.wait()
            if not self._waiting:
                self._asked.clear()
                continue
            question = self._waiting.pop(next(iter(self._waiting)))
            self._asker = question.asker
            self._writing = asyncio.create_task(self._answer(question), name=f"preview {question.id}")
            try:
                await asyncio.wait({self._writing})
            finally:
                await end(self._writing)
                self._writing = None

    async def _answer(self, question: Question) -> None:
        try:
            if not await self._ours(question):
                return
            await self._stream(question)
        except CloserError as error:
            self._tell(question, "", done=True, problem=str(error))

    async def _ours(self, question: Question) -> bool:
        """Whether this engine answers, and the conversation is one of that inbox."""
        lease = tables.leases
        async with self._store.read() as conn:
            holder = (await conn.execute(select(lease.c.holder).where(lease.c.name == PRESENCE))).scalar()
            conversation = await conversations.one(conn, question.conversation_n)
        return holder == self._store.holder and conversation.inbox_n == question.inbox_n

    async def _stream(self, question: Question) -> None:
        pieces: list[str] = []
        telling = asyncio.create_task(self._tell_as_it_grows(question, pieces), name=f"preview words {question.id}")
        try:
            drafted = await self._write(question.conversation_n, question.tone, pieces.append)
        finally:
            await end(telling)
        self._tell(question, drafted.proposal.body, done=True, problem=_note(drafted))

    async def _tell_as_it_grows(self, question: Question, pieces: list[str]) -> None:
        self._tell(question, "", done=False)
        told = 0
        while True:
            await asyncio.sleep(SAY_SECONDS)
            if len(pieces) > told:
                told = len(pieces)
                self._tell(question, "".join(pieces), done=False)

    def _tell(self, question: Question, text: str, *, done: bool, problem: str = "") -> None:
        message: dict[str, Any] = {"t": "preview_text", "id": question.id, "text": text[:LONGEST_TEXT], "done": done}
        if problem:
            message["problem"] = problem[:1_000]
        self._say(message)


def _note(drafted: Drafted) -> str:
    if drafted.withhold:
        return f"No draft would be written: {drafted.withhold}."
    if drafted.escalation is not None:
        return f"This message would go to a person, in #{drafted.escalation.topic}."
    if not drafted.proposal.body:
        return "The bot would propose not to answer."
    return ""
