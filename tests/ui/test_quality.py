"""The quality page, and what is said of single messages."""

from __future__ import annotations

import pytest

from closer_tui.domain.clock import DAY, MINUTE
from closer_tui.domain.decision import FOR_A_PERSON
from closer_tui.tui.drawing import cell_width
from closer_tui.tui.screens.quality import QualityScreen
from closer_tui.tui.words import REJECT_REASONS
from tests.ui.books import make_app
from tests.ui.driving import Driver, driving
from tests.ui.queues import Desk
from tests.ui.test_safety import CONTROL, HOSTILE, TOGETHER
from tests.ui.world import AGENT, NOW, World

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


def test_the_reason_that_counts_as_a_missed_escalation_is_one_that_is_offered() -> None:
    assert FOR_A_PERSON in REJECT_REASONS


async def opened(at: Driver) -> QualityScreen:
    await at.press("comma", "y")
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


async def test_a_proposal_is_dismissed_and_another_span_counts_other_days(judged: World) -> None:
    books = Desk(judged)
    decided(judged, 1, "Yes.", None, ago=60 * DAY)
    async with driving(make_app(judged, books)) as at:
        screen = await opened(at)
        judged.clock.advance(5_000)
        await at.press("x")
        assert books.calls == [("proposal_dismiss", screen.proposals.rows[0].key)]
        await at.press("s")
        for _ in range(200):
            if "35 drafts" in screen.report.text():
                break
            await at.pilot.pause(0.01)
        assert "35 drafts judged" in screen.report.text()


@pytest.mark.parametrize("size", [(60, 20), pytest.param((200, 50), marks=pytest.mark.long)])
async def test_hostile_text_stays_text(empty_world: World, size: tuple[int, int]) -> None:
    stored = HOSTILE[TOGETHER].encode("utf-8", "replace").decode()[:2_000]
    for number in range(1, 5):
        n = empty_world.conversation(stored, "Rye?", ago=number * MINUTE)
        decided(
            empty_world, n, f"{stored} We open at {number}.", f"{stored} We open at {number}. {stored} Always come by."
        )
    empty_world.run("UPDATE inboxes SET name = ?", stored)
    empty_world.run("DELETE FROM decisions WHERE draft_n = 4")
    empty_world.run(
        "INSERT INTO decisions (draft_n, conversation_n, inbox_n, at, outcome, topic, tone_version, ready_at)"
        " SELECT 4, conversation_n, 1, ?, 'rejected', ?, 1, 0 FROM drafts WHERE n = 4",
        NOW,
        stored,
    )
    async with driving(make_app(empty_world), size=size) as at:
        screen = await opened(at)
        for keys in ((), ("i",), ("tab",), ("j",), ("G",)):
            await at.press(*keys)
            painted = at.painted()
            assert screen.is_current
            assert not CONTROL.search(painted.replace("\n", ""))
            assert {cell_width(line) for line in painted.split("\n")} == {size[0]}


async def test_the_bots_last_message_is_judged_by_one_key_and_what_others_wrote_is_not(world: World) -> None:
    books = Desk(world)
    async with driving(make_app(world, books)) as at:
        await at.press("W")
        assert books.calls == []
        assert "no message of the bot" in " ".join(at.notices())
        seq = world.message(1, "Yes.", at=NOW - MINUTE, direction="outbound", author="bot")
        world.message(1, "Thanks!", at=NOW - MINUTE // 2)
        world.changed("message.added", 1)
        await at.feed()
        await at.press("Y")
        assert books.calls == [("rate", seq, True, "")]
        await at.press("z")
        assert books.calls[1:] == [("take_back", "rate", seq)]
        await at.press("W")
        await at.press("enter")
        assert books.calls[2:] == [("rate", seq, False, "")]
