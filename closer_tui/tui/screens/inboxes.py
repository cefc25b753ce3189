"""The inboxes: a line each with its state, and the selected one in full, its last error in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Protocol, runtime_checkable

from textual import on
from textual.binding import BindingType
from textual.getters import query_one
from textual.widget import Widget

from closer_tui.domain.channel import ChannelKind, InboxMode
from closer_tui.store.views.inboxes import InboxRow
from closer_tui.tui.commands import Command, bindings, going, moving, shaping
from closer_tui.tui.commands.by_screen import BY_SCREEN
from closer_tui.tui.drawing import Run, crop, one_line
from closer_tui.tui.messages import RowMoved, RowOpened
from closer_tui.tui.modals.connect import ConnectForm
from closer_tui.tui.modals.connect_mail import ConnectMailForm
from closer_tui.tui.screens.framed import FramedScreen
from closer_tui.tui.when import When
from closer_tui.tui.widgets.inbox_lines import InboxDetail, inbox_runs
from closer_tui.tui.widgets.keyed_list import KeyedList
from closer_tui.tui.words import plural

__all__ = ["InboxesScreen"]

NONE = "No inbox is connected; c connects one."


class InboxList(KeyedList[InboxRow]):
    """One line an inbox."""

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(lambda row: row.n, empty=NONE, id=id)
        self._when = when

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """State, name, channel, what the bot does, last sync."""
        return inbox_runs(self.rows[index], width, self._when, here=index == self.cursor)


@runtime_checkable
class ShowsTone(Protocol):
    """A screen that can be told whose tone to show."""

    def turn_to(self, inbox_n: int) -> None:
        """Show the tone of this inbox."""


class InboxesScreen(FramedScreen):
    """What is connected, and how it stands."""

    NAME = "inboxes"
    HINTS = (
        moving.Open,
        shaping.CycleMode,
        shaping.Connect,
        shaping.ConnectMail,
        shaping.Disconnect,
        moving.Back,
        going.Palette,
        going.Help,
    )
    OFFERS: ClassVar[tuple[type[Command], ...]] = BY_SCREEN["inboxes"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]
    DEFAULT_CSS = """
    InboxesScreen {
        & #inbox-list { height: 1fr; }
        & #inbox-detail { height: 1fr; max-height: 16; border-top: solid $line; }
    }
    """

    listed = query_one("#inbox-list", InboxList)
    detail = query_one("#inbox-detail", InboxDetail)

    def body(self) -> Iterable[Widget]:
        """The list above, the selected inbox below."""
        yield InboxList(self.kit.when, id="inbox-list")
        yield InboxDetail(self.kit.when, id="inbox-detail")

    def on_mount(self) -> None:
        """Ready to move; ages run."""
        self.listed.focus()
        self.detail.can_focus = False
        self.set_interval(1.0, self.listed.refresh)

    def renew_body(self) -> None:
        """Read the inboxes again."""
        rows = self.kit.data.inboxes()
        self.listed.show(rows)
        troubled = sum(1 for row in rows if row.failures or row.state != "connected")
        aside = f"{troubled} in trouble" if troubled else plural(len(rows), "inbox", "inboxes") if rows else ""
        self.heading.show("Inboxes", aside, style="$error" if troubled else "$muted")
        self._looked()

    @on(RowMoved)
    def _looked(self) -> None:
        row = self.listed.selected
        self.grace.about(None if row is None else (row.n, row.state, row.mode))
        self.detail.display = row is not None
        self.detail.show(row)
        self.hints.refresh()

    @on(RowOpened)
    def _opened(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """The tone of the inbox under the cursor."""
        row = self.listed.selected
        self.kit.go("tone")
        if row is not None and isinstance(screen := self.app.screen, ShowsTone):
            screen.turn_to(row.n)

    def why_not(self, action: str) -> str | None:
        """Without an inbox there is nothing to switch or to disconnect."""
        if action in {"cycle_mode", "disconnect"} and self.is_mounted and self.listed.selected is None:
            return NONE
        return None

    # --- what can be done

    def action_cycle_mode(self) -> None:
        """Off, or draft."""
        row = self.listed.selected
        if row is None or not self.trusted():
            return
        mode = InboxMode.DRAFT if row.mode == InboxMode.OFF else InboxMode.OFF

        async def switch() -> None:
            await (await self.kit.desk()).set_mode(row.n, mode)
            self.kit.decisions.done()
            what = "The bot drafts again" if mode is InboxMode.DRAFT else "The bot is off"
            self.kit.tell(f"{what} in {_named(row)}.", "information")

        self.kit.act(switch())

    def action_disconnect(self) -> None:
        """After a yes."""
        row = self.listed.selected
        if row is None or not self.trusted():
            return

        async def disconnect() -> None:
            lines = [
                "Its token is forgotten and nothing more is read from it.",
                "What was stored stays readable; replies that are approved and have not left stay in the outbox.",
            ]
            if await self.kit.ask.confirm(f"Disconnect {_named(row)}?", lines, yes="disconnect"):
                await (await self.kit.desk()).disconnect(row.n)
                self.kit.decisions.done()
                self.kit.tell(f"{_named(row)} is disconnected.", "information")

        self.kit.act(disconnect())

    def action_connect(self) -> None:
        """The form; an inbox that is out of order lends it its address."""
        row = self.listed.selected
        first = not self.listed.rows
        url = row.address if row and row.state == "disconnected" and row.address.startswith("http") else ""

        async def try_it(url: str, token: str, channels: Sequence[ChannelKind]) -> Sequence[str]:
            return await (await self.kit.desk()).connect_closer(url, token, channels=channels)

        self.app.push_screen(ConnectForm(try_it, url=url), lambda names: self._connected(names or (), first=first))

    def action_connect_mail(self) -> None:
        """The form of a mailbox."""
        first = not self.listed.rows

        async def try_it(values: Mapping[str, str]) -> str:
            return await (await self.kit.desk()).connect_email(**values)

        self.app.push_screen(ConnectMailForm(try_it), lambda name: self._connected([name] if name else (), first=first))

    def _connected(self, names: Sequence[str], *, first: bool) -> None:
        if names:
            self.kit.decisions.done()
            self.kit.tell(f"Connected: {', '.join(one_line(name, 60) for name in names)}.", "information")
            # Whoever connects the very first one wants to see what comes in.
            if first:
                self.kit.go("inbox")


def _named(row: InboxRow) -> str:
    return crop(one_line(row.name or row.id), 40)
