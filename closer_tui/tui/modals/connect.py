"""The form that connects a CLOSER server: address, token, channels, tried live before anything is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
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
from closer_tui.tui.drawing import one_line
from closer_tui.tui.notices import error_words
from closer_tui.tui.widgets.fields import ToggleRow
from closer_tui.tui.widgets.form import FormRow

__all__ = ["ConnectForm", "TryConnection", "field_of"]

TryConnection = Callable[[str, str, Sequence[ChannelKind]], Awaitable[Sequence[str]]]
"""Connects with an address, a token and channels (none: all it opens); gives the names of the inboxes."""

ALL = "every channel the token opens"


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


class ConnectForm(ModalScreen[Sequence[str] | None]):
    """Gives the names of the inboxes that were connected; None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="connect_leave", tooltip="Leave; nothing is kept."),
        Binding("f2,ctrl+enter", "connect", "Connect", show=False, id="connect_try", tooltip="Try it and keep it."),
    ]
    DEFAULT_CSS = """
    ConnectForm {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 84; max-width: 96%; height: auto; max-height: 96%;
            border: round $accent; background: $background; padding: 0 1;
        }
        & FormRow { margin-bottom: 1; }
        & .connect-words { height: auto; color: $muted; margin-bottom: 1; }
        & #connect-state { height: auto; min-height: 1; color: $foreground; }
        & #connect-state.wrong { color: $error; }
        & Button { border: none; height: 1; min-width: 16; background: $chosen; color: $foreground; }
    }
    """

    url = query_one("#connect-url", Input)
    token = query_one("#connect-token", Input)
    channels = query_one("#connect-channels", ToggleRow)
    state = query_one("#connect-state", Static)

    def __init__(self, try_it: TryConnection, *, url: str = "") -> None:
        super().__init__()
        self._try = try_it
        self._url = url
        self._trying = False

    def compose(self) -> ComposeResult:
        """Three fields and one button."""
        with Vertical() as box:
            box.border_title = Content("Connect a CLOSER server")
            yield Static(
                Content("It is tried live; only what works is kept. The token is sealed, never shown again."),
                classes="connect-words",
            )
            url = Input(self._url, placeholder="https://…", id="connect-url", select_on_focus=False)
            yield FormRow("Address", url, column=9, id="connect-row-url")
            token = Input(placeholder="cls_live_… or cls_test_…", password=True, id="connect-token")
            yield FormRow("Token", token, column=9, id="connect-row-token")
            kinds = [kind.value for kind in ChannelKind]
            yield FormRow("Only", ToggleRow(kinds, id="connect-channels"), column=9, id="connect-row-channels")
            yield Static(Content(f"  none ticked: {ALL}"), classes="connect-words")
            yield Static(Content(""), id="connect-state")
            yield Button(Content("f2  Try and connect"), id="connect-button", compact=True)
            yield Static(Content("tab next field · space ticks · enter connects · esc leaves"), classes="connect-words")

    def on_mount(self) -> None:
        """Begin with what is missing."""
        (self.token if self._url else self.url).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        row = event.input.parent.parent if event.input.parent else None
        if isinstance(row, FormRow) and row.problem:
            row.complain("")

    @on(Input.Submitted, "#connect-url")
    def _to_token(self) -> None:
        self.token.focus()

    @on(Input.Submitted, "#connect-token")
    @on(Button.Pressed)
    def _asked(self) -> None:
        self.action_connect()

    def action_connect(self) -> None:
        """Try it; one try at a time."""
        if self._trying:
            return
        self._complain("url", "" if self.url.value.strip() else "The address is missing, for example https://….")
        self._complain("token", "" if self.token.value.strip() else "The token is missing; it begins with cls_.")
        self._complain("channels", "")
        if not (self.url.value.strip() and self.token.value.strip()):
            return
        self._trying = True
        self._say("◌ Asking the server what this token opens …")
        self.run_worker(self._connect(), group="connect", exit_on_error=False)

    async def _connect(self) -> None:
        kinds = [ChannelKind(value) for value in sorted(self.channels.value)]
        try:
            names = await self._try(self.url.value.strip(), self.token.value.strip(), kinds)
        except CloserError as error:
            self._show(error)
        else:
            self.dismiss(names)
        finally:
            self._trying = False

    def _show(self, error: CloserError) -> None:
        field = field_of(error)
        self._say("" if field else error_words(error), wrong=True)
        if field:
            self._complain(field, error_words(error))
            {"url": self.url, "token": self.token, "channels": self.channels}[field].focus()

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self.state.update(Content(one_line(words, 400)))
        self.state.set_class(wrong, "wrong")

    def _complain(self, field: str, words: str) -> None:
        self.query_one(f"#connect-row-{field}", FormRow).complain(words)

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(None)
