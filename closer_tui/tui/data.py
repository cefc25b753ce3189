"""What the screen reads: the store's views, asked synchronously, because an answer takes a fraction of a millisecond.

Before there is a database everything is empty, and each look at the feed tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from closer_tui.domain.channel import REACTING
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.errors import NotFound, StoreBehind
from closer_tui.store import views
from closer_tui.store.views import ListFilter, Reader
from closer_tui.store.views.lately import Lately
from closer_tui.tui.pages import Pages
from closer_tui.tui.windows import Window

if TYPE_CHECKING:
    from closer_tui.domain.bulk import Facts
    from closer_tui.drafting.proposals import Suggestion
    from closer_tui.store.views.changes import ChangeRow
    from closer_tui.store.views.contacts import Alike, ContactRow
    from closer_tui.store.views.events import EventRow
    from closer_tui.store.views.follow_ups import FollowUpRow
    from closer_tui.store.views.inboxes import InboxRow
    from closer_tui.store.views.intents import IntentRow
    from closer_tui.store.views.knowledge import DocumentRow, PartRow
    from closer_tui.store.views.macros import MacroRow
    from closer_tui.store.views.outbox import OutboxRow
    from closer_tui.store.views.presence import PresentRow
    from closer_tui.store.views.quality import Quality
    from closer_tui.store.views.quick_replies import QuickReplyRow
    from closer_tui.store.views.rows import ConversationRow, DraftRow, EscalationRow, MessageRow
    from closer_tui.store.views.saved import ViewRow
    from closer_tui.store.views.search import SearchResult
    from closer_tui.store.views.status import StatusLine
    from closer_tui.store.views.tones import ToneRow
    from closer_tui.tui.listed import Listed
    from closer_tui.tui.story import Told

__all__ = ["Data"]

_CLOCK = SystemClock()
LOOKED_THROUGH = 16
"""Conversations among which the last word of a customer is looked for."""


class Data:
    """One read-only view of the store for the whole screen."""

    def __init__(self, open_reader: Callable[[], Reader], *, now: Callable[[], int] = _CLOCK.now, me: str = "") -> None:
        self._open = open_reader
        self._reader: Reader | None = None
        self._now = now
        self._me = me
        self.memory = Lately()
        """What filters looked up, kept a little while."""

    @property
    def reader(self) -> Reader | None:
        """The reader, once there is a database. Raises StoreError when there is one that cannot be read."""
        if self._reader is None:
            try:
                self._reader = self._open()
            except (NotFound, StoreBehind):
                return None
        return self._reader

    def close(self) -> None:
        """Let go of the database."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    # --- the feed

    def last_change(self) -> int:
        """The number of the newest change."""
        return views.changes.last(self.reader) if self.reader else 0

    def changes_since(self, seq: int, limit: int) -> Sequence[ChangeRow]:
        """Changes after a number."""
        return views.changes.since(self.reader, seq, limit) if self.reader else ()

    # --- counts and state

    def counts(self) -> Mapping[str, int]:
        """All kept counters."""
        return views.conversations.counters(self.reader) if self.reader else {}

    def status(self) -> StatusLine | None:
        """Sync, queue, engine."""
        return views.status.line(self.reader) if self.reader else None

    def halted(self) -> bool:
        """Whether the bot is stopped."""
        return self.reader is not None and views.status.halt(self.reader) is not None

    def place(self) -> str:
        """What to call this home: its inbox's name, or how many there are."""
        inboxes = views.inboxes.all(self.reader) if self.reader else ()
        return inboxes[0].name if len(inboxes) == 1 else f"{len(inboxes)} inboxes" if inboxes else ""

    def topics(self) -> Sequence[str]:
        """Escalation topics of all inboxes, and those in use."""
        reader = self.reader
        if reader is None:
            return ()
        found = [key.removeprefix("topic:") for key in self.counts() if key.startswith("topic:")]
        for inbox in views.inboxes.all(reader):
            tone = views.tones.current(reader, inbox.n)
            found += tone.tone.escalation_topics if tone else ()
        return sorted(dict.fromkeys(topic for topic in found if topic))

    def tags(self) -> Sequence[str]:
        """Tags in use."""
        return sorted(key.removeprefix("tag:") for key, n in self.counts().items() if key.startswith("tag:") and n > 0)

    # --- conversations

    def window(self, wanted: ListFilter) -> Window[ConversationRow]:
        """A list of conversations."""

        def count() -> int:
            return views.conversations.count(self.reader, wanted) if self.reader else 0

        def read(
            offset: int | None, after: ConversationRow | None, before: ConversationRow | None, limit: int
        ) -> Sequence[ConversationRow]:
            if self.reader is None:
                return ()
            return views.conversations.page(
                self.reader,
                wanted,
                offset=offset,
                after=None if after is None else views.conversations.key_of(after, wanted),
                before=None if before is None else views.conversations.key_of(before, wanted),
                limit=limit,
            )

        return Window(count, read)

    def listed(self, wanted: ListFilter, text: str = "") -> Listed:
        """A list of conversations narrowed by a filter in the filter language."""
        from closer_tui.tui.listed import Listed

        return Listed(lambda: self.reader, wanted, text, now=self._now, me=self._me, memory=self.memory)

    def facts(self, numbers: Sequence[int]) -> Sequence[Facts]:
        """What an action on many needs to know of these conversations."""
        from closer_tui.store.views import bulk

        return bulk.facts(self.reader, numbers) if self.reader else ()

    def saved_views(self) -> Sequence[ViewRow]:
        """The saved views, in their order."""
        return views.saved.all(self.reader) if self.reader else ()

    def count_views(self, wanted: Sequence[tuple[int, str]], most: int) -> Mapping[int, int]:
        """How many conversations each of these views (number, filter) holds, up to `most`. On a reader of its own: for
        a thread beside the loop."""
        from closer_tui.tui.listed import count_views

        try:
            with self._open() as reader:
                return count_views(reader, wanted, most, now=self._now(), me=self._me)
        except (NotFound, StoreBehind):
            return {}

    def position(self, wanted: ListFilter) -> Callable[[int], int | None]:
        """Where a conversation stands in a list."""
        return lambda n: views.conversations.position(self.reader, wanted, n) if self.reader else None

    def conversation(self, n: int) -> ConversationRow | None:
        """One conversation."""
        return views.conversations.one(self.reader, n) if self.reader else None

    def some(self, wanted: ListFilter, limit: int) -> Sequence[ConversationRow]:
        """The first conversations of a list."""
        return views.conversations.page(self.reader, wanted, limit=limit) if self.reader else ()

    def recent_conversations(self, limit: int) -> Sequence[ConversationRow]:
        """Those in which something was said last."""
        return views.conversations.page(self.reader, ListFilter(), limit=limit) if self.reader else ()

    def people(self, wanted: str) -> Sequence[ConversationRow]:
        """Conversations with whoever a few letters may mean."""
        if self.reader is None:
            return ()
        found = (self.conversation(n) for n in views.people.conversations_like(self.reader, wanted))
        return [row for row in found if row is not None]

    def thread_page(self, n: int) -> Pages:
        """How to read a conversation's messages, page by page."""
        return Pages(lambda: self.reader, n)

    def others(self, now: int) -> Mapping[int, Sequence[PresentRow]]:
        """Everybody but me who is at a conversation, by conversation."""
        return views.presence.others(self.reader, now, self._me) if self.reader else {}

    # --- drafts

    def draft_of(self, conversation_n: int) -> DraftRow | None:
        """The draft that is alive in a conversation."""
        return views.drafts.of(self.reader, conversation_n) if self.reader else None

    def draft(self, n: int) -> DraftRow | None:
        """One draft by its number."""
        return views.drafts.one(self.reader, n) if self.reader else None

    def pile(self, limit: int) -> Sequence[int]:
        """Numbers of drafts that wait for a decision, longest waiting first; reading them whole takes ten times as
        long, and they are asked for whenever anything changes."""
        return views.drafts.pile(self.reader, limit) if self.reader else ()

    def quick_replies(self) -> Sequence[QuickReplyRow]:
        """The owner's ready answers."""
        return views.quick_replies.all(self.reader) if self.reader else ()

    def intents(self) -> Sequence[IntentRow]:
        """What customers come with, by the owner's list."""
        return views.intents.all(self.reader) if self.reader else ()

    def documents(self) -> Sequence[DocumentRow]:
        """The documents drafts may stand on, by name."""
        return views.knowledge.all(self.reader) if self.reader else ()

    def document_parts(self, document_n: int, limit: int) -> Sequence[PartRow]:
        """The first parts of a document."""
        return views.knowledge.parts(self.reader, document_n, limit) if self.reader else ()

    def find_in_documents(self, question: str) -> Sequence[PartRow]:
        """What a draft would be given for a question. On a reader of its own: for a thread beside the loop."""
        from closer_tui.drafting.knowledge import find

        try:
            with self._open() as reader:
                return find(reader, question)
        except (NotFound, StoreBehind):
            return ()

    def macros(self) -> Sequence[MacroRow]:
        """The owner's macros."""
        return views.macros.all(self.reader) if self.reader else ()

    def contact_values(self, conversation_n: int, agent: str) -> dict[str, str]:
        """What the places of a ready text stand for in a conversation."""
        return views.contact_values.of(self.reader, conversation_n, agent) if self.reader else {}

    # --- queues and inboxes

    def escalations(self) -> Sequence[EscalationRow]:
        """What waits for a person, by topic, the longest waiting first."""
        return views.escalations.open(self.reader) if self.reader else ()

    def outbox(self) -> Sequence[OutboxRow]:
        """Replies that were approved and have not arrived for sure."""
        return views.outbox.open(self.reader) if self.reader else ()

    def inboxes(self) -> Sequence[InboxRow]:
        """The inboxes, oldest first."""
        return views.inboxes.all(self.reader) if self.reader else ()

    def tone(self, inbox_n: int) -> ToneRow | None:
        """The tone profile in force; None while an inbox has the defaults."""
        return views.tones.current(self.reader, inbox_n) if self.reader else None

    def tone_versions(self, inbox_n: int) -> Sequence[ToneRow]:
        """Every version of a tone profile, the newest first."""
        return views.tones.versions(self.reader, inbox_n) if self.reader else ()

    def last_heard(self, inbox_n: int) -> tuple[ConversationRow, MessageRow] | None:
        """The newest conversation of an inbox in which a customer wrote, and what they wrote last."""
        if self.reader is None:
            return None
        for row in views.conversations.page(self.reader, ListFilter(inbox_n=inbox_n), limit=LOOKED_THROUGH):
            message = views.thread.one(self.reader, row.last_inbound) if row.last_inbound else None
            if message is not None:
                return row, message
        return None

    def quality(self, since: int, inbox_n: int) -> tuple[Quality, Sequence[Suggestion]] | None:
        """How good the drafts are since a moment (ms), and what the edits propose. On a reader of its own: for a thread
        beside the loop. None while there is no database."""
        from closer_tui.drafting.proposed import proposed

        try:
            with self._open() as reader:
                return views.quality.read(reader, since=since, inbox_n=inbox_n), proposed(reader)
        except (NotFound, StoreBehind):
            return None

    # --- work on conversations

    def tag_colours(self) -> Mapping[str, str]:
        """The colours somebody chose for tags."""
        return views.tags.chosen(self.reader) if self.reader else {}

    def follow_up(self, conversation_n: int) -> FollowUpRow | None:
        """The reminder that is open in a conversation."""
        return views.follow_ups.of(self.reader, conversation_n) if self.reader else None

    def follow_ups(self) -> Sequence[FollowUpRow]:
        """Every reminder that is open, the earliest first."""
        return views.follow_ups.open_ones(self.reader) if self.reader else ()

    def contact(self, n: int) -> ContactRow | None:
        """One contact."""
        return views.contacts.one(self.reader, n) if self.reader else None

    def talks(self, contact_n: int) -> Sequence[ConversationRow]:
        """Every conversation of a contact, the newest first."""
        return views.contacts.conversations(self.reader, contact_n) if self.reader else ()

    def alike(self, contact_n: int) -> Sequence[Alike]:
        """Contacts that may be the same person."""
        return views.contacts.alike(self.reader, contact_n) if self.reader else ()

    def find_contact(self, text: str) -> ContactRow | None:
        """The contact with this id, or of the conversation with it. Raises InvalidInput."""
        from closer_tui.tui.contacting import contact_number

        kind, n = contact_number(text)
        if kind == "conv":
            row = self.conversation(n)
            n = row.contact_n if row else 0
        return self.contact(n)

    def outbox_of(self, message_seq: int) -> int | None:
        """The entry of the outbox that carries a message."""
        if self.reader is None:
            return None
        return self.reader.number("SELECT n FROM outbox WHERE message_seq = ?", (message_seq,)) or None

    def can_react(self, inbox_n: int) -> bool:
        """Whether the inbox's channel takes reactions."""
        return any(inbox.n == inbox_n and inbox.connector in REACTING for inbox in self.inboxes())

    def story(self, conversation_n: int, moment: Callable[[int], str]) -> Sequence[Told]:
        """Everything that happened in a conversation, oldest first."""
        from closer_tui.tui.story import tell

        if self.reader is None:
            return ()
        return tell(
            views.events.of(self.reader, conversation_n, limit=500),
            views.drafts.history(self.reader, conversation_n),
            views.deliveries.of(self.reader, conversation_n),
            moment=moment,
        )

    def events(self, conversation_n: int) -> Sequence[EventRow]:
        """Who did what in a conversation, oldest first."""
        return views.events.of(self.reader, conversation_n) if self.reader else ()

    # --- search

    def search(self, query: str, *, limit: int = 50, before: int | None = None) -> SearchResult | None:
        """Messages that match, newest first."""
        return views.search.find(self.reader, query, limit=limit, before=before) if self.reader else None
