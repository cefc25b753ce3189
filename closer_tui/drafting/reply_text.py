"""Putting a reply together in the owner's tone: greeting, sentences, sign-off."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.text import clean, warnings_of
from closer_tui.domain.tone import ToneProfile
from closer_tui.drafting.brief import DraftBrief, Speaker
from closer_tui.drafting.folding import fold
from closer_tui.drafting.language import detect
from closer_tui.drafting.words import word_set
from closer_tui.drafting.words.wording import CONTINUES_IN_LOWER_CASE, WORDINGS, Wording

FORMAL: Final = 4
"""Formality from which the polite forms are used."""

FALLBACK: Final = "en"
_FAMILY_FIRST: Final = frozenset({"ja", "zh", "ko"})
_TITLES: Final = word_set(
    "mr mrs ms miss mx dr prof sir rev herr frau m mme mlle sr sra srta sig signora dott pan pani"
)
_NOT_PEOPLE: Final = word_set(
    "admin administrator info team support service sales office deliveries delivery newsletter weekly daily news "
    "shop store online company ltd gmbh inc llc bot robot system official marketing agency club school customer "
    "guest unknown"
)
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-]){0,29}")


def compose(brief: DraftBrief, language: str, sentences: str, *, more: bool = False) -> str:
    """A whole reply around `sentences`, which are in `language` already."""
    wording = WORDINGS.get(language)
    tone = brief.tone
    parts = []
    greeting = _greeting(brief, language, wording) if wording else ""
    if greeting:
        parts.append(greeting)
    text = sentences.strip()
    if more and wording and tone.warmth >= FORMAL:
        text = f"{text}{'' if language in ('ja', 'zh') else ' '}{wording.more[_formal(tone)]}"
    parts.append(text)
    if tone.sign_off:
        parts.append(tone.sign_off)
    gap = "\n" if brief.channel is ChannelKind.SMS else "\n\n"
    return gap.join(parts)


def holding_line(brief: DraftBrief, language: str, call: EscalationCall) -> tuple[str, str]:
    """The reply proposed with an escalation and its language: it says that a person takes over and promises nothing
    else. In English where we have no words for the customer's language."""
    code = language if language in WORDINGS else (_house_language(brief) or FALLBACK)
    wording = WORDINGS.get(code, WORDINGS[FALLBACK])
    formal = _formal(brief.tone)
    match call.reason:
        case EscalationReason.CUSTOMER_REQUEST:
            sentence = wording.person[formal]
        case EscalationReason.MISSING_KNOWLEDGE if any(mark in brief.asked for mark in "?？؟"):
            sentence = wording.unknown[formal]
        case _:
            sentence = wording.holding[formal]
    greets = bool(_greeting(brief, code, wording))
    if not (greets and code in CONTINUES_IN_LOWER_CASE):
        sentence = sentence[0].upper() + sentence[1:]
    return compose(brief, code, sentence), code


def clarify_line(brief: DraftBrief, language: str, first: str, second: str) -> str | None:
    """A reply that asks which of two things is meant; None where we have no words for it."""
    wording = WORDINGS.get(language)
    if wording is None or wording.which is None:
        return None
    sentence = wording.which[_formal(brief.tone)].format(a=_quoted(first), b=_quoted(second))
    if not (_greeting(brief, language, wording) and language in CONTINUES_IN_LOWER_CASE):
        sentence = sentence[0].upper() + sentence[1:]
    return compose(brief, language, sentence)


def first_name(name: str, language: str) -> str:
    """What to call somebody: their first name; the whole name where the family comes first; empty for a number or a
    handle."""
    tidy = clean(name, limit=80, multiline=False).strip()
    if not tidy or any(char.isdigit() or char in "@_/\\<>[]{}|=" for char in tidy):
        return ""
    words = tidy.split()
    if warnings_of(name) or any(fold(word) in _NOT_PEOPLE for word in words):
        return ""
    if fold(words[0]).rstrip(".") in _TITLES:
        return " ".join(words) if len(words) in (2, 3) else ""
    if language in _FAMILY_FIRST and not tidy.isascii():
        whole = tidy.replace(" ", "") if language != "ko" else tidy
        return whole if len(whole) <= 12 and all(unicodedata.category(c)[0] == "L" for c in whole) else ""
    return words[0] if _NAME.fullmatch(words[0]) and len(words) <= 5 else ""


def _greeting(brief: DraftBrief, language: str, wording: Wording) -> str:
    # A chat that is under way is not greeted again.
    if brief.channel is not ChannelKind.EMAIL and any(line.speaker is Speaker.BUSINESS for line in brief.lines[-3:]):
        return ""
    name = first_name(brief.contact_name, language)
    if _formal(brief.tone):
        return wording.formal.format(name=name) if name else wording.formal_unnamed
    return wording.casual.format(name=name) if name else wording.casual_unnamed


def _formal(tone: ToneProfile) -> int:
    return int(tone.formality >= FORMAL)


def _quoted(title: str) -> str:
    return f"“{title}”"


def _house_language(brief: DraftBrief) -> str:
    return detect(" ".join(reply.body for reply in brief.quick_replies[:8]))
