"""The little the screen remembers between sittings: the theme that was chosen on it."""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["recall_theme", "remember_theme"]


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
