"""Intents are taught, forgotten and taken back, all or nothing, and every change is on record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.config.settings import Settings
from closer_tui.domain.errors import Conflict, InvalidInput, NotFound
from closer_tui.domain.intent import MOST_EXAMPLES, Intent
from closer_tui.drafting.compose import write_draft
from closer_tui.drafting.offline import OfflineModel
from closer_tui.services import intents
from closer_tui.store import intents as rows
from tests.support.desk_world import DeskWorld, desk_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    async with desk_world(tmp_path / "home") as found:
        yield found


async def taught(world: DeskWorld) -> list[tuple[str, str]]:
    async with world.store.read() as conn:
        return await rows.taught(conn)


async def version(world: DeskWorld) -> tuple[int, int]:
    async with world.store.read() as conn:
        return await rows.version(conn)


async def test_teaching_adds_the_intent_and_an_example_only_once(world: DeskWorld) -> None:
    first = await intents.teach(world.store, "Opening hours", ["Are you  open?\n", "Are you open?"], actor="ana")
    again = await intents.teach(world.store, "opening-hours", ["Are you open?"], actor="ben")
    assert (first.name, first.new, first.examples) == ("opening-hours", True, ("Are you open?",))
    assert (again.new, again.examples) == (False, ())
    assert await taught(world) == [("opening-hours", "Are you open?")]
    said = await world.rows("SELECT actor, action, entity FROM audit WHERE action LIKE 'intent.%' ORDER BY rowid")
    assert said == [("ana", "intent.taught", "opening-hours"), ("ben", "intent.taught", "opening-hours")]


async def test_taking_back_leaves_what_was_there_before(world: DeskWorld) -> None:
    await intents.teach(world.store, "hours", ["Are you open?"], actor="ana")
    more = await intents.teach(world.store, "hours", ["When do you close?"], actor="ana")
    other = await intents.teach(world.store, "refund", ["Money back!"], actor="ana")
    await intents.unlearn(world.store, more, actor="ana")
    await intents.unlearn(world.store, other, actor="ana")
    assert await taught(world) == [("hours", "Are you open?")]
    assert await world.rows("SELECT name FROM intents") == [("hours",)]


async def test_many_are_taken_in_or_none(world: DeskWorld) -> None:
    with pytest.raises(InvalidInput):
        await intents.take_in(world.store, {"hours": ["Open?"], "refund": [" \u200b "]}, actor="ana")
    with pytest.raises(Conflict):
        await intents.take_in(
            world.store, {"hours": ["Open?"], "refund": [f"back {i}" for i in range(MOST_EXAMPLES + 1)]}, actor="ana"
        )
    assert await world.rows("SELECT count(*) FROM intents") == [(0,)]


async def test_an_intent_is_changed_and_removed_with_its_examples(world: DeskWorld) -> None:
    await intents.teach(world.store, "refund", ["Money back!"], actor="ana")
    was = await intents.save(world.store, Intent("refund", to_person=True, priority=1), actor="ana")
    assert was == Intent("refund")
    assert await intents.remove(world.store, "refund", actor="ana") == (Intent("refund", True, 1), ["Money back!"])
    assert await taught(world) == []
    for gone in (
        intents.remove(world.store, "refund", actor="ana"),
        intents.forget(world.store, "refund", "Money back!", actor="ana"),
    ):
        with pytest.raises(NotFound):
            await gone
    with pytest.raises(InvalidInput):
        await intents.save(world.store, Intent("refund", priority=0), actor="ana")


async def test_every_change_is_another_version_even_within_a_millisecond(world: DeskWorld) -> None:
    seen = {await version(world)}
    await intents.teach(world.store, "hours", ["Open?", "Closed?"], actor="ana")
    seen.add(await version(world))
    await intents.forget(world.store, "hours", "Open?", actor="ana")
    seen.add(await version(world))
    await intents.teach(world.store, "hours", ["Open now?"], actor="ana")
    seen.add(await version(world))
    assert len(seen) == 4


async def test_a_draft_knows_its_intent_and_what_goes_to_a_person_is_asked_of_no_model(world: DeskWorld) -> None:
    write = write_draft(world.store, Settings(), OfflineModel())
    await intents.teach(world.store, "allergens", ["Is there nut in the carrot cake?"], actor="ana")
    await intents.teach(world.store, "opening-hours", ["Are you open on Sunday?"], actor="ana")
    await world.hears("Hello! Is there nut in your carrot cake?")
    first = await write(1, "", lambda _: None)
    assert first.proposal.topic == "allergens"
    assert [check.detail for check in first.checks if check.name == "intent"] == [
        "allergens, like “Is there nut in the carrot cake?”"
    ]
    await intents.save(world.store, Intent("allergens", to_person=True), actor="ana")
    second = await write(1, "", lambda _: None)
    assert second.escalation is not None
    assert second.escalation.topic == "allergens"
    assert second.proposal.model == "rules"
    assert "like “Is there nut in the carrot cake?”" in second.escalation.detail
