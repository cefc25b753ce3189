"""An inbox as a line, and in full."""

from __future__ import annotations

from types import MappingProxyType

from closer_tui.store.views.inboxes import InboxRow
from closer_tui.tui.drawing import Run, crop, fit, one_line, right, settle, wrap
from closer_tui.tui.when import When
from closer_tui.tui.widgets.lines import LineView

__all__ = ["MODES", "InboxDetail", "inbox_runs"]

MODES = MappingProxyType({"off": "bot off", "draft": "bot drafts", "autonomous": "bot answers"})


def _sign(row: InboxRow) -> Run:
    if row.state != "connected":
        return ("✗", "error")
    if row.failures:
        return ("▲", "warning")
    return ("◌", "muted") if row.last_ok_at is None else ("●", "good")


def _state(row: InboxRow) -> str:
    return one_line(row.state_text, 300)


def inbox_runs(row: InboxRow, width: int, when: When, *, here: bool) -> list[Run]:
    """`▌● Harbour Bakery   whatsapp   bot drafts   synced 4s ago   connected`."""
    sign, look = _sign(row)
    name = min(28, max(12, width // 4))
    synced = when.since(row.last_ok_at) if row.last_ok_at else "never"
    room = max(width - name - 38, 4)
    return [
        ("▌" if here else " ", "accent"),
        (fit(sign, 2), look),
        (fit(one_line(row.name or row.id), name), "plain"),
        ("  ", "plain"),
        (fit(row.channel, 10), "muted"),
        (fit(MODES.get(row.mode, row.mode), 12), "muted" if row.mode == "off" else "plain"),
        (right(synced, 8), "muted"),
        ("  ", "plain"),
        (crop(_state(row), room), look if look in {"error", "warning"} else "muted"),
    ]


class InboxDetail(LineView):
    """The selected inbox in full."""

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self._row: InboxRow | None = None

    def show(self, row: InboxRow | None) -> None:
        """Show another inbox."""
        self._row = row
        self.changed()

    def lay_out(self, width: int) -> list[list[Run]]:
        """Its state in words, then its facts."""
        row = self._row
        if row is None:
            return []
        when, room = self._when, max(width - 4, 10)
        sign, look = _sign(row)
        lines: list[list[Run]] = [[(crop(f" {one_line(row.name or row.id)}", width - 1), "strong")], []]
        lines += [[("  ", "plain"), (line, look)] for line in wrap(f"{sign} {settle(row.state_text[:1_000])}", room)]
        lines.append([])
        tried = f"tried {when.since(row.last_sync_at)}" if row.last_sync_at else "not tried yet"
        read = f"read {when.since(row.last_ok_at)}" if row.last_ok_at else "never read"
        again = ""
        if row.failures and row.retry_at > when.now():
            again = f", next try in {-(-(row.retry_at - when.now()) // 1000)} s"
        facts = (
            ("channel", f"{row.channel} through {row.connector}" + (", sandbox" if row.env == "test" else "")),
            ("address", row.address),
            ("bot", MODES.get(row.mode, row.mode)),
            ("reading", f"{read}, {tried}{again}"),
            ("tone", f"version {row.tone_version}; enter shows it"),
            ("id", row.id),
        )
        for name, value in facts:
            if value:
                lines.append([("  ", "plain"), (fit(name, 10), "muted"), (crop(one_line(value), room - 10), "plain")])
        return lines
