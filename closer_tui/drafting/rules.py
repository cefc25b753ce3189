"""Rules in code that run before any model and are never overruled by one: what must go to a person, who asked to be
left alone, what needs no answer. `injected` knows the words by which a message tries to give the bot orders."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.opt_out import OptSignal, opt_signal
from closer_tui.drafting.brief import DraftBrief, Speaker
from closer_tui.drafting.folding import fold, patterns, quoted, words_of
from closer_tui.drafting.injection import orders_in
from closer_tui.drafting.topics import topic_in
from closer_tui.drafting.words.courtesies import (
    AUTOMATIC,
    AUTOMATIC_SENDERS,
    FILLERS,
    GRATITUDE,
    HELP_WORDS,
    NO_ANSWER_NEEDED,
    PERSON,
    REQUESTS,
    SPAM,
    THANKS,
)

GENERAL: Final = "general"
"""The queue of what belongs to no topic of the tone profile."""

SPAM_SIGNS: Final = 2
"""Separate signs of unwanted mail before it is called that."""

LONGEST_THANKS: Final = 12
"""Words a message of thanks has at most; a longer one says something."""


LONGEST_GRATITUDE: Final = 16
"""Words of thanks that are more than a formula and still ask nothing."""


@dataclass(frozen=True, slots=True)
class RuleWords:
    """The words the settings add to ours."""

    stop: tuple[str, ...] = ()
    person: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What the rules found. `no_reply` says why nothing need be answered; `flags` are oddities for the checks."""

    escalation: EscalationCall | None = None
    opt_out: OptSignal | None = None
    no_reply: str = ""
    flags: tuple[str, ...] = field(default=())


def judge(brief: DraftBrief, words: RuleWords) -> RuleOutcome:
    """What the customer's unanswered lines call for."""
    last = brief.waiting[-1].body if brief.waiting else ""
    signal = opt_signal(last, opted_out=brief.opted_out)
    if signal is None and fold(last).strip(".! ") in {fold(word) for word in words.stop}:
        signal = OptSignal.STOP
    flags = _flags(brief)
    if signal is OptSignal.STOP:
        return RuleOutcome(opt_out=signal, flags=flags)
    call = _person(brief.asked, words) or _topic(brief) or _intent(brief)
    if call is not None:
        return RuleOutcome(escalation=call, opt_out=signal, flags=flags)
    return RuleOutcome(opt_out=signal, no_reply=_no_reply(brief, signal), flags=flags)


def escalation_of_draft(brief: DraftBrief, body: str) -> EscalationCall | None:
    """The same topics looked for in what the drafter wrote; the owner's own sentences are no evidence."""
    known = fold(brief.owner_words)
    kept = "\n".join(line for line in _sentences(body) if fold(line) not in known)
    hit = topic_in(kept, brief.tone.escalation_topics)
    if hit is None:
        return None
    detail = f"The draft itself touches {hit.topic}."
    return EscalationCall(hit.topic, EscalationReason.TOPIC, quote=brief.waiting[-1].body[:500], detail=detail)


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?…。！？])\s*|\n+", text) if part.strip()]


def _person(text: str, words: RuleWords) -> EscalationCall | None:
    quote = quoted(text, (*PERSON, *words.person))
    if not quote:
        return None
    return EscalationCall(
        GENERAL, EscalationReason.CUSTOMER_REQUEST, quote=quote, detail="The customer asks for a person."
    )


def _topic(brief: DraftBrief) -> EscalationCall | None:
    hit = topic_in(brief.asked, brief.tone.escalation_topics)
    if hit is None:
        return None
    detail = f"The tone profile sends {hit.topic} to a person."
    return EscalationCall(hit.topic, EscalationReason.TOPIC, quote=hit.quote, detail=detail)


def _intent(brief: DraftBrief) -> EscalationCall | None:
    if brief.intent is None or not brief.to_person:
        return None
    detail = f"Questions of {brief.intent.name} go to a person; this one is like “{brief.intent.example[:160]}”."
    return EscalationCall(brief.intent.name, EscalationReason.TOPIC, quote=brief.asked[:500], detail=detail)


def _no_reply(brief: DraftBrief, signal: OptSignal | None) -> str:
    if not brief.waiting:
        return "The customer has written nothing yet."
    if brief.instruction:  # a person asked for words
        return ""
    sender = brief.address.casefold()
    if any(name in sender for name in AUTOMATIC_SENDERS) or quoted(brief.asked, AUTOMATIC):
        return "A machine wrote this; an answer would reach nobody."
    if signal is None and not _was_asked(brief) and (goodbye := _goodbye(brief)):
        return goodbye
    signs = spam_signs(brief.asked)
    if len(brief.lines) == len(brief.waiting) and len(signs) >= SPAM_SIGNS:
        return f"This looks like unwanted mail: {', '.join(signs[:3])}."
    return ""


def _goodbye(brief: DraftBrief) -> str:
    if all(_only_pictures(line.body) for line in brief.waiting):
        return "Only emoji; nothing is asked."
    if all(_only_thanks(line.body) for line in brief.waiting) or _grateful(brief.asked):
        return "The customer says thanks and asks nothing."
    return ""


def _was_asked(brief: DraftBrief) -> bool:
    """Whether the business asked last, so that "ok" or a thumb is an answer and not a goodbye."""
    ours = [line.body for line in brief.lines if line.speaker is Speaker.BUSINESS]
    return bool(ours) and _asks(ours[-1])


def _flags(brief: DraftBrief) -> tuple[str, ...]:
    flags: list[str] = []
    if orders_in("\n".join([brief.contact_name, *(line.body for line in brief.lines)])):
        flags.append("orders")
    if fold(brief.asked).strip(".!? ") in HELP_WORDS:
        flags.append("help")
    return tuple(flags)


def spam_signs(text: str) -> list[str]:
    """Phrases of unwanted mail, each once."""
    return list(dict.fromkeys(match[0] for match in patterns(SPAM).finditer(fold(text))))


def _only_pictures(text: str) -> bool:
    shown = [char for char in text if not char.isspace()]
    return bool(shown) and all(unicodedata.category(char) in ("So", "Sk", "Mn", "Cf", "Me") for char in shown)


def _only_thanks(text: str) -> bool:
    folded = fold(text)
    if _asks(text) or not folded or any(char.isdigit() for char in folded):
        return False
    rest = patterns(THANKS).sub(" ", folded)
    words = words_of(rest)
    return rest != folded and len(words_of(folded)) <= LONGEST_THANKS and all(word in _FILLERS for word in words)


def _grateful(text: str) -> bool:
    """Thanks in the customer's own words, short and without a request; or they say themselves that no answer is due."""
    folded = fold(text)
    if _asks(text):
        return False
    if patterns(NO_ANSWER_NEEDED).search(folded):
        return True
    short = len(words_of(folded)) <= LONGEST_GRATITUDE and not any(char.isdigit() for char in folded)
    return short and bool(patterns(GRATITUDE).search(folded)) and not patterns(REQUESTS).search(folded)


def _asks(text: str) -> bool:
    return any(mark in text for mark in "?？؟")


_FILLERS: Final = frozenset(fold(word) for word in FILLERS)
