"""A draft nobody keeps: how a conversation would be answered with another tone profile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

from closer_tui.config.settings import Settings
from closer_tui.domain.draft import Usage
from closer_tui.domain.tone import ToneProfile
from closer_tui.drafting.budget import may_spend
from closer_tui.drafting.drafter import Drafted, draft
from closer_tui.drafting.load import load_brief
from closer_tui.drafting.model import OFFLINE, DraftFailed, DraftModel
from closer_tui.drafting.offline import OfflineModel
from closer_tui.drafting.recognising import Recogniser
from closer_tui.drafting.rules import RuleWords
from closer_tui.store import spending
from closer_tui.store.database import Store


class WritePreview(Protocol):
    """Writes an answer with a tone that is not in force, handing on the words as they come."""

    def __call__(self, conversation_n: int, tone: ToneProfile, on_text: Callable[[str], None]) -> Awaitable[Drafted]:
        """Raises DraftFailed, or NotFound for a conversation that does not exist."""


def write_preview(
    store: Store, settings: Settings, model: DraftModel, recogniser: Recogniser | None = None
) -> WritePreview:
    """The previews of one home. They count towards the day's budget; once it is used up, the offline drafter
    writes. What was learnt is shared by a `recogniser`."""
    words = RuleWords(settings.drafting.stop_words, settings.drafting.ask_for_person_words)
    intents = recogniser or Recogniser(store)

    async def write(conversation_n: int, tone: ToneProfile, on_text: Callable[[str], None]) -> Drafted:
        now, budget = store.clock.now(), settings.drafting.daily_budget_usd
        async with store.read() as conn:
            spent = await spending.spent_today(conn, now)
            broke = not may_spend(spent, budget)
            writer: DraftModel = OfflineModel() if broke else model
            brief = await load_brief(conn, conversation_n, now=now, with_past=writer.name == OFFLINE)
        try:
            brief = replace(await intents.recognise(brief), tone=tone)
            drafted = await draft(
                brief,
                writer,
                words=words,
                on_text=on_text,
                may_ask_again=lambda usage: writer.name != OFFLINE and may_spend(spent + usage.cost_micros, budget),
            )
        except DraftFailed as error:
            await _count(store, writer.name, error.usage)
            raise
        await _count(store, drafted.proposal.model, drafted.proposal.usage)
        return drafted

    return write


async def _count(store: Store, model: str, usage: Usage) -> None:
    if usage.cost_micros:
        async with store.write() as tx:
            await spending.add(tx, store.clock.now(), model, usage)
