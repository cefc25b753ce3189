"""Work on a conversation at the screen, over the real desk: what keys do is in the database, and z takes it back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC

import pytest

from closer_tui.config.light import LightSettings
from closer_tui.domain.clock import DAY, HOUR
from closer_tui.domain.tags import COLOURS, colour_of
from closer_tui.runtime.desk import StoreDesk
from closer_tui.store.views import Reader
from closer_tui.tui.app import CloserApp
from closer_tui.tui.drawing import cell_width
from closer_tui.tui.modals.contact_card import ContactCard
from closer_tui.tui.modals.contact_form import ContactForm
from closer_tui.tui.modals.edit_text import EditText
from closer_tui.tui.modals.moment import PickMoment
from closer_tui.tui.widgets.conversation_row import conversation_runs
from closer_tui.tui.widgets.tag_runs import tag_runs
from tests.ui.driving import Driver, driving
from tests.ui.test_safety import CONTROL, HOSTILE
from tests.ui.world import AGENT, NOW, World


@asynccontextmanager
async def working(world: World, size: tuple[int, int] = (120, 40), **settings: object) -> AsyncIterator[Driver]:
    """The App with the real desk."""
    desk = await StoreDesk.open(world.paths, world.clock, AGENT, lambda: None)

    async def open_desk() -> StoreDesk:
        return desk

    app = CloserApp(
        paths=world.paths,
        settings=LightSettings(decision_grace_ms=0, animations=False, **settings),  # type: ignore[arg-type]  # by name
        open_reader=lambda: Reader.open(world.paths),
        open_desk=open_desk,
        agent=AGENT,
        clock=world.clock,
        zone=UTC,
    )
    async with driving(app, size) as at:
        yield at


async def test_a_snooze_in_words_shows_what_was_understood_and_comes_back(world: World) -> None:
    async with working(world) as at:
        await at.press("s", *"fri 14:30")
        assert isinstance(at.app.screen, PickMoment)
        assert "Fri 28 Nov 14:30, in 7 days" in at.painted()
        await at.press("enter")
        assert world.value("SELECT status FROM conversations WHERE n = 1") == "snoozed"
        await at.press("z")
        assert world.value("SELECT status FROM conversations WHERE n = 1") == "open"
        assert world.value("SELECT state FROM drafts WHERE conversation_n = 1") == "pending"


async def test_words_that_mean_no_time_say_what_would(world: World) -> None:
    async with working(world) as at:
        await at.press("s", *"whenever", "enter")
        assert isinstance(at.app.screen, PickMoment)
        assert "is not a moment" in at.painted()
        await at.press("escape")
        assert world.value("SELECT status FROM conversations WHERE n = 1") == "open"


async def test_a_usual_time_is_found_by_its_name(world: World) -> None:
    async with working(world) as at:
        await at.press("s", *"monday mor", "enter")
        until = int(str(world.value("SELECT snooze_until FROM conversations WHERE n = 1")))
        assert 2 * DAY < until - NOW < 4 * DAY


async def test_a_priority_stands_in_the_row_and_comes_back(world: World) -> None:
    async with working(world) as at:
        await at.press("P", *"urg", "enter")
        await at.feed()
        assert world.value("SELECT priority FROM conversations WHERE n = 1") == 4
        assert "!! urgent" in at.painted()
        await at.press("z")
        assert world.value("SELECT priority FROM conversations WHERE n = 1") == 0


async def test_a_reminder_with_a_note_is_made_shown_and_ended(world: World) -> None:
    async with working(world) as at:
        await at.press("L", *"tomorrow 9", "enter")
        await at.press(*"call the supplier", "enter")
        await at.press("down", "enter")
        await at.feed()
        row = world.db.execute("SELECT note, unless_reply, state FROM follow_ups").fetchone()
        assert row == ("call the supplier", 1, "waiting")
        assert "follow up tomorrow 09:00: call the supplier" in at.painted()
        await at.press("L", "enter")
        assert world.value("SELECT state FROM follow_ups") == "cancelled"
        await at.press("z")
        assert world.value("SELECT state FROM follow_ups") == "waiting"


async def test_tags_are_chips_and_thousands_of_them_stay_quick_to_choose_from(world: World) -> None:
    for number in range(3_000):
        name = f"tag-{number:04}"
        world.run("INSERT INTO tags (name, created_at) VALUES (?, 1)", name)
        world.run("INSERT INTO counters (key, value) VALUES (?, 1)", f"tag:{name}")
    async with working(world) as at:
        await at.press("number_sign", *"2999", "enter")
        await at.feed()
        assert world.value("SELECT tags FROM conversations WHERE n = 1") == " tag-2999 "
        assert "#tag-2999" in at.painted()
        await at.press("z")
        assert world.value("SELECT tags FROM conversations WHERE n = 1") == ""


@pytest.mark.parametrize(
    ("after", "shown"), [("next", "+44 7700 900 123"), ("stay", "Maria Keller"), ("list", "+44 7700 900 123")]
)
async def test_after_a_conversation_is_done_the_setting_says_what_is_shown(
    world: World, after: str, shown: str
) -> None:
    async with working(world, after_resolve=after) as at:
        await at.press("enter", "d")
        assert at.inbox.about is not None
        assert at.inbox.about.conversation.title == shown
        assert at.inbox.conversations.has_focus == (after == "list")


async def test_in_a_list_that_keeps_it_the_next_one_is_shown_all_the_same(world: World) -> None:
    async with working(world) as at:
        await at.press("9")
        before = at.inbox.about
        await at.press("d")
        assert at.inbox.about is not None
        assert before is not None
        assert at.inbox.about.conversation.n != before.conversation.n


# --- the contact


async def test_the_contact_card_shows_every_conversation_and_opens_one(world: World) -> None:
    other = world.conversation("", "On another channel", channel="sms", address="+49 170 000")
    world.run("UPDATE conversations SET contact_n = 1 WHERE n = ?", other)
    async with working(world) as at:
        await at.press("C")
        assert isinstance(at.app.screen, ContactCard)
        assert "2 conversations" in at.painted()
        assert "On another channel" in at.painted()
        await at.press("escape", "C")
        await at.press("enter")
        assert at.inbox.about is not None
        assert at.inbox.about.conversation.contact_n == 1


async def test_what_we_say_of_a_contact_is_kept_and_taken_back(world: World) -> None:
    async with working(world) as at:
        await at.press("C", "e")
        assert isinstance(at.app.screen, ContactForm)
        await at.press("tab", *"Harbour", "tab", *"not a language")
        await at.press("f2")
        assert isinstance(at.app.screen, ContactForm)
        assert "is not a language" in at.painted()
        await at.press("home", *["delete"] * 14, *"de")
        await at.press("f2")
        assert world.value("SELECT detail_json FROM contacts WHERE n = 1") == '{"company": "Harbour", "language": "de"}'
        await at.press("z")
        assert world.value("SELECT detail_json FROM contacts WHERE n = 1") == "{}"


async def test_blocking_asks_first_and_comes_back_whole(world: World) -> None:
    async with working(world) as at:
        await at.press("C", "b")
        assert "goes to spam" in at.painted()
        await at.press("y")
        assert world.value("SELECT status FROM conversations WHERE n = 1") == "spam"
        await at.press("z")
        assert world.value("SELECT blocked_at FROM contacts WHERE n = 1") is None
        assert world.value("SELECT status FROM conversations WHERE n = 1") == "open"


async def test_merging_shows_what_moves_before_it_does(world: World) -> None:
    for n, address in ((1, "+49 170 555 0001"), (2, "+44 7700 900 123")):
        world.run("INSERT INTO identities (contact_n, env, channel, address) VALUES (?, 'live', 'sms', ?)", n, address)
    async with working(world) as at:
        await at.press("C", "m", *"conv_002", "enter")
        assert "becomes a part of Maria Keller" in at.painted()
        assert "+44 7700 900 123" in at.painted()
        await at.press("y")
        assert world.value("SELECT contact_n FROM conversations WHERE n = 2") == 1
        await at.press("C", "s")
        assert world.value("SELECT contact_n FROM conversations WHERE n = 2") == 2


# --- messages


async def test_the_message_cursor_moves_and_its_menu_hides_and_shows(world: World) -> None:
    async with working(world) as at:
        await at.press("left_curly_bracket", "left_curly_bracket", "m")
        assert "this channel takes no reactions" in at.painted()
        await at.press(*"hide", "enter")
        await at.feed()
        assert world.value("SELECT body FROM messages WHERE hidden_at IS NOT NULL") == (
            "Good morning! Is the walnut loaf back on Saturday?"
        )
        assert "hidden here" in at.painted()
        await at.press("z")
        assert world.value("SELECT count(*) FROM messages WHERE hidden_at IS NOT NULL") == 0


async def test_what_cannot_be_done_with_a_message_says_why(world: World) -> None:
    async with working(world) as at:
        await at.press("m", *"react", "enter")
        assert any("takes no reactions" in words for words in at.notices())


async def test_a_note_of_ones_own_is_changed_from_its_menu(world: World) -> None:
    world.message(1, "Allergic to walnuts", direction="note", author=AGENT, at=NOW)
    async with working(world) as at:
        await at.press("m", *"change", "enter")
        assert isinstance(at.app.screen, EditText)
        await at.press(*" and pecans", "f2")
        assert world.value("SELECT body FROM messages WHERE direction = 'note'") == "Allergic to walnuts and pecans"
        await at.press("m", *"delete", "enter")
        assert world.value("SELECT count(*) FROM messages WHERE direction = 'note'") == 0
        await at.press("z")
        await at.press("z")
        assert world.value("SELECT body FROM messages WHERE direction = 'note'") == "Allergic to walnuts"


async def test_quoting_keeps_what_was_written(world: World) -> None:
    async with working(world) as at:
        await at.press("w", *"hello", "escape", "m", *"quote", "enter")
        assert at.side.composer.text == "hello\n> And do you open at 8?\n"


# --- the look of it


def test_a_tag_has_the_same_colour_everywhere_and_a_chosen_one_wins() -> None:
    assert colour_of("vip") == colour_of("vip")
    assert colour_of("vip", "red") == "red"
    assert {colour_of(f"tag-{n}") for n in range(100)} <= set(COLOURS)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_tags_and_notes_are_words_of_known_width(name: str) -> None:
    text = HOSTILE[name][:200]
    for room in range(0, 40, 7):
        runs = tag_runs((text, "vip", text), {}, most=3, room=room)
        assert sum(cell_width(piece) for piece, _ in runs) <= room
        assert not CONTROL.search("".join(piece for piece, _ in runs))


@pytest.mark.parametrize("name", ["markup", "escape", "bidi", "newlines"])
async def test_hostile_words_about_a_contact_are_words(world: World, name: str) -> None:
    text = HOSTILE[name][:300]
    world.run("UPDATE contacts SET name = ?, detail_json = json_object('notes', ?, 'company', ?)", text, text, text)
    world.run(
        "INSERT INTO follow_ups (conversation_n, due_at, note, created_at, created_by) VALUES (1, ?, ?, 1, 'x')",
        NOW + HOUR,
        text,
    )
    async with working(world, size=(170, 40)) as at:
        assert not CONTROL.search(at.painted().replace("\n", ""))
        await at.press("C")
        assert isinstance(at.app.screen, ContactCard)
        assert not CONTROL.search(at.painted().replace("\n", ""))
        await at.press("e")
        assert not CONTROL.search(at.painted().replace("\n", ""))


async def test_a_row_with_everything_on_it_is_as_wide_as_the_list(world: World) -> None:
    world.run("UPDATE conversations SET tags = ' vip catering-order late ', priority = 4 WHERE n = 1")
    async with working(world) as at:
        row = at.app._data.conversation(1)
        assert row is not None
        for width in range(12, 90):
            runs = conversation_runs(row, 1, width, at.app.kit.when, here=True, ticked=False)
            assert sum(cell_width(text) for text, _ in runs) <= max(width, 14), width
