"""The kill switch from the command line."""

from __future__ import annotations

from tests.unit.cli.conftest import Shell


def test_the_bot_is_stopped_shown_and_let_go_on(shop: Shell) -> None:
    done = shop("halt", "--reason", "wrong prices", "--json").json
    assert (done["halted"], done["new"], done["by"], done["reason"]) == (True, True, "ana", "wrong prices")
    assert "stopped already, by ana" in shop("halt").out
    doctor = shop("doctor").out
    assert "stopped by ana" in doctor
    assert "wrong prices" in doctor
    assert "closer-tui resume" in doctor
    assert shop("resume").out == "The bot goes on.\n"
    again = shop("resume")
    assert again.code != 0
    assert "not stopped" in again.err
    assert "bot.halted" in shop("audit").out
