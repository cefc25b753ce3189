"""Where things lie, and who may look at them."""

import os
import stat
from pathlib import Path

import pytest

from closer_tui.config.errors import ConfigError
from closer_tui.config.paths import SOCKET_PATH_BYTES, Paths, bundled_themes_dir, resolve_paths


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_home_holds_configuration_data_and_state(tmp_path: Path) -> None:
    paths = resolve_paths(tmp_path / "here", environ={})
    places = [
        paths.config_file,
        paths.database,
        paths.write_lock,
        paths.log,
        paths.key_file,
        paths.backups_dir,
    ]
    assert {place.parent for place in places} == {tmp_path / "here"}
    assert [place.name for place in places] == [
        "config.toml",
        "closer.db",
        "write.lock",
        "closer.log",
        "secret.key",
        "backups",
    ]


def test_the_option_wins_over_the_variable_and_the_variable_over_the_platform(tmp_path: Path) -> None:
    environ = {"CLOSER_TUI_HOME": str(tmp_path / "variable")}
    assert resolve_paths(tmp_path / "option", environ).data_dir == tmp_path / "option"
    assert resolve_paths(None, environ).data_dir == tmp_path / "variable"


def test_without_a_home_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOSER_TUI_HOME")
    paths = resolve_paths()
    assert paths.config_file.parts[-2:] == ("closer-tui", "config.toml")
    assert str(paths.database).startswith(os.environ["HOME"])


def test_a_relative_home_does_not_move_with_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve_paths("here", {}).data_dir == tmp_path / "here"


def test_directories_are_made_for_the_owner_alone(tmp_path: Path) -> None:
    paths = resolve_paths(tmp_path / "deep" / "home", {})
    paths.ensure()
    paths.ensure()
    assert [mode(path) for path in (paths.data_dir, paths.backups_dir, paths.themes_dir)] == [0o700] * 3


def test_a_file_in_the_way_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way")
    with pytest.raises(ConfigError, match="Cannot make the directory") as refused:
        resolve_paths(tmp_path / "home", {}).ensure()
    assert "--home" in refused.value.hint


def test_what_others_could_read_is_listed(tmp_path: Path) -> None:
    paths = resolve_paths(tmp_path / "home", {})
    paths.ensure()
    paths.key_file.touch(mode=0o600)
    assert paths.exposed() == ()
    paths.key_file.chmod(0o640)
    paths.backups_dir.chmod(0o755)
    assert paths.exposed() == (paths.backups_dir, paths.key_file)


def test_a_deep_home_gets_a_socket_path_the_kernel_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/tmp")
    near, far = Paths(*[Path("/home/me")] * 3), Paths(*[Path("/home") / ("x" * 120)] * 3)
    assert near.socket == Path("/home/me/wake.sock")
    assert len(os.fsencode(far.socket)) <= SOCKET_PATH_BYTES
    assert far.socket == Paths(*[Path("/home") / ("x" * 120)] * 3).socket
    assert far.socket != Paths(*[Path("/home") / ("y" * 120)] * 3).socket


def test_a_socket_directory_others_can_write_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    paths = resolve_paths(tmp_path / ("x" * 120), {})
    paths.ensure()
    assert mode(paths.socket.parent) == 0o700
    paths.socket.parent.chmod(0o777)
    with pytest.raises(ConfigError, match="not a private directory"):
        paths.ensure()


def test_the_bundled_themes_are_those_of_the_checkout() -> None:
    assert bundled_themes_dir() == Path(__file__).resolve().parents[3] / "themes"
