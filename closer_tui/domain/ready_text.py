"""Texts an owner keeps ready: what a quick reply or a macro may be called and hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.text import clean

__all__ = ["QuickReply", "shortcut_of"]

LONGEST_BODY: Final = 10_000
LONGEST_TITLE: Final = 120
_SHORTCUT: Final = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A text under a shortcut, in one language or (empty) any. `keywords` help to find it."""

    shortcut: str
    body: str
    title: str = ""
    keywords: str = ""
    language: str = ""

    def checked(self) -> QuickReply:
        """The same, cleaned. Raises InvalidInput with the `field` that is wrong."""
        body = body_of(self.body)
        title = clean(self.title, multiline=False).strip()[:LONGEST_TITLE]
        return QuickReply(
            shortcut_of(self.shortcut),
            body,
            title or body.split("\n")[0][:60],
            clean(self.keywords, multiline=False).strip()[:400],
            clean(self.language, multiline=False).strip().casefold()[:8],
        )


def shortcut_of(text: str) -> str:
    """Lower-case letters, digits and hyphens, without the slash. Raises InvalidInput."""
    tidy = _SHORTCUT.sub("-", clean(text, multiline=False).strip().lstrip("/;").casefold()).strip("-")[:40]
    if not tidy:
        raise InvalidInput(f"{text[:40]!r} is no shortcut", "Use letters, digits and hyphens.", field="shortcut")
    return tidy


def body_of(text: str) -> str:
    """The text, cleaned. Raises InvalidInput when it is empty or endless."""
    body = clean(text).strip()
    if not body:
        raise InvalidInput("the text is empty", "Write something first.", field="body")
    if len(body) > LONGEST_BODY:
        raise InvalidInput(f"the text has {len(body)} characters", f"Keep it to {LONGEST_BODY}.", field="body")
    return body
