"""The quality report as lines: shares as bars, each with what it is a share of; what is too little to tell is said so.
The quality page paints them; the command line prints the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from closer_tui.domain.clock import duration
from closer_tui.domain.decision import EDIT_WORDS, Outcome
from closer_tui.domain.quality import Escalations, Tally
from closer_tui.domain.shares_told import bar, share_bar, share_words
from closer_tui.domain.statistics import Share
from closer_tui.store import keys
from closer_tui.store.views.quality import Quality
from closer_tui.tui.drawing import Run, crop, fit, one_line, right
from closer_tui.tui.words import number, plural

__all__ = ["plain", "quality_lines"]

NAME: Final = 28
"""Cells of the first column."""
_EDIT_WORDS: Final = {kind.value: words for kind, words in EDIT_WORDS.items()}
_ENDS: Final = (
    (Outcome.UNCHANGED, "as they were"),
    (Outcome.EDITED, "edited"),
    (Outcome.REJECTED, "rejected"),
    (Outcome.BY_HAND, "answered by hand"),
    (Outcome.ALONE, "sent by the bot alone"),
    (Outcome.STALE, "outrun by a message"),
    (Outcome.SUPERSEDED, "replaced"),
    (Outcome.WITHHELD, "put away"),
    (Outcome.EXPIRED, "expired"),
)


def quality_lines(found: Quality, day: Callable[[int], str], width: int = 100) -> list[list[Run]]:
    """The whole report. `day` says a moment (ms) as a date."""
    total = found.total
    lines: list[list[Run]] = [_head(f"Since {day(found.since)}: {plural(total.decided, 'draft')} judged by a person")]
    if not total.shown:
        return [*lines, [("  No draft has been put before a person in this time.", "muted")], *_escalations(found)]
    lines += [
        _share("accepted", total.accepted),
        _share("sent word for word", total.unedited),
        _fact("alike, draft and sent", _alike(total)),
        _fact("median time to decide", "none yet" if found.median_ms is None else duration(found.median_ms)),
        _fact("how they ended", " · ".join(f"{number(total.of(end))} {said}" for end, said in _ENDS if total.of(end))),
    ]
    if found.good or found.bad:
        lines.append(_fact("feedback", f"{number(found.good)} good · {number(found.bad)} bad"))
        for said in found.worst:
            name = keys.public("msg", said.message_seq)
            lines.append(_fact("", f"bad: {one_line(said.word, 80) or 'without a word'} · {name}"))
    lines += _edits(found.edits)
    lines += _escalations(found)
    lines += _table("By topic", {name or "(no topic)": tally for name, tally in sorted(found.topics.items())}, width)
    names = {_inbox_name(found, n): tally for n, tally in sorted(found.inboxes.items())}
    lines += _table("By inbox", names, width)
    lines += _table("By week, accepted", {day(at): tally for at, tally in sorted(found.weeks.items())}, width)
    return lines


def _inbox_name(found: Quality, n: int) -> str:
    id, name = found.names.get(n, (str(n), ""))
    return one_line(name, 60) or id


def _head(words: str) -> list[Run]:
    return [(words, "strong")]


def _fact(name: str, words: str) -> list[Run]:
    return [("  ", "plain"), (fit(name, NAME), "muted"), (words, "plain")]


def _share(name: str, share: Share, look: str = "plain") -> list[Run]:
    return [
        ("  ", "plain"),
        (fit(name, NAME), "muted"),
        (share_bar(share), "accent"),
        ("  ", "plain"),
        (share_words(share), look),
    ]


def _alike(tally: Tally) -> str:
    mean = tally.likeness_mean
    return "not compared yet" if mean is None else f"{mean:.2f} on average, of {number(tally.compared)} compared"


def _edits(edits: Mapping[str, int]) -> list[list[Run]]:
    if not edits:
        return []
    most = max(edits.values())
    lines: list[list[Run]] = [[], _head("What was changed")]
    for kind, count in sorted(edits.items(), key=lambda item: (-item[1], item[0])):
        words = _EDIT_WORDS.get(kind, kind)
        lines.append(
            [
                ("  ", "plain"),
                (fit(words, NAME), "muted"),
                (bar(count / most), "accent"),
                (right(number(count), 7), "plain"),
            ]
        )
    return lines


def _escalations(found: Quality) -> list[list[Run]]:
    sums = found.escalations
    if not (sums.right or sums.unneeded or sums.open or sums.missed):
        return []
    lines: list[list[Run]] = [
        [],
        _head("Escalations"),
        _fact("", _counts(sums)),
        _share("right, of the bot's own", sums.precision),
        _share("found by itself", sums.recall),
    ]
    for topic, each in sorted(found.escalations_of.items()):
        lines.append(_fact(f"#{one_line(topic, 40)}" if topic else "(no topic)", _counts(each)))
    return lines


def _counts(each: Escalations) -> str:
    counts = (
        (each.right, "right"),
        (each.unneeded, "needless"),
        (each.missed, "missed"),
        (each.open, "open"),
    )
    return " · ".join(f"{number(count)} {said}" for count, said in counts)


def _table(title: str, rows: Mapping[str, Tally], width: int) -> list[list[Run]]:
    lines: list[list[Run]] = [[], _head(title)]
    for name, tally in rows.items():
        line = _share(one_line(name, 60), tally.accepted)
        unedited = tally.unedited
        if unedited.enough and unedited.value is not None and width >= 96:
            line.append((f" · {unedited.value * 100:.0f} % word for word", "muted"))
        lines.append(line)
    return lines


def plain(lines: list[list[Run]], width: int) -> list[str]:
    """The same without looks, cut to a width."""
    return [crop("".join(text for text, _ in line), width).rstrip() for line in lines]
