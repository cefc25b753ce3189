"""Checks in code of what a drafter wrote. None changes the text; HOLD keeps a draft out of bulk approval."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from closer_tui.domain.draft import Check, CheckLevel, DraftAction, Proposal
from closer_tui.domain.filling import places
from closer_tui.domain.policy import may_send
from closer_tui.domain.tone import EmojiUse, SentenceLength
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.data_checks import check_data
from closer_tui.drafting.folding import fold, patterns, sentences, words_of
from closer_tui.drafting.injection import echo_in
from closer_tui.drafting.kept_word import check_handover
from closer_tui.drafting.language import detect, detect_any
from closer_tui.drafting.rules import RuleOutcome
from closer_tui.drafting.words.promises import PROMISES

SPARINGLY: Final = 2
"""Emoji in one reply that still are few."""

WORDS_A_SENTENCE: Final = {SentenceLength.SHORT: 16, SentenceLength.MEDIUM: 24, SentenceLength.LONG: 40}
"""Words of the average sentence above which it is longer than the owner wants."""

_PICTOGRAPHS = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]")
_CODE_OF = {
    "too_long": "length",
    "window": "window",
    "opted_out": "opt-out",
    "empty": "empty",
    "no_reply": "channel",
    "disconnected": "channel",
    "removed": "channel",
}


def check_all(brief: DraftBrief, proposal: Proposal, before: RuleOutcome, *, hidden: bool) -> tuple[Check, ...]:
    """Every check of a draft with a text, those in the way first. `hidden`: characters were taken out of it."""
    if proposal.action is DraftAction.NO_REPLY:
        return (_orders(before, ""),)
    body = proposal.body
    found = (
        *_channel(brief, body),
        *check_data(brief, body, hidden=hidden),
        *_places(body),
        *check_handover(brief, body),
        *_sources(proposal),
        _promises(brief, proposal),
        _orders(before, body),
        _language(brief, body),
        *_intent(brief),
        *_tone(brief, body),
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


def _tone(brief: DraftBrief, body: str) -> tuple[Check, ...]:
    tone = brief.tone
    complaints = []
    emoji = count_emoji(body.removesuffix(tone.sign_off))
    if tone.emoji is EmojiUse.NEVER and emoji:
        complaints.append("there are emoji, and you never use them")
    if tone.emoji is EmojiUse.SPARINGLY and emoji > SPARINGLY:
        complaints.append(f"{emoji} emoji are more than a few")
    if tone.sign_off and not fold(body).endswith(fold(tone.sign_off)):
        complaints.append(f"the sign-off “{tone.sign_off}” is missing")
    spoken = [len(words_of(fold(s))) for s in sentences(body.removesuffix(tone.sign_off))]
    spoken = [count for count in spoken if count]
    if spoken and sum(spoken) / len(spoken) > WORDS_A_SENTENCE[tone.sentence_length]:
        complaints.append(f"sentences are longer than {tone.sentence_length.value}")
    if complaints:
        text = "; ".join(complaints)
        return (Check("tone", CheckLevel.WARN, f"{text[0].upper()}{text[1:]}."),)
    return (Check("tone", CheckLevel.OK),)


def count_emoji(text: str) -> int:
    """Pictures in a text; a family joined of several people counts as one."""
    joined = re.sub("\u200d.", "", text)
    return sum(
        1 for char in _PICTOGRAPHS.findall(joined) if unicodedata.category(char) == "So" and not _is_skin_tone(char)
    )


def _is_skin_tone(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff"
