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
BACKGROUNDS = {"chosen": "chosen", "chosen-blurred": "surface"}

_MADE: WeakKeyDictionary[App[Any], tuple[str, Mapping[str, Style]]] = WeakKeyDictionary()


def looks(app: App[Any]) -> Mapping[str, Style]:
    """The styles of the App's present theme by name."""
    made = _MADE.get(app)
    if made is None or made[0] != app.theme:
        made = _MADE[app] = (app.theme, _make(app.theme_variables))
    return made[1]


def _make(variables: Mapping[str, str]) -> Mapping[str, Style]:
    styles = {
        look: Style(color=Color.parse(variables[variable]).rich_color) + further
        for look, (variable, further) in FOREGROUNDS.items()
    }
    for look, variable in BACKGROUNDS.items():
        styles[look] = Style(bgcolor=Color.parse(variables[variable]).rich_color)
    return styles
