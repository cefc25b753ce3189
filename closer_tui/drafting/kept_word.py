"""Whether a draft keeps to what a person handed over: no "don't" is touched, and a promise that is late is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from closer_tui.domain.draft import Check, CheckLevel
from closer_tui.domain.handover import day_words
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.folding import fold, sentences
from closer_tui.drafting.language import detect
from closer_tui.drafting.scoring import telling
from closer_tui.drafting.stemming import stem
from closer_tui.drafting.words import word_set

SAYING: Final = frozenset(
    stem(fold(word))
    for word in word_set(
        "do don't dont not never no offer mention promise say tell talk discuss give send ask write speak bring use"
        " call suggest propose make again any more about anything him her them they she he us until unless without"
        " anbieten erwähnen versprechen sagen schreiben fragen nicht kein keine keinen nie niemals mehr"
    )
)
"""Words of a "don't" that say what is not to be done rather than about what: they cannot be looked for in a draft."""


def broken(donts: tuple[str, ...], body: str) -> tuple[str, str] | None:
    """The first "don't" that a sentence of the text touches, with the sentence: all its telling words stand in it."""
    spoken = [(sentence, _about(sentence) | telling(sentence, "")) for sentence in sentences(body)]
    for dont in donts:
        wanted = _about(dont)
        for sentence, words in spoken:
            if wanted and wanted <= words:
                return dont, sentence
    return None


def _about(text: str) -> frozenset[str]:
    return telling(text, detect(text) or "en") - SAYING


def check_handover(brief: DraftBrief, body: str) -> tuple[Check, ...]:
    """One check, where a person handed the conversation over."""
    told = brief.handover
    if told is None:
        return ()
    against = broken(told.donts, body)
    if against is not None:
        dont, sentence = against
        return (
            Check("handover", CheckLevel.HOLD, f"Whoever had this before asked: don't {_bare(dont)}. {sentence[:120]}"),
        )
    today = datetime.fromtimestamp(brief.now / 1_000, UTC).date()
    late = [promise for promise in told.promises if promise.due is not None and promise.due < today]
    if late and brief.now and late[0].due:
        return (
            Check(
                "handover", CheckLevel.WARN, f"Promised by {day_words(late[0].due)}: {late[0].text[:120]}. Was it done?"
            ),
        )
    return (Check("handover", CheckLevel.OK),)


def _bare(dont: str) -> str:
    """The wish without a "don't" of its own in front, nor a full stop."""
    text = dont.rstrip(". ")
    for start in ("don't ", "don’t ", "do not ", "dont ", "never "):
        if text.casefold().startswith(start):
            return text[len(start) :]
    return text
