"""Unsent words from the command line."""

from __future__ import annotations

from closer_tui.config.paths import resolve_paths
from closer_tui.store.unsent import Unsent, UnsentFolder
from tests.unit.cli.conftest import Shell


def wrote(shell: Shell, text: str, at: int = 1_763_716_320_000) -> UnsentFolder:
    folder = UnsentFolder(resolve_paths(shell.home).unsent_dir)
    folder.put(Unsent(1, text, "reply", at))
    return folder


def test_what_was_not_sent_can_be_listed_shown_and_thrown_away(shop: Shell) -> None:
    wrote(shop, "Dear \x1b[31mMaria,\nyes").close()
    assert shop("unsent").out == "conv_001  a reply: Dear �[31mMaria, yes\n"
    shown = shop("unsent", "show", "conv_001", "--json").json
    assert shown["text"] == "Dear \x1b[31mMaria,\nyes"
    assert shown["at"] == "2025-11-21T09:12:00Z"
    assert "yes" in shop("unsent", "discard", "conv_001").out
    assert shop("unsent", "--json").json == []
    assert "unsent.discarded" in shop("audit").out


def test_words_in_an_open_composer_are_not_thrown_away(shop: Shell) -> None:
    folder = wrote(shop, "still writing")
    refused = shop("unsent", "discard", "conv_001")
    assert refused.code == 1
    assert "Clear them there" in refused.err
    folder.close()


def test_there_is_nothing_to_show_where_nothing_is_unsent(shop: Shell) -> None:
    assert shop("unsent").out == "Everything that was written was sent.\n"
    assert "`closer-tui unsent` lists" in shop("unsent", "show", "conv_001").err
