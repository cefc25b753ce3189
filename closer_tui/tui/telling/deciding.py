"""What is worth telling: what is mine and new, when nobody looks, outside the quiet hours. Pure.

Facts about a conversation are compared with those before. What was already so when the screen was opened is old, and
so is what a customer wrote before that, however late it arrives.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from closer_tui.config.notify import NotifyRules as Rules
from closer_tui.store.keys import seq_at
from closer_tui.store.views.rows import ConversationRow

__all__ = ["Facts", "Presence", "Reason", "Rules", "Why", "facts_of", "in_quiet_hours", "may_tell", "why_tell"]

IDLE_MS = 60_000
"""Without a key for so long, nobody looks; only asked where the terminal does not say who has the focus."""


class Reason(StrEnum):
    """What somebody may want to be told."""

    NEEDS_ME = "needs_me"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Facts:
    """What matters about a conversation here: it waits for anybody, it is mine, the queue it is in, and the number of
    the last thing its customer said."""

    needs: bool = False
    mine: bool = False
    topic: str = ""
    last_inbound: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, and whether the customer has just written."""

    reason: Reason
    wrote: bool


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether somebody looks: the focus as far as the terminal ever told it (None: never), the time of the last key."""

    focused: bool | None
    last_key: int

    def here(self, now: int) -> bool:
        """Whether somebody sits before the screen."""
        return self.focused if self.focused is not None else now - self.last_key < IDLE_MS


def facts_of(row: ConversationRow, agent: str) -> Facts:
    """The facts about a conversation for one person; none about what is put away or with a colleague."""
    if row.status != "open":
        return Facts(last_inbound=row.last_inbound)
    mine = row.owner_kind == "agent" and row.owner_name == agent
    topic = row.owner_name if row.owner_kind == "queue" else ""
    needs = row.needs_action and row.owner_kind in {"bot", "nobody"}
    return Facts(needs, mine, topic, row.last_inbound)


def why_tell(before: Facts | None, now: Facts, rules: Rules, since: int) -> Why | None:
    """The reason to tell about a conversation, if there is one. `before` is None for one never looked at;
    `since` is the moment (ms) before which everything is old."""
    fresh = now.last_inbound >= seq_at(since)
    wrote = fresh and (before is None or now.last_inbound > before.last_inbound)
    if now.mine:
        given = before is not None and not before.mine
        return Why(Reason.ASSIGNED, wrote) if Reason.ASSIGNED in rules.about and (given or wrote) else None
    if now.topic:
        came = (before is None and fresh) or (before is not None and before.topic != now.topic)
        wanted = not rules.topics or now.topic in rules.topics
        return Why(Reason.ESCALATED, wrote) if Reason.ESCALATED in rules.about and wanted and came and fresh else None
    if now.needs and Reason.NEEDS_ME in rules.about:
        began = fresh and (before is None or not before.needs)
        return Why(Reason.NEEDS_ME, wrote) if began or wrote else None
    return None


def may_tell(rules: Rules, presence: Presence, now: int, minute_of_day: int, quiet_until: int) -> bool:
    """Whether this is the moment: nobody looks, it is not quiet, and something may be sent at all."""
    return (
        rules.how != "off"
        and now >= quiet_until
        and not in_quiet_hours(rules.quiet_hours, minute_of_day)
        and (rules.while_focused or not presence.here(now))
    )


def in_quiet_hours(hours: str, minute_of_day: int) -> bool:
    """Whether a local minute of the day (0 to 1439) lies in `22:00-07:00`; the end is outside."""
    if not hours:
        return False
    start, end = (int(part[:2]) * 60 + int(part[3:5]) for part in hours.split("-"))
    if start <= end:
        return start <= minute_of_day < end
    return minute_of_day >= start or minute_of_day < end
