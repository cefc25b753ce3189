"""The quality page, and what is said of single messages."""

from __future__ import annotations

import pytest

from closer_tui.domain.clock import DAY, MINUTE
from closer_tui.tui.screens.quality import QualityScreen
from tests.ui.driving import Driver, driving
from tests.ui.queues import Desk
from tests.ui.world import AGENT, NOW, World, make_app

FOUR = [f"Yes, we have rye bread today {mark}" for mark in ("🙂", "🙂", "🎉", "🙂")]


def decided(world: World, conversation_n: int, before: str, after: str | None, *, ago: int = DAY) -> int:
    """A draft that was sent as it was, or edited, with what is recorded of it."""
    revision = world.value("SELECT coalesce(max(revision), 0) + 1 FROM drafts WHERE conversation_n = ?", conversation_n)
    n = world.run(
        "INSERT INTO drafts (conversation_n, revision, state, body, sent_body, last_inbound, last_public, owner_epoch,"
        " tone_version, created_at, finished_at, decided_at, decided_by, decision)"
        " VALUES (?, ?, 'approved', ?, ?, 0, 0, 0, 1, ?, ?, ?, ?, ?)",
        *(conversation_n, revision, before, after or before, NOW - ago - MINUTE, NOW - ago - MINUTE, NOW - ago, AGENT),
        "edited" if after else "unchanged",
    )
    world.run(
        "INSERT INTO decisions (draft_n, conversation_n, inbox_n, at, actor, outcome, tone_version, ready_at,"
        " edit_class, similarity) VALUES (?, ?, 1, ?, ?, ?, 1, ?, ?, ?)",
        *(n, conversation_n, NOW - ago, AGENT, "edited" if after else "unchanged", NOW - ago - MINUTE),
        *(("wrong_register", 900) if after else ("", 1000)),
    )
    return n


@pytest.fixture
def judged(world: World) -> World:
    """Thirty drafts that left word for word, and four from which the emoji were taken."""
    one = world.conversation("Ada", "Do you have rye bread?")
    for _ in range(30):
        decided(world, one, "Yes.", None)
    for number, before in enumerate(FOUR, start=3):
        decided(world, world.conversation("Bo", "Rye bread?", ago=number * MINUTE), before, before[:-2] + ".")
    return world


async def opened(at: Driver) -> QualityScreen:
    await at.press("comma", "q")
    screen = at.app.screen
    assert isinstance(screen, QualityScreen)
    for _ in range(200):
        if "judged" in screen.report.text():
            break
        await at.pilot.pause(0.01)
    return screen


async def test_the_page_says_how_the_drafts_do_and_what_the_edits_propose(judged: World) -> None:
    async with driving(make_app(judged)) as at:
        screen = await opened(at)
        text = screen.report.text()
        assert "34 drafts judged" in text
        assert "100 % of 34" in text
        assert "88 % of 34" in text
        assert "said in another tone" in text
        assert [each.title for each in screen.proposals.rows] == ["Use no emoji"]
        assert "You took the emoji out of 4 of 4" in at.painted()


async def test_a_proposal_is_accepted_after_a_yes_and_can_be_taken_back(judged: World) -> None:
    books = Desk(judged)
    async with driving(make_app(judged, books)) as at:
        screen = await opened(at)
        key = screen.proposals.rows[0].key
        judged.clock.advance(5_000)
        await at.press("a")
        assert books.calls == []
        await at.press("y")
        assert books.calls == [("proposal_accept", key)]
        await at.press("z")
        assert books.calls[1:] == [("take_back", "proposal_accept", key)]


async def test_a_proposal_is_dismissed(judged: World) -> None:
    books = Desk(judged)
    async with driving(make_app(judged, books)) as at:
        screen = await opened(at)
        judged.clock.advance(5_000)
        await at.press("x")
        assert books.calls == [("proposal_dismiss", screen.proposals.rows[0].key)]


async def test_another_span_counts_other_days(judged: World) -> None:
    decided(judged, 1, "Yes.", None, ago=60 * DAY)
    async with driving(make_app(judged)) as at:
        screen = await opened(at)
        await at.press("s")
        for _ in range(200):
            if "35 drafts" in screen.report.text():
                break
            await at.pilot.pause(0.01)
        assert "35 drafts judged" in screen.report.text()


async def test_the_bots_last_message_is_said_to_be_good_by_one_key(world: World) -> None:
    seq = world.message(1, "Yes.", at=NOW - MINUTE, direction="outbound", author="bot")
    books = Desk(world)
    async with driving(make_app(world, books)) as at:
        await at.press("Y")
        assert books.calls == [("rate", seq, True, "")]
        await at.press("z")
        assert books.calls[1:] == [("take_back", "rate", seq)]


async def test_what_a_person_wrote_is_not_judged(world: World) -> None:
    books = Desk(world)
    async with driving(make_app(world, books)) as at:
        await at.press("W")
        assert books.calls == []
        assert "no message of the bot" in " ".join(at.notices())
