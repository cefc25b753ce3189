"""What the palette finds beside commands: people and their conversations, quick replies, settings."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from closer_tui.tui.drawing import crop, one_line

if TYPE_CHECKING:
    from closer_tui.tui.kit import Kit

__all__ = ["PeopleProvider", "QuickReplyProvider", "SettingProvider"]

_BRACKETS = str.maketrans("[]", "⟦⟧")
SHORTEST = 2
"""Letters from which people are looked for; one would find everybody."""


def _plain(text: str, width: int) -> str:
    """Somebody else's words for the line below a hit, which Textual reads as markup whatever is done to it; so what
    would be markup is written with other brackets. (`Matcher.highlight` does the same to names: not used on them.)"""
    return crop(one_line(text), width).translate(_BRACKETS)


class KitProvider(Provider):
    """A provider with the App's kit."""

    @property
    def kit(self) -> Kit:
        """What every screen is given."""
        kit: Kit = self.app.kit  # type: ignore[attr-defined]  # the palette is only opened by our App
        return kit

    async def discover(self) -> Hits:
        """Nothing before something is typed: commands come first."""
        none: tuple[DiscoveryHit, ...] = ()
        for hit in none:
            yield hit


class PeopleProvider(KitProvider):
    """Conversations by the name or address of whom they are with."""

    async def search(self, query: str) -> Hits:
        """Those whose name matches best first; what only the address matches comes last."""
        if len(query.strip()) < SHORTEST:
            return
        matcher = self.matcher(query)
        for row in self.kit.data.people(query):
            name = crop(one_line(row.title), 40)
            shown = Content.assemble(Content(name), "  ", (f"{row.channel} {one_line(row.address)}", "dim"))
            yield Hit(
                max(matcher.match(name), 0.3),
                shown,
                partial(self.kit.show, row.n, 0),
                name,
                _plain(row.snippet, 80) or "Opens the conversation.",
            )


class QuickReplyProvider(KitProvider):
    """Quick replies by shortcut and title; one that is chosen goes into the composer of the open conversation."""

    async def search(self, query: str) -> Hits:
        """What matches."""
        if (begin := getattr(self.screen, "write_ready", None)) is None:
            return
        matcher = self.matcher(query)
        for row in self.kit.data.quick_replies():
            title = f"/{one_line(row.shortcut)}  {crop(one_line(row.title), 50)}"
            if (score := matcher.match(title)) > 0:
                shown = Content.assemble(Content(title), "  ", ("quick reply", "dim"))
                yield Hit(score, shown, partial(begin, row.body), title, _plain(row.body, 90))


class SettingProvider(KitProvider):
    """Settings by name and meaning; choosing one says what it is now and where it is set."""

    _settings: Mapping[str, tuple[str, Any]] | None = None

    async def startup(self) -> None:
        """Read them in a thread: what they are checked with takes a moment to load."""
        module = await asyncio.to_thread(import_module, "closer_tui.config.described")
        self._settings = await asyncio.to_thread(module.described, self.kit.paths.config_file)

    async def search(self, query: str) -> Hits:
        """What matches, by name or meaning."""
        matcher = self.matcher(query)
        for name, (meaning, value) in (self._settings or {}).items():
            score = max(matcher.match(name), matcher.match(meaning) / 2)
            if score > 0:
                shown = Content.assemble(matcher.highlight(name), "  ", (f"setting, now {value}", "dim"))
                yield Hit(score, shown, partial(self._tell, name, meaning, value), name, meaning)

    def _tell(self, name: str, meaning: str, value: object) -> None:
        table, _, key = name.rpartition(".")
        where = f"Change it under [{table}] in {self.kit.paths.config_file}, then start again."
        self.kit.tell(f"{meaning} Now: {key} = {value}. {where}", "information")
