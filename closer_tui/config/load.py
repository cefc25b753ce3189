"""Loading the settings, and telling plainly what is wrong with them."""

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings.exceptions import SettingsError

from closer_tui.config.errors import ConfigError
from closer_tui.config.settings import Settings
from closer_tui.config.toml_file import place_of, read_toml


def load_settings(file: Path) -> Settings:
    """The settings of this file and of the environment.

    Raises `ConfigError` naming the place, what is wrong there, and for an unknown key the nearest right one.
    """
    tables = read_toml(file)
    try:
        return Settings(**tables)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        keys = [str(part) for part in first["loc"]]
        place = _place(file, tables, keys)
        if first["type"] == "extra_forbidden":
            raise ConfigError(f"{place}: there is no setting {'.'.join(keys)}.", hint=_suggestion(keys)) from error
        reason = first["msg"][:1].lower() + first["msg"][1:]
        raise ConfigError(
            f"{place}: {'.'.join(keys)}: {reason}.", hint="See config.example.toml for what it takes."
        ) from error
    except SettingsError as error:
        raise ConfigError(
            f"The environment: {error}.",
            hint="Lists and tables in a CLOSER_TUI_… variable are written as JSON.",
        ) from error


def known_names(tables: Sequence[str]) -> tuple[str, ...]:
    """The settings and tables that may stand inside a table, given as the names leading to it."""
    model: type[BaseModel] = Settings
    for name in tables:
        field = model.model_fields.get(name)
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            return ()
        model = field.annotation
    return tuple(model.model_fields)


def _suggestion(keys: Sequence[str]) -> str:
    names = known_names(keys[:-1])
    if near := difflib.get_close_matches(keys[-1], names, n=1, cutoff=0.5):
        return f"Did you mean {'.'.join([*keys[:-1], near[0]])}?"
    if elsewhere := [table for table in known_names(()) if keys[-1] in known_names((table,))]:
        return f"Did you mean {elsewhere[0]}.{keys[-1]}?"
    return f"There are: {', '.join(names)}." if names else "See config.example.toml."


def _place(file: Path, tables: dict[str, Any], keys: Sequence[str]) -> str:
    """The file and line when the file holds the key, else the environment variable that must have."""
    found: object = tables
    depth = 0
    for key in keys:
        if not isinstance(found, dict) or key not in found:
            break
        found, depth = found[key], depth + 1
    if depth < min(2, len(keys)):
        return "CLOSER_TUI_" + "__".join(key.upper() for key in keys)
    return place_of(file, keys[:depth])
