"""Which theme the screen wears: the one asked for, the one chosen last, or the default; and choosing another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from closer_tui.config.errors import ConfigError
from closer_tui.config.light import LightSettings
from closer_tui.config.paths import Paths, bundled_themes_dir
from closer_tui.tui.remembered import recall_theme, remember_theme
from closer_tui.tui.theme import load_themes

if TYPE_CHECKING:
    from textual.app import App

    from closer_tui.tui.asking import Ask

__all__ = ["Wardrobe"]

DEFAULT = LightSettings().theme
_LIGHT_GROUNDS = {"7", "15"}


def suited(environ: Mapping[str, str], colours: str | None) -> str:
    """The theme that goes with the terminal when nobody chose one: its own colours where it has only sixteen, a light
    one where it says that its ground is light (`COLORFGBG`, as rxvt, Konsole and others set it)."""
    if not environ:
        return DEFAULT
    if colours == "standard":
        return "ansi"
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    return "closer-light" if ground in _LIGHT_GROUNDS else DEFAULT


class Wardrobe:
    """The themes of one App. Only the one that is worn is read before the first frame.

    `environ` tells about the terminal; where it is empty there is none to suit.
    """

    def __init__(self, app: App[Any], paths: Paths, environ: Mapping[str, str]) -> None:
        self._app = app
        self._environ = environ
        self._folders = (bundled_themes_dir(), paths.themes_dir)
        self._file = paths.state_dir / "screen.json"
        self._names: list[str] = []

    def wear(self, name: str) -> list[ConfigError]:
        """Put on the theme the settings name; when that is the default, the one chosen on the screen last, else the
        one that suits the terminal."""
        wanted = name
        if name == DEFAULT:
            wanted = recall_theme(self._file) or suited(self._environ, self._app.console.color_system)
        if self._put_on(wanted) or (wanted != name and self._put_on(name)):
            return []
        self._put_on(DEFAULT)
        return [ConfigError(f"There is no theme {name!r} that can be used.", "Choose another with : and Theme.")]

    def _put_on(self, name: str) -> bool:
        found = load_themes(*self._folders, only=name)
        if name not in found.themes:
            return False
        self._app.register_theme(found.themes[name])
        self._app.theme = name
        return True

    def open(self) -> list[ConfigError]:
        """Read all themes; gives what is wrong with those that cannot be used."""
        found = load_themes(*self._folders)
        for theme in found.themes.values():
            self._app.register_theme(theme)
        self._names = sorted(found.themes)
        return list(found.problems)

    async def choose(self, ask: Ask) -> None:
        """Ask for a theme and show each as the cursor passes; Escape brings back the one that was worn."""
        from closer_tui.tui.asking import Choice

        before = self._app.theme

        def show(name: str) -> None:
            self._app.theme = name

        choices = [Choice(name, name) for name in self._names]
        picked = await ask.choose("Theme", choices, start=before, shown=show)
        self._app.theme = picked or before
        if picked:
            remember_theme(self._file, picked)
