"""The little the screen remembers between sittings: the theme that was chosen on it, and the order of each view."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

__all__ = ["recall_orders", "recall_theme", "remember_orders", "remember_theme"]


def recall_theme(file: Path) -> str:
    """The theme chosen last; empty when none was, or when the file cannot be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # It is a convenience: a file that is gone or damaged means the default look, and is written anew.
        return ""
    return str(found.get("theme", "")) if isinstance(found, dict) else ""


def remember_theme(file: Path, name: str) -> None:
    """Keep the choice. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(json.dumps({"theme": name}), encoding="utf-8")
    file.chmod(0o600)


def recall_orders(file: Path) -> dict[str, str]:
    """The order chosen for each standard view, by the view's key; none when the file is not there or damaged."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # Each view then has its own order again, and the file is written anew at the next choice.
        return {}
    return {str(key): str(sort) for key, sort in found.items()} if isinstance(found, dict) else {}


def remember_orders(file: Path, orders: Mapping[str, str]) -> None:
    """Keep the choices. Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(json.dumps(dict(orders)), encoding="utf-8")
    file.chmod(0o600)
