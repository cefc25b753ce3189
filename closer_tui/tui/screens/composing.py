"""What screens with a composer share: everything that is done to words before they are sent."""

from __future__ import annotations

from os import getpid
from typing import TYPE_CHECKING

from closer_tui.tui.screens.deciding import DecidingScreen

if TYPE_CHECKING:
    from textual.timer import Timer

    from closer_tui.tui.messages import RewriteSaid
    from closer_tui.tui.subject import Subject
    from closer_tui.tui.widgets.composer import Composer

__all__ = ["ComposingScreen"]


PAUSE_SECONDS = 0.6
"""A pause in writing after which the model is asked."""
WORTH_ASKING = 8
"""Letters that must stand there before it is."""
PAST_MS = 600_000
"""How long what was said before counts as known."""


class ComposingScreen(DecidingScreen):
    """The actions of `commands.composing`."""

    _past_until = 0
    _going_on: Timer | None = None
    _asked_on: tuple[str, str] | None = None
    _asked_count = 0

    @property
    def _pen(self) -> Composer | None:
        """The composer, once there is one."""
        return None

    def tell_writing(self) -> None:
        """Colleagues see who is writing a reply; a note is nobody's business."""
        composer = self._pen
        if self.about is None or composer is None:
            return
        words = composer.display and composer.busy
        replying = words and composer.has_focus and composer.purpose.value != "note"
        self.kit.present.writes(self.about.conversation, words=words, replying=replying)

    def all_filled_in(self, composer: Composer) -> bool:
        """Whether no place of a ready text is left open; says which, and selects the first, when one is."""
        missing = composer.select_missing()
        if missing:
            names = ", ".join("{" + name + "}" for name in missing)
            self.kit.tell(f"Fill in {names} first. (If you mean the braces, put a blank inside.)", "warning")
        return not missing

    def send_later(self, composer: Composer, about: Subject) -> None:
        """Send what was written at a moment that is asked for."""

    def action_send_later(self) -> None:
        """Put what is written off to a moment."""
        composer, about = self._pen, self.about
        if composer is None or about is None or not composer.display or not composer.busy:
            self.kit.tell("Write a reply first: w, or e to edit the draft.", "information")
        elif composer.purpose == "note":
            self.kit.tell("A note never leaves, neither now nor later.", "information")
        elif self.all_filled_in(composer):
            self.send_later(composer, about)

    def still_at(self, about: Subject | None) -> bool:
        """Whether the conversation a question was asked about is still the one shown; says so when it is not. What came
        in meanwhile may have put another in its place, and its customer must not get these words."""
        here, there = (each.conversation.n if each else None for each in (self.about, about))
        if here != there:
            self.kit.tell("Another conversation stands here by now; nothing was done, your words are kept.", "warning")
        return here == there

    # --- ready texts

    def on_composer_quick_replies_wanted(self, event: Composer.QuickRepliesWanted) -> None:
        """Find a quick reply; a slash stays a slash when none is taken."""
        composer, about = event.composer, self.about

        async def pick() -> None:
            from closer_tui.tui.ready_texts import QuickReplies

            n = about.conversation.n if about else None
            filled = await QuickReplies(self.app, self.kit, n).choose()
            if not self.still_at(about):
                return
            if filled is None:
                composer.insert("/")
            else:
                composer.insert_ready(filled.text)

        self.kit.act(pick())

    def action_quick_replies(self) -> None:
        """Look through the quick replies; one that is taken goes into the composer, if that is open."""
        about, composer = self.about, self._pen

        async def look() -> None:
            from closer_tui.tui.ready_texts import QuickReplies

            n = about.conversation.n if about else None
            filled = await QuickReplies(self.app, self.kit, n).choose()
            if filled is not None and composer is not None and composer.display and self.still_at(about):
                composer.focus()
                composer.insert_ready(filled.text)

        self.kit.act(look())

    def action_run_macro(self) -> None:
        """Find a macro and do it to what is shown."""
        about = self.ready() if self.about is not None else None
        if self.about is not None and about is None:
            return

        async def run() -> None:
            from closer_tui.tui.macros import Macros

            await Macros(self.app, self.kit, about).choose()

        self.kit.act(run())

    # --- writing anew

    def action_rewrite(self) -> None:
        """Ask how, ask the model, compare, and take it or leave it."""
        composer, about, kit = self._pen, self.about, self.kit
        if composer is None or about is None or not composer.display or not composer.busy:
            kit.tell("Write something first: w, or e to edit the draft.", "information")
            return
        text = composer.text.strip()

        async def rewrite() -> None:
            from closer_tui.domain.rewriting import WORDS, Rewrite
            from closer_tui.tui.asking import Choice
            from closer_tui.tui.rewriting import Rewriting

            choices = [Choice(how.value, words) for how, words in WORDS.items()]
            picked = await kit.ask.choose("Rewrite", choices, free="choose, or a language to translate to")
            if picked is None:
                return
            how = Rewrite(picked) if picked in list(Rewrite) else Rewrite.TRANSLATE
            language = "" if picked in list(Rewrite) else picked
            title = WORDS[how] if not language else f"Translate to {language}"
            asking = Rewriting(title, text, kit.say, conversation_n=about.conversation.n, how=how, language=language)
            new = await self.app.push_screen_wait(asking)
            # Somebody may have written on, or another conversation stands there: then nothing is put in its place.
            if new is not None and self.still_at(about) and composer.text.strip() == text:
                composer.replace(new, (0, 0), composer.document.end)
                composer.focus()

        kit.act(rewrite())

    # --- completing

    def complete_from_past(self) -> None:
        """Let the composer complete sentences from what was said before, unless the settings say no. What was said is
        read in a thread, when a composer is used first, and again after a while."""
        kit, composer = self.kit, self._pen
        if composer is None or kit.settings.ghost_text == "off" or kit.when.now() < self._past_until:
            return
        self._past_until = kit.when.now() + PAST_MS

        def read() -> None:
            from closer_tui.store.views import Reader, past_words

            with Reader.open(kit.paths) as reader:
                composer.complete = past_words.completions(reader).after

        self.run_worker(read, name="past words", group="past-words", thread=True, exit_on_error=False)

    def ask_model_to_go_on(self) -> None:
        """Where the settings say so: after a pause in writing, ask the engine how the text may go on. The next key ends
        the question and what was offered."""
        composer, kit = self._pen, self.kit
        if composer is None or kit.settings.ghost_text != "model":
            return
        if self._going_on is not None:
            self._going_on.stop()
        if self._asked_on:
            kit.say({"t": "rewrite_stop", "id": self._asked_on[0]})
            self._asked_on = None
        if len(composer.text.strip()) >= WORTH_ASKING and composer.purpose != "note" and composer.has_focus:
            self._going_on = self.set_timer(PAUSE_SECONDS, self._ask_on, name="going on")

    def _ask_on(self) -> None:
        composer, about = self._pen, self.about
        if composer is None or about is None or not composer.has_focus:
            return
        self._asked_count += 1
        name = f"{getpid()}g{id(self)}:{self._asked_count}"
        question = {"t": "rewrite", "id": name, "conversation": about.conversation.n, "text": composer.text}
        if self.kit.say(question | {"how": "continue", "language": ""}):
            self._asked_on = (name, composer.text)

    def rewrite_said(self, news: RewriteSaid) -> None:
        """How the text may go on, as the model writes it. A refusal is kept quiet: nothing was asked for aloud."""
        composer = self._pen
        if composer is not None and self._asked_on and news.id == self._asked_on[0] and news.text:
            composer.offer(news.text, after=self._asked_on[1])

    # --- an editor of one's own, files

    def action_edit_elsewhere(self) -> None:
        """The composer's words in an editor, and back."""
        import os

        from textual.app import SuspendNotSupported

        from closer_tui.tui import elsewhere

        composer, about = self._pen, self.about
        if composer is None or about is None or not composer.display:
            self.kit.tell("Open a conversation first, or e to edit a draft.", "information")
            return
        editor = elsewhere.editor_of(os.environ)
        if not editor:
            self.kit.tell("Set EDITOR to the editor you write in.", "warning")
            return
        row, data = about.conversation, self.kit.data
        content = elsewhere.file_text(composer.text, about.who, data.thread_page(row.n)(None, 50), self.kit.when)
        file = self.kit.paths.state_dir / f"editing-{row.n}-{os.getpid()}.txt"
        try:
            with self.app.suspend():
                edited = elsewhere.run_editor(editor, file, content)
        except SuspendNotSupported:
            self.kit.tell("This terminal cannot be handed to an editor.", "warning")
            return
        composer.focus()
        composer.load_text(edited.text)
        composer.move_cursor(composer.document.end)
        if edited.problem:
            self.kit.tell(edited.problem, "warning")

    def action_attach(self) -> None:
        """Say why no file can go with the reply. (The key says so by itself: what cannot be done is not obeyed.)"""
        self.kit.tell(self.why_not("attach") or "", "information")

    # --- unsent

    def action_unsent_words(self) -> None:
        """Choose among the conversations with unsent words."""
        from closer_tui.tui.asking import Choice
        from closer_tui.tui.drawing import crop, one_line

        kit = self.kit
        choices = []
        for unsent in kit.unsent.all():
            row = kit.data.conversation(unsent.conversation_n)
            who = crop(one_line(row.title), 24) if row else "a conversation that is gone"
            choices.append(Choice(str(unsent.conversation_n), who, crop(one_line(unsent.text), 60)))
        if not choices:
            kit.tell("Everything you wrote was sent.", "information")
            return

        async def go() -> None:
            picked = await kit.ask.choose("Not sent yet", choices)
            if picked is not None:
                kit.show(int(picked), 0)

        kit.act(go())
