"""While something is ticked, the keys for one conversation are for all that are ticked, after a preview."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property

from closer_tui.domain.bulk import BulkAction
from closer_tui.domain.tone import normalise_topic
from closer_tui.tui.bulk import BulkWork
from closer_tui.tui.screens.inbox_ticks import InboxTicks
from closer_tui.tui.ticks import NOTHING, Ticks
from closer_tui.tui.widgets.titles import PaneTitle

__all__ = ["InboxBulk"]

ON_MANY = frozenset({"resolve", "reopen", "spam", "snooze", "tag", "assign", "mark_unread"})
"""Commands that mean all that is ticked, while something is."""


class InboxBulk(InboxTicks):
    """The actions of one conversation, for many."""

    @cached_property
    def bulk(self) -> BulkWork:
        """What acts on many."""
        kit = self.kit
        return BulkWork(
            kit.desk,
            kit.ask,
            kit.tell,
            kit.undo,
            kit.when,
            int(kit.settings.undo_seconds * 1000),
            kit.workshop.done,
            kit.data.facts,
            self._working,
        )

    def _working(self, words: str | None) -> None:
        if words is None:
            self._title_list()
        else:
            self.query_one("#list-title", PaneTitle).show(self.folder.label, words, style="$accent")

    def why_not(self, action: str) -> str | None:
        """What is ticked decides, not what the cursor is on."""
        return None if action in ON_MANY and self.conversations.ticked else super().why_not(action)

    def leave_ticks(self) -> bool:
        """Stop what is being done first."""
        return ("bulk" in self.__dict__ and self.bulk.stop()) or super().leave_ticks()

    def _many(self, ask: Callable[[Ticks], Awaitable[bool]]) -> bool:
        """Do it to what is ticked; False when nothing is, and one conversation is meant."""
        self.conversations.end_range(keep=True)
        ticks = self.conversations.ticked
        if not ticks:
            return False

        async def act() -> None:
            if await ask(ticks) and self.conversations.ticked == ticks:
                self._tick(NOTHING)

        self.kit.act(act())
        return True

    def _simply(self, action: BulkAction) -> bool:
        return self._many(lambda ticks: self.bulk.act(ticks, action))

    def action_approve_ticked(self) -> None:
        """Approve what is ticked, but not what is stale or in doubt."""
        if not self._simply(BulkAction.APPROVE):
            self.kit.tell("Tick conversations with space first.", "information")

    def action_resolve(self) -> None:
        """Mark as done."""
        if not self._simply(BulkAction.RESOLVE):
            super().action_resolve()

    def action_reopen(self) -> None:
        """Open again."""
        if not self._simply(BulkAction.REOPEN):
            super().action_reopen()

    def action_spam(self) -> None:
        """Mark as spam."""
        if not self._simply(BulkAction.SPAM):
            super().action_spam()

    def action_mark_unread(self) -> None:
        """Read, if any of the first ticked is unread; else unread."""

        async def mark(ticks: Ticks) -> bool:
            first = next(ticks.chunks(), [])
            unread = any(facts.unread for facts in self.kit.data.facts(first))
            return await self.bulk.act(ticks, BulkAction.READ if unread else BulkAction.UNREAD)

        if not self._many(mark):
            super().action_mark_unread()

    def action_snooze(self) -> None:
        """Put away until later."""

        async def snooze(ticks: Ticks) -> bool:
            until = await self.kit.decisions.snooze_until("Snooze all that are ticked; a new message ends it")
            if until is None:
                return False
            return await self.bulk.act(ticks, BulkAction.SNOOZE, until, called=self.kit.when.moment(until))

        if not self._many(snooze):
            super().action_snooze()

    def action_assign(self) -> None:
        """Give to a colleague."""
        from closer_tui.tui.asking import Choice

        async def assign(ticks: Ticks) -> bool:
            choices = [Choice(self.kit.agent, "Me")]
            agent = await self.kit.ask.choose("Give all that are ticked to", choices, free="a name")
            return bool(agent) and await self.bulk.act(ticks, BulkAction.ASSIGN, (agent or "").strip())

        if not self._many(assign):
            super().action_assign()

    def action_tag(self) -> None:
        """Add a tag, or take one away with a minus before it."""
        from closer_tui.tui.asking import Choice

        async def tag(ticks: Ticks) -> bool:
            known = self.kit.data.tags()
            choices = [Choice(tag, tag) for tag in known]
            choices += [Choice(f"-{tag}", f"-{tag}", "takes it away") for tag in known]
            picked = await self.kit.ask.choose("Tag all that are ticked", choices, free="a tag; -tag takes it away")
            name = normalise_topic((picked or "").lstrip("-"))
            if not name:
                return False
            away = (picked or "").startswith("-")
            return await self.bulk.act(ticks, BulkAction.UNTAG if away else BulkAction.TAG, name)

        if not self._many(tag):
            super().action_tag()
