"""What our side said lately, with whom it was said to: for completing sentences."""

from __future__ import annotations

from typing import Final

from closer_tui.domain.completion import Completions
from closer_tui.store.views import quick_replies
from closer_tui.store.views.reader import Reader

LOOKED_THROUGH: Final = 20_000
"""Messages, newest first, among which ours are looked for."""

SAID: Final = (
    "SELECT c.contact_n, m.body FROM"
    " (SELECT seq, conversation_n, direction, author, delivery, body FROM messages ORDER BY seq DESC LIMIT ?) m"
    " JOIN conversations c ON c.n = m.conversation_n"
    " WHERE m.direction = 'outbound' AND m.author NOT IN ('', 'bot') AND m.delivery NOT IN ('cancelled', 'failed')"
    " ORDER BY m.seq DESC"
)


def completions(r: Reader) -> Completions:
    """The sentences people here have written to several customers, and those of quick replies. Takes a moment."""
    return Completions(
        ((int(contact), str(body)) for contact, body in r.all(SAID, (LOOKED_THROUGH,))),
        [row.body for row in quick_replies.all(r)],
    )
