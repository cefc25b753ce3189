"""The read side for the screen and the command line: stdlib sqlite3 alone, one read-only connection, plain functions.

    with Reader.open(paths) as r:
        rows = views.conversations.page(r, ListFilter(needs_action=True))

Nothing here writes, waits for the network, or loads SQLAlchemy: the first frame is painted from these.

| file | idea |
|---|---|
| `reader` | the connection, and errors a person can act on |
| `rows` | what queries return; `.json()` is what the command line prints |
| `filters`, `conversations` | the list: windows over keyset pages, counts from the counters |
| `filter_terms`, `filtering` | a person's own filter, as conditions and as the shortest walk |
| `saved` | filters kept under a name |
| `thread`, `drafts`, `escalations`, `outbox`, `inboxes`, `tones`, `quick_replies`, `events` | one word each |
| `quality`, `edits` | how drafts ended, and what people made of them |
| `changes`, `status` | what moved, and how things stand |
| `search_query`, `search` | full-text search |
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from closer_tui.store.views.filters import Key, ListFilter, Sort
from closer_tui.store.views.reader import Reader

if TYPE_CHECKING:
    from closer_tui.store.views import (
        changes,
        contact_values,
        conversations,
        deliveries,
        drafts,
        edits,
        escalations,
        events,
        follow_ups,
        handovers,
        inboxes,
        intents,
        knowledge,
        macros,
        outbox,
        people,
        presence,
        quality,
        quick_replies,
        saved,
        search,
        status,
        tags,
        thread,
        tones,
    )

__all__ = [
    "Key",
    "ListFilter",
    "Reader",
    "Sort",
    "changes",
    "contact_values",
    "contacts",
    "conversations",
    "deliveries",
    "drafts",
    "edits",
    "escalations",
    "events",
    "follow_ups",
    "handovers",
    "inboxes",
    "intents",
    "knowledge",
    "macros",
    "outbox",
    "people",
    "presence",
    "quality",
    "quick_replies",
    "saved",
    "search",
    "status",
    "tags",
    "thread",
    "tones",
]


def __getattr__(name: str) -> Any:
    """Each word is loaded when it is first asked for: the first frame needs four of them."""
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
