"""A hand-over without a model: what our side wrote, what it committed to and by when, what nobody has answered yet.

It reads and quotes; it concludes nothing. What to do and not to do it cannot know: it only keeps what a person said
last time.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Final

from closer_tui.domain.handover import LONGEST_ITEM, HandOver, Promise
from closer_tui.domain.text import snippet
from closer_tui.drafting.brief import Line, Speaker
from closer_tui.drafting.checks import promises_in
from closer_tui.drafting.days import day_in
from closer_tui.drafting.folding import fold, patterns, sentences, words_of
from closer_tui.drafting.language import detect
from closer_tui.drafting.scoring import telling
from closer_tui.drafting.stretch import Stretch
from closer_tui.drafting.words.promises import COMMITMENTS

MOST_FACTS: Final = 8
FEWEST_WORDS: Final = 4
"""A shorter sentence is a greeting, a thank-you or a name, unless it has a number in it."""


async def sum_up_offline(stretch: Stretch) -> HandOver:
    """The hand-over; hundreds of patterns over long letters take a while, so in a thread."""
    return await asyncio.to_thread(summary_of, stretch)


def summary_of(stretch: Stretch) -> HandOver:
    """What can be read out of the lines, with what still stands of the last hand-over."""
    today = datetime.fromtimestamp(stretch.brief.now / 1_000, UTC).date()
    before = stretch.before or HandOver()
    kept = [promise for promise in before.promises if promise.due is None or promise.due >= today]
    facts: list[str] = []
    promises: list[Promise] = []
    for line in stretch.lines:
        if line.speaker is Speaker.BUSINESS:
            for sentence in _said(line, stretch.brief.tone.sign_off):
                if _commits(sentence):
                    promises.append(Promise(_short(sentence), day_in(sentence, line.at)))
                elif _tells(sentence):
                    facts.append(_short(sentence))
    return HandOver.of(
        facts=list(dict.fromkeys(facts))[-MOST_FACTS:],
        promises=_few(kept, promises),
        questions=_open_questions(stretch.lines),
        dos=before.dos,
        donts=before.donts,
    )


def _few(kept: list[Promise], found: list[Promise]) -> list[Promise]:
    """Every promise once; the newest where there are too many."""
    by_text = {promise.text: promise for promise in [*kept, *found]}
    return list(by_text.values())[-MOST_FACTS * 2 :]


def _said(line: Line, sign_off: str) -> list[str]:
    """The sentences of a line of ours, without the name under it."""
    return [part for part in sentences(line.body) if fold(part) != fold(sign_off)]


def _commits(sentence: str) -> bool:
    if _asks(sentence):
        return False
    return bool(promises_in(sentence)) or bool(patterns(COMMITMENTS).search(fold(sentence)))


def _tells(sentence: str) -> bool:
    if _asks(sentence) or not telling(sentence, detect(sentence) or "en"):
        return False
    words = words_of(fold(sentence))
    return len(words) >= FEWEST_WORDS or any(word.isdigit() for word in words)


def _open_questions(lines: tuple[Line, ...]) -> list[str]:
    """What the customer asked after our last word, and what our last word asked if they have not written since."""
    last = max((index for index, line in enumerate(lines) if line.speaker is Speaker.BUSINESS), default=-1)
    theirs = [part for line in lines[last + 1 :] for part in sentences(line.body) if _asks(part)]
    if theirs:
        return [f"The customer asks: {_short(part)}" for part in theirs[:MOST_FACTS]]
    if last != len(lines) - 1:  # what is asked without a question mark is not answered either
        return [f"Not answered yet: {_short(lines[-1].body)}"]
    if last < 0:
        return []
    return [f"We asked: {_short(part)}" for part in sentences(lines[last].body) if _asks(part)][:MOST_FACTS]


def _asks(sentence: str) -> bool:
    return fold(sentence).rstrip("\"')").endswith(("?", "？", "؟"))


def _short(sentence: str) -> str:
    return snippet(sentence, limit=LONGEST_ITEM - 40)
