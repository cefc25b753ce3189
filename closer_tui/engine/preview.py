"""Previews: a screen asks how a reply would read with another tone, and is told the words as they come.

    {"t": "preview", "id": "<asker>:<number>", "inbox": 1, "conversation": 7, "tone": {…}}
    {"t": "preview_text", "id": …, "text": "the whole of it so far", "done": false}

The last one also says, in `measured`, how the text reads beside the tone. Nothing is stored.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from closer_tui.domain.errors import CloserError, InvalidInput
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.drafting.drafter import Drafted
from closer_tui.drafting.preview import WritePreview
from closer_tui.drafting.tone_lint.report import summary
from closer_tui.engine.answering import LONGEST_TEXT, OneAtATime, answers_here, tell_as_it_grows
from closer_tui.engine.ending import end
from closer_tui.store import conversations
from closer_tui.store.database import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What a screen asks."""

    id: str
    inbox_n: int
    conversation_n: int
    tone: ToneProfile


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
            return Question(asked, inbox_n, conversation_n, tone)
        case _:
            return None


class Previews:
    """Answers questions until cancelled; `say` tells every screen."""

    def __init__(self, store: Store, write: WritePreview, say: Callable[[dict[str, Any]], None]) -> None:
        self._store = store
        self._write = write
        self._say = say
        self._questions: OneAtATime[Question] = OneAtATime(self._answer)
        self.run = self._questions.run

    def heard(self, message: dict[str, Any]) -> None:
        """A message from the socket; what is no question is ignored."""
        try:
            question = read_question(message)
        except InvalidInput as error:
            log.info("a preview was asked for with a tone that cannot be: %s", error)
            return
        if question is not None:
            self._questions.ask(question.id, question)

    async def _answer(self, name: str, question: Question) -> None:
        try:
            if await self._ours(question):
                await self._stream(name, question)
        except CloserError as error:
            self._tell(name, "", done=True, problem=str(error))

    async def _ours(self, question: Question) -> bool:
        """Whether this engine answers, and the conversation is one of that inbox."""
        async with self._store.read() as conn:
            conversation = await conversations.one(conn, question.conversation_n)
        return conversation.inbox_n == question.inbox_n and await answers_here(self._store)

    async def _stream(self, name: str, question: Question) -> None:
        pieces: list[str] = []
        self._tell(name, "", done=False)
        growing = tell_as_it_grows(pieces, lambda text: self._tell(name, text, done=False))
        telling = asyncio.create_task(growing, name=f"preview words {name}")
        try:
            drafted = await self._write(question.conversation_n, question.tone, pieces.append)
        finally:
            await end(telling)
        body = drafted.proposal.body
        measured = await asyncio.to_thread(summary, body, question.tone)
        self._tell(name, body, done=True, problem=_note(drafted), measured=measured)

    def _tell(self, name: str, text: str, *, done: bool, problem: str = "", measured: str = "") -> None:
        message: dict[str, Any] = {"t": "preview_text", "id": name, "text": text[:LONGEST_TEXT], "done": done}
        if problem:
            message["problem"] = problem[:1_000]
        if measured:
            message["measured"] = measured[:1_000]
        self._say(message)


def _note(drafted: Drafted) -> str:
    if drafted.withhold:
        return f"No draft would be written: {drafted.withhold}."
    if drafted.escalation is not None:
        return f"This message would go to a person, in #{drafted.escalation.topic}."
    if not drafted.proposal.body:
        return "The bot would propose not to answer."
    return ""
