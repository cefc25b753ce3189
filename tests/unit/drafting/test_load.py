"""The brief as it is read from a real store: one conversation, the owner's words, nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.errors import NotFound
from closer_tui.domain.handover import HandOver
from closer_tui.drafting.brief import DraftBrief, Speaker
from closer_tui.drafting.load import HEAD, LONGEST_CONVERSATION, TAIL, load_brief
from closer_tui.drafting.prompt import messages, system_blocks
from closer_tui.services.approve import approve
from closer_tui.services.compose import note, reply
from closer_tui.services.handing_back import hand_back
from closer_tui.services.ownership import take
from closer_tui.store.tables import quick_replies
from tests.support.desk_world import MARIA, NOON, DeskWorld, desk_world

OTTO = "+4917055500002"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    async with desk_world(tmp_path / "home") as made:
        yield made


async def number(world: DeskWorld, who: str = MARIA) -> int:
    return int(await world.one("SELECT n FROM conversations WHERE address = :who", who=who))


async def load(world: DeskWorld, *, with_past: bool = False, limit: int = 30) -> DraftBrief:
    async with world.store.read() as conn:
        return await load_brief(conn, await number(world), now=NOON, with_past=with_past, limit=limit)


async def test_the_conversation_is_read_oldest_first_with_who_said_what(world: DeskWorld) -> None:
    await world.hears("Are you open?")
    await reply(world.store, await number(world), "Yes, from 8.", actor="paul")
    await world.hears("And on Monday?")
    loaded = await load(world)
    assert [(line.speaker, line.body) for line in loaded.lines] == [
        (Speaker.CUSTOMER, "Are you open?"),
        (Speaker.BUSINESS, "Yes, from 8."),
        (Speaker.CUSTOMER, "And on Monday?"),
    ]
    assert loaded.asked == "And on Monday?"
    assert loaded.channel is ChannelKind.SMS
    assert loaded.capabilities.max_body == 1_600
    assert loaded.capabilities.opt_out


async def test_only_the_last_lines_are_read(world: DeskWorld) -> None:
    for i in range(12):
        await world.hears(f"Message {i}")
    assert [line.body for line in (await load(world, limit=3)).lines] == ["Message 9", "Message 10", "Message 11"]


async def test_a_very_long_message_loses_its_middle_and_old_ones_make_room(world: DeskWorld) -> None:
    await world.hears("old " * 4_000)
    for letter in "abcd":
        await world.hears(f"begin{letter} " + letter * 60_000 + " end")
    loaded = await load(world)
    assert [line.body[:6] for line in loaded.lines] == ["begina", "beginb", "beginc", "begind"][-len(loaded.lines) :]
    assert sum(len(line.body) for line in loaded.lines) <= LONGEST_CONVERSATION
    newest = loaded.lines[-1].body
    assert newest.startswith("begind")
    assert newest.endswith("end")
    assert len(newest) <= HEAD + TAIL + 3


async def test_notes_stay_in_the_house_but_the_summary_of_a_hand_back_is_told(world: DeskWorld) -> None:
    await world.hears("Hello?")
    n = await number(world)
    await note(world.store, n, "She is difficult, CANARY-NOTE", actor="paul")
    await take(world.store, n, actor="paul")
    await hand_back(world.store, n, actor="paul", summary="Agreed on two loaves.")
    loaded = await load(world)
    assert loaded.handover == HandOver(facts=("Agreed on two loaves.",))
    assert "CANARY-NOTE" not in repr(loaded)


async def test_quick_replies_are_the_owners_knowledge(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        for language in ("", "de"):
            row = {"shortcut": "hours", "title": "Hours", "body": "From 8.", "keywords": "open, opening hours"}
            await tx.execute(insert(quick_replies).values(language=language, updated_at=NOON, **row))
    await world.hears()
    loaded = (await load(world)).quick_replies
    assert [reply.id for reply in loaded] == ["hours", "hours.de"]
    assert loaded[0].keywords == ("open", "opening hours")


async def test_nothing_of_another_conversation_is_in_the_brief_or_the_prompt(world: DeskWorld) -> None:
    await world.hears("CANARY-OTTO are you open?", who=OTTO)
    await approve(world.store, await world.finishes_draft("CANARY-ANSWER yes"), actor="paul")
    await world.hears("Are you open?")
    loaded = await load(world)
    assert "CANARY" not in repr(loaded)
    assert OTTO not in repr(loaded)
    sent = repr(system_blocks(loaded)) + repr(messages(loaded))
    assert "CANARY" not in sent
    assert MARIA not in sent


async def test_the_offline_drafter_learns_from_approved_answers_that_name_nobody(world: DeskWorld) -> None:
    await world.hears("Do you slice the bread?", who=OTTO)
    await approve(world.store, await world.finishes_draft("Hi Otto,\n\nGladly, thick or thin."), actor="paul")
    await world.hears("And my order HB-2041?", who=OTTO)
    await approve(world.store, await world.finishes_draft("Order HB-2041 is on its way."), actor="paul")
    await world.hears("Do you slice the rye?")
    learned = (await load(world, with_past=True)).past_answers
    assert [(past.question, past.answer) for past in learned] == [("Do you slice the bread?", "Gladly, thick or thin.")]


async def test_a_conversation_that_does_not_exist_is_said_so(world: DeskWorld) -> None:
    async with world.store.read() as conn:
        with pytest.raises(NotFound):
            await load_brief(conn, 999, now=NOON)


async def test_quick_replies_are_filled_in_where_they_are_copied_and_left_as_written_for_a_model(
    world: DeskWorld,
) -> None:
    await world.hears("Hello")
    async with world.store.write() as tx:
        for shortcut, body in (("hi", "Welcome to {inbox}!"), ("order", "Order {order} is ready.")):
            await tx.execute(
                insert(quick_replies).values(shortcut=shortcut, title=shortcut, body=body, updated_at=NOON)
            )
    assert [reply.body for reply in (await load(world, with_past=True)).quick_replies] == ["Welcome to Shop!"]
    assert [reply.body for reply in (await load(world)).quick_replies] == [
        "Welcome to {inbox}!",
        "Order {order} is ready.",
    ]
