"""The views of the inbox: which conversations each shows, in which order, and where its count stands.

The standard ones are lists along an index; saved ones are filters, whose counts are worked out beside the loop and stop
at `MOST_COUNTED`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.conversation import OwnerKind, Status
from closer_tui.store.views import ListFilter
from closer_tui.store.views.saved import ViewRow
from closer_tui.tui.words import number

__all__ = ["AD_HOC", "MOST_COUNTED", "Folder", "figures", "folders", "narrowed", "saved_folder", "typed_folder"]

MOST_COUNTED = 100
"""A saved view that holds so many shows `99+`."""
AD_HOC = "filter"
"""The key of a filter that was typed and not saved."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One view. `counter` is the key of its kept count; a rule above it when `after_rule`.

    `text` says the same as `filter` in the filter language; of a saved view (`view_n`) it is all there is.
    """

    key: str
    label: str
    filter: ListFilter
    counter: str
    after_rule: bool = False
    empty: str = "Nothing here."
    look: str = "muted"
    text: str = ""
    view_n: int | None = None

    def sorted(self, sort: str) -> Folder:
        """The same view in another order."""
        return replace(self, filter=replace(self.filter, sort=sort))


def folders(counts: Mapping[str, int], agent: str, saved: Sequence[ViewRow] = ()) -> Sequence[Folder]:
    """The standard views, the saved ones, then a view for every channel and topic that has conversations."""
    standard = [
        Folder(
            "needs",
            "Needs you",
            ListFilter(status=Status.OPEN, needs_action=True),
            "needs",
            empty="Nothing needs you. Well done.",
            look="accent",
            text="status:open is:needs-you",
        ),
        Folder(
            "approve",
            "To approve",
            ListFilter(status=Status.OPEN, has_draft=True),
            "approve",
            empty="No draft waits for you.",
            text="status:open has:draft",
        ),
        Folder(
            "escalated",
            "Escalated",
            ListFilter(status=Status.OPEN, owner_kind=OwnerKind.QUEUE),
            "escalated",
            empty="Nothing is escalated.",
            look="warning",
            text="status:open is:escalated",
        ),
        Folder(
            "mine",
            "Mine",
            ListFilter(status=Status.OPEN, owner_kind=OwnerKind.AGENT, owner_name=agent),
            f"mine:{agent}",
            empty="You have taken over no conversation.",
            text="status:open owner:me",
        ),
        Folder(
            "waiting",
            "Waiting",
            ListFilter(status=Status.OPEN, sort="waiting"),
            "waiting",
            empty="Nobody waits for an answer.",
            text="status:open is:waiting",
        ),
        Folder("unread", "Unread", ListFilter(unread=True), "unread", empty="Everything is read.", text="is:unread"),
        Folder(
            "snoozed",
            "Snoozed",
            ListFilter(status=Status.SNOOZED),
            "snoozed",
            empty="Nothing is snoozed.",
            text="status:snoozed",
        ),
        Folder(
            "resolved",
            "Done",
            ListFilter(status=Status.RESOLVED),
            "resolved",
            empty="Nothing is done yet.",
            text="status:resolved",
        ),
        Folder("all", "All", ListFilter(), "all", empty="No conversations yet."),
    ]
    channels = [
        Folder(
            f"channel:{kind.value}",
            kind.value,
            ListFilter(channel=kind),
            f"channel:{kind.value}",
            text=f"channel:{kind.value}",
        )
        for kind in ChannelKind
        if counts.get(f"channel:{kind.value}", 0) > 0
    ]
    topics = [
        Folder(
            key,
            "#" + key.removeprefix("topic:"),
            ListFilter(status=Status.OPEN, topic=key.removeprefix("topic:")),
            key,
            text=f"status:open owner:queue:{key.removeprefix('topic:')}",
        )
        for key in sorted(counts)
        if key.startswith("topic:") and counts[key] > 0
    ]
    own = [saved_folder(row) for row in saved]
    return [*standard, *_ruled(own), *_ruled(channels), *_ruled(topics)]


def _ruled(group: list[Folder]) -> list[Folder]:
    return [replace(group[0], after_rule=True), *group[1:]] if group else []


def saved_folder(row: ViewRow) -> Folder:
    """A saved view."""
    key = f"view:{row.n}"
    empty = "Nothing fits this view now."
    return Folder(key, row.name, ListFilter(sort=row.sort), key, empty=empty, text=row.filter, view_n=row.n)


def typed_folder(text: str, sort: str) -> Folder:
    """A filter that was typed just now."""
    return Folder(AD_HOC, text, ListFilter(sort=sort), AD_HOC, empty="Nothing fits this filter.", text=text)


def narrowed(folder: Folder, sort: str, only: Sequence[str]) -> tuple[ListFilter, str]:
    """The list of a view in an order of one's own, narrowed by some terms more: what to walk, and the filter for it."""
    flt, text = replace(folder.filter, sort=sort), " ".join(only)
    if folder.view_n is not None or folder.key == AD_HOC:
        return flt, f"({folder.text}) {text}".strip() if folder.text and text else folder.text or text
    if folder.filter.sort == "waiting" and sort != "waiting":
        # That order alone kept only those that wait.
        text = f"is:waiting {text}".strip()
    return flt, text


def figures(folder: Folder, counts: Mapping[str, int]) -> str:
    """The number beside a view; empty for none."""
    count = counts.get(folder.counter, 0)
    if folder.view_n is not None and count >= MOST_COUNTED:
        return f"{MOST_COUNTED - 1}+"
    return number(count) if count else ""
