"""Handing back line by line: a kind of thing after the other, and nothing without a word."""

from __future__ import annotations

import json

from closer_tui.services.ownership import take
from tests.support.desk_world import DeskWorld
from tests.unit.linear.conversation import AGENT, converse


async def test_back_asks_for_each_kind_and_hands_over_what_was_said(world: DeskWorld) -> None:
    await world.hears()
    await take(world.store, 1, actor=AGENT)
    said = await converse(
        world, "next", "back", "Likes rye.", "", "a voucher @ 2026-12-01", "", "", "", "offer a refund", ""
    )
    assert "A promise? With the day it is due" in said.text
    stored = json.loads(await world.one("SELECT summary_json FROM handovers"))
    assert (stored["facts"], stored["dont"]) == (["Likes rye."], ["offer a refund"])
    assert stored["promises"] == [{"text": "a voucher", "due": "2026-12-01"}]


async def test_back_without_a_word_hands_nothing_back(world: DeskWorld) -> None:
    await world.hears()
    await take(world.store, 1, actor=AGENT)
    said = await converse(world, "next", "back", "", "", "", "", "")
    assert "Nothing was said, so nothing was handed back." in said.text
    assert await world.one("SELECT owner_kind FROM conversations") == "agent"
