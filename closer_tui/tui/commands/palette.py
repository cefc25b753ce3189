"""The command palette, fed by the same classes as the keys: what cannot be done just now is not in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from closer_tui.tui.commands.base import Command, key_words
from closer_tui.tui.commands.going import EVERYWHERE
from closer_tui.tui.commands.recent import RecentCommands

if TYPE_CHECKING:
    from closer_tui.tui.kit import Kit

__all__ = ["CommandProvider"]


def _nothing() -> Iterable[type[Command]]:
    return ()


class CommandProvider(Provider):
    """Offers the commands of the screen below the palette, then those of the whole program."""

    def _offered(self) -> Iterable[type[Command]]:
        here: Iterable[type[Command]] = getattr(self.screen, "offers", _nothing)()
        offered: tuple[type[Command], ...] = (*here, *EVERYWHERE)
        for command in offered:
            owner = self.screen if hasattr(self.screen, f"action_{command.id()}") else self.app
            if command.in_palette and owner.check_action(command.id(), ()) is True:
                yield command

    def _run(self, command: type[Command]) -> Callable[[], Awaitable[bool]]:
        owner = self.screen if hasattr(self.screen, f"action_{command.id()}") else self.app

        async def run() -> bool:
            if (recent := self._recent()) is not None:
                recent.chose(command.id())
            return await self.app.run_action(command.id(), owner)

        return run

    def _recent(self) -> RecentCommands | None:
        kit: Kit | None = getattr(self.app, "kit", None)
        return RecentCommands(kit.paths.state_dir / "commands.json") if kit else None

    def _key(self, command: type[Command]) -> str:
        keymap: Mapping[str, str] = getattr(self.app, "keymap", {})
        return key_words(keymap.get(command.id(), command.keys))

    async def discover(self) -> Hits:
        """Everything, before anything is typed; what was chosen lately comes first."""
        offered = list(self._offered())
        recent = self._recent()
        lately = recent.ids() if recent else []
        offered.sort(key=lambda command: lately.index(command.id()) if command.id() in lately else len(lately))
        for command in offered:
            note = "  chosen lately" if command.id() in lately else ""
            shown = Content.assemble(command.label(), "  ", (self._key(command), "$accent"), (note, "dim"))
            yield DiscoveryHit(shown, self._run(command), command.label(), command.help())

    async def search(self, query: str) -> Hits:
        """What matches, by label or by what it does."""
        matcher = self.matcher(query)
        for command in self._offered():
            label = command.label()
            score = max(matcher.match(label), matcher.match(command.help()) / 2)
            if score > 0:
                shown = Content.assemble(matcher.highlight(label), "  ", (self._key(command), "$accent"))
                yield Hit(score, shown, self._run(command), label, command.help())
