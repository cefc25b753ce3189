"""The live preview: asks the engine, shows the words as they come, and says so when nobody answers."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.getters import query_one
from textual.timer import Timer

from closer_tui.domain.tone import ToneProfile
from closer_tui.store.views.rows import ConversationRow, MessageRow
from closer_tui.tui.drawing import one_line
from closer_tui.tui.messages import PreviewSaid
from closer_tui.tui.previewing import PreviewAsker, SayToEngine
from closer_tui.tui.when import When
from closer_tui.tui.widgets.preview import PreviewText
from closer_tui.tui.widgets.titles import PaneTitle

__all__ = ["PreviewPane"]

ANSWER_SECONDS = 3.0
"""How long an engine may take to begin."""
WORDS_SECONDS = 45.0
"""How long it may take to go on: a model thinks before it writes."""
NOBODY = "No engine answers, so there is no preview now. You can save all the same."
BROKE_OFF = "The engine stopped in the middle; f9 asks again."


class PreviewPane(Vertical):
    """One question at a time. `write` asks; the screen hands on what the engine says with `said`."""

    text = query_one(PreviewText)
    heading = query_one(PaneTitle)

    def __init__(self, when: When, say: SayToEngine, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._when = when
        self.asker = PreviewAsker(say)
        self._patience: Timer | None = None
        self._asked_about: object = None

    def compose(self) -> ComposeResult:
        """How it stands above, the words below."""
        yield PaneTitle("Preview")
        text = PreviewText(self._when)
        text.can_focus = False
        yield text

    def write(self, inbox_n: int, heard: tuple[ConversationRow, MessageRow] | None, tone: ToneProfile | None) -> None:
        """Answer this with that tone (None: the form has a mistake). What is answered already is not asked again."""
        self.text.about(heard)
        if heard is None or tone is None:
            self.forget()
            self.text.say("", "" if heard is None else "Correct the form first.", look="warning")
            self.heading.show("Preview")
            return
        row, message = heard
        if (inbox_n, message.seq, tone) == self._asked_about:
            return
        self._asked_about = (inbox_n, message.seq, tone)
        self.heading.show("Preview", "writing …", style="$accent")
        self.asker.ask(inbox_n, row.n, tone)
        self._wait(ANSWER_SECONDS)

    def forget(self) -> None:
        """What was asked counts no more; the same may be asked again."""
        self.asker.forget()
        self._asked_about = None

    def said(self, news: PreviewSaid) -> None:
        """More of an answer, perhaps to a question that counts no more."""
        if not self.asker.takes(news):
            return
        self._wait(WORDS_SECONDS)
        note = one_line(news.problem or news.measured, 400) or ("" if news.done else "…")
        self.text.say(news.text, note, look="warning" if news.problem else "muted")
        state = "" if news.done else "writing …"
        aside = "no preview" if news.problem and not news.text else state
        self.heading.show("Preview", aside, style="$accent" if state else "$muted")

    def _wait(self, seconds: float) -> None:
        if self._patience is not None:
            self._patience.stop()
        self._patience = self.set_timer(seconds, self._nobody_answered, name="preview patience")

    def _nobody_answered(self) -> None:
        if self.asker.waiting_for:
            words = BROKE_OFF if self.asker.heard_anything else NOBODY
            self.forget()
            self.heading.show("Preview", "no answer", style="$warning")
            self.text.say("", words, look="warning")
