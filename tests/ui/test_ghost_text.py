"""Grey words behind the cursor: from what several people were told, taken by one key, never sent by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from closer_tui.config.light import LightSettings
from closer_tui.tui.messages import RewriteSaid
from closer_tui.tui.screens.composing import PAUSE_SECONDS
from tests.ui.books import Books, make_app
from tests.ui.driving import Driver, driving
from tests.ui.world import World

THANKS = "Thank you for your patience with us."


def said_to_two(world: World) -> World:
    for n in (2, 3):
        world.message(n, THANKS, direction="outbound", author="paul")
    world.message(4, "Thank you for what only Lin knows.", direction="outbound", author="paul")
    return world


async def writing(at: Driver, *keys: str) -> None:
    await at.press("w")
    for worker in list(at.app.workers):
        if worker.group == "past-words":
            await worker.wait()
    await at.press(*keys)


async def test_a_sentence_is_completed_and_taken_with_the_right_arrow(world: World) -> None:
    async with driving(make_app(said_to_two(world))) as at:
        await writing(at, *"Hi. thank")
        assert at.side.composer.suggestion == " you for your patience with us."
        assert "→ completes" in at.painted()
        assert at.side.composer.text == "Hi. thank"
        await at.press("right")
        assert at.side.composer.text == "Hi. thank you for your patience with us."
        assert at.side.composer.suggestion == ""


async def test_what_is_grey_is_not_sent(world: World, books: Books) -> None:
    async with driving(make_app(said_to_two(world), books)) as at:
        await writing(at, *"Thank")
        assert at.side.composer.suggestion
        await at.press("f2")
        assert [call[2] for call in books.calls if call[0] == "reply"] == ["Thank"]


async def test_nothing_is_offered_in_the_middle_of_a_text_or_in_a_note(world: World) -> None:
    async with driving(make_app(said_to_two(world))) as at:
        await writing(at, *"Thank", "left")
        assert at.side.composer.suggestion == ""
        await at.press("escape", "N", "end")
        assert at.side.composer.suggestion == ""


async def test_what_one_person_was_told_is_never_offered_to_another(world: World) -> None:
    async with driving(make_app(said_to_two(world))) as at:
        await writing(at, *"Thank you for w")
        assert at.side.composer.suggestion == ""


async def test_a_setting_turns_it_off(world: World) -> None:
    settings = LightSettings(decision_grace_ms=0, animations=False, ghost_text="off")
    async with driving(make_app(said_to_two(world), settings=settings)) as at:
        await writing(at, *"Thank")
        assert at.side.composer.suggestion == ""


async def test_the_model_is_asked_after_a_pause_and_the_next_key_ends_it(world: World) -> None:
    settings = LightSettings(decision_grace_ms=0, animations=False, ghost_text="model")
    app = make_app(world, settings=settings)
    heard: list[dict[str, Any]] = []

    def say(message: Mapping[str, Any]) -> bool:
        heard.append(dict(message))
        return True

    object.__setattr__(app.kit, "say", say)
    async with driving(app) as at:
        await writing(at, *"Yes, we do")
        assert not [said for said in heard if said["t"] == "rewrite"]
        await at.pilot.pause(PAUSE_SECONDS + 0.2)
        asked = heard[-1]
        assert (asked["how"], asked["text"]) == ("continue", "Yes, we do")
        app.post_message(RewriteSaid(asked["id"], " open at", False))
        await at.quiet()
        assert at.side.composer.suggestion == " open at"
        await at.press("x")
        assert heard[-1] == {"t": "rewrite_stop", "id": asked["id"]}
        app.post_message(RewriteSaid(asked["id"], " open at eight.", True))
        await at.quiet()
        assert at.side.composer.suggestion == ""
        assert at.side.composer.text == "Yes, we dox"
