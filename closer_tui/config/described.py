"""Every setting with its meaning and what it is in this home, for whoever looks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from closer_tui.config.errors import ConfigError
from closer_tui.config.load import load_settings
from closer_tui.config.settings import Settings


def described(file: Path) -> dict[str, tuple[str, object]]:
    """`ui.undo_seconds` → (its meaning, its value). The defaults where the file cannot be read; its errors are told
    when the program starts."""
    try:
        settings = load_settings(file)
    except ConfigError:
        settings = Settings.model_construct()
    return dict(_walk(settings, ""))


def _walk(group: BaseModel, prefix: str) -> Iterator[tuple[str, tuple[str, object]]]:
    for name, info in type(group).model_fields.items():
        value = getattr(group, name)
        if isinstance(value, BaseModel):
            yield from _walk(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", (info.description or "", value)
