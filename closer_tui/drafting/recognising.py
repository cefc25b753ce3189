"""What the owner taught, learnt once for every change of it, and the intent of one brief."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from closer_tui.domain.intent import Intent, first_of
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.intents import Classifier, Taught
from closer_tui.store import intents
from closer_tui.store.database import Store


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything taught, ready to be asked."""

    intents: dict[str, Intent]
    classifier: Classifier


def learn(known: Sequence[Intent], taught: Sequence[tuple[str, str]]) -> Lesson:
    """Takes a moment for many examples."""
    return Lesson({each.name: each for each in known}, Classifier([Taught(*pair) for pair in taught]))


def recognised(brief: DraftBrief, lesson: Lesson) -> DraftBrief:
    """The brief with the intent of what waits for an answer, if it is clear."""
    priorities = {name: intent.priority for name, intent in lesson.intents.items()}
    guess = first_of(lesson.classifier.guesses(brief.asked), priorities)
    if guess is None:
        return brief
    return replace(brief, intent=guess, to_person=lesson.intents[guess.name].to_person)


class Recogniser:
    """Keeps the lesson of one store until somebody teaches something else."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._version: tuple[int, int] | None = None
        self._lesson: Lesson | None = None
        self._learning = asyncio.Lock()

    async def recognise(self, brief: DraftBrief) -> DraftBrief:
        """The brief with its intent."""
        lesson = await self._current()
        return await asyncio.to_thread(recognised, brief, lesson) if lesson.intents else brief

    async def _current(self) -> Lesson:
        async with self._learning:
            async with self._store.read() as conn:
                version = await intents.version(conn)
                if self._lesson is not None and version == self._version:
                    return self._lesson
                known, taught = await intents.all(conn), await intents.taught(conn)
            self._lesson = await asyncio.to_thread(learn, known, taught)
            self._version = version
            return self._lesson
