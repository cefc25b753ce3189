"""What the places of a ready text stand for in one conversation."""

from __future__ import annotations

import json
from typing import Final

from closer_tui.domain.filling import values_of
from closer_tui.store.views.reader import Reader

_ONE: Final = (
    "SELECT p.name, c.address, i.name, p.detail_json FROM conversations c JOIN contacts p ON p.n = c.contact_n"
    " JOIN inboxes i ON i.n = c.inbox_n WHERE c.n = ?"
)


def of(r: Reader, conversation_n: int, agent: str) -> dict[str, str]:
    """Names and values; those without a value are empty or absent."""
    row = r.one(_ONE, (conversation_n,))
    if row is None:
        return {}
    name, address, inbox, detail = row
    try:
        fields = json.loads(detail)
    except ValueError:
        fields = {}
    return values_of(
        name=name, address=address, inbox=inbox, agent=agent, detail=fields if isinstance(fields, dict) else {}
    )
