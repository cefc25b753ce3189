"""What an action on many conversations needs to know of each, a thousand at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from closer_tui.domain.bulk import Facts
from closer_tui.store.views.reader import Reader

FACTS: Final = """
SELECT c.n, p.name, c.address, c.status, c.owner_kind, c.owner_name, c.unread, c.tags, c.opted_out,
       d.n, d.revision, d.state, d.body = '', d.checks_json
FROM json_each(?) t
CROSS JOIN conversations c ON c.n = t.value
JOIN contacts p ON p.n = c.contact_n
LEFT JOIN drafts d ON d.n = c.pending_draft
ORDER BY t.key
"""


def facts(r: Reader, numbers: Sequence[int]) -> list[Facts]:
    """In this order; numbers that do not exist are left out."""
    return [
        Facts(
            n=row[0],
            title=row[1] or row[2],
            status=row[3],
            owner_kind=row[4],
            owner_name=row[5],
            unread=row[6],
            tags=tuple(row[7].split()),
            opted_out=bool(row[8]),
            draft=None if row[9] is None else (row[9], row[10]),
            draft_state=row[11] or "",
            draft_empty=bool(row[12]),
            checks=tuple(check["level"] for check in json.loads(row[13])) if row[13] else (),
        )
        for row in r.all(FACTS, (json.dumps(list(numbers)),))
    ]
