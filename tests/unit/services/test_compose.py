"""What a person writes: replies leave in place of the draft, notes never leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.errors import InvalidInput, Refused
from closer_tui.services.approve import approve, undo_approval
from closer_tui.services.compose import note, reply
from closer_tui.services.inboxes import disconnect
from tests.support.desk_world import MARIA, DeskWorld, desk_world


async def test_a_reply_of_one_s_own_overrides_the_draft(world: DeskWorld) -> None:
    await world.waiting_draft("The bot's words.")

    done = await reply(world.store, 1, "  My own words.\n", actor="ana")

    assert await world.rows("SELECT recipient, body, draft_n, actor, send_as FROM outbox") == [
        (MARIA, "My own words.", None, "ana", "human")
    ]
    assert await world.rows("SELECT state, decision FROM drafts") == [("superseded", "ana answered")]
    assert not done.edited
    assert await world.rows("SELECT waiting_since, unread, snippet, last_delivery FROM conversations") == [
        (None, 0, "My own words.", "queued")
    ]


async def test_a_reply_ends_a_draft_that_is_only_asked_for(world: DeskWorld) -> None:
    await world.hears()

    await reply(world.store, 1, "Yes.", actor="ana")

    assert await world.rows("SELECT state FROM drafts") == [("superseded",)]


@pytest.mark.parametrize("body", ["", "   ", "\n\t"])
async def test_an_empty_reply_is_refused(world: DeskWorld, body: str) -> None:
    await world.hears()

    with pytest.raises(InvalidInput, match="empty"):
        await reply(world.store, 1, body, actor="ana")


async def test_a_reply_of_nothing_that_can_be_shown_is_refused(world: DeskWorld) -> None:
    await world.hears()

    with pytest.raises(Refused, match="empty"):
        await reply(world.store, 1, "\x00\x07\x1b[0m", actor="ana")

    assert await world.one("SELECT count(*) FROM outbox") == 0


async def test_what_leaves_is_cleaned_of_what_a_terminal_obeys(world: DeskWorld) -> None:
    await world.hears()

    await reply(world.store, 1, "Hi\x1b[31m there\x07", actor="ana")

    [[body]] = await world.rows("SELECT body FROM outbox")
    assert "\x1b" not in body
    assert "\x07" not in body
    assert await world.one("SELECT body FROM messages WHERE direction = 'outbound'") == body


async def test_nothing_is_written_to_somebody_who_asked_for_no_more(world: DeskWorld) -> None:
    await world.hears("STOP")

    with pytest.raises(Refused, match="no more messages"):
        await reply(world.store, 1, "One more offer", actor="ana")

    await world.hears("START")
    await reply(world.store, 1, "Welcome back", actor="ana")


async def test_nothing_is_written_through_an_inbox_that_was_removed(world: DeskWorld) -> None:
    await world.hears()
    await disconnect(world.store, world.inbox.n, actor="owner")

    with pytest.raises(Refused, match="removed"):
        await reply(world.store, 1, "Hello", actor="ana")


async def test_a_held_reply_can_be_taken_back_and_the_customer_waits_again(world: DeskWorld) -> None:
    await world.hears()
    waiting = await world.one("SELECT waiting_since FROM conversations")
    done = await reply(world.store, 1, "Yes.", actor="ana", hold_ms=5_000)

    assert await undo_approval(world.store, done.outbox_n, actor="ana") is None

    assert await world.rows("SELECT waiting_since, snippet, last_delivery FROM conversations") == [
        (waiting, "Do you open at 8?", "")
    ]
    assert await world.rows("SELECT delivery FROM messages WHERE direction = 'outbound'") == [("cancelled",)]


async def test_a_given_key_and_answered_message_are_kept(world: DeskWorld) -> None:
    await world.hears()

    await reply(world.store, 1, "Yes.", actor="api", key="k-1", reply_to="ext-0001")

    assert await world.rows("SELECT key, reply_to FROM outbox") == [("k-1", "ext-0001")]


async def test_an_answer_never_stands_above_its_question(world: DeskWorld) -> None:
    """The customer's clock is a day ahead of ours."""
    await world.hears(at=world.clock.now() + 86_400_000)

    await reply(world.store, 1, "Yes.", actor="ana")

    assert await world.rows("SELECT direction FROM messages ORDER BY at") == [("inbound",), ("outbound",)]
    assert await world.one("SELECT waiting_since FROM conversations") is None


async def test_a_note_never_reaches_the_outbox_and_answers_nothing(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    before = await world.rows("SELECT last_public, waiting_since, unread, snippet FROM conversations")

    await note(world.store, 1, "She is a regular.\x1b[2J", actor="ana")

    assert await world.one("SELECT count(*) FROM outbox") == 0
    assert await world.rows("SELECT last_public, waiting_since, unread, snippet FROM conversations") == before
    assert await world.rows("SELECT n, state FROM drafts") == [(n, "pending")]
    [[body, delivery, author]] = await world.rows(
        "SELECT body, delivery, author FROM messages WHERE direction = 'note'"
    )
    assert (delivery, author) == ("none", "ana")
    assert "\x1b" not in body


async def test_an_empty_note_is_refused(world: DeskWorld) -> None:
    await world.hears()

    with pytest.raises(InvalidInput, match="empty"):
        await note(world.store, 1, " \x00 ", actor="ana")


async def test_a_reply_for_later_needs_a_moment_to_come_and_can_be_taken_back_until_then(world: DeskWorld) -> None:
    await world.hears()
    with pytest.raises(InvalidInput, match="passed"):
        await reply(world.store, 1, "Yes.", actor="ana", send_at=world.clock.now())

    done = await reply(world.store, 1, "Yes.", actor="ana", send_at=world.clock.now() + 3_600_000)

    assert done.leaves_at == world.clock.now() + 3_600_000
    world.clock.advance(3_599_000)
    await undo_approval(world.store, done.outbox_n, actor="ana")
    assert await world.one("SELECT state FROM outbox") == "cancelled"


async def test_a_moment_after_the_window_has_closed_is_refused_at_once(tmp_path: Path) -> None:
    async with desk_world(tmp_path / "whatsapp", channel=ChannelKind.WHATSAPP) as world:
        await world.hears()
        with pytest.raises(Refused, match="window is closed"):
            await reply(world.store, 1, "Yes.", actor="ana", send_at=world.clock.now() + 25 * 3_600_000)


async def test_a_draft_can_be_approved_for_later(world: DeskWorld) -> None:
    draft = await world.waiting_draft()
    at = world.clock.now() + 3_600_000

    done = await approve(world.store, draft, actor="ana", send_at=at)

    assert done.leaves_at == at
    assert await world.rows("SELECT not_before, send_at FROM outbox") == [(at, at)]
