"""Teaching the bot what a question is, from the conversation it was asked in."""

from __future__ import annotations

from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import World


async def test_the_last_question_is_taught_and_z_makes_it_forget(world: World, books: Books) -> None:
    n = world.conversation("Ines Duarte", "Is there nut in the carrot cake?", ago=0)
    async with driving(make_app(world, books), size=(120, 40)) as at:
        at.inbox.open_conversation(n)
        await at.quiet()
        await at.press("comma", "q")
        assert "is about" in at.painted()
        await at.press(*"allergens", "enter")
        assert ("intent_teach", "allergens", "Is there nut in the carrot cake?") in books.calls
        assert "Taught that this is allergens" in at.painted()
        await at.press("z")
        assert books.calls[-1] == ("intent_unlearn", "allergens")


async def test_an_intent_that_is_there_is_offered_with_what_becomes_of_it(world: World, books: Books) -> None:
    world.run("INSERT INTO intents (name, to_person, updated_at) VALUES ('refund', 1, 0), ('hours', 0, 0)")
    async with driving(make_app(world, books), size=(120, 40)) as at:
        await at.press("comma", "q")
        assert "goes to a person" in at.painted()
        await at.press("escape")
        assert not any(call[0] == "intent_teach" for call in books.calls)
