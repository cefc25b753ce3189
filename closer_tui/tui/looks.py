"""Looks: the few named styles in which lines are painted, made once a theme.

Component classes would do the same through CSS, at ten style resolutions a widget: a third of the time to the first
frame. These come straight from the theme's variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from rich.style import Style
from textual.app import App
from textual.color import Color

__all__ = ["looks"]

FOREGROUNDS = {
    # look: (theme variable, further style)
    "plain": ("foreground", Style()),
    "strong": ("foreground", Style(bold=True)),
    "muted": ("muted", Style()),
    "line": ("line", Style()),
    "accent": ("accent", Style()),
    "good": ("good", Style()),
    "warning": ("warning", Style()),
    "error": ("error", Style()),
    "link": ("accent", Style(underline=True)),
    "fold": ("accent", Style()),
    "found": ("accent", Style(bold=True, reverse=True)),
    "added": ("good", Style(underline=True)),
    "removed": ("error", Style(strike=True)),
}
TAGS = {
    # colour: (on dark, on light, in the terminal's own colours)
    "blue": ("#7aa2f7", "#2456b3", "ansi_blue"),
    "green": ("#8fbf7f", "#2f6b2b", "ansi_green"),
    "yellow": ("#d9b865", "#7a5a00", "ansi_yellow"),
    "red": ("#e58a8a", "#a83232", "ansi_red"),
    "purple": ("#b79af0", "#6a3fb5", "ansi_magenta"),
    "teal": ("#6fc3bd", "#13696b", "ansi_cyan"),
    "orange": ("#e0a070", "#8f4a12", "ansi_bright_red"),
    "pink": ("#e59ac5", "#a0336f", "ansi_bright_magenta"),
    "grey": ("#9aa3b0", "#5b6470", "ansi_bright_black"),
}
"""The colours of tags (see `domain.tags`), readable on the ground of every theme of that kind."""
BACKGROUNDS = {"chosen": "chosen", "chosen-blurred": "surface"}

_MADE: WeakKeyDictionary[App[Any], tuple[str, Mapping[str, Style]]] = WeakKeyDictionary()


def looks(app: App[Any]) -> Mapping[str, Style]:
    """The styles of the App's present theme by name."""
    made = _MADE.get(app)
    if made is None or made[0] != app.theme:
        theme = app.current_theme
        made = _MADE[app] = (app.theme, _make(app.theme_variables) | _tags(dark=theme.dark, ansi=theme.ansi))
    return made[1]


def _tags(*, dark: bool, ansi: bool) -> dict[str, Style]:
    place = 2 if ansi else 0 if dark else 1
    return {f"tag-{name}": Style(color=Color.parse(shades[place]).rich_color) for name, shades in TAGS.items()}


def _make(variables: Mapping[str, str]) -> dict[str, Style]:
    styles = {
        look: Style(color=Color.parse(variables[variable]).rich_color) + further
        for look, (variable, further) in FOREGROUNDS.items()
    }
    for look, variable in BACKGROUNDS.items():
        styles[look] = Style(bgcolor=Color.parse(variables[variable]).rich_color)
    return styles
