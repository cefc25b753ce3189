"""The thread: marks, days, deliveries, older pages, and messages too long to show at once."""

from __future__ import annotations

import time

from closer_tui.domain.clock import DAY, HOUR, MINUTE, ManualClock
from closer_tui.store.views.rows import MessageRow
from closer_tui.tui.when import When
from closer_tui.tui.widgets.thread_lines import Marks, ThreadLines
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.world import NOW, World


def laid_out(*messages: MessageRow, marks: Marks | None = None, width: int = 60) -> list[str]:
    thread = ThreadLines(When(ManualClock(NOW)), "Maria", list(messages), marks or Marks())
    return ["".join(text for text, _ in line).rstrip() for line in thread.lay_out(width)]


def said(seq: int, body: str, at: int = NOW) -> MessageRow:
    return MessageRow(seq, 1, "inbound", at, f"e{seq}", body=body)


def sent(seq: int, delivery: str, failure: str | None = None) -> MessageRow:
    return MessageRow(seq, 1, "outbound", NOW, f"e{seq}", "bot", "x", delivery, failure=failure)


def test_days_are_separated_and_named() -> None:
    lines = laid_out(said(1, "a", NOW - 3 * DAY), said(2, "b", NOW - DAY), said(3, "c", NOW))
    text = "\n".join(lines)
    assert "Tuesday 18 November" in text
    assert text.index("yesterday") < text.index("today")


def test_deliveries_are_said_in_words() -> None:
    text = "\n".join(
        laid_out(
            sent(1, "queued"),
            sent(2, "read"),
            sent(3, "failed", "the number is not on WhatsApp"),
            sent(4, "unknown"),
        )
    )
    for words in ("waiting to leave", "✓✓ read", "✗ not sent", "not on WhatsApp", "unknown whether it arrived"):
        assert words in text


def test_what_came_after_the_draft_is_marked() -> None:
    lines = laid_out(said(1, "old"), said(2, "answered"), said(3, "later"), marks=Marks(1, 2))
    assert any("came after the draft" in line for line in lines)
    assert [line.strip() for line in lines if line.strip().endswith(("old", "answered", "later"))] == [
        "│ old",
        "▖ answered",
        "▌ later",
    ]


def test_unread_messages_stand_below_a_line() -> None:
    lines = laid_out(said(1, "seen"), said(2, "fresh"), marks=Marks(unread=1))
    new = next(i for i, line in enumerate(lines) if " new " in line)
    assert any("seen" in line for line in lines[:new])
    assert any("fresh" in line for line in lines[new:])


def test_a_quarter_of_a_megabyte_is_shown_in_part_and_lays_out_at_once() -> None:
    for body in ("word " * 52_000, "x" * 262_144, "漢" * 262_144, "👩‍👩‍👧" * 50_000):
        began = time.thread_time()
        lines = laid_out(said(1, body))
        assert time.thread_time() - began < 0.1
        assert any("more characters · o shows more" in line for line in lines)


async def test_o_shows_more_of_a_long_message(empty_world: World) -> None:
    empty_world.conversation("Ada", "word " * 4_000, ago=MINUTE, owner_kind="agent", owner_name="paul")
    async with driving(make_app(empty_world)) as at:
        before = len(at.side.thread.lines())
        await at.press("o")
        assert len(at.side.thread.lines()) > before


async def test_scrolling_up_reads_what_is_older_and_does_not_jump(empty_world: World) -> None:
    n = empty_world.conversation("Ada", owner_kind="queue", owner_name="refunds")
    for index in range(130):
        empty_world.message(n, f"message {index}", at=NOW - HOUR + index * 1_000)
    async with driving(make_app(empty_world)) as at:
        thread = at.side.thread
        assert "message 129" in at.painted()
        assert len(thread.messages) == 50
        await at.press("enter")
        for _ in range(12):
            await at.press("pageup")
        assert len(thread.messages) == 130
        assert "message 0" in thread.text()
        await at.press("G")
        assert "message 129" in at.painted()


async def test_a_new_message_does_not_move_a_reader_who_scrolled_up(empty_world: World) -> None:
    n = empty_world.conversation("Ada", owner_kind="queue", owner_name="refunds")
    for index in range(40):
        empty_world.message(n, f"message {index}", at=NOW - HOUR + index * 1_000)
    async with driving(make_app(empty_world)) as at:
        at.side.thread.action_first()
        await at.quiet()
        empty_world.message(n, "just now")
        empty_world.changed("message.stored", n)
        await at.feed()
        assert at.side.thread.scroll_offset.y == 0
        at.side.thread.action_last()
        await at.quiet()
        assert "just now" in at.painted()


async def test_a_search_hit_opens_its_conversation_at_the_message(empty_world: World) -> None:
    n = empty_world.conversation("Ada")
    for index in range(130):
        empty_world.message(n, f"message {index}", at=NOW - HOUR + index * 1_000)
    empty_world.message(n, "the needle", at=NOW - HOUR + 20_500)
    async with driving(make_app(empty_world)) as at:
        await at.press("slash", *"needle")
        assert "1 found" in at.painted()
        await at.press("enter")
        assert "the needle" in at.painted()
        assert at.side.thread.conversation_n == n


async def test_a_search_that_cannot_be_understood_says_how_to_write_it(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("slash", *"before:nonsense")
        assert at.app.is_running
        assert "before:" in at.painted()
        await at.press("escape")
        assert at.inbox.is_current
