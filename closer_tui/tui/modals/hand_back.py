"""The form of a hand-over: five fields, an item a line, filled with what the engine proposes where nothing stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.handover import HandOver, parse_promise
from closer_tui.tui.drawing import one_line
from closer_tui.tui.notices import error_words
from closer_tui.tui.proposing import Proposal
from closer_tui.tui.widgets.form import FormRow

__all__ = ["FIELDS", "HandBack", "Texts", "read", "texts_of"]

FIELDS: Final[tuple[tuple[str, str, str, int], ...]] = (
    ("facts", "Facts", "what is settled, one a line", 3),
    ("promises", "Promised", "a voucher @ 2026-12-01", 3),
    ("questions", "Open", "what nobody has answered", 2),
    ("dos", "Do", "be brief, she is in a hurry", 2),
    ("donts", "Don't", "offer a refund", 2),
)
"""Field, name, an example, and how many lines are seen at once."""

Texts = dict[str, str]
"""What stands in each field."""


def texts_of(summary: HandOver) -> Texts:
    """A hand-over as it stands in the fields."""
    return {
        "facts": "\n".join(summary.facts),
        "promises": "\n".join(promise.words() for promise in summary.promises),
        "questions": "\n".join(summary.questions),
        "dos": "\n".join(summary.dos),
        "donts": "\n".join(summary.donts),
    }


def read(texts: Mapping[str, str]) -> HandOver:
    """The hand-over in the fields. Raises InvalidInput, naming the field."""
    lines = {name: texts.get(name, "").splitlines() for name, *_ in FIELDS}
    promises = [parse_promise(line) for line in lines["promises"] if line.strip()]
    return HandOver.of(
        facts=lines["facts"], promises=promises, questions=lines["questions"], dos=lines["dos"], donts=lines["donts"]
    )


class HandBack(ModalScreen[HandOver | None]):
    """Gives the hand-over; None when it was left. `keep` is told what stands in the fields whenever it closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="hand_back_leave", tooltip="Leave; what is written stays."),
        Binding("f2,ctrl+enter", "hand_back", "Hand back", show=False, priority=True, id="hand_back_do",
                tooltip="Hand the conversation back."),
    ]  # fmt: skip
    DEFAULT_CSS = """
    HandBack {
        align: center middle; background: $background 60%;
        & > VerticalScroll {
            width: 92; max-width: 96%; height: auto; max-height: 96%;
            border: round $accent; background: $background; padding: 0 1;
        }
        & TextArea, & TextArea:focus { border: none; padding: 0; background: $surface; width: 1fr; }
        & FormRow { margin-bottom: 1; }
        & .words { height: auto; color: $muted; }
        & #hand-back-state { height: auto; min-height: 1; color: $foreground; margin-bottom: 1; }
        & #hand-back-state.wrong { color: $error; }
    }
    """

    state = query_one("#hand-back-state", Static)

    def __init__(
        self,
        who: str,
        propose: Callable[[], Awaitable[Proposal]],
        *,
        kept: Texts | None,
        keep: Callable[[Texts], None],
    ) -> None:
        super().__init__()
        self._who = who
        self._propose = propose
        self._kept = kept
        self._keep = keep
        self._complained: Texts = {}

    def compose(self) -> ComposeResult:
        """What it is for, the fields, and the keys."""
        with VerticalScroll(can_focus=False) as box:
            box.border_title = Content(f"Hand {one_line(self._who, 40)} back to the bot")
            yield Static(Content(""), id="hand-back-state")
            for name, label, example, height in FIELDS:
                field = TextArea(
                    (self._kept or {}).get(name, ""),
                    id=f"hand-back-{name}",
                    compact=True,
                    soft_wrap=True,
                    tab_behavior="focus",
                    highlight_cursor_line=False,
                    placeholder=Content(example),
                )
                field.styles.height = height
                yield FormRow(label, field, column=10, id=f"hand-back-row-{name}")
            yield Static(Content("an item a line · tab next field · F2 hands back · esc leaves"), classes="words")

    def on_mount(self) -> None:
        """Ask for a proposal, unless the person has been here before."""
        self.field("facts").focus()
        if self._kept is not None:
            self._say("What you wrote is still here. F2 hands back.")
            return
        self._say("◌ Reading what was agreed …")
        self.run_worker(self._fill(), group="proposal", exit_on_error=False)

    def field(self, name: str) -> TextArea:
        """One field by its name."""
        return self.query_one(f"#hand-back-{name}", TextArea)

    @property
    def texts(self) -> Texts:
        """What stands in the fields."""
        return {name: self.field(name).text for name, *_ in FIELDS}

    async def _fill(self) -> None:
        proposed = await self._propose()
        for name, text in texts_of(proposed.summary).items():
            field = self.field(name)
            if text and not field.text.strip():
                field.load_text(text)
                field.move_cursor(field.document.end)
        self._say(proposed.note)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        name = (event.text_area.id or "").removeprefix("hand-back-")
        # News of a text that was complained about already must not take the complaint away.
        if event.text_area.text != self._complained.get(name):
            self.query_one(f"#hand-back-row-{name}", FormRow).complain("")

    def action_hand_back(self) -> None:
        """Hand back, if what stands there can be read and says something."""
        try:
            summary = read(self.texts)
        except InvalidInput as error:
            self._complain(error.field or "facts", error_words(error))
            return
        if summary.empty:
            self._complain("facts", "Say at least one thing that the bot must know.")
            return
        self._keep(self.texts)
        self.dismiss(summary)

    def action_leave(self) -> None:
        """Leave; what is written is kept for the next time."""
        self._keep(self.texts)
        self.dismiss(None)

    def _complain(self, field: str, words: str) -> None:
        self._complained = {field: self.field(field).text}
        for name, *_ in FIELDS:
            self.query_one(f"#hand-back-row-{name}", FormRow).complain("")
        self.query_one(f"#hand-back-row-{field}", FormRow).complain(words)
        self.field(field).focus()

    def _say(self, words: str) -> None:
        self.state.update(Content(one_line(words, 400)))
