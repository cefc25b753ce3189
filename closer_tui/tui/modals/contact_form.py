"""What we say of a contact, as a form: each error stands at its field, and nothing is kept until all can be."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from closer_tui.domain.contact import ContactDetail, check_name
from closer_tui.domain.errors import InvalidInput
from closer_tui.store.views.contacts import ContactRow
from closer_tui.tui.drawing import one_line
from closer_tui.tui.notices import error_words

__all__ = ["ContactForm"]


class ContactForm(ModalScreen[tuple[str, ContactDetail] | None]):
    """Gives the name and the details; None when they were left alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="contact_form_leave", tooltip="Leave it as it was."),
        Binding("f2,ctrl+enter", "save", "Save", show=False, id="contact_form_save", tooltip="Keep it.", priority=True),
    ]
    DEFAULT_CSS = """
    ContactForm {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 84; max-width: 96%; height: auto; max-height: 96%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & Input, & Input:focus { border: none; height: 1; background: $background; padding: 0 1; }
        & TextArea { border: none; height: 4; background: $background; padding: 0 1; }
        & .contact-label { color: $muted; height: 1; }
        & #contact-problem { color: $error; height: auto; min-height: 1; }
        & .contact-form-foot { color: $muted; height: 1; }
    }
    """

    def __init__(self, row: ContactRow) -> None:
        super().__init__()
        self._row = row

    def compose(self) -> ComposeResult:
        """Three lines, two texts."""
        row = self._row
        told = one_line(row.told, 60)
        with Vertical() as box:
            box.border_title = Content(f"What you say of {one_line(row.title, 50)}")
            yield Static(Content(f"Name (on the channel: {told})" if told else "Name"), classes="contact-label")
            yield Input(row.name, id="contact-name", select_on_focus=False, max_length=400)
            yield Static(Content("Company"), classes="contact-label")
            yield Input(row.detail.company, id="contact-company", select_on_focus=False, max_length=400)
            yield Static(Content("Language, for example de or pt-BR"), classes="contact-label")
            yield Input(row.detail.language, id="contact-language", select_on_focus=False, max_length=100)
            yield Static(Content("Fields of your own, key=value, one a line"), classes="contact-label")
            own = "\n".join(f"{key}={value}" for key, value in row.detail.fields.items())
            yield TextArea(own, id="contact-fields", tab_behavior="focus")
            yield Static(Content("Notes"), classes="contact-label")
            yield TextArea(row.detail.notes, id="contact-notes", tab_behavior="focus")
            yield Static(Content(""), id="contact-problem")
            yield Static(Content("tab next field · f2 keeps it · esc leaves it as it was"), classes="contact-form-foot")

    def on_mount(self) -> None:
        """Begin with the name."""
        self.query_one("#contact-name", Input).focus()

    def action_save(self) -> None:
        """Keep it, if all of it can be kept."""
        try:
            self.dismiss(self._read())
        except InvalidInput as error:
            self.query_one("#contact-problem", Static).update(Content(one_line(error_words(error), 300)))
            wrong = self.query(f"#contact-{error.field}")
            if wrong:
                wrong.first().focus()

    def _read(self) -> tuple[str, ContactDetail]:
        fields: dict[str, str] = {}
        for line in self.query_one("#contact-fields", TextArea).text.splitlines():
            key, equals, value = line.partition("=")
            if line.strip() and not equals:
                raise InvalidInput(f"{line[:40]!r} has no =", "Write fields as key=value.", field="fields")
            if line.strip():
                fields[key.strip()] = value.strip()
        detail = ContactDetail(
            self.query_one("#contact-company", Input).value,
            self.query_one("#contact-language", Input).value,
            self.query_one("#contact-notes", TextArea).text,
            fields,
        )
        return check_name(self.query_one("#contact-name", Input).value), detail.checked()

    def action_leave(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)
