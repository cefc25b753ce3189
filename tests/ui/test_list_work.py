"""Working the list: filters, orders, views, ticks that stick to conversations, and actions on many with one undo."""

from __future__ import annotations

from datetime import UTC
from random import Random

from closer_tui.config.light import LightSettings
from closer_tui.runtime.desk import StoreDesk
from closer_tui.store.views import Reader
from closer_tui.tui.app import CloserApp
from closer_tui.tui.desk import Desk
from tests.ui.books import Books, make_app
from tests.ui.driving import Driver, driving
from tests.ui.world import AGENT, World


def app_at_store(world: World) -> CloserApp:
    """The App over a world, deciding at a real store."""

    async def open_desk() -> Desk:
        return await StoreDesk.open(world.paths, world.clock, AGENT, lambda: None)

    return CloserApp(
        paths=world.paths,
        settings=LightSettings(decision_grace_ms=0, animations=False),
        open_reader=lambda: Reader.open(world.paths),
        open_desk=open_desk,
        agent=AGENT,
        clock=world.clock,
        zone=UTC,
    )


def names(at: Driver) -> list[str]:
    """Whom the list shows."""
    conversations = at.inbox.conversations
    rows = [conversations.row(i) for i in range(conversations.row_count())]
    return [row.title for row in rows if row is not None]


def crowd(world: World, count: int) -> list[int]:
    """So many customers who wait, the newest first."""
    return [world.conversation(f"Customer {i:02}", "Hello?", ago=(i + 1) * 1_000) for i in range(count)]


# --- filters and orders


async def test_a_filter_is_typed_pointed_at_while_wrong_and_left_by_escape(world: World) -> None:
    async with driving(make_app(world)) as at:
        before = names(at)
        await at.press("f", "ctrl+u")
        await at.press(*"chanel:sms")
        assert "Did you mean channel:?" in at.painted()
        assert "^^^^^^" in at.painted()
        await at.press("enter")
        assert at.app.screen.is_modal
        await at.press("ctrl+u", *"contact:maria or is:escalated", "enter")
        assert "Maria Keller" in names(at)
        assert len(names(at)) < len(before) + 3
        assert "contact:maria or is:escalated" in at.painted()
        await at.press("escape")
        assert names(at) == before
        assert at.inbox.folder.key == "needs"


async def test_one_key_narrows_a_view_and_the_title_says_so(world: World) -> None:
    crowd(world, 4)
    world.run("UPDATE conversations SET unread = 0 WHERE n % 2 = 0")
    async with driving(make_app(world)) as at:
        await at.press("9")
        everything = len(names(at))
        await at.press("F")
        assert "All · unread" in at.painted()
        assert 0 < len(names(at)) < everything
        await at.press("M")
        assert "All · unread · mine" in at.painted()
        mine = [at.inbox.conversations.row(i) for i in range(at.inbox.conversations.row_count())]
        assert mine
        assert all(row is not None and row.owner_name == AGENT for row in mine)
        await at.press("escape")
        assert len(names(at)) == everything


async def test_an_order_is_shown_and_each_view_remembers_its_own(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("9")
        newest = names(at)
        await at.press("S")
        assert "All · oldest first" in at.painted()
        assert names(at) == newest[::-1]
        await at.press("1")
        assert "oldest first" not in at.painted()
    async with driving(make_app(world)) as at:
        await at.press("9")
        assert "All · oldest first" in at.painted()
        await at.press("S")
        assert "waiting longest" in at.painted()
        await at.press("S")
        assert "window closing" in at.painted()


# --- saved views


async def test_a_view_is_saved_counted_renamed_removed_and_brought_back(world: World) -> None:
    crowd(world, 3)
    async with driving(app_at_store(world)) as at:
        await at.press("f", "ctrl+u", *"contact:customer", "enter")
        await at.press("X", *"save", "enter")
        await at.press(*"Regulars", "enter")
        assert at.inbox.folder.label == "Regulars"
        assert "Regulars" in at.painted()
        assert names(at) == ["Customer 00", "Customer 01", "Customer 02"]
        at.inbox.action_rename_view()
        await at.quiet()
        await at.press(*"Old friends", "enter")
        assert at.inbox.folder.label == "Old friends"
        at.inbox.action_remove_view()
        await at.quiet()
        await at.feed()
        assert "Old friends" not in [view.label for view in at.inbox._views]
        assert at.inbox.folder.key == "needs"
        await at.press("z")
        await at.feed()
        assert "Old friends" in [view.label for view in at.inbox._views]


async def test_a_view_that_shows_a_hundred_or_more_says_so_and_no_more(world: World) -> None:
    world.run(
        "INSERT INTO saved_views (name, filter, position, created_at, updated_at)"
        " VALUES ('Many', 'contact:crowd', 1, 0, 0)"
    )
    for i in range(101):
        world.conversation(f"Crowd {i}")
    async with driving(make_app(world)) as at:
        await at.inbox._count()
        assert "99+" in at.painted()


# --- ticks


async def test_everything_can_be_ticked_but_some_turned_round_and_ticked_again(world: World) -> None:
    crowd(world, 30)
    async with driving(make_app(world)) as at:
        await at.press("9")
        count = len(names(at))
        await at.press("asterisk")
        assert f"{count} ticks" in at.painted()
        first = at.inbox.conversations.selected
        await at.press("space")
        assert first is not None
        assert first.n not in at.inbox.conversations.ticked
        assert f"{count - 1} ticks" in at.painted()
        await at.press("tilde")
        assert list(at.inbox.conversations.ticked.chunks()) == [[first.n]]
        await at.press("escape")
        assert not at.inbox.conversations.ticked
        await at.press("grave_accent")
        assert first.n in at.inbox.conversations.ticked


async def test_a_range_follows_its_conversations_when_others_arrive(world: World) -> None:
    numbers = crowd(world, 6)
    async with driving(make_app(world)) as at:
        await at.press("9", "g")
        at.inbox.conversations.go_to(numbers[1])
        await at.press("V", "j")
        world.changed("conversation.changed", world.conversation("Newcomer", "Me!", ago=0))
        await at.feed()
        await at.press("j")
        assert at.inbox.conversations.ticked.numbers == frozenset(numbers[1:4])
        await at.press("k", "V", "k", "k")
        assert at.inbox.conversations.ticked.numbers == frozenset(numbers[1:3])


async def test_no_key_lands_on_another_row_than_the_one_it_was_pressed_on(world: World) -> None:
    crowd(world, 12)
    chance = Random(7)
    async with driving(make_app(world)) as at:
        await at.press("9")
        conversations = at.inbox.conversations
        expected: set[int] = set()
        for step in range(30):
            match chance.choice(["arrives", "leaves", "down", "up", "tick"]):
                case "arrives":
                    world.changed("x", world.conversation(f"New {step}", "Hi", ago=chance.randrange(900_000)))
                case "leaves":
                    gone = chance.randrange(1, 20)
                    world.run("UPDATE conversations SET status = 'spam' WHERE n = ?", gone)
                    world.changed("conversation.changed", gone)
                case "down":
                    conversations.action_down()
                case "up":
                    conversations.action_up()
                case _:
                    under = conversations.selected
                    assert under is not None
                    assert under.title in at.painted().splitlines()[_line_of_cursor(at)]
                    conversations.action_tick()
                    expected ^= {under.n}
            if chance.random() < 0.7:
                at.app._bridge.look()
            await at.pilot.pause()
        assert conversations.ticked.numbers == frozenset(expected)


def _line_of_cursor(at: Driver) -> int:
    widget = at.inbox.conversations
    return widget.region.y + widget.cursor * widget.row_height - int(widget.scroll_offset.y)


# --- many at once


async def test_what_is_ticked_is_done_after_a_preview_and_one_key_takes_all_of_it_back(world: World) -> None:
    numbers = crowd(world, 12)
    world.run("UPDATE conversations SET status = 'resolved' WHERE n = ?", numbers[3])
    async with driving(app_at_store(world)) as at:
        await at.press("f", "ctrl+u", *"contact:customer", "enter")
        await at.press("asterisk", "d")
        for _ in range(200):  # the preview asks the store, which opens when it is first asked
            if "Mark 11 conversations as done?" in at.painted():
                break
            await at.pilot.pause(0.02)
        assert "Mark 11 conversations as done?" in at.painted(), (at.notices(), at.app.screen, at.painted())
        assert "Customer 00, Customer 01" in at.painted()
        assert "and 3" in at.painted()
        assert "1 is done already" in at.painted()
        await at.press("y")
        done = "SELECT COUNT(*) FROM conversations WHERE status = 'resolved' AND n >= ?"
        assert world.value(done, numbers[0]) == 12
        assert "11 conversations done" in at.painted()
        assert not at.inbox.conversations.ticked
        world.run("UPDATE conversations SET status = 'spam' WHERE n = ?", numbers[0])
        await at.press("z")
        assert world.value(done, numbers[0]) == 1
        assert any("10 of 11 put back" in notice for notice in at.notices())


async def test_keys_mean_the_one_under_the_cursor_while_nothing_is_ticked(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("d")
        assert ("resolve", 1) in books.calls
        assert not [call for call in books.calls if call[0] == "bulk"]


async def test_tags_are_given_to_many_and_taken_with_a_minus(world: World) -> None:
    crowd(world, 3)
    async with driving(app_at_store(world)) as at:
        await at.press("f", "ctrl+u", *"contact:customer", "enter")
        await at.press("asterisk", "number_sign", *"vip", "enter")
        assert "Tag 3 conversations with vip?" in at.painted()
        await at.press("y")
        assert world.value("SELECT COUNT(*) FROM conversation_tags WHERE tag = 'vip'") == 3
        await at.press("grave_accent", "number_sign", *"-vip", "enter")
        await at.press("y")
        assert world.value("SELECT COUNT(*) FROM conversation_tags WHERE tag = 'vip'") == 0


# --- walking


async def test_one_goes_to_the_next_unread_and_back_to_where_one_was(world: World) -> None:
    numbers = crowd(world, 6)
    world.run("UPDATE conversations SET unread = 0")
    world.run("UPDATE conversations SET unread = 1 WHERE n IN (?, ?)", numbers[2], numbers[4])
    async with driving(make_app(world)) as at:
        await at.press("9")
        at.inbox.conversations.go_to(numbers[0])
        await at.quiet()
        for key, there in (("]", numbers[2]), ("]", numbers[4]), ("[", numbers[2]), ("b", numbers[4])):
            await at.press({"]": "right_square_bracket", "[": "left_square_bracket"}.get(key, key))
            selected = at.inbox.conversations.selected
            assert selected is not None
            assert (key, selected.n) == (key, there)
