"""The kill switch on the screen: at once, from every screen; going on is asked about."""

from __future__ import annotations

from closer_tui.tui.drawing import one_line
from closer_tui.tui.going import GoingApp

__all__ = ["HaltingApp"]


class HaltingApp(GoingApp):
    """The App's part in stopping the bot."""

    def action_halt(self) -> None:
        """Stop it, or let it go on."""
        status = self.kit.data.status()
        self.act(self._go_on() if status is not None and status.halt else self._stop())

    async def _stop(self) -> None:
        stopped = await (await self.kit.decisions.desk()).halt()
        self.kit.decisions.done()
        ended = f" {stopped.ended} it was writing will be written then." if stopped.ended else ""
        self.tell(f"The bot is stopped, everywhere. The same key lets it go on.{ended}", "warning")

    async def _go_on(self) -> None:
        status = self.kit.data.status()
        stop = status.halt if status else None
        if stop is None:
            return
        why = f" They said: {one_line(stop.reason)}" if stop.reason else ""
        lines = [f"{one_line(stop.by)} stopped it {self.kit.when.ago(stop.at)} ago.{why}", "It will draft what waits."]
        if await self.kit.ask.confirm("Let the bot go on?", lines, yes="let it go on"):
            await (await self.kit.decisions.desk()).resume()
            self.kit.decisions.done()
            self.tell("The bot goes on.")
