"""Looking closely at a conversation from any screen that shows one: its links, and what may be done with them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from closer_tui.tui.messages import LinkChosen
from closer_tui.tui.screens.base import CommandScreen

if TYPE_CHECKING:
    from closer_tui.tui.links import Found
    from closer_tui.tui.subject import Subject
    from closer_tui.tui.widgets.thread import ThreadView

__all__ = ["LookingScreen"]


class LookingScreen(CommandScreen):
    """A screen with a thread in it."""

    about: Subject | None = None

    def thread_view(self) -> ThreadView | None:
        """The thread that is shown, once there is one."""
        return None

    def _links(self) -> Sequence[Found]:
        from closer_tui.tui.links import links_in

        thread, about = self.thread_view(), self.about
        if thread is None or about is None:
            return ()
        return links_in(thread.messages, about.draft, about.conversation.title)

    def action_links(self) -> None:
        """Every link of what is loaded."""
        from closer_tui.tui.links import choices

        found = self._links()
        if not found:
            self.kit.tell("There is no link in this conversation.", "information")
            return

        async def choose() -> None:
            picked = await self.kit.ask.choose("Links", choices(found, self.kit.when))
            if picked is not None:
                await self._show_link(found[int(picked)])

        self.kit.act(choose())

    def on_link_chosen(self, event: LinkChosen) -> None:
        """A number in the thread was clicked."""
        for each in self._links():
            if (each.seq, each.number) == (event.seq, event.number):
                self.kit.act(self._show_link(each))

    def action_next_hit(self) -> None:
        """The older hit."""
        self._step(1)

    def action_previous_hit(self) -> None:
        """The newer hit."""
        self._step(-1)

    def _step(self, by: int) -> None:
        trail = self.kit.trail
        if trail.current is None:
            self.kit.tell("Search for something first: /", "information")
        elif hit := trail.step(by):
            self.kit.show(hit.conversation_n, hit.seq)
        else:
            self.kit.tell("There is no older hit." if by > 0 else "This is the newest hit.", "information")

    async def _show_link(self, found: Found) -> None:
        from closer_tui.tui.links import open_in_browser, why_not_open
        from closer_tui.tui.modals.link import COPY, OPEN, LinkModal

        link = found.link
        why_not = why_not_open(link, self.kit.terminal)
        modal = LinkModal(link, why_not, self.kit.when.clock, self.kit.settings.decision_grace_ms)
        wanted = await self.app.push_screen_wait(modal)
        if wanted == COPY:
            self.app.copy_to_clipboard(link.url)
            self.kit.tell("Copied the whole address.", "information")
        elif wanted == OPEN and not why_not:
            if await asyncio.to_thread(open_in_browser, link):
                self.kit.tell(f"Opened {link.host} in the browser.", "information")
            else:
                self.app.copy_to_clipboard(link.url)
                self.kit.tell("No browser was found; the address is copied instead.", "warning")
