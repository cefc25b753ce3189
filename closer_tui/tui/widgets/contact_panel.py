"""The panel at the right of a wide screen: who this is, and what stands around the conversation."""

from __future__ import annotations

from closer_tui.store.views.contacts import ContactRow
from closer_tui.store.views.follow_ups import FollowUpRow
from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.contact_facts import contact_facts
from closer_tui.tui.drawing import Run, one_line, wrap
from closer_tui.tui.when import When
from closer_tui.tui.widgets.lines import LineView

__all__ = ["ContactPanel", "standing"]


def standing(row: ConversationRow, when: When) -> str:
    """`bot · draft mode · window closes in 21 h`: who has it, what the bot may do, until when a reply is free."""
    owner = {
        "bot": "bot",
        "agent": f"@{one_line(row.owner_name)}",
        "queue": f"▲ #{one_line(row.owner_name)}",
        "nobody": "nobody",
    }.get(row.owner_kind, row.owner_kind)
    parts = [owner]
    if row.owner_kind == "bot":
        parts.append(
            {"off": "bot off", "draft": "draft mode", "autonomous": "answers by itself"}.get(row.inbox_mode, "")
        )
    if row.status == "snoozed" and row.snooze_until:
        parts.append(f"snoozed until {when.moment(row.snooze_until)}")
    elif row.status != "open":
        parts.append({"resolved": "done"}.get(row.status, row.status))
    if row.opted_out:
        parts.append("wants no messages")
    if row.window_closes_at is not None:
        left = when.left(row.window_closes_at)
        parts.append(f"window closes in {left}" if left else "window closed")
    return " · ".join(part for part in parts if part)


class ContactPanel(LineView, can_focus=False):
    """A few facts, one below the other."""

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self._row: ConversationRow | None = None
        self._contact: ContactRow | None = None
        self._follow_up: FollowUpRow | None = None

    def show(
        self,
        row: ConversationRow | None,
        contact: ContactRow | None = None,
        follow_up: FollowUpRow | None = None,
    ) -> None:
        """Show another conversation's contact."""
        self._row, self._contact, self._follow_up = row, contact, follow_up
        self.changed()

    def lay_out(self, width: int) -> list[list[Run]]:
        """Label and value, wrapped."""
        row = self._row
        if row is None:
            return []
        when = self._when
        facts = [
            ("name", one_line(row.name) or "unknown"),
            ("address", one_line(row.address)),
            ("channel", row.channel),
            ("inbox", one_line(row.inbox_name)),
            ("with", standing(row, when)),
            ("topic", one_line(row.topic)),
            ("tags", " ".join("#" + one_line(tag) for tag in row.tags)),
            (
                "waiting",
                f"since {when.moment(row.waiting_since)}, {when.ago(row.waiting_since)}" if row.waiting_since else "",
            ),
            ("known", f"since {when.day(row.created_at)}" if row.created_at else ""),
            ("number", row.id),
            *self._more(),
        ]
        lines: list[list[Run]] = []
        for label, value in facts:
            if value:
                lines.append([(f" {label}", "muted")])
                lines += [[(" ", "plain"), (text, "plain")] for text in wrap(value, max(width - 2, 4))]
                lines.append([])
        return lines

    def _more(self) -> list[tuple[str, str]]:
        """What we say of them, and what somebody wants to be reminded of."""
        facts: list[tuple[str, str]] = []
        if self._follow_up is not None:
            note = f": {one_line(self._follow_up.note)}" if self._follow_up.note else ""
            facts.append(("follow up", f"{self._when.moment(self._follow_up.due_at)}{note}"))
        if self._contact is not None:
            row = self._row
            already = {"known", row.channel if row and len(self._contact.identities) == 1 else ""}
            facts += [fact for fact in contact_facts(self._contact, self._when) if fact[0] not in already]
        return facts
