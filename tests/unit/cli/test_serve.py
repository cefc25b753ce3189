"""Where `serve` is willing to listen."""

from __future__ import annotations

import pytest

from closer_tui.cli.serve import listen_on
from closer_tui.config.errors import ConfigError
from closer_tui.config.settings import ServerSettings, Settings
from tests.unit.cli.conftest import Shell


def settings(host: str) -> Settings:
    """Settings that name this host."""
    return Settings(server=ServerSettings(host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_loopback_needs_no_words(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert listen_on(None, settings(host)) == host
    assert listen_on(host, settings("127.0.0.1")) == host
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "desk.example"])
def test_beyond_it_the_settings_alone_do_not_reach(host: str) -> None:
    with pytest.raises(ConfigError, match="others on the network") as refusal:
        listen_on(None, settings(host))
    assert f"--host {host}" in refusal.value.hint


def test_on_the_command_line_it_is_done_with_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    assert listen_on("0.0.0.0", settings("127.0.0.1")) == "0.0.0.0"
    out, err = capsys.readouterr()
    assert out == ""
    assert "travel in clear" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("port", ["-1", "65536", "http", "", "８787"])
def test_what_is_no_port_is_wrong_usage(shell: Shell, port: str) -> None:
    assert shell("serve", "--port", port).code == 2
