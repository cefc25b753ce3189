"""Signs that a draft is no finished reply to this customer: markup, gaps, two answers, a refusal, a wrong name, a cut
end, a flood of words, the prompt itself, the customer's own words handed back. All hold it."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from closer_tui.domain.draft import Check, CheckLevel
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.folding import fold, patterns, quoted, sentences, words_of
from closer_tui.drafting.injection import decoded
from closer_tui.drafting.prompt import CLOSE, MARK, OPEN, POLICY
from closer_tui.drafting.reply_text import first_name
from closer_tui.drafting.tone_lint.signing import signed_at
from closer_tui.drafting.words.slips import GAPS, GREETINGS, HANGING, LABELS, NOT_NAMES, REFUSALS, VERSIONS

LONGEST_REPLY: Final = 400
"""Words from which a reply is no longer one that a customer reads."""

SHINGLE: Final = 7
"""Words in a row that, standing in the prompt and in a draft, are no accident."""

PARROTED: Final = 5
"""Words of a sentence that, standing in the customer's text as well, was taken from it."""

PARROTED_LETTERS: Final = 12
"""The same in characters, for scripts without spaces between words."""

_MARKUP = re.compile(
    r"(?m)\*\*[^*\n]{1,200}\*\*|\*\*\S|"
    r"__\S[^_\n]*__|^\s{0,3}#{1,6}\s|```|^[ \t]*\|.*\|[ \t]*$|</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>\n]*)?/?>|"
    r"&(?:nbsp|amp|lt|gt|quot|#\d+);|!?\[[^\]\n]{1,300}\]\([^)\n]{0,300}\)|"
    r"^[ \t]*[{\[][ \t]*\"\w+\"\s*:|(?<!\w)\*\w[^*\n]*\w\*(?!\w)"
)
_GAP = re.compile(
    r"\[[^\]\n\d]{2,40}\]|<[^<>\n@/]{2,40}>|\{\{?[^{}\n]{1,40}\}?\}|_{3,}|\.{5,}|%s\b|\$\{\w+\}|\$[A-Z_]{3,}"
)
_NAMED = re.compile(r"^([^\W\d_][\w'’.\-]*(?: [^\W\d_][\w'’.\-]*){0,3})\s*[,!.:–—-]")


def check_reply(brief: DraftBrief, body: str) -> tuple[Check, ...]:
    """Checks `name`, `answers`, `markup`, `gap`, `refusal`, `end`, `size`, `leak` and `echo`: what is wrong, or one
    `form` that nothing is."""
    found = {
        "name": _name(brief, body),
        "answers": _answers(brief, body),
        "markup": _markup(brief, body),
        "gap": _gap(brief, body),
        "refusal": _refusal(brief, body),
        "end": _end(brief, body),
        "size": _size(body),
        "leak": _leak(body),
        "echo": _echo(brief, body),
    }
    held = tuple(Check(name, CheckLevel.HOLD, text) for name, text in found.items() if text)
    return held or (Check("form", CheckLevel.OK),)


def greeted(body: str) -> str:
    """The name a text greets in its first line; empty when it greets nobody by name."""
    line = body.strip().partition("\n")[0]
    for size in (2, 1):
        words = line.split()
        greeting = " ".join(words[:size])
        if len(words) <= size or not patterns(GREETINGS).fullmatch(fold(greeting)):
            continue
        found = _NAMED.match(" ".join(words[size:]) + ("," if len(words) <= size + 3 else ""))
        if found is None:
            return ""
        name = [word for word in found[1].split() if fold(word).strip(".") not in NOT_NAMES]
        return " ".join(name) if name and name[0][0] != name[0][0].casefold() else ""
    return ""


def _name(brief: DraftBrief, body: str) -> str:
    name = greeted(body)
    if not name:
        return ""
    lines = "\n".join(line.body for line in brief.lines)
    known = set(words_of(fold(f"{brief.contact_name}\n{lines}\n{brief.address.replace('.', ' ')}")))
    if all(word in known for word in words_of(fold(name))):
        return ""
    theirs = first_name(brief.contact_name, "") or "not known by name"
    return f"It greets {name[:60]}; the customer is {theirs}."


def _answers(brief: DraftBrief, body: str) -> str:
    found = _foreign(brief, body, VERSIONS)
    if found:
        return f"It offers versions to choose from instead of one reply: {found[:120]}"
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    if lines and patterns(LABELS).match(fold(lines[0]).lstrip("*#> ")):
        return f"It offers versions to choose from instead of one reply: {lines[0][:120]}"
    opening = [line for line in lines if len(line.split()) <= 5 and line[-1] in ",!:" and _opens(line)]
    if len(opening) > 1:
        return f"There are two replies in it: it greets again with “{opening[1][:60]}”."
    start = signed_at(body, brief.tone.sign_off)
    if start is not None and any(signed_at(line, brief.tone.sign_off) == 0 for line in body[:start].split("\n")):
        return "There are two replies in it: it is signed in the middle."
    return ""


def _opens(line: str) -> bool:
    words = fold(line).strip(" ,!:").split()
    return any(bool(patterns(GREETINGS).fullmatch(" ".join(words[:size]))) for size in (1, 2) if len(words) >= size)


def _markup(brief: DraftBrief, body: str) -> str:
    found = _MARKUP.search(body)
    if found is None or found[0].strip() in brief.owner_words:
        return ""
    return f"It has markup the customer would see as signs: {found[0].strip()[:60]}"


def _gap(brief: DraftBrief, body: str) -> str:
    found = _GAP.search(body)
    if found is not None and found[0] not in brief.owner_words:
        return f"A place was left open: {found[0][:60]}"
    left = _foreign(brief, body, GAPS)
    return f"A place was left open: {left[:120]}" if left else ""


def _refusal(brief: DraftBrief, body: str) -> str:
    found = _foreign(brief, body, REFUSALS)
    return f"The model declines instead of answering: {found[:120]}" if found else ""


def _foreign(brief: DraftBrief, body: str, phrases: tuple[str, ...]) -> str:
    """The first sentence with one of the phrases that the owner has not written."""
    found = quoted(body, phrases)
    return found if found and fold(found) not in fold(brief.owner_words) else ""


def _end(brief: DraftBrief, body: str) -> str:
    start = signed_at(body, brief.tone.sign_off)
    text = (body if start is None else body[:start]).rstrip()
    if not text or fold(text) in fold(brief.owner_words):
        return ""
    last = text.rpartition("\n")[2].strip()
    words = words_of(fold(last))
    hangs = last[-1:].isalpha() and len(words) > 2 and words[-1] in HANGING
    if hangs or (last.endswith((",", "(", "-", ";")) and len(words) > 3):
        return f"It breaks off in the middle: “…{last[-60:]}”"
    return ""


def _size(body: str) -> str:
    count = len(words_of(fold(body)))
    return f"It has {count:,} words; nobody reads more than {LONGEST_REPLY}." if count > LONGEST_REPLY else ""


def _leak(body: str) -> str:
    if any(sign in body for sign in (OPEN, CLOSE, MARK.strip(), "⟦", "⟧")):
        return "It repeats signs of the bot's own instructions."
    words = words_of(fold(body))
    policy = _shingles_of_policy()
    for index in range(len(words) - SHINGLE + 1):
        if tuple(words[index : index + SHINGLE]) in policy:
            return f"It repeats the bot's own instructions: “{' '.join(words[index : index + SHINGLE])}”"
    return ""


@cache
def _shingles_of_policy() -> frozenset[tuple[str, ...]]:
    words = words_of(fold(POLICY))
    return frozenset(tuple(words[index : index + SHINGLE]) for index in range(len(words) - SHINGLE + 1))


def _echo(brief: DraftBrief, body: str) -> str:
    """A sentence that somebody told the bot to write: it stands word for word in what the customer wrote."""
    said = "\n".join([brief.said_by_customer, brief.contact_name])
    theirs = " ".join([fold(said), *(fold(piece) for piece in decoded(said))])
    ours = fold(brief.owner_words)
    for sentence in sentences(body):
        folded = fold(sentence).strip(" .!?。！？،؟\"'")
        spaced = len(words_of(folded))
        long = spaced >= PARROTED or (spaced <= 2 and len(folded) >= PARROTED_LETTERS and not folded.isascii())
        if long and folded in theirs and folded not in ours:
            return f"It hands the customer's own words back: {sentence[:120]}"
    return ""
