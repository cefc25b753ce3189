"""Checks in code of what a drafter wrote. None changes the text; HOLD keeps a draft out of bulk approval."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from closer_tui.domain.draft import Check, CheckLevel, DraftAction, Proposal
from closer_tui.domain.filling import places
from closer_tui.domain.policy import may_send
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.data_checks import check_data
from closer_tui.drafting.fact_checks import check_facts
from closer_tui.drafting.folding import fold, patterns, sentences
from closer_tui.drafting.injection import echo_in
from closer_tui.drafting.kept_word import check_handover
from closer_tui.drafting.language import detect, detect_any
from closer_tui.drafting.reply_checks import check_reply
from closer_tui.drafting.rules import RuleOutcome
from closer_tui.drafting.tone_lint.complaints import lint
from closer_tui.drafting.tone_lint.repair import Repaired
from closer_tui.drafting.words.promises import PROMISES

FLOOD: Final = 10
"""Emoji from which a draft has gone wrong, whatever the profile allows and code took out."""

_CODE_OF = {
    "too_long": "length",
    "window": "window",
    "opted_out": "opt-out",
    "empty": "empty",
    "no_reply": "channel",
    "disconnected": "channel",
    "removed": "channel",
}


@dataclass(frozen=True, slots=True)
class Making:
    """What is known of how a draft came about: `hidden` characters were taken out of it, what of its tone was
    repaired, and whether the model was `asked_again`."""

    hidden: bool = False
    repaired: Repaired = field(default_factory=lambda: Repaired(""))
    asked_again: bool = False


def check_all(brief: DraftBrief, proposal: Proposal, before: RuleOutcome, made: Making) -> tuple[Check, ...]:
    """Every check of a draft with a text, those in the way first."""
    if proposal.action is DraftAction.NO_REPLY:
        return (_orders(before, ""),)
    body = proposal.body
    found = (
        *_channel(brief, body),
        *check_data(brief, body, hidden=made.hidden),
        check_facts(brief, body),
        *check_reply(brief, body),
        *_places(body),
        *check_handover(brief, body),
        *_sources(proposal),
        _promises(brief, proposal),
        _orders(before, body),
        _language(brief, body),
        *_intent(brief),
        _tone(brief, body, made),
    )
    order = {CheckLevel.HOLD: 0, CheckLevel.WARN: 1, CheckLevel.OK: 2}
    return tuple(sorted(found, key=lambda check: order[check.level]))


def language_of_customer(brief: DraftBrief) -> str:
    """The language to answer in: of what waits, else of what the customer wrote before. Empty when neither says."""
    earlier = [line.body for line in reversed(brief.lines)]
    return detect_any([brief.asked, brief.said_by_customer, *earlier])


def _channel(brief: DraftBrief, body: str) -> tuple[Check, ...]:
    verdict = may_send(
        brief.capabilities,
        body,
        window_closes_at=brief.window_closes_at,
        opted_out=brief.opted_out,
        inbox_state=brief.inbox_state,
        now=brief.now,
    )
    held = {
        _CODE_OF[p.code]: Check(_CODE_OF[p.code], CheckLevel.HOLD, f"{p.message}. {p.hint}") for p in verdict.problems
    }
    usual = [Check(name, CheckLevel.OK) for name in ("length", "window", "opt-out") if name not in held]
    return (*held.values(), *usual)


def _places(body: str) -> tuple[Check, ...]:
    open_places = places(body)
    if not open_places:
        return ()
    named = ", ".join("{" + name + "}" for name in open_places)
    return (Check("places", CheckLevel.HOLD, f"A place of a quick reply was not filled in: {named}."),)


def _sources(proposal: Proposal) -> tuple[Check, ...]:
    """What a draft claims to stand on it must have been given."""
    if proposal.invented_sources:
        named = ", ".join(proposal.invented_sources[:5])
        return (Check("sources", CheckLevel.HOLD, f"It names a source it was never given: {named[:160]}"),)
    return (Check("sources", CheckLevel.OK),) if proposal.sources else ()


def _promises(brief: DraftBrief, proposal: Proposal) -> Check:
    found = promises_in(proposal.body)
    if not found:
        if proposal.promises:
            return Check(
                "promise", CheckLevel.WARN, f"The drafter says it promises: {'; '.join(proposal.promises)[:200]}"
            )
        return Check("promise", CheckLevel.OK)
    own = fold(brief.owner_words)
    loose = [(kind, sentence) for kind, sentence in found if fold(sentence) not in own]
    if loose:
        kind, sentence = loose[0]
        return Check("promise", CheckLevel.HOLD, f"A {kind} you have not written yourself: {sentence[:160]}")
    return Check("promise", CheckLevel.WARN, f"A {found[0][0]}, in your own words: {found[0][1][:160]}")


def promises_in(body: str) -> list[tuple[str, str]]:
    """Each kind of promise with the first sentence that makes it."""
    found = []
    for kind, phrases in PROMISES.items():
        pattern = patterns(phrases)
        sentence = next((s for s in sentences(body) if pattern.search(fold(s))), None)
        if sentence is not None:
            found.append((kind, sentence))
    return found


def _orders(before: RuleOutcome, body: str) -> Check:
    echo = echo_in(body)
    if echo:
        return Check("injection", CheckLevel.HOLD, f"The draft speaks of the bot's own workings: {echo[:160]}")
    if "orders" in before.flags:
        return Check("injection", CheckLevel.HOLD, "A message in this conversation tries to give the bot orders.")
    return Check("injection", CheckLevel.OK)


def _language(brief: DraftBrief, body: str) -> Check:
    theirs, ours = language_of_customer(brief), detect(body)
    if theirs and ours and theirs != ours:
        return Check("language", CheckLevel.HOLD, f"The customer writes {theirs}, the draft is {ours}.")
    if not (theirs and ours):
        return Check("language", CheckLevel.OK, "Too little text to tell the language.")
    return Check("language", CheckLevel.OK, theirs)


def _intent(brief: DraftBrief) -> tuple[Check, ...]:
    """What the question was taken for, and why; no judgement of the draft."""
    if brief.intent is None:
        return ()
    return (Check("intent", CheckLevel.OK, f"{brief.intent.name}, like “{brief.intent.example[:160]}”"),)


def _tone(brief: DraftBrief, body: str, made: Making) -> Check:
    found, complaints = lint(body, brief.tone)
    measured = (
        f"formality {found.formality:.1f}, warmth {found.warmth:.1f}, {found.words_a_sentence:g} words a sentence"
        if found.words
        else ""
    )
    said = [*(complaint.text for complaint in complaints), *made.repaired.notes]
    if made.asked_again:
        said.append("it was asked for once more" + (", and is still off" if complaints else ""))
    text = _sentence("; ".join(said) or measured)
    if made.repaired.emoji_taken + found.emoji >= FLOOD:
        count = made.repaired.emoji_taken + found.emoji
        return Check("tone", CheckLevel.HOLD, f"The draft came with {count} emoji. {text}")
    return Check("tone", CheckLevel.WARN if complaints else CheckLevel.OK, text)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
