"""Quick replies on the screen: found by letters, filled in, never sent with an open place, managed with an undo."""

from __future__ import annotations

from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import NOW, World


def ready(world: World, shortcut: str, body: str, title: str = "") -> int:
    return world.run(
        "INSERT INTO quick_replies (shortcut, title, body, updated_at) VALUES (?, ?, ?, ?)",
        *(shortcut, title or shortcut.title(), body, NOW),
    )


async def test_a_slash_on_an_empty_line_finds_by_a_few_letters_and_fills_in(world: World) -> None:
    ready(world, "hours", "From 8.")
    ready(world, "ready", "Dear {contact.first_name}, it is ready. {agent}")
    async with driving(make_app(world)) as at:
        await at.press("w", *"One", "enter", "slash")
        await at.press(*"rdy")
        assert "Dear Maria, it is ready. paul" in at.painted()
        await at.press("enter")
        assert at.side.composer.text == "One\nDear Maria, it is ready. paul"


async def test_a_slash_inside_a_line_is_a_slash(world: World) -> None:
    ready(world, "hours", "From 8.")
    async with driving(make_app(world)) as at:
        await at.press("w", *"and", "slash", *"or")
        assert at.side.composer.text == "and/or"


async def test_leaving_the_list_leaves_the_slash_that_was_typed(world: World) -> None:
    ready(world, "hours", "From 8.")
    async with driving(make_app(world)) as at:
        await at.press("w", "slash", "escape")
        assert at.side.composer.text == "/"
        assert at.side.composer.has_focus


async def test_a_place_nothing_is_known_for_is_selected_and_not_sent_until_it_is_filled(
    world: World, books: Books
) -> None:
    ready(world, "order", "Your order {order} is ready, {contact.first_name}.")
    async with driving(make_app(world, books)) as at:
        await at.press("w", "slash")
        assert "Not known here: order" in at.painted()
        await at.press("enter")
        assert at.side.composer.selected_text == "{order}"
        await at.press("f2")
        assert not [call for call in books.calls if call[0] == "reply"]
        assert any("Fill in {order} first" in notice for notice in at.notices())
        await at.press(*"TR-1", "f2")
        assert ("reply", 1, "Your order TR-1 is ready, Maria.") in books.calls


async def test_a_field_of_the_contact_fills_its_place(world: World) -> None:
    world.run("UPDATE contacts SET detail_json = ? WHERE n = 1", '{"order": "TR-2041"}')
    ready(world, "order", "Your order {order} is ready.")
    async with driving(make_app(world)) as at:
        await at.press("w", "slash", "enter")
        assert at.side.composer.text == "Your order TR-2041 is ready."


async def test_a_new_one_is_written_and_taken_back(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("f8")
        assert "F7 writes the first" in at.painted()
        await at.press("f7")
        await at.press(*"hours", "tab", *"Hours", "tab", *"From 8.", "f2")
        assert world.value("SELECT body FROM quick_replies") == "From 8."
        assert "From 8." in at.painted()
        await at.press("escape")
        await at.press("z")
        assert world.value("SELECT count(*) FROM quick_replies") == 0


async def test_what_is_wrong_is_said_and_nothing_is_kept(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("f8")
        await at.press("f7")
        await at.press("tab", "tab", *"From 8.", "f2")
        assert "is no shortcut" in at.painted()
        await at.press("escape")
        assert "Esc once more drops" in at.painted()
        await at.press("escape")
        assert world.value("SELECT count(*) FROM quick_replies") == 0


async def test_one_is_changed_or_removed_and_both_are_taken_back(world: World, books: Books) -> None:
    ready(world, "hours", "From 8.")
    async with driving(make_app(world, books)) as at:
        await at.press("f8")
        await at.press("f8")
        await at.press("end", *" to 6", "f2")
        assert world.value("SELECT body FROM quick_replies") == "From 8. to 6"
        await at.press("f9")
        assert world.value("SELECT count(*) FROM quick_replies") == 0
        await at.press("escape")
        await at.press("z")
        assert world.value("SELECT body FROM quick_replies") == "From 8. to 6"
        await at.press("z")
        assert world.value("SELECT count(*) FROM quick_replies") == 1
