"""What is off in a text, by the fields of a tone profile: by how much, for the owner, and what to do, for a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.drafting.tone_lint.emoji import SPARINGLY
from closer_tui.drafting.tone_lint.measures import Measures, measure
from closer_tui.drafting.tone_lint.signing import signed_at
from closer_tui.drafting.words.registers import REGISTERS

WORDS_A_SENTENCE: Final = {SentenceLength.SHORT: 16, SentenceLength.MEDIUM: 24, SentenceLength.LONG: 40}
"""Words of the average sentence above which it is longer than the owner wants."""

FORMALITY_MAY_DIFFER: Final = 1.5
WARMTH_MAY_DIFFER: Final = 2.0
"""Points of the scale a text may be from the profile; people who read the same text differ by about one."""

ENOUGH: Final = 15
"""Words from which formality and warmth are held against a text."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One field that is off: what to tell the owner, and what to ask of a model; `gap` in the field's own unit."""

    field: str
    text: str
    wish: str
    gap: float


def lint(text: str, tone: ToneProfile) -> tuple[Measures, tuple[Complaint, ...]]:
    """The measures of a text and every field of the profile it does not keep to. An empty text keeps to all."""
    found = measure(text, tone.sign_off)
    if not text.strip():
        return found, ()
    return found, (*_emoji(found, tone), *_signed(text, tone), *_length(found, tone), *_scales(found, tone))


def _emoji(found: Measures, tone: ToneProfile) -> tuple[Complaint, ...]:
    if tone.emoji is EmojiUse.NEVER and found.emoji:
        text = f"there {'is 1' if found.emoji == 1 else f'are {found.emoji}'} emoji, and you never use them"
        return (Complaint("emoji", text, "Use no emoji at all.", found.emoji),)
    if tone.emoji is EmojiUse.SPARINGLY and found.emoji > SPARINGLY:
        text = f"{found.emoji} emoji are more than a few"
        return (Complaint("emoji", text, "Use at most one emoji.", found.emoji - SPARINGLY),)
    return ()


def _signed(text: str, tone: ToneProfile) -> tuple[Complaint, ...]:
    if not tone.sign_off.strip() or signed_at(text, tone.sign_off) is not None:
        return ()
    wish = "End with the sign-off on a line of its own."
    return (Complaint("sign_off", f"the sign-off “{tone.sign_off}” is missing", wish, 1),)


def _length(found: Measures, tone: ToneProfile) -> tuple[Complaint, ...]:
    most = WORDS_A_SENTENCE[tone.sentence_length]
    if found.words_a_sentence <= most:
        return ()
    text = (
        f"sentences are longer than {tone.sentence_length.value}: {found.words_a_sentence:g} words on average, "
        f"at most {most} are wanted"
    )
    return (Complaint("sentence_length", text, f"Write shorter sentences, at most {most} words each.",
                      round(found.words_a_sentence - most, 1)),)  # fmt: skip


def _scales(found: Measures, tone: ToneProfile) -> tuple[Complaint, ...]:
    if found.words < ENOUGH or found.language not in REGISTERS:
        return ()
    scales = (
        ("formality", found.formality, tone.formality, FORMALITY_MAY_DIFFER, "more casual", "more formal"),
        ("warmth", found.warmth, tone.warmth, WARMTH_MAY_DIFFER, "cooler", "warmer"),
    )
    made = []
    for name, measured, wanted, may_differ, less, more in scales:
        gap = round(measured - wanted, 1)
        if abs(gap) < may_differ:
            continue
        is_, make = (more, less) if gap > 0 else (less, more)
        text = f"it is {is_} than you write: {name} {measured:.1f} of 5, {wanted} is wanted"
        made.append(Complaint(name, text, f"Write it {make}: {name} {wanted} of 5.", gap))
    return tuple(made)
