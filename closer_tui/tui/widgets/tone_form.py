"""The tone profile as a form: what it holds, as a profile, and what is wrong with it, at the field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.getters import query_one
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.text import clean
from closer_tui.domain.tone import (
    FORMALITY_WORDS,
    WARMTH_WORDS,
    EmojiUse,
    SentenceLength,
    ToneProfile,
    normalise_topic,
)
from closer_tui.tui.commands import bindings, filling
from closer_tui.tui.widgets.chips import Chips
from closer_tui.tui.widgets.fields import ChoiceRow, Field, StepSlider
from closer_tui.tui.widgets.form import FormRow

__all__ = ["ToneForm"]

ROWS = ("formality", "warmth", "sentence_length", "emoji", "sign_off", "escalation_topics")
LONGEST_SIGN_OFF = 400
"""More than a profile takes: what is too long is said, not cut."""


class ToneForm(VerticalScroll, can_focus=False):
    """Six fields. It posts Changed whenever one of them holds something else."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(filling.NextField, filling.FieldBefore)]

    class Changed(Message):
        """The form holds something else."""

    formality = query_one("#tone-formality", StepSlider)
    warmth = query_one("#tone-warmth", StepSlider)
    length = query_one("#tone-length", ChoiceRow)
    emoji = query_one("#tone-emoji", ChoiceRow)
    sign_off = query_one("#tone-sign-off", Input)
    topics = query_one("#tone-topics", Chips)
    new_topic = query_one("#tone-new-topic", Input)

    def compose(self) -> ComposeResult:
        """A row a field."""
        yield FormRow("Formality", StepSlider(FORMALITY_WORDS, id="tone-formality"), id="tone-row-formality")
        yield FormRow("Warmth", StepSlider(WARMTH_WORDS, id="tone-warmth"), id="tone-row-warmth")
        lengths = [each.value for each in SentenceLength]
        yield FormRow("Sentences", ChoiceRow(lengths, id="tone-length"), id="tone-row-sentence_length")
        emoji = [each.value for each in EmojiUse]
        yield FormRow("Emoji", ChoiceRow(emoji, id="tone-emoji"), id="tone-row-emoji")
        sign_off = Input(placeholder="the last line, for example a name", id="tone-sign-off", select_on_focus=False)
        yield FormRow("Sign-off", sign_off, id="tone-row-sign_off")
        yield FormRow("People answer", Chips(id="tone-topics"), id="tone-row-escalation_topics")
        new = Input(placeholder="another topic a person answers; enter adds it", id="tone-new-topic")
        yield FormRow("", new, id="tone-row-new-topic")

    def suggest(self, topics: Sequence[str]) -> None:
        """Topics seen in conversations complete what is typed."""
        self.new_topic.suggester = SuggestFromList(topics, case_sensitive=False) if topics else None

    # --- what it holds

    def show(self, tone: ToneProfile) -> None:
        """Fill the fields."""
        with self.prevent(Field.Changed, Input.Changed):
            self.formality.value = tone.formality
            self.warmth.value = tone.warmth
            self.length.value = tone.sentence_length.value
            self.emoji.value = tone.emoji.value
            self.sign_off.value = tone.sign_off
            self.topics.value = tone.escalation_topics
            self.new_topic.value = ""
        self.complain("")

    def profile(self) -> ToneProfile:
        """What stands in the fields. Raises InvalidInput with `field`."""
        sign_off = clean(self.sign_off.value, limit=LONGEST_SIGN_OFF, multiline=False).strip()
        return ToneProfile(
            formality=self.formality.value,
            warmth=self.warmth.value,
            sentence_length=SentenceLength(self.length.value),
            emoji=EmojiUse(self.emoji.value),
            sign_off=sign_off,
            escalation_topics=self.topics.value,
        )

    def check(self) -> ToneProfile | None:
        """The profile; None when something is wrong, which then stands at its field."""
        try:
            tone = self.profile()
        except InvalidInput as problem:
            self.complain(str(problem), field=problem.field)
            return None
        self.complain("")
        return tone

    def complain(self, words: str, *, field: str = "") -> None:
        """Say what is wrong with one field, and nothing about the others."""
        for name in ROWS:
            here = name == field or (not field and words and name == ROWS[-1])
            self.query_one(f"#tone-row-{name}", FormRow).complain(words if here else "")

    # --- moving

    def action_next_field(self) -> None:
        """The next field."""
        self.screen.focus_next()

    def action_field_before(self) -> None:
        """The field before."""
        self.screen.focus_previous()

    # --- changes

    @on(Field.Changed)
    @on(Input.Changed, "#tone-sign-off")
    def _touched(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed())

    @on(Input.Submitted, "#tone-sign-off")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.topics.focus()

    @on(Input.Submitted, "#tone-new-topic")
    def _add(self, event: Input.Submitted) -> None:
        event.stop()
        topic = normalise_topic(event.value)
        row = self.query_one("#tone-row-new-topic", FormRow)
        if not topic:
            row.complain("A topic is a word or two, for example custom-quotes." if event.value.strip() else "")
        elif topic in self.topics.value:
            row.complain(f"{topic} is there already.")
        else:
            row.complain("")
            self.new_topic.value = ""
            self.topics.value = (*self.topics.value, topic)
