"""The form that connects a mailbox: both servers are tried live before anything is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from closer_tui.domain.errors import CloserError, InvalidInput, Unauthorized
from closer_tui.tui.drawing import one_line
from closer_tui.tui.notices import error_words
from closer_tui.tui.widgets.form import FormRow

__all__ = ["ConnectMailForm", "TryMailbox"]

TryMailbox = Callable[[Mapping[str, str]], Awaitable[str]]
"""Connects with the fields by name; gives the name of the inbox."""

FIELDS: Final = (
    # name, label, what is shown while it is empty, whether it may stay empty
    ("address", "Address", "shop@example.com", False),
    ("imap", "Reading", "imap.example.com:993", False),
    ("smtp", "Sending", "smtp.example.com:465, or :587", False),
    ("user", "User", "as the address", True),
    ("password", "Password", "an app password, where the provider has them", False),
)


class ConnectMailForm(ModalScreen[str | None]):
    """Gives the name of the inbox that was connected; None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="connect_mail_leave", tooltip="Leave; nothing is kept."),
        Binding("f2,ctrl+enter", "connect", "Connect", show=False, id="connect_mail_try", tooltip="Try and keep it."),
    ]
    DEFAULT_CSS = """
    ConnectMailForm {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 84; max-width: 96%; height: auto; max-height: 96%;
            border: round $accent; background: $background; padding: 0 1;
        }
        & .connect-words { height: auto; color: $muted; margin-bottom: 1; }
        & #mail-state { height: auto; min-height: 1; color: $foreground; }
        & #mail-state.wrong { color: $error; }
        & Button { border: none; height: 1; min-width: 16; background: $chosen; color: $foreground; }
    }
    """

    state = query_one("#mail-state", Static)

    def __init__(self, try_it: TryMailbox) -> None:
        super().__init__()
        self._try = try_it
        self._trying = False

    def compose(self) -> ComposeResult:
        """A field a line and one button."""
        with Vertical() as box:
            box.border_title = Content("Connect a mailbox")
            yield Static(
                Content("Both servers are tried live; only what works is kept. The password is sealed, never shown."),
                classes="connect-words",
            )
            for name, label, shown, _ in FIELDS:
                field = Input(placeholder=shown, password=name == "password", id=f"mail-{name}", select_on_focus=False)
                yield FormRow(label, field, column=9, id=f"mail-row-{name}")
            yield Static(Content(""), id="mail-state")
            yield Button(Content("f2  Try and connect"), id="mail-button", compact=True)
            yield Static(Content("tab next field · enter goes on · f2 connects · esc leaves"), classes="connect-words")

    def on_mount(self) -> None:
        """Begin at the top."""
        self._field("address").focus()

    def _field(self, name: str) -> Input:
        return self.query_one(f"#mail-{name}", Input)

    def _row(self, name: str) -> FormRow:
        return self.query_one(f"#mail-row-{name}", FormRow)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        row = event.input.parent.parent if event.input.parent else None
        if isinstance(row, FormRow) and row.problem:
            row.complain("")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if event.input.id == "mail-password":
            self.action_connect()
        else:
            self.focus_next()

    @on(Button.Pressed)
    def _asked(self) -> None:
        self.action_connect()

    def action_connect(self) -> None:
        """Try it; one try at a time."""
        if self._trying:
            return
        values = {name: self._field(name).value.strip() for name, *_ in FIELDS}
        missing = [(name, label) for name, label, _, optional in FIELDS if not (values[name] or optional)]
        for name, _, shown, _ in FIELDS:
            self._row(name).complain(f"This is missing: {shown}." if name in dict(missing) else "")
        if missing:
            self._field(missing[0][0]).focus()
            return
        self._trying = True
        self._say("◌ Asking both servers …")
        self.run_worker(self._connect(values), group="connect", exit_on_error=False)

    async def _connect(self, values: Mapping[str, str]) -> None:
        try:
            name = await self._try(values)
        except CloserError as error:
            self._show(error)
        else:
            self.dismiss(name)
        finally:
            self._trying = False

    def _show(self, error: CloserError) -> None:
        match error:
            case Unauthorized():
                wrong = "password"
            case InvalidInput(field=str(field)) if field in {name for name, *_ in FIELDS}:
                wrong = field
            case _:
                wrong = ""
        self._say("" if wrong else error_words(error), wrong=True)
        if wrong:
            self._row(wrong).complain(error_words(error))
            self._field(wrong).focus()

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self.state.update(Content(one_line(words, 400)))
        self.state.set_class(wrong, "wrong")

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(None)
