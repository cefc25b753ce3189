"""Follows the change feed for one person and tells what is worth it, at most once every few seconds.

It knows neither Textual nor the terminal: it is given the rows, the counts, a timer and a Notifier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.telling.deciding import Facts, Presence, Rules, facts_of, may_tell, why_tell
from closer_tui.tui.telling.words import News, Notice, notice
from closer_tui.tui.when import When

__all__ = ["Notifier", "Shop", "Teller"]

MOST_KNOWN = 20_000
"""Conversations whose facts are remembered; beyond them the oldest are forgotten, and are new when they come again."""
MOST_WAITING = 500


class Notifier(Protocol):
    """The way to whoever sits before the screen, or does not."""

    def tell(self, notice: Notice) -> None:
        """Show a notice on the desktop."""

    def badge(self, count: int) -> None:
        """How many conversations wait."""


class Shop(Protocol):
    """What is read of the store."""

    def conversation(self, n: int) -> ConversationRow | None:
        """One conversation."""

    def waiting(self) -> int:
        """How many need somebody."""

    def at_first(self) -> Iterable[ConversationRow]:
        """Those that need somebody or are mine when the screen is opened."""

    def mine(self) -> int:
        """How many are mine."""


class Teller:
    """`after` calls a function in so many seconds."""

    def __init__(
        self,
        shop: Shop,
        notifier: Notifier,
        rules: Rules,
        agent: str,
        when: When,
        after: Callable[[float, Callable[[], None]], object],
        quiet_until: Callable[[], int],
    ) -> None:
        self._shop = shop
        self._notifier = notifier
        self._rules = rules
        self._agent = agent
        self._when = when
        self._after = after
        self._quiet_until = quiet_until
        self._since = when.now()
        self._known: dict[int, Facts] = {}
        self._all_mine_known = False
        self._waiting: dict[int, News] = {}
        self._told_at: int | None = None
        self._timer_runs = False
        self._badge = -1
        self._focused: bool | None = None
        self._last_key = when.now()

    def begin(self) -> None:
        """Take what is there as known, without a word, and show how much waits."""
        for row in self._shop.at_first():
            self._known[row.n] = facts_of(row, self._agent)
        self._all_mine_known = sum(facts.mine for facts in self._known.values()) >= self._shop.mine()
        self._count()

    # --- who looks

    def touched(self) -> None:
        """A key was pressed or the mouse moved."""
        self._last_key = self._when.now()

    def focus(self, here: bool) -> None:
        """The terminal says that it got or lost the focus. Coming back, one has seen what was waiting to be told."""
        self._focused = here
        if here:
            self._last_key = self._when.now()
            self._waiting.clear()

    @property
    def presence(self) -> Presence:
        """Who looks, as far as can be known."""
        return Presence(self._focused, self._last_key)

    # --- news

    def heard(self, conversations: Iterable[int], *, everything: bool = False) -> None:
        """These conversations changed; `everything`: nobody knows which, so what is there now is known and not told."""
        if everything:
            self._known.clear()
            self._since = self._when.now()
            self.begin()
            return
        for n in conversations:
            row = self._shop.conversation(n)
            if row is not None:
                self._look_at(row)
        self._count()
        self._flush()

    def _look_at(self, row: ConversationRow) -> None:
        now = facts_of(row, self._agent)
        # One that is not known was not mine when the screen was opened, if all that were are known.
        before = self._known.pop(row.n, Facts() if self._all_mine_known else None)
        self._known[row.n] = now
        if len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]
            self._all_mine_known = False
        if not (now.mine or now.needs or now.topic):
            # It was seen to meanwhile: nothing is left to tell.
            self._waiting.pop(row.n, None)
            return
        if {row.inbox, row.inbox_name} & set(self._rules.quiet_inboxes):
            return
        why = why_tell(before, now, self._rules, self._since)
        if why is None or not self._may_tell():
            return
        text = row.snippet if why.wrote or now.needs else ""
        self._waiting.pop(row.n, None)
        if len(self._waiting) < MOST_WAITING:
            self._waiting[row.n] = News(row.n, why, row.title, row.channel, now.topic, text)

    def _may_tell(self) -> bool:
        now = self._when.now()
        local = self._when.local(now)
        return may_tell(self._rules, self.presence, now, local.hour * 60 + local.minute, self._quiet_until())

    def _flush(self) -> None:
        """Tell what waits, unless something was told a moment ago: then when that moment is over."""
        if not self._waiting or self._timer_runs:
            return
        gap = 0.0 if self._told_at is None else self._rules.every_seconds - (self._when.now() - self._told_at) / 1000
        if gap > 0:
            self._timer_runs = True
            self._after(min(gap, self._rules.every_seconds), self._moment_is_over)
            return
        news = list(self._waiting.values())
        self._waiting.clear()
        if self._may_tell():
            self._told_at = self._when.now()
            self._notifier.tell(notice(news, hide_text=self._rules.hide_text))

    def _moment_is_over(self) -> None:
        self._timer_runs = False
        self._flush()

    def _count(self) -> None:
        count = self._shop.waiting()
        if count != self._badge:
            self._badge = count
            self._notifier.badge(count)
