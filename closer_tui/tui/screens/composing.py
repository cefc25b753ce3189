"""What screens with a composer share: everything that is done to words before they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from closer_tui.tui.screens.deciding import DecidingScreen

if TYPE_CHECKING:
    from closer_tui.tui.subject import Subject
    from closer_tui.tui.widgets.composer import Composer

__all__ = ["ComposingScreen"]


class ComposingScreen(DecidingScreen):
    """The actions of `commands.composing`."""

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

    # --- ready texts

    def on_composer_quick_replies_wanted(self, event: Composer.QuickRepliesWanted) -> None:
        """Find a quick reply; a slash stays a slash when none is taken."""
        composer, n = event.composer, self.about.conversation.n if self.about else None

        async def pick() -> None:
            from closer_tui.tui.ready_texts import QuickReplies

            filled = await QuickReplies(self.app, self.kit, n).choose()
            if filled is None:
                composer.insert("/")
            else:
                composer.insert_ready(filled.text)

        self.kit.act(pick())

    def action_quick_replies(self) -> None:
        """Look through the quick replies; one that is taken goes into the composer, if that is open."""
        n, composer = self.about.conversation.n if self.about else None, self._pen

        async def look() -> None:
            from closer_tui.tui.ready_texts import QuickReplies

            filled = await QuickReplies(self.app, self.kit, n).choose()
            if filled is not None and composer is not None and composer.display:
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
