"""The form that connects a CLOSER server: address, token, channels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.errors import (
    ChannelError,
    CloserError,
    InvalidInput,
    RateLimited,
    Refused,
    Unauthorized,
)
from closer_tui.tui.modals.try_form import TryForm
from closer_tui.tui.widgets.fields import ToggleRow
from closer_tui.tui.widgets.form import FormRow

__all__ = ["ConnectForm", "TryConnection", "field_of"]

TryConnection = Callable[[str, str, Sequence[ChannelKind]], Awaitable[Sequence[str]]]
"""Connects with an address, a token and channels (none: all it opens); gives the names of the inboxes."""

ALL = "every channel the token opens"
MISSING = {
    "url": "The address is missing, for example https://….",
    "token": "The token is missing; it begins with cls_.",
}


def field_of(error: CloserError) -> str:
    """The field at which an error is shown."""
    match error:
        case InvalidInput(field="token") | Unauthorized():
            return "token"
        case InvalidInput(field="url"):
            return "url"
        case Refused():
            return "channels"
        case RateLimited() | ChannelError():
            return "url"
        case _:
            return ""


class ConnectForm(TryForm[Sequence[str]]):
    """Gives the names of the inboxes that were connected; None when it was left."""

    DEFAULT_CSS = "ConnectForm FormRow { margin-bottom: 1; }"
    WAITING: ClassVar[str] = "◌ Asking the server what this token opens …"

    url = query_one("#connect-url", Input)
    token = query_one("#connect-token", Input)
    channels = query_one("#connect-channels", ToggleRow)

    def __init__(self, try_it: TryConnection, *, url: str = "") -> None:
        super().__init__()
        self._try = try_it
        self._url = url

    def compose(self) -> ComposeResult:
        """Three fields and one button."""
        with Vertical() as box:
            box.border_title = Content("Connect a CLOSER server")
            yield self.words("It is tried live; only what works is kept. The token is sealed, never shown again.")
            url = Input(self._url, placeholder="https://…", id="connect-url", select_on_focus=False)
            yield FormRow("Address", url, column=9, id="connect-row-url")
            token = Input(placeholder="cls_live_… or cls_test_…", password=True, id="connect-token")
            yield FormRow("Token", token, column=9, id="connect-row-token")
            kinds = [kind.value for kind in ChannelKind]
            yield FormRow("Only", ToggleRow(kinds, id="connect-channels"), column=9, id="connect-row-channels")
            yield self.words(f"  none ticked: {ALL}")
            yield Static(Content(""), id="connect-state")
            yield Button(Content("f2  Try and connect"), id="connect-button", compact=True)
            yield self.words("tab next field · space ticks · enter connects · esc leaves")

    def on_mount(self) -> None:
        """Begin with what is missing."""
        (self.token if self._url else self.url).focus()

    @on(Input.Submitted, "#connect-url")
    def _to_token(self) -> None:
        self.token.focus()

    @on(Input.Submitted, "#connect-token")
    def _entered(self) -> None:
        self.action_connect()

    def field(self, name: str) -> Widget:
        """Address, token or channels."""
        fields: dict[str, Widget] = {"url": self.url, "token": self.token, "channels": self.channels}
        return fields[name]

    def missing(self) -> dict[str, str]:
        """Address and token are needed."""
        given = {"url": self.url.value, "token": self.token.value}
        return {name: words for name, words in MISSING.items() if not given[name].strip()}

    def field_of(self, error: CloserError) -> str:
        """See the function."""
        return field_of(error)

    async def kept(self) -> Sequence[str]:
        """The names of the inboxes."""
        kinds = [ChannelKind(value) for value in sorted(self.channels.value)]
        return await self._try(self.url.value.strip(), self.token.value.strip(), kinds)
