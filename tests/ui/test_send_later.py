"""Sending later from the composer, and what the channel says while one writes."""

from __future__ import annotations

from closer_tui.domain.clock import HOUR, MINUTE
from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.screens.inbox import InboxScreen
from closer_tui.tui.when import When
from closer_tui.tui.widgets.composer_facts import facts_of
from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.queues import Desk, reply
from tests.ui.world import NOW, World

TOMORROW = NOW - 12 * MINUTE + 24 * HOUR
"""9 o'clock on the next day."""


async def test_a_reply_is_put_off_to_a_moment_in_words_and_can_be_taken_back(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("w", *"Good morning", "f9")
        assert "not if they write first" in at.painted()
        await at.press(*"tomorrow 9", "enter")
        assert ("reply", 1, "Good morning", TOMORROW) in books.calls
        assert "leaves tomorrow 09:00" in at.painted()
        assert at.side.composer.text == ""


async def test_a_moment_that_is_none_is_said_and_the_words_stay(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("w", *"Good morning", "f9")
        await at.press(*"someday", "enter")
        assert not [call for call in books.calls if call[0] == "reply"]
        assert "'someday' is not" in at.painted()
        await at.press("escape")
        assert at.side.composer.text == "Good morning"


async def test_an_edited_draft_is_approved_for_later(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("e")
        at.side.composer.load_text("Yes, Saturday.")
        await at.press("f9")
        await at.press("enter")
        assert ("approve", 1, 1, "Yes, Saturday.", False, NOW + HOUR) in books.calls


async def test_a_note_or_nothing_cannot_be_put_off(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("w", "f9")
        assert any("Write a reply first" in notice for notice in at.notices())
        await at.press("escape", "N", *"x", "f9")
        assert any("A note never leaves" in notice for notice in at.notices())


async def test_length_and_window_stand_on_the_composer_s_edge_and_move_nothing(world: World) -> None:
    world.run("UPDATE conversations SET window_closes_at = ? WHERE n = 1", NOW + 90 * MINUTE)
    async with driving(make_app(world)) as at:
        await at.press("w")
        before = at.side.thread.size
        await at.press(*"Hi")
        assert "window 1 h · 2 of 4,096" in at.painted()
        assert at.side.thread.size == before


def facts(text: str, channel: str = "sms", **also: object) -> tuple[str, str]:
    from closer_tui.domain.clock import ManualClock

    row = ConversationRow(1, channel=channel, **also)  # type: ignore[arg-type]  # any field by name
    found = facts_of(text, "reply", row, When(ManualClock(NOW)))
    return found.words, found.look


def test_text_messages_are_counted_as_the_network_counts_them() -> None:
    assert facts("a" * 161) == ("161 of 1,600 · 2 SMS, 145 left", "muted")
    assert facts("林") == ("1 of 1,600 · 1 SMS, 69 left, not plain letters", "muted")


def test_what_would_be_refused_is_red_before_it_is_sent() -> None:
    assert facts("a" * 1_601) == ("1 too long", "error")
    assert facts("a" * 1_500)[1] == "warning"
    assert facts("Hi", opted_out=True) == ("the customer wrote STOP and wants no messages", "error")
    assert facts("Hi", "whatsapp", window_closes_at=NOW) == (
        "the reply window is closed until they write again",
        "error",
    )
    assert facts("Hi", "whatsapp", window_closes_at=NOW + HOUR)[1] == "warning"
    assert facts("Hi {order}")[0].startswith("fill in {order} · ")


async def test_a_reply_of_one_s_own_taken_back_in_the_outbox_stands_in_the_composer_again(world: World) -> None:
    reply(world, 1, "Good morning!", send_at=NOW + HOUR, not_before=NOW + HOUR)
    async with driving(make_app(world, Desk(world))) as at:
        await at.press("f5")
        assert "leaves 10:12, unless they write first" in at.painted()
        await at.press("z")
        assert any("in the composer again" in notice for notice in at.notices())
        await at.press("escape")
        assert at.side.composer.text == "Good morning!"


async def test_words_that_stand_in_a_composer_are_not_replaced_by_those_taken_back(world: World) -> None:
    reply(world, 1, "Good morning!", send_at=NOW + HOUR, not_before=NOW + HOUR)
    async with driving(make_app(world, Desk(world))) as at:
        await at.press("w", *"Other words", "escape", "f5", "z", "escape")
        assert at.side.composer.text == "Other words"


async def test_words_never_go_to_whoever_took_the_place_while_the_moment_was_chosen(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("w", *"Dear Maria", "f9")
        inbox = at.app.screen_stack[0]
        assert isinstance(inbox, InboxScreen)
        inbox._show_conversation(2)  # as news do when the conversation left the view meanwhile
        await at.press("enter")
        assert not [call for call in books.calls if call[0] == "reply"]
        assert any("Another conversation stands here" in notice for notice in at.notices())
        kept = at.app.kit.unsent.of(1)
        assert kept is not None
        assert kept.text == "Dear Maria"
