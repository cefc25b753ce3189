"""The read side for the screen and the command line: stdlib sqlite3 alone, one read-only connection, plain functions.

    with Reader.open(paths) as r:
        rows = views.conversations.page(r, ListFilter(needs_action=True))

Nothing here writes, waits for the network, or loads SQLAlchemy: the first frame is painted from these.

| file | idea |
|---|---|
| `reader` | the connection, and errors a person can act on |
| `rows` | what queries return; `.json()` is what the command line prints |
| `filters`, `conversations` | the list: windows over keyset pages, counts from the counters |
| `thread`, `drafts`, `escalations`, `outbox`, `inboxes`, `tones`, `quick_replies`, `events` | one word each |
| `changes`, `status` | what moved, and how things stand |
| `search_query`, `search` | full-text search |
"""

from closer_tui.store.views import (
    changes,
    conversations,
    drafts,
    escalations,
    events,
    inboxes,
    outbox,
    quick_replies,
    search,
    status,
    thread,
    tones,
)
from closer_tui.store.views.filters import Key, ListFilter, Sort
from closer_tui.store.views.reader import Reader

__all__ = [
    "Key",
    "ListFilter",
    "Reader",
    "Sort",
    "changes",
    "conversations",
    "drafts",
    "escalations",
    "events",
    "inboxes",
    "outbox",
    "quick_replies",
    "search",
    "status",
    "thread",
    "tones",
]
