"""Every setting can be given, is checked, and is explained."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from closer_tui.config.errors import ConfigError
from closer_tui.config.load import load_settings
from closer_tui.config.settings import PRICES, ModelPrice, Settings

EXAMPLE = Path(__file__).resolve().parents[3] / "config.example.toml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def problem(file: Path, text: str) -> ConfigError:
    file.write_text(text)
    with pytest.raises(ConfigError) as refused:
        load_settings(file)
    return refused.value


def settings_of(model: type[BaseModel], table: str = "") -> Iterator[tuple[str, str, str]]:
    """Every setting as (table, name, description)."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings_of(field.annotation, f"{table}.{name}".strip("."))
        else:
            yield table, name, field.description or ""


def test_without_a_file_the_defaults_hold(file: Path) -> None:
    settings = load_settings(file)
    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 8787)
    assert settings.server.max_body_bytes == 262_144
    assert settings.webhooks.allow_private is False


def test_the_file_is_read_and_the_environment_wins(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('[server]\nport = 9000\nrate_per_minute = 60\n[drafting]\nmodel = "claude-haiku-5-5"\n')
    monkeypatch.setenv("CLOSER_TUI_SERVER__PORT", "9001")
    monkeypatch.setenv("CLOSER_TUI_DRAFTING__STOP_WORDS", '["HALT"]')
    settings = load_settings(file)
    assert (settings.server.port, settings.server.rate_per_minute) == (9001, 60)
    assert settings.drafting.model == "claude-haiku-5-5"
    assert settings.drafting.stop_words == ("HALT",)


def test_a_price_is_added_to_those_we_know(file: Path) -> None:
    file.write_text('[drafting.prices."mine-1"]\ninput = 1\noutput = 2\ncache_read = 0\ncache_write = 0\n')
    prices = load_settings(file).drafting.prices
    assert prices["mine-1"] == ModelPrice(input=1, output=2, cache_read=0, cache_write=0)
    assert set(prices) == {*PRICES, "mine-1"}


def test_the_default_model_has_a_price() -> None:
    assert Settings().drafting.model in PRICES


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("[server]\nhost = '127.0.0.1'\nprot = 1\n", 3, "Did you mean server.port?"),
        ("\n[sever]\nport = 1\n", 2, "Did you mean server?"),
        ("[log]\nport = 1\n", 2, "Did you mean server.port?"),
        ("[drafting.prices.m]\ninptu = 1\n", 0, ""),
    ],
)
def test_an_unknown_key_is_an_error_with_the_nearest_right_name(file: Path, text: str, line: int, hint: str) -> None:
    found = problem(file, text)
    if line:
        assert found.message.startswith(f"{file}:{line}: there is no setting ")
        assert found.hint == hint
    else:
        assert "drafting.prices.m" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "[server]\nport = 70000\n",
        '[server]\nport = "many"\n',
        "[ui]\nundo_seconds = nan\n",
        "[sync]\noverlap_seconds = inf\n",
        '[drafting]\nprovider = "gpt"\n',
        '[drafting]\nbase_url = "file:///etc/passwd"\n',
        '[drafting]\napi_key_env = "sk-ant-not-a-name"\n',
        '[log]\nlevel = "LOUD"\n',
    ],
)
def test_a_value_out_of_bounds_is_told_by_file_and_line(file: Path, text: str) -> None:
    found = problem(file, text)
    assert found.message.startswith(f"{file}:2: ")
    assert found.hint


def test_an_unknown_variable_in_a_known_table_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSER_TUI_SERVER__PROT", "1")
    with pytest.raises(ConfigError, match="CLOSER_TUI_SERVER__PROT: there is no setting") as refused:
        load_settings(file)
    assert refused.value.hint == "Did you mean server.port?"


def test_a_list_in_the_environment_must_be_json(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSER_TUI_SERVER__ALLOWED_HOSTS", "localhost")
    with pytest.raises(ConfigError) as refused:
        load_settings(file)
    assert '"server"' in refused.value.message
    assert "JSON" in refused.value.hint


def test_settings_do_not_change_once_loaded() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().server.port = 1


def test_the_example_holds_every_setting_with_its_default(file: Path) -> None:
    assert load_settings(EXAMPLE) == Settings()
    tables = tomllib.loads(EXAMPLE.read_text())
    missing = [f"{table}.{name}" for table, name, _ in settings_of(Settings) if name not in tables[table]]
    assert missing == []


def test_every_setting_is_explained_right_above_it_in_the_example() -> None:
    lines = EXAMPLE.read_text().splitlines()
    for table, name, description in settings_of(Settings):
        assert description, f"{table}.{name} has no description"
        above = lines.index(f"# {description}")
        below = lines[above + 1]
        assert re.match(rf"{name} = |\[{table}\.{name}", below), f"{table}.{name} does not follow its description"
