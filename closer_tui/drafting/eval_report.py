"""The report of an evaluation: a document, and lines for a terminal with bars, verdicts and the worst examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from closer_tui.domain.evaluation import SENDABLE, Score, Summary, Turn, compared, summarise, worst
from closer_tui.domain.shares_told import bar, share_bar, share_words
from closer_tui.domain.statistics import Share

_SHOWN: Final = 400
"""Characters of an example."""
WHAT: Final = {"similarity": "alike", "grounded": "grounded", "escalation": "escalated rightly"}
RUNNING, CANDIDATE = 0, 1


def report_json(
    turns: Sequence[Turn], names: Sequence[str], scores: Sequence[Sequence[Score]], pick: Callable[[int], int]
) -> dict[str, Any]:
    """Everything as one document. The last version's worst turns are shown; beside another, where it lost most."""
    versions = [{"name": n, **summarise(turns, s).json()} for n, s in zip(names, scores, strict=True)]
    document: dict[str, Any] = {
        "turns": len(turns),
        "conversations": len({turn.group for turn in turns}),
        "handed_over": sum(turn.handed_over is True for turn in turns),
        "versions": versions,
    }
    both = len(scores) == CANDIDATE + 1
    if both:
        tests = compared(turns, scores[RUNNING], scores[CANDIDATE], pick)
        document["comparison"] = {name: test.json() for name, test in tests.items()}
    places = worst(turns, scores[-1], scores[RUNNING] if both else None)
    document["worst"] = [
        {
            "conversation": turns[place].group,
            "asked": turns[place].asked[:_SHOWN],
            "sent": turns[place].sent[:_SHOWN],
            "drafted": [version[place].body[:_SHOWN] or version[place].problem for version in scores],
            "similarity": [round(version[place].likeness, 4) for version in scores],
        }
        for place in places
    ]
    return document


def report_lines(
    turns: Sequence[Turn],
    names: Sequence[str],
    scores: Sequence[Sequence[Score]],
    document: dict[str, Any],
    width: int,
) -> Iterator[str]:
    """The same for people."""
    known = document["handed_over"]
    yield f"{len(turns)} turns of {document['conversations']} conversations, {known} of them handed over to a person"
    for name, version in zip(names, scores, strict=True):
        yield ""
        yield name
        yield from _version(summarise(turns, version))
    if "comparison" in document:
        yield ""
        yield f"{names[CANDIDATE]} against {names[RUNNING]}"
        for what, test in document["comparison"].items():
            counts = f"{test['better']} better, {test['worse']} worse, {test['same']} the same"
            sure = f"{test['mean']:+.3f} ({test['low']:+.3f} to {test['high']:+.3f}), p {test['p']:.3f}"
            yield f"  {WHAT[what]:<22} {test['verdict']:<13} {counts}; {sure}"
    yield ""
    yield "Worst examples" if len(scores) == 1 else "Where the candidate lost most"
    for example in document["worst"]:
        yield f"  {example['conversation']}"
        yield _cut(f"    asked     {_flat(example['asked'])}", width)
        yield _cut(f"    sent      {_flat(example['sent'])}", width)
        for name, body, near in zip(names, example["drafted"], example["similarity"], strict=True):
            yield _cut(f"    {name.partition(' ')[0]:<9} ({near:.2f}) {_flat(body)}", width)


def _version(found: Summary) -> Iterator[str]:
    likeness = 0.0 if found.likeness is None else found.likeness
    yield f"  {'alike, draft and sent':<22} {bar(likeness)}  {likeness:.3f} on average"
    yield _share(f"alike from {SENDABLE}", found.sendable)
    yield _share("grounded answers", found.grounded)
    yield _share("in the wanted tone", found.in_tone)
    yield _share("held back by a check", found.held)
    yield _share("escalations right", found.precision)
    yield _share("escalations found", found.recall)
    if found.failed:
        yield f"  {'without a draft':<22} {found.failed} turns"
    if found.p50_ms is not None and found.p95_ms is not None:
        yield f"  {'time a draft':<22} {found.p50_ms:.1f} ms in the middle, {found.p95_ms:.1f} ms at most in 19 of 20"
    yield f"  {'cost':<22} ${found.cost_micros / 1_000_000:.4f}"


def _share(name: str, share: Share) -> str:
    return f"  {name:<22} {share_bar(share)}  {share_words(share)}"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"
