"""The form that connects a mailbox: both servers are tried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from closer_tui.domain.errors import CloserError, InvalidInput, Unauthorized
from closer_tui.tui.modals.try_form import TryForm
from closer_tui.tui.widgets.form import FormRow

__all__ = ["ConnectMailForm", "TryMailbox"]

TryMailbox = Callable[[Mapping[str, str]], Awaitable[str]]
"""Connects with the fields by name; gives the name of the inbox."""

FIELDS: Final = {
    # name: label, what is shown while it is empty
    "address": ("Address", "shop@example.com"),
    "imap": ("Reading", "imap.example.com:993"),
    "smtp": ("Sending", "smtp.example.com:465, or :587"),
    "user": ("User", "as the address"),
    "password": ("Password", "an app password, where the provider has them"),
}
MISSING: Final = {
    "address": "The address is missing, for example shop@example.com.",
    "imap": "The server that is read is missing, for example imap.example.com:993.",
    "smtp": "The server that sends is missing, for example smtp.example.com:465.",
    "password": "The password is missing.",
}
"""Fields that may not stay empty, and what is said there."""


class ConnectMailForm(TryForm[str]):
    """Gives the name of the inbox that was connected; None when it was left."""

    WAITING: ClassVar[str] = "◌ Asking both servers …"

    def __init__(self, try_it: TryMailbox) -> None:
        super().__init__()
        self._try = try_it

    def compose(self) -> ComposeResult:
        """A field a line and one button."""
        with Vertical() as box:
            box.border_title = Content("Connect a mailbox")
            yield self.words("Both servers are tried; only what works is kept. The password is sealed, never shown.")
            for name, (label, shown) in FIELDS.items():
                field = Input(placeholder=shown, password=name == "password", id=f"mail-{name}", select_on_focus=False)
                yield FormRow(label, field, column=9, id=f"connect-row-{name}")
            yield Static(Content(""), id="connect-state")
            yield Button(Content("f2  Try and connect"), id="connect-button", compact=True)
            yield self.words("tab next field · enter goes on · f2 connects · esc leaves")

    def on_mount(self) -> None:
        """Begin at the top."""
        self.field("address").focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if event.input.id == "mail-password":
            self.action_connect()
        else:
            self.focus_next()

    def field(self, name: str) -> Input:
        """By its name in FIELDS."""
        return self.query_one(f"#mail-{name}", Input)

    def missing(self) -> dict[str, str]:
        """All but the user are needed."""
        return {name: words for name, words in MISSING.items() if not self.field(name).value.strip()}

    def field_of(self, error: CloserError) -> str:
        """The one that is named, or the password the servers do not take."""
        if isinstance(error, Unauthorized):
            return "password"
        return error.field if isinstance(error, InvalidInput) and error.field in FIELDS else ""

    async def kept(self) -> str:
        """The name of the inbox."""
        return await self._try({name: self.field(name).value.strip() for name in FIELDS})
