"""The measures of a text against a profile: as one line for a screen, and as a document for a program."""

from __future__ import annotations

from typing import Any

from closer_tui.domain.tone import ToneProfile
from closer_tui.drafting.tone_lint.complaints import WORDS_A_SENTENCE, lint
from closer_tui.drafting.tone_lint.repair import repair
from closer_tui.drafting.tone_lint.signing import signed_at


def summary(text: str, tone: ToneProfile) -> str:
    """One line; empty for a text without words."""
    found, complaints = lint(text, tone)
    if not found.words:
        return ""
    line = (
        f"Measured: formality {found.formality:.1f} ({tone.formality} wanted), warmth {found.warmth:.1f} "
        f"({tone.warmth} wanted), {found.words_a_sentence:g} words a sentence, {found.emoji} emoji."
    )
    return f"{line} Off: {'; '.join(each.text for each in complaints)}." if complaints else line


def document(text: str, tone: ToneProfile) -> dict[str, Any]:
    """Every field measured and wanted, the features it was measured by, what is off, and the text as code repairs
    it."""
    found, complaints = lint(text, tone)
    repaired = repair(text, tone)
    signed = signed_at(text, tone.sign_off) is not None
    return {
        "formality": {"measured": found.formality, "wanted": tone.formality},
        "warmth": {"measured": found.warmth, "wanted": tone.warmth},
        "sentence_length": {
            "measured": found.words_a_sentence,
            "longest": found.longest_sentence,
            "wanted": tone.sentence_length.value,
            "at_most": WORDS_A_SENTENCE[tone.sentence_length],
        },
        "emoji": {"measured": found.emoji, "wanted": tone.emoji.value},
        "sign_off": {"measured": signed, "wanted": tone.sign_off},
        "language": found.language,
        "words": found.words,
        "features": found.features,
        "complaints": [{"field": each.field, "detail": each.text, "gap": each.gap} for each in complaints],
        "repaired": {"text": repaired.text, "notes": list(repaired.notes)},
    }
