"""The first start: three ways in."""

from __future__ import annotations

from pathlib import Path

from textual.events import Paste

from closer_tui.tui.messages import EngineSaid, FeedMoved
from closer_tui.tui.modals.connect import ConnectForm
from closer_tui.tui.screens.inbox import InboxScreen
from closer_tui.tui.screens.welcome import WelcomeScreen
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.world import World


async def test_a_home_with_nothing_in_it_begins_with_three_choices(empty_world: World) -> None:
    empty_world.run("UPDATE inboxes SET state = 'removed'")
    async with driving(make_app(empty_world), size=(80, 24)) as at:
        await at.pilot.pause(0.3)
        assert isinstance(at.app.screen, WelcomeScreen)
        screen = at.painted()
        for words in ("1  Try the demo", "2  Connect an inbox", "3  Open a backup"):
            assert words in screen


async def test_a_home_with_an_inbox_begins_with_the_inbox(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.pilot.pause(0.3)
        assert isinstance(at.app.screen, InboxScreen)


async def test_the_second_choice_opens_the_connect_form(empty_world: World) -> None:
    async with driving(make_app(empty_world), size=(80, 24)) as at:
        at.app.go("welcome")
        await at.quiet()
        await at.press("2")
        assert isinstance(at.app.screen, ConnectForm)


async def test_enter_takes_the_choice_under_the_cursor(empty_world: World) -> None:
    async with driving(make_app(empty_world), size=(60, 20)) as at:
        at.app.go("welcome")
        await at.quiet()
        await at.press("j", "enter")
        assert isinstance(at.app.screen, ConnectForm)


async def test_where_the_terminal_cannot_be_lent_the_demo_says_how_to_start_it(empty_world: World) -> None:
    async with driving(make_app(empty_world)) as at:
        at.app.go("welcome")
        await at.quiet()
        await at.press("1")
        assert "This terminal cannot be lent to the demo: leave, and run `closer-tui demo`." in at.notices()


async def test_a_backup_that_does_not_exist_is_told(empty_world: World) -> None:
    async with driving(make_app(empty_world)) as at:
        at.app.go("welcome")
        await at.quiet()
        await at.press("3", *"/nowhere/x", "enter")
        assert "There is no file /nowhere/x." in at.notices()


async def test_what_is_no_backup_is_told(empty_world: World, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("hello")
    async with driving(make_app(empty_world)) as at:
        at.app.go("welcome")
        await at.quiet()
        for named, words in ((tmp_path / "b", "is no backup of closer-tui."), (tmp_path, "cannot be read")):
            await at.press("3")
            at.app.post_message(Paste(str(named)))
            await at.press("enter")
            assert words in at.notices()[-1]
        assert at.app.left_for == ()


async def test_a_backup_is_brought_back_by_the_command_once_the_screen_is_left(empty_world: World) -> None:
    file = empty_world.paths.database
    async with driving(make_app(empty_world)) as at:
        at.app.go("welcome")
        await at.quiet()
        await at.press("3")
        at.app.post_message(Paste(str(file)))
        await at.pilot.press("enter")
        await at.pilot.pause(0.3)
    assert at.app.left_for == ("restore", str(file))


async def test_escape_leads_to_the_inbox(empty_world: World) -> None:
    async with driving(make_app(empty_world)) as at:
        at.app.go("welcome")
        await at.quiet()
        await at.press("escape")
        assert isinstance(at.app.screen, InboxScreen)


async def test_news_that_come_while_a_screen_is_being_made_do_no_harm(empty_world: World) -> None:
    async with driving(make_app(empty_world)) as at:
        for name in ("outbox", "escalations", "inboxes", "tone", "welcome"):
            at.app.go(name)
            at.app.on_feed_moved(FeedMoved(frozenset(), frozenset(), all_of_them=True))
            at.app.on_engine_said(EngineSaid("started"))
            await at.quiet()
        assert at.app.is_running
