"""A contact with everything known of them: what we say, what channels say, every conversation, who may be the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from closer_tui.domain.contact import ContactDetail
from closer_tui.store import keys
from closer_tui.store.views.conversations import rows
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import ConversationRow, Json, iso

MOST_TALKS: Final = 100
MOST_ALIKE: Final = 10


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """An address of a contact on a channel, with the name the channel gives."""

    n: int
    channel: str
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact; `told` is what channels call them, `name` what everything shows."""

    n: int
    name: str
    named_by: str
    detail: ContactDetail
    created_at: int
    blocked_at: int | None
    blocked_by: str | None
    identities: tuple[IdentityRow, ...]
    seen_at: int | None

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("ct", self.n)

    @property
    def title(self) -> str:
        """The name, or an address while nobody knows it."""
        return self.name or (self.identities[0].address if self.identities else self.id)

    @property
    def told(self) -> str:
        """What the channels call them."""
        return ", ".join(dict.fromkeys(each.name for each in self.identities if each.name))

    def json(self) -> Json:
        """As `contact show` prints it."""
        return {
            "id": self.id,
            "name": self.name,
            "own_name": bool(self.named_by),
            "channel_name": self.told or None,
            "company": self.detail.company or None,
            "language": self.detail.language or None,
            "notes": self.detail.notes or None,
            "fields": dict(self.detail.fields),
            "identities": [{"channel": each.channel, "address": each.address} for each in self.identities],
            "created_at": iso(self.created_at),
            "seen_at": iso(self.seen_at),
            "blocked_at": iso(self.blocked_at),
            "blocked_by": self.blocked_by,
        }


_ONE: Final = (
    "SELECT n, name, named_by, detail_json, created_at, blocked_at, blocked_by FROM contacts"
    " WHERE n = ? AND merged_into IS NULL"
)
_IDENTITIES: Final = "SELECT n, channel, address, name FROM identities WHERE contact_n = ? ORDER BY n"
_SEEN: Final = "SELECT MAX(m.at) FROM conversations c JOIN messages m ON m.seq = c.last_inbound WHERE c.contact_n = ?"
_TALKS: Final = "SELECT n FROM conversations WHERE contact_n = ? ORDER BY last_message_at DESC, n DESC LIMIT ?"
_BLOCKED: Final = "SELECT n FROM contacts WHERE blocked_at IS NOT NULL AND merged_into IS NULL ORDER BY blocked_at DESC"
_SAME_ADDRESS: Final = (
    "SELECT DISTINCT contact_n FROM identities WHERE contact_n <> ? AND env = ? AND channel IN"
    " ('whatsapp','instagram','linkedin','email','sms') AND address = ?"
)


def one(r: Reader, n: int) -> ContactRow | None:
    """A contact by number; None when there is none, or when it was merged into another."""
    row = r.one(_ONE, (n,))
    if row is None:
        return None
    identities = tuple(IdentityRow(*each) for each in r.all(_IDENTITIES, (n,)))
    detail = ContactDetail.read(json.loads(row[3]))
    seen = r.one(_SEEN, (n,))
    last = seen[0] if seen else None
    return ContactRow(row[0], row[1], row[2], detail, row[4], row[5], row[6], identities, last)


def conversations(r: Reader, n: int, limit: int = MOST_TALKS) -> list[ConversationRow]:
    """Every conversation of a contact over all channels, the newest first."""
    return rows(r, [number for (number,) in r.all(_TALKS, (n, limit))])


def blocked(r: Reader) -> list[ContactRow]:
    """Who is blocked, the last one first."""
    return [found for (n,) in r.all(_BLOCKED) if (found := one(r, n)) is not None]


@dataclass(frozen=True, slots=True)
class Alike:
    """Another contact who may be the same person, and why."""

    contact: ContactRow
    why: str


def alike(r: Reader, n: int) -> list[Alike]:
    """Contacts with the same address on another channel (a phone number on WhatsApp and SMS), or with an address that
    somebody wrote into this one's details. A name alone is never enough."""
    here = one(r, n)
    if here is None:
        return []
    wanted = {each.address: f"the same address on {each.channel}" for each in here.identities}
    for key, value in (("notes", here.detail.notes), *here.detail.fields.items()):
        wanted |= {word.strip(" ,;<>()"): f"named in {key}" for word in value.split() if "@" in word or "+" in word}
    env = r.one("SELECT env FROM identities WHERE contact_n = ? LIMIT 1", (n,))
    found: dict[int, str] = {}
    for address, why in wanted.items():
        for (other,) in r.all(_SAME_ADDRESS, (n, env[0] if env else "live", address)):
            found.setdefault(other, why)
    people = [(one(r, other), why) for other, why in list(found.items())[:MOST_ALIKE]]
    return [Alike(person, why) for person, why in people if person is not None]
