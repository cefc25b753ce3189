"""What code can put right in a draft's tone without touching what it says: the sign-off and the emoji."""

from __future__ import annotations

from dataclasses import dataclass

from closer_tui.domain.tone import EmojiUse, ToneProfile
from closer_tui.drafting.tone_lint.emoji import SPARINGLY, thin_emoji
from closer_tui.drafting.tone_lint.signing import names_only, signed_at


@dataclass(frozen=True, slots=True)
class Repaired:
    """The text, what was done to it in words, and how many emoji were taken out."""

    text: str
    notes: tuple[str, ...] = ()
    emoji_taken: int = 0


def repair(text: str, tone: ToneProfile, *, gap: str = "\n\n") -> Repaired:
    """The text with its sign-off once, and no more emoji than the profile allows. `gap` stands before a sign-off that
    is added. A text in which nothing else stands comes back empty."""
    sign_off = tone.sign_off.strip()
    body, tail, signed = _unsigned(text.strip(), sign_off)
    body, later, taken, again = _settled(body, tone)
    tail, signed = tail or later, signed + again
    if not body:
        return Repaired("", emoji_taken=taken)
    notes = []
    if signed > 1:
        notes.append("a second sign-off was removed")
    if sign_off and not signed:
        tail = gap + sign_off
        notes.append("the missing sign-off was added")
    elif sign_off and signed_at(body + tail, sign_off) is None:  # what stood between them is gone
        tail = gap + sign_off
    if taken:
        notes.append(f"{taken} emoji {'was' if taken == 1 else 'were'} removed")
    return Repaired(body + tail, tuple(notes), taken)


def _settled(body: str, tone: ToneProfile) -> tuple[str, str, int, int]:
    """The body without emoji that are too many, nor a sign-off that came to its end by their going; that sign-off; how
    many emoji and sign-offs went."""
    keep = {EmojiUse.NEVER: 0, EmojiUse.SPARINGLY: SPARINGLY}.get(tone.emoji)
    taken = signed = 0
    tail = ""
    while keep is not None:
        body, more = thin_emoji(body, keep)
        if not more:
            break
        taken += more
        body, later, again = _unsigned(body.strip(), tone.sign_off.strip())
        tail, signed = tail or later, signed + again
    return body, tail, taken, signed


def _unsigned(text: str, sign_off: str) -> tuple[str, str, int]:
    """The text without any sign-off at its end, the one to put there again, and how many stood there."""
    tail, count = "", 0
    while sign_off and text:
        start = signed_at(text, sign_off)
        if start is None:
            line = text.rpartition("\n")[2]
            if len(line) == len(text) or not names_only(line, sign_off):
                break
            start = len(text) - len(line)
        body = text[:start].rstrip()
        tail = text[len(body) : start] + sign_off
        text, count = body, count + 1
    return text, tail, count
