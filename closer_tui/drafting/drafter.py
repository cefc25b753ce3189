"""Rules → drafter → checks: how one draft comes to be, whoever writes it.

judge (rules) ──> escalate / opt-out / nothing to answer: no model is asked
     └──> model ──> tidy, repair ──> tone off? model once more ──> rules again over what it wrote ──> checks
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from closer_tui.domain.draft import Check, DraftAction, Proposal, Usage
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.opt_out import OptSignal
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.checks import Making, check_all, language_of_customer
from closer_tui.drafting.model import Answer, DraftFailed, DraftModel, FailKind
from closer_tui.drafting.reply_text import holding_line
from closer_tui.drafting.rules import GENERAL, RuleOutcome, RuleWords, escalation_of_draft, judge
from closer_tui.drafting.second_try import Tried, ask_again, try_out

RULES: Final = "rules"
"""The name under which code signs what it wrote without any drafter."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A finished draft. `withhold` says why it must not be put before a person at all; empty usually."""

    proposal: Proposal
    checks: tuple[Check, ...]
    escalation: EscalationCall | None = None
    withhold: str = ""


def _ignore(_: str) -> None:
    """Nobody watches the words come."""


def _never(_: Usage) -> bool:
    """Nothing is paid for twice unless who asks says so."""
    return False


async def draft(
    brief: DraftBrief,
    model: DraftModel,
    *,
    words: RuleWords | None = None,
    on_text: Callable[[str], None] = _ignore,
    may_ask_again: Callable[[Usage], bool] = _never,
) -> Drafted:
    """One draft for the brief. `may_ask_again` is told what the first try cost and says whether a second may be paid
    for, where the tone is off in a way code cannot repair. Raises DraftFailed."""
    # Hundreds of patterns over a long letter take a second or two; the loop has leases to renew meanwhile.
    before = await asyncio.to_thread(judge, brief, words or RuleWords())
    if before.opt_out is OptSignal.STOP or brief.opted_out:
        return _withheld(brief)
    if before.escalation is not None:
        return await asyncio.to_thread(_handed_over, brief, before, before.escalation)
    if before.no_reply:
        return _finished(brief, before, Answer(_by_rules(brief, DraftAction.NO_REPLY, "", before.no_reply)), Making())
    tried = await asyncio.to_thread(try_out, brief, await model.draft(brief, on_text=on_text))
    if tried.complaints and may_ask_again(tried.answer.proposal.usage):
        tried = await ask_again(brief, model, tried)
    return await asyncio.to_thread(_judged, brief, before, tried)


def _judged(brief: DraftBrief, before: RuleOutcome, tried: Tried) -> Drafted:
    answer, made = tried.answer, tried.made
    # What the owner taught counts for more than what a model calls it.
    topic = brief.intent.name if brief.intent is not None else answer.proposal.topic
    proposal, body = replace(answer.proposal, topic=topic), answer.proposal.body
    call = answer.escalation
    if proposal.action is DraftAction.ESCALATE and call is None:
        call = EscalationCall(GENERAL, EscalationReason.UNSUPPORTED_REQUEST, quote=brief.asked[:500])
    if proposal.action is DraftAction.NO_REPLY:
        return _finished(brief, before, Answer(replace(proposal, body="")), made)
    touched = escalation_of_draft(brief, body) if call is None else None
    if touched is not None or (call is not None and not body):
        handed = touched or call
        assert handed is not None
        line, language = holding_line(brief, language_of_customer(brief), handed)
        reason = f"{handed.detail} {proposal.reason}".strip()
        proposal = replace(
            proposal, action=DraftAction.ESCALATE, body=line, language=language, topic=handed.topic, reason=reason
        )
        call, made = handed, Making(hidden=made.hidden)
    if not proposal.body:
        raise DraftFailed(
            FailKind.INVALID_ANSWER,
            "The drafter returned an empty reply.",
            "Try again, or write it.",
            usage=proposal.usage,
        )
    return _finished(brief, before, Answer(proposal, call), made)


def _finished(brief: DraftBrief, before: RuleOutcome, answer: Answer, made: Making) -> Drafted:
    checks = check_all(brief, answer.proposal, before, made)
    return Drafted(answer.proposal, checks, answer.escalation)


def _handed_over(brief: DraftBrief, before: RuleOutcome, call: EscalationCall) -> Drafted:
    line, language = holding_line(brief, language_of_customer(brief), call)
    proposal = replace(
        _by_rules(brief, DraftAction.ESCALATE, line, call.detail),
        language=language,
        topic=call.topic if call.reason is EscalationReason.TOPIC else "",
    )
    return _finished(brief, before, Answer(proposal, call), Making())


def _withheld(brief: DraftBrief) -> Drafted:
    why = "the customer asked us to stop"
    return Drafted(_by_rules(brief, DraftAction.NO_REPLY, "", why), (), withhold=why)


def _by_rules(brief: DraftBrief, action: DraftAction, body: str, reason: str) -> Proposal:
    seen = "\x1f".join([RULES, brief.asked, brief.tone.sign_off, *brief.tone.escalation_topics])
    return Proposal(
        action=action,
        body=body,
        language=language_of_customer(brief),
        reason=reason,
        model=RULES,
        prompt_hash=hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest(),
    )
