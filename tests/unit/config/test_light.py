"""The settings of the first frame never keep the screen from appearing."""

from pathlib import Path

import pytest

from closer_tui.config.light import LightSettings, load_light
from closer_tui.config.settings import UiSettings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_the_defaults_are_those_of_the_full_settings(file: Path) -> None:
    loaded = load_light(file, {})
    assert loaded.problem is None
    full = UiSettings()
    assert {name: getattr(loaded.settings, name) for name in UiSettings.model_fields} == full.model_dump()


def test_the_file_is_read_and_the_environment_wins(file: Path) -> None:
    file.write_text('[ui]\ntheme = "paper"\nmouse = false\nundo_seconds = 8\n[ui.keymap]\napprove = "y,enter"\n')
    environ = {
        "CLOSER_TUI_UI__THEME": "ink",
        "CLOSER_TUI_UI__ANIMATIONS": "off",
        "CLOSER_TUI_UI__DECISION_GRACE_MS": "250",
        "CLOSER_TUI_UI__LAYOUT": "two",
    }
    loaded = load_light(file, environ)
    assert loaded.problem is None
    assert loaded.settings == LightSettings(
        theme="ink",
        keymap={"approve": "y,enter"},
        layout="two",
        undo_seconds=8,
        decision_grace_ms=250,
        mouse=False,
        animations=False,
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[ui]\ntheme = "paper', "config.toml:2:"),
        ("[ui\n", "config.toml:1:"),
        ('[ui]\nmouse = false\ntheme = """never closed\n', "config.toml:"),
    ],
)
def test_a_broken_file_is_told_by_line_and_the_defaults_stand(file: Path, text: str, place: str) -> None:
    file.write_text(text)
    loaded = load_light(file, {})
    assert loaded.settings == LightSettings()
    assert loaded.problem is not None
    assert place in loaded.problem.message


@pytest.mark.parametrize(
    "line",
    [
        "theme = 3",
        'theme = ""',
        'layout = "five"',
        "undo_seconds = -1",
        "undo_seconds = true",
        "undo_seconds = nan",
        "decision_grace_ms = 1.5",
        "decision_grace_ms = 99999",
        'mouse = "yes"',
        "keymap = { approve = 3 }",
    ],
)
def test_one_wrong_value_costs_only_itself(file: Path, line: str) -> None:
    file.write_text(f'[log]\nlevel = "INFO"\n[ui]\nanimations = false\n{line}\n')
    loaded = load_light(file, {})
    assert loaded.settings == LightSettings(animations=False)
    assert loaded.problem is not None
    assert loaded.problem.message.startswith(f"{file}:5: ui.")


@pytest.mark.parametrize(
    ("variable", "text"),
    [("UNDO_SECONDS", "soon"), ("MOUSE", "perhaps"), ("KEYMAP", "{"), ("KEYMAP", "[]"), ("LAYOUT", "none")],
)
def test_a_wrong_variable_is_named(file: Path, variable: str, text: str) -> None:
    loaded = load_light(file, {f"CLOSER_TUI_UI__{variable}": text})
    assert loaded.settings == LightSettings()
    assert loaded.problem is not None
    assert loaded.problem.message.startswith(f"CLOSER_TUI_UI__{variable}: ")


def test_ui_that_is_not_a_table_is_told(file: Path) -> None:
    file.write_text("ui = 1\n")
    loaded = load_light(file, {})
    assert loaded.settings == LightSettings()
    assert loaded.problem is not None
    assert loaded.problem.hint == "Write it as [ui]."


def test_a_file_that_is_not_text_is_told(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    loaded = load_light(file, {})
    assert loaded.problem is not None
    assert "UTF-8" in loaded.problem.message


def test_a_directory_in_place_of_the_file_is_told(file: Path) -> None:
    file.mkdir()
    loaded = load_light(file, {})
    assert loaded.problem is not None
    assert "Cannot read" in loaded.problem.message


@pytest.mark.parametrize("seconds", [0, 5, 60])
def test_light_and_full_settings_agree_on_what_is_allowed(file: Path, seconds: int) -> None:
    file.write_text(f"[ui]\nundo_seconds = {seconds}\n")
    assert load_light(file, {}).settings.undo_seconds == UiSettings(undo_seconds=seconds).undo_seconds
