"""A hand-over proposed for a person to edit: by a model where there is one, else from what stands in the thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from closer_tui.config.settings import Settings
from closer_tui.domain.draft import Usage
from closer_tui.domain.handover import HandOver
from closer_tui.drafting.budget import may_spend
from closer_tui.drafting.model import OFFLINE, DraftFailed
from closer_tui.drafting.stretch import Stretch, load_stretch
from closer_tui.drafting.summary_offline import sum_up_offline
from closer_tui.store import spending
from closer_tui.store.database import Store

BUDGET_USED = "Today's budget for drafts is used up, so this was put together without a model."
UNAIDED = "Put together without a model, from what stands in the thread."
READ_IT = "Read it, put it right, then hand back."


@dataclass(frozen=True, slots=True)
class Proposed:
    """A hand-over nobody has agreed to yet, who wrote it, and what the person should know about that."""

    summary: HandOver
    model: str
    note: str
    usage: Usage = field(default_factory=Usage)


class SumsUp(Protocol):
    """Whoever drafts can also sum up."""

    @property
    def name(self) -> str:
        """Who signs."""

    async def sum_up(self, stretch: Stretch) -> tuple[HandOver, Usage]:
        """What the bot must know of the stretch. Raises DraftFailed."""


WriteSummary = Callable[[int], Awaitable[Proposed]]
"""Proposes a hand-over for a conversation. Raises NotFound; never fails for want of a model."""


def write_summary(store: Store, settings: Settings, model: SumsUp) -> WriteSummary:
    """The summaries of one home; they count towards the day's budget."""

    async def write(conversation_n: int) -> Proposed:
        now = store.clock.now()
        async with store.read() as conn:
            spent = await spending.spent_today(conn, now)
            stretch = await load_stretch(conn, conversation_n, now=now)
        if model.name == OFFLINE:
            return await _unaided(stretch, UNAIDED)
        if not may_spend(spent, settings.drafting.daily_budget_usd):
            return await _unaided(stretch, BUDGET_USED)
        try:
            summary, usage = await model.sum_up(stretch)
        except DraftFailed as error:
            await _count(store, model.name, error.usage)
            return await _unaided(stretch, f"{error.message} {UNAIDED}")
        await _count(store, model.name, usage)
        if summary.empty:
            return await _unaided(stretch, f"The model found nothing to tell. {UNAIDED}")
        return Proposed(summary, model.name, READ_IT, usage)

    return write


async def _unaided(stretch: Stretch, why: str) -> Proposed:
    summary = await sum_up_offline(stretch)
    note = f"{why} {READ_IT}" if not summary.empty else f"{why} Nothing was found; write what the bot must know."
    return Proposed(summary, OFFLINE, note)


async def _count(store: Store, model: str, usage: Usage) -> None:
    if usage.cost_micros:
        async with store.write() as tx:
            await spending.add(tx, store.clock.now(), model, usage)
