"""Hostile text in every field that the queues, the inboxes and the tone form show."""

from __future__ import annotations

import pytest

from closer_tui.tui.drawing import cell_width
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.queues import Desk, escalation, reply, second_inbox
from tests.ui.test_safety import CONTROL, HOSTILE, TOGETHER
from tests.ui.world import NOW, World

SCREENS = ("escalations", "outbox", "inboxes", "knowledge", "tone")


def poison(world: World, text: str) -> None:
    """Put the text into every field, past the cleaner."""
    stored = text.encode("utf-8", "replace").decode()
    short = stored[:2_000]
    n = world.conversation(short, stored, address=stored[:300])
    escalation(world, n, short or "x", stored, reason=short, detail=short)
    other = world.conversation(short, stored)
    escalation(world, other, short or "x", stored, reason="by_hand", detail=short, claimed_by=short, claimed_at=NOW)
    for state in ("unknown", "failed", "queued"):
        reply(world, n, stored, state, error=short, hint=short, recipient=short, actor=short)
    world.document(short or "x", short, stored, status="outdated", problem=short)
    second_inbox(world, name=short, address=short, last_error=short, connector=short)
    world.run("UPDATE inboxes SET name = ? WHERE n = 1", short)
    world.run("UPDATE tone_profiles SET author = ?", short)
    world.run(
        "INSERT INTO tone_profiles VALUES (1, 2, 1, 1, 'short', 'never', ?, ?, ?, ?)", stored[:80], "[]", NOW, short
    )
    world.run("UPDATE inboxes SET tone_version = 2 WHERE n = 1")


WIDE, NARROW = (200, 50), (60, 20)
QUICK = ((TOGETHER, WIDE), ("long line", WIDE), ("long wide line", NARROW), (TOGETHER, NARROW))
ALONE = [*((name, WIDE) for name in HOSTILE), ("markup", NARROW)]


@pytest.mark.parametrize(
    ("name", "size"),
    [*QUICK, *(pytest.param(*walk, marks=pytest.mark.long) for walk in ALONE if walk not in QUICK)],
)
async def test_hostile_text_passes_no_queue(empty_world: World, name: str, size: tuple[int, int]) -> None:
    poison(empty_world, HOSTILE[name])
    desk = Desk(empty_world)
    async with driving(make_app(empty_world, desk), size=size) as at:
        for screen in SCREENS:
            at.app.go(screen)
            await at.quiet()
            for keys in ((), ("j",), ("D",), ("escape",), ("v",)):
                if screen == "outbox" or "D" not in keys:
                    await at.press(*keys)
                assert at.app.is_running
                painted = at.painted()
                assert not CONTROL.search(painted.replace("\n", ""))
                assert {cell_width(line) for line in painted.split("\n")} == {size[0]}
    assert desk.calls == []
