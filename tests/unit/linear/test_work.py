"""Priorities and reminders, line by line."""

from __future__ import annotations

from pathlib import Path

from tests.support.desk_world import desk_world
from tests.unit.linear.conversation import converse


async def test_a_priority_and_a_reminder_are_given_in_lines_and_taken_back(tmp_path: Path) -> None:
    async with desk_world(tmp_path / "home") as world:
        await world.waiting_draft()
        script = await converse(
            world, "next", "priority urgent", "remind tomorrow 9", "call the supplier", "2", "history", "undo", "undo"
        )
        assert "priority urgent" in script.text
        assert "call the supplier" in script.text
        assert "wants a reminder at tomorrow 09:00: call the supplier" in script.text
        assert await world.rows("SELECT state, unless_reply FROM follow_ups") == [("cancelled", 1)]
        assert await world.one("SELECT priority FROM conversations") == 0
