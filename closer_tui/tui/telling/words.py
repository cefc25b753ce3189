"""What is said: one notice for everything that came together, short, clean, and without text if so wished. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from closer_tui.domain.text import clean, cut, safe_for_terminal
from closer_tui.tui.telling.deciding import Reason, Why

__all__ = ["News", "Notice", "notice", "title"]

LONGEST = 160
NAMES = 3
APP = "closer-tui"


@dataclass(frozen=True, slots=True)
class News:
    """A conversation worth telling about."""

    conversation_n: int
    why: Why
    who: str
    channel: str
    topic: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A heading and a line, both clean and short enough for any desktop."""

    heading: str
    line: str


def notice(news: Sequence[News], *, hide_text: bool) -> Notice:
    """One notice for all of it; `news` holds each conversation once."""
    if len(news) == 1:
        only = news[0]
        if hide_text:
            return Notice(APP, _what(only))
        said = f": {only.text}" if only.text else ""
        return Notice(_line(f"{only.who or 'A customer'} · {only.channel}", 60), _line(_what(only) + said))
    counts = [
        (Reason.ESCALATED, "escalated"),
        (Reason.ASSIGNED, "of yours"),
        (Reason.NEEDS_ME, "waiting for you"),
    ]
    parts = [f"{count} {words}" for reason, words in counts if (count := sum(n.why.reason == reason for n in news))]
    line = f"{len(news)} conversations: {', '.join(parts)}"
    if not hide_text:
        names = list(dict.fromkeys(_line(n.who, 24) for n in news if n.who))
        more = "…" if len(names) > NAMES else ""
        line += f" ({', '.join(names[:NAMES])}{more})" if names else ""
    return Notice(APP, _line(line))


def _what(news: News) -> str:
    match news.why.reason:
        case Reason.ESCALATED:
            return f"Escalated to {_line(news.topic, 40)}"
        case Reason.ASSIGNED:
            return "A customer of yours wrote" if news.why.wrote else "This conversation is yours now"
        case Reason.NEEDS_ME:
            return "Waits for you"


def title(count: int) -> str:
    """`(3) closer-tui` while three conversations need somebody."""
    return f"({count}) {APP}" if count > 0 else APP


def _line(text: str, width: int = LONGEST) -> str:
    return cut(safe_for_terminal(clean(text[:2_000], multiline=False), replacement=""), width, "…")
