"""The views of the inbox: which conversations each shows, in which order, and where its count stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.conversation import OwnerKind, Status
from closer_tui.store.views import ListFilter

__all__ = ["Folder", "folders"]


@dataclass(frozen=True, slots=True)
class Folder:
    """One view. `counter` is the key of its kept count; a rule above it when `after_rule`."""

    key: str
    label: str
    filter: ListFilter
    counter: str
    after_rule: bool = False
    empty: str = "Nothing here."
    look: str = "muted"


def folders(counts: Mapping[str, int], agent: str) -> Sequence[Folder]:
    """The standard views, then a view for every channel and topic that has conversations."""
    standard = [
        Folder(
            "needs",
            "Needs you",
            ListFilter(status=Status.OPEN, needs_action=True),
            "needs",
            empty="Nothing needs you. Well done.",
            look="accent",
        ),
        Folder(
            "approve",
            "To approve",
            ListFilter(status=Status.OPEN, has_draft=True),
            "approve",
            empty="No draft waits for you.",
        ),
        Folder(
            "escalated",
            "Escalated",
            ListFilter(status=Status.OPEN, owner_kind=OwnerKind.QUEUE),
            "escalated",
            empty="Nothing is escalated.",
            look="warning",
        ),
        Folder(
            "mine",
            "Mine",
            ListFilter(status=Status.OPEN, owner_kind=OwnerKind.AGENT, owner_name=agent),
            f"mine:{agent}",
            empty="You have taken over no conversation.",
        ),
        Folder(
            "waiting",
            "Waiting",
            ListFilter(status=Status.OPEN, sort="waiting"),
            "waiting",
            empty="Nobody waits for an answer.",
        ),
        Folder("unread", "Unread", ListFilter(unread=True), "unread", empty="Everything is read."),
        Folder("snoozed", "Snoozed", ListFilter(status=Status.SNOOZED), "snoozed", empty="Nothing is snoozed."),
        Folder("resolved", "Done", ListFilter(status=Status.RESOLVED), "resolved", empty="Nothing is done yet."),
        Folder("all", "All", ListFilter(), "all", empty="No conversations yet."),
    ]
    channels = [
        Folder(f"channel:{kind.value}", kind.value, ListFilter(channel=kind), f"channel:{kind.value}")
        for kind in ChannelKind
        if counts.get(f"channel:{kind.value}", 0) > 0
    ]
    topics = [
        Folder(
            key,
            "#" + key.removeprefix("topic:"),
            ListFilter(status=Status.OPEN, topic=key.removeprefix("topic:")),
            key,
        )
        for key in sorted(counts)
        if key.startswith("topic:") and counts[key] > 0
    ]
    return [*standard, *_ruled(channels), *_ruled(topics)]


def _ruled(group: list[Folder]) -> list[Folder]:
    if not group:
        return []
    first = group[0]
    ruled = Folder(first.key, first.label, first.filter, first.counter, True, first.empty, first.look)
    return [ruled, *group[1:]]
