"""The tables of words the rules and the offline drafter know, by language. Data, with as little code as possible."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text, which is how a table of single words is written."""
    return frozenset(text.split())


def phrase_list(text: str) -> tuple[str, ...]:
    """Phrases divided by bars."""
    return tuple(text.split("|"))
