"""Rows of contacts and their identities: what is ours to say of them, blocks, and merging two into one.

Conversations keep their inbox and the address a reply goes to whatever becomes of their contact: an approved reply is
bound to those, never to the contact.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Row, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.contact import ContactDetail
from closer_tui.domain.errors import NotFound
from closer_tui.store import changes, keys
from closer_tui.store.tables import contacts, conversations, identities

_MOVE_IDENTITIES: Final = text("UPDATE identities SET contact_n = :to WHERE n IN (SELECT value FROM json_each(:found))")
_FOLLOW: Final = text(
    "UPDATE conversations SET contact_n = :to WHERE contact_n <> :to AND EXISTS (SELECT 1 FROM identities i"
    " WHERE i.n IN (SELECT value FROM json_each(:found)) AND i.env = conversations.env"
    " AND i.channel = conversations.channel AND i.address = conversations.address) AND contact_n = :of RETURNING n"
)
_MOVE: Final = text("UPDATE conversations SET contact_n = :to WHERE n IN (SELECT value FROM json_each(:found))")


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as deciding sees them. `named_by` is who gave the name, empty for a channel."""

    n: int
    name: str
    named_by: str
    detail: ContactDetail
    blocked_at: int | None
    merged_into: int | None

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("ct", self.n)


def _contact(row: Row[tuple[object, ...]]) -> Contact:
    detail = ContactDetail.read(json.loads(row.detail_json))
    return Contact(row.n, row.name, row.named_by, detail, row.blocked_at, row.merged_into)


async def one(conn: AsyncConnection, n: int) -> Contact:
    """By number. Raises NotFound, also for one that was merged into another."""
    row = (await conn.execute(select(contacts).where(contacts.c.n == n))).first()
    if row is None:
        raise NotFound(f"there is no contact {keys.public('ct', n)}", "`closer-tui show CONVERSATION` names them.")
    found = _contact(row)
    if found.merged_into is not None:
        into = keys.public("ct", found.merged_into)
        raise NotFound(f"{found.id} was merged into {into}", f"Use {into}, or `closer-tui contact split {into}`.")
    return found


async def write(tx: AsyncConnection, n: int, now: int, **values: object) -> None:
    """Set columns of a contact and tell the feed."""
    await tx.execute(update(contacts).where(contacts.c.n == n).values(**values))
    await changes.note(tx, now, changes.CONTACT, entity=keys.public("ct", n))


async def set_detail(tx: AsyncConnection, n: int, name: str, named_by: str, detail: ContactDetail, now: int) -> None:
    """Store what we say of them."""
    stored = json.dumps(detail.json(), ensure_ascii=False)
    await write(tx, n, now, name=name, named_by=named_by, detail_json=stored)


async def told_name(conn: AsyncConnection, n: int) -> str:
    """What a channel calls them; empty when none does."""
    statement = select(identities.c.name).where(identities.c.contact_n == n, identities.c.name != "")
    return (await conn.execute(statement.order_by(identities.c.n).limit(1))).scalar() or ""


async def identities_of(conn: AsyncConnection, n: int) -> list[int]:
    """Numbers of a contact's identities."""
    statement = select(identities.c.n).where(identities.c.contact_n == n).order_by(identities.c.n)
    return [row.n for row in await conn.execute(statement)]


async def conversations_of(conn: AsyncConnection, n: int) -> list[int]:
    """Numbers of a contact's conversations."""
    statement = select(conversations.c.n).where(conversations.c.contact_n == n).order_by(conversations.c.n)
    return [row.n for row in await conn.execute(statement)]


async def move(tx: AsyncConnection, to: int, found: Sequence[int], talks: Sequence[int], now: int) -> None:
    """Give identities and conversations to a contact."""
    await tx.execute(_MOVE_IDENTITIES, {"to": to, "found": json.dumps(list(found))})
    await tx.execute(_MOVE, {"to": to, "found": json.dumps(list(talks))})
    await changes.note_many(tx, now, changes.CONVERSATION, ((n, {}) for n in talks))


async def begun_since(tx: AsyncConnection, of: int, to: int, found: Sequence[int]) -> list[int]:
    """Conversations of `of` at the addresses of these identities go to `to`; gives their numbers."""
    rows = await tx.execute(_FOLLOW, {"to": to, "of": of, "found": json.dumps(list(found))})
    return [row.n for row in rows]
