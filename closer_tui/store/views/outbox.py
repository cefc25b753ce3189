"""The outbox in plain words: to whom, since when, how it stands, and what each decision about it will do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.domain.clock import LATEST
from closer_tui.store import keys
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import Json, iso

_COLUMNS: Final = (
    "o.n, o.conversation_n, o.inbox_n, COALESCE(i.id, ''), COALESCE(c.channel, ''), COALESCE(p.name, ''),"
    " o.recipient, o.body, o.state, o.attempts,"
    " o.lookups, o.not_before, o.created_at, o.started_at, o.settled_at, o.message_seq, o.draft_n, o.error, o.hint,"
    " o.actor, o.external_id,"
    # A reply never overtakes an earlier one of its conversation that is in doubt. All three states, for the index.
    " CASE WHEN o.state = 'queued' THEN (SELECT MIN(e.n) FROM outbox e WHERE e.inbox_n = o.inbox_n"
    " AND e.state IN ('queued', 'sending', 'unknown') AND e.state = 'unknown'"
    " AND e.conversation_n = o.conversation_n AND e.n < o.n) END, o.send_at"
)
_JOINS: Final = (
    # An approved reply is shown even where damage has taken the row of whom or what it belongs to.
    "LEFT JOIN conversations c ON c.n = o.conversation_n LEFT JOIN contacts p ON p.n = c.contact_n"
    " LEFT JOIN inboxes i ON i.n = o.inbox_n"
)
OPEN: Final = (
    f"SELECT {_COLUMNS} FROM outbox o INDEXED BY ix_outbox_open {_JOINS}"
    " WHERE o.state IN ('queued', 'sending', 'unknown') LIMIT ?"
)
FAILED: Final = (
    f"SELECT {_COLUMNS} FROM outbox o {_JOINS} WHERE o.state = 'failed' ORDER BY o.n DESC"
    " LIMIT MIN(?, COALESCE((SELECT value FROM counters WHERE key = 'outbox:failed'), 0))"
)
NEWEST: Final = f"SELECT {_COLUMNS} FROM outbox o {_JOINS} ORDER BY o.n DESC LIMIT ?"

CHANNEL_WORDS: Final = {
    "whatsapp": "WhatsApp",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "email": "the mail server",
    "sms": "the SMS provider",
}
_TIMES: Final = {1: "once", 2: "twice"}
_URGENCY: Final = {"unknown": 0, "failed": 1, "sending": 2, "queued": 3}


@dataclass(frozen=True, slots=True)
class OutboxAction:
    """A decision a person can make on an entry: the word of the command line, a label, and what it will do."""

    name: str
    label: str
    effect: str


_SEND: Final = OutboxAction("retry", "Send again", "sends the same words to the same address once more")
_SEND_UNKNOWN: Final = OutboxAction(
    "retry", "Send again", "sends it once more; if it did arrive, the customer gets it twice"
)
_SENT: Final = OutboxAction("mark-sent", "Mark as sent", "notes that it arrived; nothing is sent")
_DROP: Final = OutboxAction("discard", "Discard", "gives the reply up; nothing is sent")
_ACTIONS: Final = {
    "queued": (_DROP,),
    "sending": (),
    "unknown": (_SENT, _SEND_UNKNOWN, _DROP),
    "failed": (_SEND, _DROP),
}


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A reply that was approved. Times in ms; `not_before` is when it may leave or be looked at next,
    `behind` the entry of the same conversation that must be settled first, `send_at` the moment a person chose."""

    n: int
    conversation_n: int = 0
    inbox_n: int = 0
    inbox: str = ""
    channel: str = ""
    customer: str = ""
    recipient: str = ""
    body: str = ""
    state: str = "queued"
    attempts: int = 0
    lookups: int = 0
    not_before: int = 0
    created_at: int = 0
    started_at: int | None = None
    settled_at: int | None = None
    message_seq: int = 0
    draft_n: int | None = None
    error: str | None = None
    hint: str | None = None
    actor: str = ""
    external_id: str | None = None
    behind: int | None = None
    send_at: int | None = None

    @property
    def id(self) -> str:
        """The public id."""
        return keys.public("out", self.n)

    @property
    def held(self) -> bool:
        """Whether only a person can move it on: it came back with a backup."""
        return self.not_before >= LATEST

    @property
    def later(self) -> bool:
        """Whether it waits for a moment that a person chose."""
        return self.state == "queued" and self.send_at is not None and not self.attempts

    @property
    def state_text(self) -> str:
        """How it stands, in words."""
        channel = CHANNEL_WORDS.get(self.channel, "the channel")
        why = f": {self.error}" if self.error else ""
        if self.held:
            return f"held: {self.error}; did it arrive?"
        if self.state == "unknown":
            if self.lookups:
                return f"asked {channel} {_TIMES.get(self.lookups, f'{self.lookups} times')}, no trace; send again?"
            return f"it left and {channel} did not answer{why}; did it arrive?"
        if self.state == "failed":
            return f"not sent{why}"
        if self.state == "queued":
            return self._queued_text(why)
        return f"leaving to {channel}" if self.state == "sending" else self.state

    def _queued_text(self, why: str) -> str:
        if self.behind is not None:
            return f"waits for {keys.public('out', self.behind)}, of which nobody knows yet whether it arrived"
        if self.attempts:
            tried = _TIMES.get(self.attempts, f"{self.attempts} times")
            return f"tried {tried}, not sent yet{why}; will try again"
        if self.later:
            return f"leaves at {iso(self.send_at)}, unless the customer writes first"
        return "waiting to leave"

    @property
    def actions(self) -> tuple[OutboxAction, ...]:
        """What a person can decide about it now; none once it is settled."""
        return _ACTIONS.get(self.state, ())

    def json(self) -> Json:
        """As `outbox` prints it."""
        return {
            "id": self.id,
            "conversation": keys.public("conv", self.conversation_n),
            "inbox": self.inbox,
            "channel": self.channel,
            "contact": {"name": self.customer, "address": self.recipient},
            "message": keys.public("msg", self.message_seq),
            "draft": keys.public("draft", self.draft_n) if self.draft_n else None,
            "body": self.body,
            "state": self.state,
            "state_text": self.state_text,
            "actions": [action.name for action in self.actions],
            "attempts": self.attempts,
            "held": self.held,
            "not_before": None if self.held else iso(self.not_before),
            "send_at": iso(self.send_at),
            "created_at": iso(self.created_at),
            "started_at": iso(self.started_at),
            "settled_at": iso(self.settled_at),
            "error": self.error,
            "hint": self.hint,
            "external_id": self.external_id,
            "actor": self.actor or None,
        }


def open(r: Reader, *, limit: int = 500) -> list[OutboxRow]:
    """What is approved and not confirmed: unknown first, then failed, leaving, queued; oldest first in each."""
    found = [OutboxRow(*row) for row in (*r.all(OPEN, (limit,)), *r.all(FAILED, (limit,)))]
    return sorted(found, key=lambda row: (_URGENCY.get(row.state, 9), row.n))[:limit]


def newest(r: Reader, *, limit: int = 100) -> list[OutboxRow]:
    """The newest entries in whatever state, newest first."""
    return [OutboxRow(*row) for row in r.all(NEWEST, (limit,))]


def one(r: Reader, n: int) -> OutboxRow | None:
    """One entry by its number."""
    row = r.one(f"SELECT {_COLUMNS} FROM outbox o {_JOINS} WHERE o.n = ?", (n,))
    return None if row is None else OutboxRow(*row)


def of_message(r: Reader, message_seq: int) -> OutboxRow | None:
    """The newest entry that sends this message."""
    sql = f"SELECT {_COLUMNS} FROM outbox o {_JOINS} WHERE o.message_seq = ? ORDER BY o.n DESC LIMIT 1"
    row = r.one(sql, (message_seq,))
    return None if row is None else OutboxRow(*row)
