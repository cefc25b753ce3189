"""From a conversation's number to a checked draft: reads the brief, minds the budget, asks whoever drafts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol

from closer_tui.config.settings import Settings
from closer_tui.drafting.budget import may_spend
from closer_tui.drafting.drafter import Drafted, draft
from closer_tui.drafting.load import load_brief
from closer_tui.drafting.model import OFFLINE, DraftFailed, DraftModel
from closer_tui.drafting.offline import OfflineModel
from closer_tui.drafting.recognising import Recogniser
from closer_tui.drafting.rules import RuleWords
from closer_tui.store import spending
from closer_tui.store.database import Store

BUDGET_USED = "Today's budget for drafts is used up, so the offline drafter wrote this."


class WriteDraft(Protocol):
    """Writes a draft for a conversation, handing on the words as they come."""

    def __call__(self, conversation_n: int, instruction: str, on_text: Callable[[str], None]) -> Awaitable[Drafted]:
        """Raises DraftFailed."""


def write_draft(
    store: Store, settings: Settings, model: DraftModel, recogniser: Recogniser | None = None
) -> WriteDraft:
    """The drafting of one home, with its settings and its model. What was learnt is shared by a `recogniser`."""
    words = RuleWords(settings.drafting.stop_words, settings.drafting.ask_for_person_words)
    intents = recogniser or Recogniser(store)

    async def write(conversation_n: int, instruction: str, on_text: Callable[[str], None]) -> Drafted:
        now, budget = store.clock.now(), settings.drafting.daily_budget_usd
        async with store.read() as conn:
            spent = await spending.spent_today(conn, now)
            broke = model.name != OFFLINE and not may_spend(spent, budget)
            writer: DraftModel = OfflineModel() if broke else model
            offline = writer.name == OFFLINE
            brief = await load_brief(conn, conversation_n, now=now, instruction=instruction, with_past=offline)
        try:
            brief = await intents.recognise(brief)
            drafted = await draft(
                brief,
                writer,
                words=words,
                on_text=on_text,
                may_ask_again=lambda usage: not offline and may_spend(spent + usage.cost_micros, budget),
            )
        except DraftFailed as error:
            await _count(store, writer.name, error)
            raise
        if broke and drafted.proposal.model == OFFLINE:
            told = f"{BUDGET_USED} {drafted.proposal.reason}"
            return replace(drafted, proposal=replace(drafted.proposal, reason=told))
        return drafted

    return write


async def _count(store: Store, model: str, error: DraftFailed) -> None:
    """What a failed draft cost counts towards the budget, too."""
    if error.usage.cost_micros:
        async with store.write() as tx:
            await spending.add(tx, store.clock.now(), model, error.usage)
