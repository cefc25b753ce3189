"""What the first frame needs: Textual and sqlite3, and none of what makes a start slow."""

from __future__ import annotations

import subprocess
import sys

import pytest

SLOW = {"sqlalchemy", "aiosqlite", "httpx", "pydantic", "anthropic", "fastapi", "uvicorn", "markdown_it"}


def loaded(statement: str) -> set[str]:
    """The modules a fresh interpreter has after a statement."""
    code = f"import sys\n{statement}\nprint(' '.join(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


def test_app_and_inbox_load_nothing_slow() -> None:
    modules = loaded("import closer_tui.tui.app, closer_tui.tui.screens.inbox")
    assert not modules & SLOW


@pytest.mark.parametrize("name", ["approvals", "search", "help", "inbox_side"])
def test_neither_do_the_other_screens(name: str) -> None:
    assert not loaded(f"import closer_tui.tui.screens.{name}") & SLOW


def test_what_is_for_later_is_loaded_later() -> None:
    modules = loaded("import closer_tui.tui.app, closer_tui.tui.screens.inbox")
    screen = {"textual.widgets._text_area", "closer_tui.tui.decisions", "closer_tui.tui.widgets.thread"}
    assert not modules & (screen | {"closer_tui.store.views.search", "closer_tui.tui.commands.palette"})


def test_frames_are_not_held_back_by_the_default_rate() -> None:
    code = "import closer_tui.tui, textual.constants as c; print(c.MAX_FPS)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "240"
