"""Which escalation topic a text touches, and the sentence that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from closer_tui.drafting.folding import fold, patterns, quoted, sentences, words_of
from closer_tui.drafting.stemming import stem
from closer_tui.drafting.words.topics import ALIASES, TOPICS

_TOO_COMMON: Final = frozenset({"and", "or", "the", "of", "for", "to", "a", "other", "all", "with"})


@dataclass(frozen=True, slots=True)
class TopicHit:
    """A topic as the owner named it, and the sentence that touches it."""

    topic: str
    quote: str


def topic_in(text: str, topics: Iterable[str]) -> TopicHit | None:
    """The first of the owner's topics that the text touches, in the owner's order."""
    for topic in topics:
        quote = _quote(text, topic)
        if quote:
            return TopicHit(topic, quote)
    return None


def touches(text: str, topic: str) -> bool:
    """Whether the text touches the topic."""
    return bool(_quote(text, topic))


def _quote(text: str, topic: str) -> str:
    known = TOPICS.get(ALIASES.get(topic, topic))
    return (quoted(text, known) if known else "") or _by_its_own_words(text, topic)


def _by_its_own_words(text: str, topic: str) -> str:
    """A custom topic is touched by a sentence that has all its words, whatever their endings."""
    wanted = {stem(word) for word in fold(topic.replace("-", " ")).split() if word not in _TOO_COMMON}
    if not wanted:
        return ""
    for sentence in sentences(text):
        folded = fold(sentence)
        if wanted <= {stem(word) for word in words_of(folded)} or patterns((topic.replace("-", " "),)).search(folded):
            return sentence
    return ""
