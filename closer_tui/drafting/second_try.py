"""An answer as code leaves it: tidied, its tone repaired, and what of the tone is off still.

Where that is something only its writer can put right, the model is asked once more, with the complaint, and the better
of the two is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.draft import DraftAction, Usage
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.checks import Making, language_of_customer
from closer_tui.drafting.data_checks import tidy
from closer_tui.drafting.language import detect
from closer_tui.drafting.model import Answer, DraftFailed, DraftModel
from closer_tui.drafting.tone_lint.complaints import lint
from closer_tui.drafting.tone_lint.repair import repair

SPOKEN = (DraftAction.REPLY, DraftAction.CLARIFY)
"""Actions whose text is the model's own; a hand-over may well be in our words."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One answer with its text as it may be shown. `complaints` say what a second try should do otherwise."""

    answer: Answer
    made: Making
    complaints: tuple[str, ...] = ()


def try_out(brief: DraftBrief, answer: Answer) -> Tried:
    """The answer, tidied and repaired."""
    body, hidden = tidy(answer.proposal.body)
    repaired = repair(body, brief.tone, gap="\n" if brief.channel is ChannelKind.SMS else "\n\n")
    proposal = replace(answer.proposal, body=repaired.text)
    made = Making(hidden=hidden, repaired=repaired)
    spoken = proposal.action in SPOKEN and bool(proposal.body)
    return Tried(replace(answer, proposal=proposal), made, _complaints(brief, proposal.body) if spoken else ())


def _complaints(brief: DraftBrief, body: str) -> tuple[str, ...]:
    wishes = [complaint.wish for complaint in lint(body, brief.tone)[1]]
    theirs, ours = language_of_customer(brief), detect(body)
    if theirs and ours and theirs != ours:
        wishes.append(f"Write in the customer's language ({theirs}), not in {ours}.")
    return tuple(wishes)


async def ask_again(brief: DraftBrief, model: DraftModel, first: Tried) -> Tried:
    """The better of the first answer and a second one; what both cost is counted. The words of the second are not
    handed on: a screen that shows the first as it grew would show both in a row. A second try that fails leaves the
    first as it was."""
    try:
        answer = await model.draft(replace(brief, complaint=" ".join(first.complaints)), on_text=lambda _: None)
    except DraftFailed as error:
        return _counted(first, first.answer.proposal.usage, error.usage)
    second = try_out(brief, answer)
    usable = second.answer.proposal.action in SPOKEN and bool(second.answer.proposal.body)
    kept = second if usable and len(second.complaints) < len(first.complaints) else first
    return _counted(kept, first.answer.proposal.usage, answer.proposal.usage)


def _counted(kept: Tried, first: Usage, second: Usage) -> Tried:
    usage = Usage(
        input_tokens=first.input_tokens + second.input_tokens,
        output_tokens=first.output_tokens + second.output_tokens,
        cache_read_tokens=first.cache_read_tokens + second.cache_read_tokens,
        cache_write_tokens=first.cache_write_tokens + second.cache_write_tokens,
        cost_micros=first.cost_micros + second.cost_micros,
        first_token_ms=first.first_token_ms,
        took_ms=first.took_ms + second.took_ms,
    )
    answer = replace(kept.answer, proposal=replace(kept.answer.proposal, usage=usage))
    return replace(kept, answer=answer, made=replace(kept.made, asked_again=True))
