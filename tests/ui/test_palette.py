"""The palette finds people, quick replies and settings beside commands, and offers what was chosen lately first."""

from __future__ import annotations

from pathlib import Path

from closer_tui.domain.clock import HOUR
from closer_tui.tui.commands.recent import KEPT, RecentCommands
from tests.ui.books import Books, make_app
from tests.ui.driving import Driver, driving
from tests.ui.world import World


async def find(at: Driver, words: str, shown: str) -> str:
    """Type into the palette until it shows something; what it shows then."""
    await at.press("colon")
    await at.press(*words)
    for _ in range(200):
        if shown in at.painted():
            break
        await at.pilot.pause(0.02)
    return at.painted()


async def test_a_few_letters_of_a_name_open_the_conversation(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("j")
        assert "Maria Keller" in await find(at, "maria", "+49 170")
        await at.press("enter")
        await at.pilot.pause(0.2)
        await at.quiet()
        assert at.inbox.about is not None
        assert at.inbox.about.conversation.title == "Maria Keller"


async def test_a_quick_reply_goes_into_the_composer(world: World) -> None:
    world.run(
        "INSERT INTO quick_replies (shortcut, title, body, updated_at) VALUES ('hours', 'Opening hours', ?, 1)",
        "We open at 8, {contact.first_name}.",
    )
    async with driving(make_app(world)) as at:
        assert "Opening hours" in await find(at, "opening hours", "quick reply")
        await at.press("enter")
        await at.pilot.pause(0.2)
        await at.quiet()
        assert at.side.composer.text == "We open at 8, Maria."


async def test_a_setting_says_what_it_is_and_where(world: World) -> None:
    async with driving(make_app(world)) as at:
        assert "ui.undo_seconds" in await find(at, "undo_seconds", "ui.undo_seconds")
        await at.press("enter")
        await at.pilot.pause(0.2)
        await at.quiet()
        [told] = at.notices()
        assert "undo_seconds = 5.0" in told
        assert "[ui]" in told


async def test_what_was_chosen_lately_comes_first(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await find(at, "history", "History")
        await at.press("enter")
        await at.pilot.pause(0.2)
        await at.press("escape")
        await at.press("colon")
        await at.pilot.pause(0.3)
        lines = [line for line in at.painted().splitlines() if "chosen lately" in line]
        assert len(lines) == 1
        assert "History" in lines[0]


async def test_markup_in_a_name_is_text_in_the_palette(world: World) -> None:
    world.conversation("[@click=app.quit]Bobby[/] Tables", "[@click=app.quit]Track your parcel[/b]", ago=HOUR)
    async with driving(make_app(world)) as at:
        name = "[@click=app.quit]Bobby[/] Tables"
        painted = await find(at, "bobby", name)
        assert name in painted
        assert "⟦@click=app.quit⟧Track your parcel⟦/b⟧" in painted


def test_a_damaged_memory_means_none_and_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "state" / "commands.json"
    recent = RecentCommands(file)
    assert recent.ids() == []
    for number in range(10):
        recent.chose(f"command_{number}")
    recent.chose("command_9")
    assert recent.ids() == [f"command_{number}" for number in range(9, 9 - KEPT, -1)]
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("{nonsense")
    assert recent.ids() == []
    recent.chose("again")
    assert recent.ids() == ["again"]
