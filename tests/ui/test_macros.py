"""Macros on the screen: previewed with this contact's values, run with one key, taken back with one."""

from __future__ import annotations

from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import NOW, World


def kept(world: World, name: str, script: str) -> None:
    world.run("INSERT INTO macros (name, title, script, updated_at) VALUES (?, ?, ?, ?)", name, name, script, NOW)


async def test_a_macro_is_previewed_run_and_taken_back(world: World, books: Books) -> None:
    kept(world, "booked", "tag catering\nsnooze tomorrow 9\nreply Dear {contact.first_name}, booked.")
    kept(world, "done", "resolve")
    async with driving(make_app(world, books)) as at:
        await at.press("semicolon", *"book")
        screen = at.painted()
        assert "Do to Maria Keller" in screen
        assert "Dear Maria, booked." in screen
        assert "add the tag catering" in screen
        assert "put it away until tomorrow 09:00" in screen
        await at.press("enter")
        assert ("macro_run", "booked", 1, 5_000) in books.calls
        await at.press("z")
        assert ("macro_undo", 7) in books.calls


async def test_leaving_the_list_does_nothing(world: World, books: Books) -> None:
    kept(world, "done", "resolve")
    async with driving(make_app(world, books)) as at:
        await at.press("semicolon", "escape")
        assert not [call for call in books.calls if call[0] == "macro_run"]


async def test_what_a_macro_cannot_know_is_said_before_it_is_run(world: World) -> None:
    kept(world, "order", "reply Your {order}.")
    async with driving(make_app(world)) as at:
        await at.press("semicolon")
        assert "Not known here: order" in at.painted()


async def test_a_macro_is_written_with_what_is_wrong_named_by_its_line(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("semicolon")
        await at.press("f7")
        await at.press(*"vip", "tab", "tab", *"dance", "f2")
        assert "line 1: 'dance' is no action" in at.painted()
        await at.press("f7", "backspace", *"tag vip", "f2")
        assert world.value("SELECT script FROM macros") == "tag vip"


async def test_letters_typed_into_the_composer_are_no_macro(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("w", *"yes;")
        assert at.side.composer.text == "yes;"
