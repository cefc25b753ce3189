"""What screens with a composer share: everything that is done to words before they are sent."""

from __future__ import annotations

from closer_tui.tui.screens.deciding import DecidingScreen

__all__ = ["ComposingScreen"]


class ComposingScreen(DecidingScreen):
    """The actions of `commands.composing`."""

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
