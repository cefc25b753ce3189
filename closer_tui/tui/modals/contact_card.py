"""Everything known of a contact, and every conversation with them on every channel: open one, or change what we say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from closer_tui.store.views.contacts import Alike, ContactRow
from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.contact_facts import contact_facts
from closer_tui.tui.drawing import crop, fit, one_line
from closer_tui.tui.when import When
from closer_tui.tui.words import channel_short, plural

__all__ = ["ContactCard"]

LABEL = 11


class ContactCard(ModalScreen[tuple[str, int] | None]):
    """Gives what to do next: `open` with a conversation, or edit, block, merge, split with the contact."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, id="contact_leave", tooltip="Leave."),
        Binding("e", "choose('edit')", "Edit", show=False, id="contact_edit", tooltip="Change what you say of them."),
        Binding("b", "choose('block')", "Block", show=False, id="contact_block", tooltip="Block them, or let them in."),
        Binding("m", "choose('merge')", "Merge", show=False, id="contact_merge", tooltip="They are somebody else too."),
        Binding("s", "choose('split')", "Split", show=False, id="contact_split", tooltip="Take the last merge back."),
    ]
    DEFAULT_CSS = """
    ContactCard {
        align: center middle; background: $background 60%;
        & > Vertical {
            width: 84; max-width: 96%; height: auto; max-height: 92%;
            border: round $accent; background: $surface; padding: 0 1;
        }
        & Static { height: auto; }
        & #contact-facts { max-height: 14; }
        & .contact-head { color: $muted; margin-top: 1; }
        & OptionList {
            height: auto; max-height: 12; border: none; background: $surface; padding: 0;
            scrollbar-size-vertical: 1;
        }
        & #contact-foot { color: $muted; height: 1; margin-top: 1; }
    }
    """

    def __init__(
        self, row: ContactRow, talks: Sequence[ConversationRow], alike: Sequence[Alike], when: When, here: int
    ) -> None:
        super().__init__()
        self._row, self._talks, self._alike = row, talks, alike
        self._when = when
        self._here = here

    def compose(self) -> ComposeResult:
        """Facts, conversations, who may be the same, what the keys do."""
        row = self._row
        facts = [(label, value) for label, value in contact_facts(row, self._when) if value]
        with Vertical() as box:
            box.border_title = Content(one_line(row.title, 60))
            pieces: list[tuple[str, str]] = []
            for index, (label, value) in enumerate(facts):
                pieces += [
                    ("\n" if index else "", ""),
                    (fit(label, LABEL) + " ", "$muted"),
                    (value.replace("\n", "\n" + " " * (LABEL + 1)), "$foreground"),
                ]
            yield Static(Content.assemble(*pieces), id="contact-facts")
            for each in self._alike[:3]:
                words = f"Maybe the same: {one_line(each.contact.title, 40)} ({each.why}) · m merges"
                yield Static(Content(words), classes="contact-head")
            yield Static(Content(plural(len(self._talks), "conversation")), classes="contact-head")
            talks = OptionList(id="contact-talks", compact=True)
            talks.add_options(Option(Content.assemble(*self._talk(talk))) for talk in self._talks)
            yield talks
            block = "b let in" if row.blocked_at else "b block"
            keys = f"⏎ open · e edit · {block} · m merge · s split · esc leave"
            yield Static(Content(keys), id="contact-foot")

    def _talk(self, talk: ConversationRow) -> list[str | tuple[str, str]]:
        status = "" if talk.status == "open" else talk.status
        here = "this one" if talk.n == self._here else status
        said = crop(one_line(talk.snippet), 44)
        return [
            (fit(channel_short(talk.channel), 6), "$muted"),
            (fit(self._when.ago(talk.last_message_at), 5), "$muted"),
            fit(said, 46),
            (here, "$muted"),
        ]

    def on_mount(self) -> None:
        """The cursor on the newest conversation."""
        talks = self.query_one(OptionList)
        talks.focus()
        if self._talks:
            talks.highlighted = 0

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(("open", self._talks[event.option_index].n))

    def action_choose(self, what: str) -> None:
        """Do this next."""
        self.dismiss((what, self._row.n))

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss(None)
