"""Themes: TOML files, ours and the owner's, read into Textual's themes.

A theme names nine colours and nothing else, so that every theme keeps the same quiet look: one accent, muted
lines, and colour only where it means something.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

from closer_tui.config.errors import ConfigError

__all__ = ["VARIABLES", "Themes", "load_themes", "read_theme"]

COLOURS = {
    "background": "behind everything",
    "surface": "behind what is written in, cards and menus",
    "foreground": "text",
    "muted": "text that matters less",
    "line": "lines between panes",
    "chosen": "behind the row the cursor is on",
    "accent": "what has the focus, and what you can press",
    "good": "done, delivered, fine",
    "warning": "waits for you",
    "error": "failed, unknown, refused",
}
"""The colours a theme gives, and what each is for."""

ANSI_VARIABLES = {"ansi-background": "ansi_default", "ansi-foreground": "ansi_default"}
"""What Textual's own widgets want to know of a theme in the terminal's colours."""


@dataclass(frozen=True, slots=True)
class Themes:
    """All themes that could be read, by name, and what was wrong with the others."""

    themes: dict[str, Theme]
    problems: tuple[ConfigError, ...]


def load_themes(*folders: Path, only: str = "*") -> Themes:
    """The themes of the folders, or the one named; a later folder may replace a theme of an earlier one."""
    themes: dict[str, Theme] = {}
    problems: list[ConfigError] = []
    for folder in folders:
        for file in sorted(folder.glob(f"{only}.toml")) if folder.is_dir() else ():
            try:
                themes[file.stem] = read_theme(file)
            except ConfigError as problem:
                problems.append(problem)
    return Themes(themes, tuple(problems))


def read_theme(file: Path) -> Theme:
    """The theme in a file, named after the file. Raises ConfigError with the file and the field."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file}: {error}.", "Correct the file; the other themes still work.") from error
    dark = _switch(file, table, "dark", True)
    ansi = _switch(file, table, "ansi", False)
    for name in table:
        if name not in {"dark", "ansi", "colors"}:
            raise ConfigError(f"{file}: there is no field {name!r}.", "A theme has dark, ansi and [colors].")
    colours = table.get("colors")
    if not isinstance(colours, dict):
        raise ConfigError(f"{file}: colors is missing.", f"Give [colors] with {', '.join(COLOURS)}.")
    for name in colours:
        if name not in COLOURS:
            raise ConfigError(f"{file}: there is no colour colors.{name}.", f"The colours are {', '.join(COLOURS)}.")
    given = {name: _colour(file, colours, name, ansi) for name in COLOURS}
    return Theme(
        name=file.stem,
        primary=given["accent"],
        secondary=given["accent"],
        accent=given["accent"],
        foreground=given["foreground"],
        background=given["background"],
        surface=given["surface"],
        panel=given["surface"],
        boost=given["surface"] if ansi else None,
        success=given["good"],
        warning=given["warning"],
        error=given["error"],
        dark=dark,
        ansi=ansi,
        variables=_variables(given) | (ANSI_VARIABLES if ansi else {}),
    )


def _switch(file: Path, table: dict[str, Any], name: str, default: bool) -> bool:
    value = table.get(name, default)
    if not isinstance(value, bool):
        raise ConfigError(f"{file}: {name} must be true or false.", "Correct it; the other themes still work.")
    return value


def _colour(file: Path, colours: dict[str, Any], name: str, ansi: bool) -> str:
    value = colours.get(name)
    if not isinstance(value, str):
        raise ConfigError(f"{file}: colors.{name} is missing.", f"It is the colour {COLOURS[name]}.")
    try:
        colour = Color.parse(value)
    except ColorParseError as error:
        raise ConfigError(f"{file}: colors.{name} is not a colour.", "Write it like #7aa2f7.") from error
    if (colour.ansi is not None) != ansi:
        wanted = "one of the terminal's own, like ansi_blue" if ansi else "of the form #7aa2f7"
        raise ConfigError(f"{file}: colors.{name} must be {wanted}.", "It follows from the field `ansi`.")
    return value


def _variables(colour: dict[str, str]) -> dict[str, str]:
    return {
        "muted": colour["muted"],
        "line": colour["line"],
        "chosen": colour["chosen"],
        "good": colour["good"],
        "border": colour["accent"],
        "border-blurred": colour["line"],
        "block-cursor-background": colour["chosen"],
        "block-cursor-foreground": colour["foreground"],
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": colour["chosen"],
        "block-cursor-blurred-foreground": colour["foreground"],
        "scrollbar": colour["line"],
        "scrollbar-hover": colour["muted"],
        "scrollbar-active": colour["accent"],
        "scrollbar-background": colour["background"],
        "scrollbar-background-hover": colour["background"],
        "scrollbar-background-active": colour["background"],
        "scrollbar-corner-color": colour["background"],
        "input-selection-background": colour["chosen"],
        "footer-background": colour["background"],
    }


VARIABLES = {"muted": "#808080", "line": "#404040", "chosen": "#303030", "good": "#40a060"}
"""Our own style variables, for the moment before the first of our themes is set."""
