"""A reply of the outbox: its line in the list, and the whole of it with what every key will do."""

from __future__ import annotations

from collections.abc import Mapping

from closer_tui.store.views.outbox import OutboxRow
from closer_tui.tui.commands import Command, key_words, queues
from closer_tui.tui.drawing import Run, crop, fit, one_line, right, settle, wrap
from closer_tui.tui.when import When
from closer_tui.tui.widgets.lines import LineView
from closer_tui.tui.words import DELIVERY, channel_short, plural

__all__ = ["COMMAND_OF", "OutboxDetail", "may_take_back", "outbox_runs", "state_words"]

COMMAND_OF: Mapping[str, type[Command]] = {
    "mark-sent": queues.MarkSent,
    "retry": queues.SendAgain,
    "discard": queues.Discard,
}
"""The command of the screen for each decision the store knows."""

BODY_LINES = 12


def may_take_back(row: OutboxRow) -> bool:
    """Whether it has surely not begun to leave."""
    return row.state == "queued" and not row.attempts


def state_words(row: OutboxRow, when: When) -> str:
    """How it stands; one that is held says for how long."""
    if row.later and row.send_at is not None and row.send_at > when.now():
        return f"leaves {when.moment_and_time(row.send_at)}, unless they write first"
    if may_take_back(row) and row.not_before > when.now():
        return f"leaves in {-(-(row.not_before - when.now()) // 1000)} s"
    return one_line(row.state_text, 300)


def outbox_runs(row: OutboxRow, width: int, when: When, *, here: bool) -> list[Run]:
    """`▌? Maria Keller   wa   2m  asked WhatsApp twice, no trace; send again?`."""
    sign, _, look = DELIVERY.get(row.state, ("·", "", "muted"))
    who = one_line(row.customer) or one_line(row.recipient) or "somebody"
    name = min(26, max(10, width // 4))
    room = max(width - name - 16, 4)
    return [
        ("▌" if here else " ", "accent"),
        (fit(sign or "·", 3), look),
        (fit(who, name), "strong" if look == "error" else "plain"),
        (right(channel_short(row.channel), 5), "muted"),
        (right(when.ago(row.created_at), 5), "muted"),
        ("  ", "plain"),
        (crop(state_words(row, when), room), look if look == "error" else "plain"),
    ]


class OutboxDetail(LineView):
    """The selected reply in full."""

    DEFAULT_CSS = "OutboxDetail { background: $background; }"

    def __init__(self, when: When, keymap: Mapping[str, str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self._keymap = keymap
        self._row: OutboxRow | None = None

    def show(self, row: OutboxRow | None) -> None:
        """Show another reply."""
        self._row = row
        self.changed()

    def lay_out(self, width: int) -> list[list[Run]]:
        """Who, the words, what went wrong, what can be done."""
        row = self._row
        if row is None:
            return []
        room = max(width - 4, 10)
        lines: list[list[Run]] = [[(crop(" " + self._facts(row), width - 1), "muted")], []]
        body = wrap(settle(row.body[:4_000]), room)
        lines += [[("  ", "plain"), (line, "plain")] for line in body[:BODY_LINES]]
        if len(body) > BODY_LINES:
            lines.append(
                [(f"  … {plural(len(body) - BODY_LINES, 'more line')}; enter opens the conversation", "muted")]
            )
        lines.append([])
        state = state_words(row, self._when) if row.later else row.state_text
        for text, look in ((state, "warning"), (row.error, "error"), (row.hint, "plain")):
            if text and not (text == row.error and row.error in row.state_text):
                lines += [[("  ", "plain"), (line, look)] for line in wrap(settle(text[:1_000]), room)]
        lines.append([])
        return lines + self._keys(row, room)

    def _facts(self, row: OutboxRow) -> str:
        who = one_line(row.customer) or "somebody"
        tried = f" · tried {plural(row.attempts, 'time')}" if row.attempts else ""
        by = f" by {one_line(row.actor, 40)}" if row.actor else ""
        return f"to {who} · {one_line(row.recipient, 80)} · approved{by} {self._when.since(row.created_at)}{tried}"

    def _keys(self, row: OutboxRow, width: int) -> list[list[Run]]:
        found = [(COMMAND_OF[each.name], each.label, each.effect) for each in row.actions if each.name in COMMAND_OF]
        if may_take_back(row):
            words = "it does not leave; its draft waits for you again" if row.draft_n else "it does not leave"
            found.insert(0, (queues.TakeBack, "Take back", words))
        lines: list[list[Run]] = []
        for command, label, effect in found:
            key = key_words((self._keymap.get(command.id()) or command.keys).split(",")[0])
            head: list[Run] = [("  ", "plain"), (fit(key, 3), "accent"), (fit(label, 14), "plain")]
            parts = wrap(settle(effect), max(width - 17, 10))
            lines.append([*head, (parts[0], "muted")])
            lines += [[(" " * 19, "plain"), (part, "muted")] for part in parts[1:]]
        if not found:
            lines.append([("  It is on its way; there is nothing to decide.", "muted")])
        return lines
