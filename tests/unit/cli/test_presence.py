"""Two people at one conversation, from the command line; and who it is that acts."""

from __future__ import annotations

import pytest

from closer_tui.cli.session import actor
from closer_tui.domain.clock import SystemClock
from closer_tui.services.presence import show
from closer_tui.store import presence
from tests.support.desk_world import DeskWorld
from tests.unit.cli.conftest import Shell


def replies_now(shop: Shell, agent: str, *, replying: bool = True) -> None:
    """A colleague's screen, which gives a sign of life at this very moment."""

    async def sign(world: DeskWorld) -> None:
        async with world.store.write() as tx:
            now = SystemClock().now()
            await presence.put(tx, f"host:1:{agent}", agent, 1, now, replying=replying)

    shop.world(sign)


def test_show_tells_who_looks_and_who_replies(shop: Shell) -> None:
    replies_now(shop, "ben")
    replies_now(shop, "cleo", replying=False)
    shown = shop("show", "conv_001", "--json").json
    assert [each["agent"] for each in shown["repliers"]] == ["ben"]
    assert [each["agent"] for each in shown["viewers"]] == ["cleo"]
    assert shown["repliers"][0]["replying_since"] is not None
    assert "ben is replying here now" in shop("show", "conv_001").out
    shop.world(lambda world: show(world.store, None, actor="nobody", replying=False))


def test_show_tells_what_was_handed_over(shop: Shell) -> None:
    assert shop("show", "conv_001", "--json").json["handover"] is None
    shop("take", "conv_001")
    shop("hand-back", "conv_001", "--promise", "a voucher @ 2026-12-01")
    told = shop("show", "conv_001", "--json").json["handover"]
    assert (told["author"], told["promises"]) == ("ana", [{"text": "a voucher", "due": "2026-12-01"}])


@pytest.mark.parametrize("words", [["reply", "conv_001", "From 8."], ["approve", "draft_001"]])
def test_what_a_colleague_is_answering_is_refused_unless_it_is_forced(shop: Shell, words: list[str]) -> None:
    replies_now(shop, "ben")
    ran = shop(*words)
    assert ran.code == 1
    assert ran.err.startswith("closer-tui: ben has been writing a reply here for ")
    assert shop(*words, "--force").code == 0


def test_reply_since_the_last_message_seen(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = shop("show", "conv_001", "--json").json["messages"][-1]["id"]
    monkeypatch.setenv("LOGNAME", "ben")
    assert shop("reply", "conv_001", "Yes, from eight.", "--since", seen).code == 0
    monkeypatch.setenv("LOGNAME", "ana")
    ran = shop("reply", "conv_001", "From 8.", "--since", seen)
    assert ran.code == 1
    assert "ben answered " in ran.err
    assert "“Yes, from eight.”. Read it with `show`; --force sends yours all the same." in ran.err
    assert shop("reply", "conv_001", "From 8.", "--since", seen, "--force").code == 0


def test_the_settings_may_say_who_acts(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    (shop.home / "config.toml").write_text('[ui]\nagent = " Ana Maria "\n', encoding="utf-8")
    assert shop("take", "conv_001", "--json").json["owner_name"] == "Ana Maria"
    monkeypatch.setenv("CLOSER_TUI_UI__AGENT", "ben")
    assert shop("take", "conv_001", "--json").json["owner_name"] == "ben"


def test_without_a_name_in_the_settings_the_login_name_acts(shop: Shell) -> None:
    assert shop("take", "conv_001", "--json").json["owner_name"] == "ana"
    assert actor() == "ana"


def test_nobody_is_called_by_what_a_terminal_obeys(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSER_TUI_UI__AGENT", "ben\x1b[31m\n")
    name = shop("take", "conv_001", "--json").json["owner_name"]
    assert name.startswith("ben")
    assert "\x1b" not in name
