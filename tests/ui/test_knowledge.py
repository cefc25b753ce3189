"""What the bot knows, on the screen: documents and what is wrong with them, a question tried, and a draft's sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from textual.widgets import Input

from closer_tui.runtime.desk import StoreDesk
from closer_tui.tui.modals.sources import Sources
from closer_tui.tui.screens.knowledge import QUIET_SECONDS, KnowledgeScreen
from tests.ui.books import Books, make_app
from tests.ui.driving import Driver, driving
from tests.ui.world import World


def knowledge(at: Driver) -> KnowledgeScreen:
    assert isinstance(at.app.screen, KnowledgeScreen)
    return at.app.screen


async def found(at: Driver) -> str:
    """The screen once the question has been answered."""
    await at.pilot.pause(QUIET_SECONDS)
    for worker in list(at.app.workers):
        if worker.group == "question":
            await worker.wait()
    await at.quiet()
    return at.painted()


async def test_every_document_says_how_it_stands_and_the_chosen_one_what_is_in_it(world: World) -> None:
    world.document("returns.md", "Refunds", "Refunds reach you in 5 days.")
    world.document("scan.pdf", "Page", "x", status="outdated", problem="there is no text in it")
    async with driving(make_app(world)) as at:
        await at.press("comma", "d")
        screen = at.painted()
        assert "1 needs a look" in screen
        assert "there is no text in it" in screen
        assert "Refunds reach you in 5 days." in screen
        await at.press("j")
        assert knowledge(at).documents.selected is not None
        assert "from /docs/scan.pdf" in at.painted()


async def test_a_question_shows_what_a_draft_would_be_given(world: World) -> None:
    world.document("returns.md", "Refunds", "Refunds reach you in 5 days.")
    world.document("hours.md", "Opening hours", "From 8 to 5.")
    async with driving(make_app(world)) as at:
        await at.press("comma", "d", "t", *"my", "space", *"money", "space", *"back")
        screen = await found(at)
        assert "1. returns.md › Refunds" in screen
        assert "hours.md › Opening hours" not in screen
        await at.press("escape")
        assert "from /docs/hours.md" in at.painted()
        assert knowledge(at).question.value == ""


async def test_a_question_nothing_fits_is_said(world: World) -> None:
    world.document("returns.md", "Refunds", "Refunds reach you in 5 days.")
    async with driving(make_app(world)) as at:
        await at.press("comma", "d", "t", *"sunshine")
        assert "Nothing in your documents fits that question." in await found(at)


async def test_a_file_is_added_and_taken_back(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("comma", "d")
        assert "There is no document yet" in at.painted()
        await at.press("a", *"faq", "full_stop", *"md", "enter")
        assert [call[0] for call in books.calls] == ["document_add"]
        assert str(books.calls[0][2]).endswith("faq.md")
        assert "Taken in: faq.md, 1 part." in at.notices()
        assert "Refunds reach you in 5 days." in at.painted()
        await at.press("z")
        assert knowledge(at).documents.rows == []


async def test_a_document_is_removed_and_brought_back(world: World, books: Books) -> None:
    world.document("returns.md", "Refunds", "Refunds reach you in 5 days.")
    async with driving(make_app(world, books)) as at:
        await at.press("comma", "d", "D")
        assert knowledge(at).documents.rows == []
        assert "Removed returns.md; z brings it back." in at.notices()
        await at.press("D")
        assert "There is no document yet; a takes one in." in at.notices()
        await at.press("z")
        assert [row.name for row in knowledge(at).documents.rows] == ["returns.md"]


async def test_reading_again_tells_of_files_that_cannot_be_read(world: World, books: Books) -> None:
    world.document("faq.md", "Refunds", "Refunds reach you in 5 days.")
    async with driving(make_app(world, books)) as at:
        await at.press("comma", "d", "r")
        assert any("it is no readable text" in notice for notice in at.notices())


async def test_a_real_file_is_read_kept_and_taken_back_through_the_real_desk(world: World, tmp_path: Path) -> None:
    file = tmp_path / "faq.md"
    file.write_text("# Returns\n\nWithin 30 days.\n")
    desk = await StoreDesk.open(world.paths, world.clock, "paul", lambda: None)
    async with driving(make_app(world, cast("Books", desk))) as at:
        await at.press("comma", "d", "a")
        at.app.screen.query_one(Input).value = f"'{file}'"
        await at.press("enter")
        assert "Taken in: faq.md, 1 part." in at.notices()
        await at.feed()
        assert "Within 30 days." in at.painted()
        await at.press("z")
        await at.feed()
        assert knowledge(at).documents.rows == []


async def test_what_a_draft_stands_on_is_named_and_opens_word_for_word(world: World) -> None:
    source = {
        "id": "part_001",
        "title": "returns.md › Refunds",
        "kind": "document",
        "quote": "Refunds reach you in 5 days.\nNot \x1b[31mGift cards[/].",
    }
    world.run("UPDATE drafts SET sources_json = ?", json.dumps([source]))
    async with driving(make_app(world)) as at:
        await at.press("p")
        assert "returns.md › Refunds · document" in at.painted()
        await at.press("Q")
        assert isinstance(at.app.screen, Sources)
        screen = at.painted()
        assert "Refunds reach you in 5 days." in screen
        assert "part_001" in screen
        assert "\x1b" not in screen
        await at.press("escape")
        assert at.approvals.about is not None


async def test_a_draft_without_sources_says_so(world: World) -> None:
    world.run("UPDATE drafts SET sources_json = '[]'")
    async with driving(make_app(world)) as at:
        await at.press("p", "Q")
        assert "The draft names nothing it stands on." in at.notices()
