"""A form whose values are tried live before anything is kept; what is wrong is said at its field."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from closer_tui.domain.errors import CloserError
from closer_tui.tui.drawing import one_line
from closer_tui.tui.notices import error_words
from closer_tui.tui.widgets.form import FormRow

__all__ = ["TryForm"]

Kept = TypeVar("Kept")


class TryForm(ModalScreen[Kept | None], Generic[Kept]):
    """Gives what was kept; None when it was left. A subclass composes its fields in rows named `#connect-row-…`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="connect_leave", tooltip="Leave; nothing is kept."),
        Binding("f2,ctrl+enter", "connect", "Connect", show=False, id="connect_try", tooltip="Try it and keep it."),
    ]
    DEFAULT_CSS = """
    TryForm {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 84; max-width: 96%; height: auto; max-height: 96%;
            border: round $accent; background: $background; padding: 0 1;
        }
        & .connect-words { height: auto; color: $muted; margin-bottom: 1; }
        & #connect-state { height: auto; min-height: 1; color: $foreground; }
        & #connect-state.wrong { color: $error; }
        & Button { border: none; height: 1; min-width: 16; background: $chosen; color: $foreground; }
    }
    """
    WAITING: ClassVar[str]
    """What is said while it is tried."""

    state = query_one("#connect-state", Static)

    def __init__(self) -> None:
        super().__init__()
        self._trying = False

    # --- what a subclass knows

    def field(self, name: str) -> Widget:
        """Where a value is given."""
        raise NotImplementedError

    def missing(self) -> dict[str, str]:
        """Fields without which nothing is tried, each with what to say there; in their order."""
        raise NotImplementedError

    def field_of(self, error: CloserError) -> str:
        """The field at which an error is shown; empty for none of them."""
        raise NotImplementedError

    async def kept(self) -> Kept:
        """Try what stands in the fields, and keep it. Raises CloserError."""
        raise NotImplementedError

    # --- what all of them do

    def words(self, text: str) -> Static:
        """A line of explanation."""
        return Static(Content(text), classes="connect-words")

    def complain(self, name: str, words: str) -> None:
        """Say at a field what is wrong; an empty text takes that away."""
        self.query_one(f"#connect-row-{name}", FormRow).complain(words)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        row = event.input.parent.parent if event.input.parent else None
        if isinstance(row, FormRow) and row.problem:
            row.complain("")

    @on(Button.Pressed)
    def _asked(self) -> None:
        self.action_connect()

    def action_connect(self) -> None:
        """Try it; one try at a time."""
        if self._trying:
            return
        for row in self.query(FormRow):
            row.complain("")
        missing = self.missing()
        for name, words in missing.items():
            self.complain(name, words)
        if missing:
            self.field(next(iter(missing))).focus()
            return
        self._trying = True
        self._say(self.WAITING)
        self.run_worker(self._connect(), group="connect", exit_on_error=False)

    async def _connect(self) -> None:
        try:
            kept = await self.kept()
        except CloserError as error:
            self._show(error)
        else:
            self.dismiss(kept)
        finally:
            self._trying = False

    def _show(self, error: CloserError) -> None:
        name = self.field_of(error)
        self._say("" if name else error_words(error), wrong=True)
        if name:
            self.complain(name, error_words(error))
            self.field(name).focus()

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self.state.update(Content(one_line(words, 400)))
        self.state.set_class(wrong, "wrong")

    def action_leave(self) -> None:
        """Leave it."""
        self.dismiss(None)
