"""Which of the owner's intents a question is: learnt from their examples in code, without a model.

A text becomes weights of its words, pairs of words and pieces of words (TF-IDF, sublinear, of length one); a linear
multiclass classifier is taught by the averaged passive-aggressive update (Crammer et al., "Online Passive-Aggressive
Algorithms", JMLR 7, 2006, PA-I). What it chooses counts only where it leads clearly and one of the intent's own
examples reads alike: an owner teaches a few questions, and most of what customers write is none of them.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from closer_tui.domain.intent import Guess
from closer_tui.drafting.folding import fold, sentences, words_of

Weights = Mapping[str, float]

ROUNDS: Final = 4
AGGRESSIVENESS: Final = 1.0
LEAD: Final = 0.2
"""How far the first must be ahead of the second; taught examples are ahead by 1."""

LIKENESS: Final = 0.25
"""Cosine to the nearest example of the chosen intent, from which it counts as alike."""

LONGEST: Final = 2_000
"""Characters of a text that are looked at."""

MOST_SENTENCES: Final = 12
PIECE: Final = 4
"""Letters of a piece of a word: endings and small mistakes leave most pieces of a word as they are."""


@dataclass(frozen=True, slots=True)
class Taught:
    """One example of an intent."""

    intent: str
    text: str


class Classifier:
    """Learnt once, asked often; a question takes a fraction of a millisecond."""

    def __init__(self, examples: Sequence[Taught]) -> None:
        """Learn. Takes about a second for a thousand examples: not for the event loop."""
        counted = [_features(example.text) for example in examples]
        seen = Counter(name for features in counted for name in features)
        self._rarest = math.log(len(counted) + 1) + 1
        self._rarity = {name: math.log((len(counted) + 1) / (n + 1)) + 1 for name, n in seen.items()}
        weighed = [(example, self._weigh(features)) for example, features in zip(examples, counted, strict=True)]
        self._names = sorted({example.intent for example in examples})
        self._by_name: dict[str, list[tuple[str, Weights]]] = defaultdict(list)
        for example, weights in weighed:
            self._by_name[example.intent].append((example.text, weights))
        self._model = _learn(self._names, [(example.intent, weights) for example, weights in weighed])

    def best(self, text: str) -> str:
        """The intent it would choose if it had to; empty when it was taught none."""
        scores = self._scores(self._weigh(_features(text)))
        return self._names[max(range(len(scores)), key=scores.__getitem__)] if scores else ""

    def guess(self, text: str) -> Guess | None:
        """The intent of a text, if it is clear, with the example that shows it."""
        weights = self._weigh(_features(text))
        scores = self._scores(weights)
        if not scores or not weights:
            return None
        ranked = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
        lead = scores[ranked[0]] - scores[ranked[1]] if len(ranked) > 1 else 1.0
        name = self._names[ranked[0]]
        likeness, nearest = max((_cosine(weights, known), said) for said, known in self._by_name[name])
        if lead < LEAD or likeness < LIKENESS:
            return None
        return Guess(name, min(lead, 1.0), likeness, nearest)

    def guesses(self, text: str) -> list[Guess]:
        """Every intent the text shows, as a whole or in one of its sentences; each once, the clearest first."""
        cut = text[:LONGEST]
        parts = [cut, *sentences(cut)[:MOST_SENTENCES]]
        found: dict[str, Guess] = {}
        for part in parts:
            guess = self.guess(part)
            if guess is not None and (guess.name not in found or guess.likeness > found[guess.name].likeness):
                found[guess.name] = guess
        return sorted(found.values(), key=lambda guess: -guess.likeness)

    def _weigh(self, features: Weights) -> Weights:
        # A word nobody taught is as rare as can be, and makes the text so much less alike.
        weights = {name: n * self._rarity.get(name, self._rarest) for name, n in features.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {name: weight / length for name, weight in weights.items()} if length else {}

    def _scores(self, weights: Weights) -> list[float]:
        scores = [0.0] * len(self._names)
        for name, weight in weights.items():
            for at, learnt in self._model.get(name, ()):
                scores[at] += weight * learnt
        return scores


def _features(text: str) -> dict[str, float]:
    """How much of each word, pair of words and piece of a word there is."""
    words = words_of(fold(text[:LONGEST]))
    counts: Counter[str] = Counter(words)
    counts.update(f"{first} {second}" for first, second in pairwise(words))
    features = {name: 1 + math.log(n) for name, n in counts.items()}
    pieces: Counter[str] = Counter()
    for word in words:
        framed = f"<{word}>"
        pieces.update(f"#{framed[at : at + PIECE]}" for at in range(len(framed) - PIECE + 1))
    features.update({name: 0.5 * n for name, n in pieces.items()})
    return features


def _cosine(one: Weights, other: Weights) -> float:
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(name, 0.0) for name, weight in one.items())


def _learn(names: Sequence[str], examples: Iterable[tuple[str, Weights]]) -> dict[str, list[tuple[int, float]]]:
    """The average over all steps of the weights each intent gives each feature; repeatable."""
    if len(names) < 2:
        return {}
    at_of = {name: at for at, name in enumerate(names)}
    order = [(at_of[intent], weights) for intent, weights in examples]
    now: defaultdict[str, dict[int, float]] = defaultdict(dict)
    drift: defaultdict[str, dict[int, float]] = defaultdict(dict)
    chooser = random.Random(1)  # an order, and no secret
    step = 1
    for _ in range(ROUNDS):
        chooser.shuffle(order)
        for right, weights in order:
            scores = [0.0] * len(names)
            for name, weight in weights.items():
                for at, learnt in now[name].items() if name in now else ():
                    scores[at] += weight * learnt
            truth, scores[right] = scores[right], -math.inf
            rival = max(range(len(scores)), key=scores.__getitem__)
            loss = 1 - (truth - scores[rival])
            if loss > 0:
                rate = min(AGGRESSIVENESS, loss / 2)
                for name, weight in weights.items():
                    _move(now[name], right, rival, rate * weight)
                    _move(drift[name], right, rival, rate * weight * step)
            step += 1
    return {name: [(at, held - drift[name][at] / step) for at, held in by.items()] for name, by in now.items()}


def _move(held: dict[int, float], towards: int, away: int, by: float) -> None:
    held[towards] = held.get(towards, 0.0) + by
    held[away] = held.get(away, 0.0) - by
