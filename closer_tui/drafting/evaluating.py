"""Drafts every turn of a replay with one version of the bot, and scores what it wrote. Nothing is stored or sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

from closer_tui.domain.distance import similarity
from closer_tui.domain.draft import CheckLevel, DraftAction
from closer_tui.domain.evaluation import Score
from closer_tui.domain.tone import ToneProfile
from closer_tui.drafting.drafter import Drafted, draft
from closer_tui.drafting.model import OFFLINE, DraftFailed, DraftModel
from closer_tui.drafting.replay import Replay
from closer_tui.drafting.rules import RuleWords

AT_ONCE: Final = 4
"""Turns a model over the network is asked for at the same time; the offline drafter would only wait for itself."""
UNSUPPORTED: Final = frozenset({"data", "facts", "link", "promise", "sources"})
"""Checks by which a draft says what nothing supplied supports."""
TONE: Final = "tone"
"""The check that measures a draft against its tone profile."""
NO_BUDGET: Final = "the budget for drafts is used up"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the bot: who drafts, and with which tone (None: the one of each conversation's inbox)."""

    name: str
    model: DraftModel
    tone: ToneProfile | None = None


MaySpend = Callable[[int], Awaitable[bool]]
"""Counts what a draft cost (millionths of a dollar), and says whether another may be paid for."""


async def evaluate(
    cases: Sequence[Replay],
    version: Version,
    *,
    words: RuleWords,
    spend: MaySpend | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> list[Score]:
    """The score of each turn, in their order. Once the budget is used up, the rest of the turns say so."""
    scores: list[Score] = [Score(problem=NO_BUDGET)] * len(cases)
    waiting = iter(range(len(cases)))
    state = {"broke": False, "done": 0}

    async def work() -> None:
        for place in waiting:
            if state["broke"]:
                return
            scores[place] = await _one(cases[place], version, words)
            state["done"] += 1
            progress(state["done"])
            if spend is not None and not await spend(scores[place].cost_micros):
                state["broke"] = True

    async with asyncio.TaskGroup() as group:
        for _ in range(1 if version.model.name == OFFLINE else AT_ONCE):
            group.create_task(work())
    return scores


async def _one(case: Replay, version: Version, words: RuleWords) -> Score:
    brief = case.brief if version.tone is None else replace(case.brief, tone=version.tone)
    began = perf_counter()
    try:
        drafted = await draft(brief, version.model, words=words)
    except DraftFailed as error:
        took = (perf_counter() - began) * 1_000
        return Score(took_ms=took, cost_micros=error.usage.cost_micros, problem=str(error))
    took = (perf_counter() - began) * 1_000
    return await asyncio.to_thread(_scored, case, drafted, took)


def _scored(case: Replay, drafted: Drafted, took_ms: float) -> Score:
    proposal = drafted.proposal
    answered = proposal.action in {DraftAction.REPLY, DraftAction.CLARIFY}
    held = {check.name for check in drafted.checks if check.level is CheckLevel.HOLD}
    tone = next((check.level for check in drafted.checks if check.name == TONE), None)
    toned = None if tone is None else tone is CheckLevel.OK
    return Score(
        body=proposal.body,
        likeness=similarity(proposal.body, case.turn.sent) if proposal.body else 0.0,
        handed_over=proposal.action is DraftAction.ESCALATE or drafted.escalation is not None,
        grounded=bool(proposal.sources) and not held & UNSUPPORTED if answered else None,
        held=bool(held),
        in_tone=toned,
        took_ms=took_ms,
        cost_micros=proposal.usage.cost_micros,
    )
