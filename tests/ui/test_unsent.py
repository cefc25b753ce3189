"""What is written in a composer is on disk within moments, and comes back where it belongs."""

from __future__ import annotations

from closer_tui.store.unsent import Unsent, UnsentFolder
from closer_tui.tui import unsent as saving
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.world import NOW, World


def left_behind(world: World, text: str, *, purpose: str = "reply", draft: tuple[int, int] = (0, 0)) -> None:
    """A screen that is gone had this in Maria's composer."""
    folder = UnsentFolder(world.paths.unsent_dir)
    folder.put(Unsent(1, text, purpose, NOW, *draft))
    folder.close()


def on_disk(world: World) -> list[str]:
    return [found.unsent.text for found in UnsentFolder(world.paths.unsent_dir).everything()]


async def test_words_are_on_disk_two_seconds_after_the_last_key_though_nothing_was_left(world: World) -> None:
    assert saving.SAVE_SECONDS < 2
    async with driving(make_app(world)) as at:
        await at.press("w", *"Dear")
        await at.pilot.pause(saving.SAVE_SECONDS + 0.1)
        for worker in list(at.app.workers):
            if worker.group == "unsent":
                await worker.wait()
        assert on_disk(world) == ["Dear"]
        await at.press("backspace", "backspace", "backspace", "backspace")
        await at.pilot.pause(saving.SAVE_SECONDS + 0.2)
        assert on_disk(world) == []


async def test_words_left_behind_come_back_with_a_notice(world: World) -> None:
    left_behind(world, "half a sen")
    async with driving(make_app(world)) as at:
        assert at.side.composer.text == "half a sen"
        assert any("What you had not sent is back, in this conversation" in notice for notice in at.notices())


async def test_an_edit_comes_back_as_an_edit_of_the_same_draft(world: World) -> None:
    left_behind(world, "Saturday, from 8.", purpose="edit", draft=(1, 1))
    async with driving(make_app(world)) as at:
        assert at.side.composer.purpose == "edit"
        about = at.inbox.about
        assert about is not None
        assert at.side.writing.edits(about)


async def test_an_edit_of_a_draft_that_is_gone_comes_back_as_a_reply(world: World) -> None:
    left_behind(world, "Saturday, from 8.", purpose="edit", draft=(1, 7))
    async with driving(make_app(world)) as at:
        assert (at.side.composer.text, at.side.composer.purpose) == ("Saturday, from 8.", "reply")


async def test_words_that_were_sent_before_the_program_died_do_not_come_back(world: World) -> None:
    world.message(1, "Yes, from 8.", direction="outbound", author="paul", delivery="queued", at=NOW + 1_000)
    left_behind(world, "Yes, from 8.\n")
    async with driving(make_app(world)) as at:
        assert at.side.composer.text == ""


async def test_words_that_were_taken_back_do(world: World) -> None:
    world.message(1, "Yes, from 8.", direction="outbound", author="paul", delivery="cancelled", at=NOW + 1_000)
    left_behind(world, "Yes, from 8.")
    async with driving(make_app(world)) as at:
        assert at.side.composer.text == "Yes, from 8."
