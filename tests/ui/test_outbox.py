"""Replies that have not arrived for sure: what happened to each in words, and what can be done."""

from __future__ import annotations

import pytest

from closer_tui.config.light import LightSettings
from closer_tui.tui.screens.outbox import OutboxScreen
from tests.ui.books import make_app
from tests.ui.driving import Driver, driving
from tests.ui.queues import Desk, fill, reply
from tests.ui.world import NOW, World


@pytest.fixture
def busy(world: World) -> World:
    """The bakery with replies in every state."""
    return fill(world)


def outbox(at: Driver) -> OutboxScreen:
    assert isinstance(at.app.screen, OutboxScreen)
    return at.app.screen


async def test_every_reply_says_to_whom_and_how_it_stands(busy: World) -> None:
    async with driving(make_app(busy)) as at:
        await at.press("f5")
        screen = at.painted()
        assert "2 need your decision" in screen
        assert "asked WhatsApp twice, no trace; send again?" in screen
        assert "not sent: the address does not exist" in screen
        assert "leaves in 4 s" in screen
        assert "Dear Ada, I am sorry." in screen
        assert "if it did arrive, the customer gets it twice" in screen


async def test_the_error_and_what_to_do_next_stand_below(busy: World) -> None:
    async with driving(make_app(busy)) as at:
        await at.press("f5", "j")
        assert "Correct the address, or write to the customer in another way." in at.painted()


async def test_a_failed_reply_is_sent_again_at_once(busy: World) -> None:
    books = Desk(busy)
    async with driving(make_app(busy, books)) as at:
        await at.press("f5", "j", "R")
        assert books.calls == [("outbox_retry", 2)]
        assert "The reply to Bo Lind leaves again." in at.notices()


async def test_an_unknown_one_is_sent_again_only_after_a_warning(busy: World) -> None:
    books = Desk(busy)
    async with driving(make_app(busy, books)) as at:
        await at.press("f5", "R")
        assert "If it did arrive, the customer gets it twice." in at.painted()
        await at.press("n")
        assert books.calls == []
        await at.press("R", "y")
        assert books.calls == [("outbox_retry", 1)]


@pytest.mark.parametrize(("key", "call"), [("M", "outbox_mark_sent"), ("D", "outbox_discard")])
async def test_giving_up_and_marking_as_sent_ask_first(busy: World, key: str, call: str) -> None:
    books = Desk(busy)
    async with driving(make_app(busy, books)) as at:
        await at.press("f5", key)
        assert "Dear Ada, I am sorry." in at.painted()
        await at.press("enter")
        assert books.calls == []
        await at.press("y")
        assert books.calls == [(call, 1)]


async def test_a_held_reply_is_taken_back_with_z(busy: World) -> None:
    books = Desk(busy)
    async with driving(make_app(busy, books)) as at:
        await at.press("f5", "G")
        books.calls.clear()
        await at.press("z")
        assert books.calls == [("undo_approval", 3)]


async def test_what_has_been_tried_cannot_be_taken_back(busy: World) -> None:
    books = Desk(busy)
    async with driving(make_app(busy, books)) as at:
        await at.press("f5", "z")
        assert books.calls == []
        assert "It has left, or has been tried; it cannot be taken back." in at.notices()


async def test_keys_that_make_no_sense_say_why(busy: World) -> None:
    books = Desk(busy)
    async with driving(make_app(busy, books)) as at:
        await at.press("f5", "G", "R")
        assert books.calls == []
        assert any(words.startswith("That cannot be done") for words in at.notices())


async def test_the_cursor_stays_with_its_reply_and_a_change_under_it_holds_keys(busy: World) -> None:
    books = Desk(busy)
    app = make_app(busy, books, settings=LightSettings(decision_grace_ms=500, animations=False))
    async with driving(app) as at:
        await at.press("f5", "j")
        busy.clock.advance(600)
        n = busy.conversation("Zoe", "Hello", ago=60_000)
        reply(busy, n, "Hi Zoe", "unknown", ago=60_000)
        await at.feed()
        row = outbox(at).replies.selected
        assert row is not None
        assert row.customer == "Bo Lind"
        busy.run("UPDATE outbox SET state = 'unknown', lookups = 1 WHERE n = ?", row.n)
        busy.changed("outbox.changed")
        await at.feed()
        await at.press("M")
        assert "This has just changed: look, then press the key again." in at.notices()
        assert not at.app.screen.is_modal


async def test_enter_opens_the_conversation(busy: World) -> None:
    async with driving(make_app(busy)) as at:
        await at.press("f5", "enter")
        assert at.inbox.about is not None
        assert at.inbox.about.conversation.name == "Ada Byron"


async def test_an_empty_outbox_says_that_everything_arrived(world: World) -> None:
    async with driving(make_app(world), size=(60, 20)) as at:
        await at.press("f5")
        assert "Nothing is on its way: every reply has arrived." in at.painted()
        await at.press("R", "M", "D", "z", "enter")
        assert at.app.is_running


async def test_a_very_long_reply_is_cut_with_a_word_about_it(world: World) -> None:
    n = world.conversation("Lou", "Tell me everything")
    reply(world, n, "\n".join(f"line {number}" for number in range(60)), "failed", ago=1_000, not_before=NOW)
    async with driving(make_app(world), size=(80, 24)) as at:
        await at.press("f5")
        assert outbox(at).detail.text().count("line 1") >= 1
        assert "48 more lines; enter opens the conversation" in outbox(at).detail.text()
