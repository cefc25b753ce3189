"""The inbox: what is shown, what keys do, and what never happens by accident."""

from __future__ import annotations

import pytest

from closer_tui.config.light import LightSettings
from closer_tui.domain.clock import MINUTE
from closer_tui.domain.errors import Conflict
from tests.ui.books import Books, make_app
from tests.ui.driving import driving
from tests.ui.world import NOW, World


async def test_it_opens_on_what_needs_you_with_the_first_conversation_shown(world: World) -> None:
    async with driving(make_app(world)) as at:
        screen = at.painted()
        assert "Needs you" in screen
        assert "● 2 to approve" in screen
        assert "▲ 1 escalated" in screen
        assert "in sync" in screen
        assert "Is the walnut loaf back on Saturday?" in screen
        assert "draft · r1 · based on 2 messages" in screen
        assert "[1] Opening hours · quick reply" in screen


async def test_a_approves_exactly_the_draft_that_is_shown(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        shown = at.inbox.about
        assert shown is not None
        assert shown.draft is not None
        await at.press("a")
        assert ("approve", shown.draft.n, shown.draft.revision, None, False) in books.calls


async def test_after_an_approval_the_undo_runs_and_z_takes_it_back(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("a")
        await at.pilot.pause(0.3)
        assert "Approved for Maria Keller · leaves in 5 s" in at.painted()
        await at.press("z")
        assert books.calls[-1][0] == "undo_approval"
        assert world.value("SELECT state FROM drafts WHERE n = 1") == "pending"


async def test_after_the_hold_the_undo_is_gone_and_z_says_so(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("a")
        world.clock.advance(6_000)
        await at.press("z")
        assert books.calls[-1][0] != "undo_approval"
        assert any("nothing to take back" in notice for notice in at.notices())


async def test_decision_keys_are_dead_for_a_moment_after_the_conversation_changed(world: World, books: Books) -> None:
    settings = LightSettings(decision_grace_ms=500, animations=False)
    async with driving(make_app(world, books, settings=settings)) as at:
        await at.press("a")
        assert not [call for call in books.calls if call[0] == "approve"]
        assert any("just changed" in notice for notice in at.notices())
        world.clock.advance(500)
        await at.press("a")
        assert [call for call in books.calls if call[0] == "approve"]


async def test_a_key_pressed_before_the_cursor_has_settled_decides_nothing(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        at.inbox.conversations.move(2)
        at.inbox.action_approve()
        await at.quiet()
        assert not [call for call in books.calls if call[0] == "approve"]


async def test_a_new_message_makes_the_draft_stale_and_approving_asks_first(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        world.writes_again(1, "Sorry, I meant Sunday!")
        await at.feed()
        screen = at.painted()
        assert "Maria Keller wrote again" in screen
        assert "Sorry, I meant Sunday!" in screen
        assert "came after the draft" in screen
        await at.press("a")
        assert not [call for call in books.calls if call[0] == "approve"]
        assert "Send the reply as it is" in at.painted()
        await at.press("n")
        assert not [call for call in books.calls if call[0] == "approve"]
        await at.press("a")
        await at.press("y")
        assert ("approve", 1, 1, None, True) in books.calls


async def test_enter_on_a_question_answers_nothing(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        world.writes_again(1, "Wait!")
        await at.feed()
        await at.press("a")
        await at.press("enter")
        assert at.app.screen.is_modal
        assert not [call for call in books.calls if call[0] == "approve"]


async def test_rejecting_asks_why_and_takes_a_reason_of_your_own(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("x")
        assert "Why not this draft?" in at.painted()
        await at.press(*"no stock", "enter")
        assert ("reject", 1, "no stock") in books.calls


async def test_escape_on_the_reasons_rejects_nothing(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("x")
        await at.press("escape")
        assert not [call for call in books.calls if call[0] == "reject"]


async def test_what_was_written_survives_escape_and_another_conversation(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("w", *"hello", "escape")
        await at.press("j")
        assert at.side.composer.text == ""
        await at.press("k")
        assert at.side.composer.text == "hello"


async def test_what_was_written_is_there_again_after_a_restart(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("w", *"half a", "escape")
    async with driving(make_app(world)) as at:
        assert at.side.composer.text == "half a"


async def test_nothing_that_arrives_takes_the_conversation_from_under_the_writer(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("w", *"Dear Maria")
        world.run("UPDATE conversations SET status = 'resolved' WHERE n = 1")
        world.conversation("Newcomer", "Me first!", ago=0)
        world.changed("conversation.changed", 1)
        await at.feed()
        assert at.side.composer.has_focus
        assert at.side.composer.text == "Dear Maria"
        await at.press("f2")
        assert ("reply", 1, "Dear Maria") in books.calls


async def test_letters_typed_into_the_composer_are_letters_and_not_commands(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("w", *"axetdzq:?")
        assert at.side.composer.text == "axetdzq:?"
        assert not [call for call in books.calls if call[0] not in {"mark_read"}]


async def test_an_edited_draft_is_approved_with_the_new_words(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("e")
        at.side.composer.load_text("Yes, Saturday from 8.")
        await at.press("f2")
        assert ("approve", 1, 1, "Yes, Saturday from 8.", False) in books.calls


async def test_an_edit_whose_draft_is_gone_is_kept_and_not_sent(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("e")
        at.side.composer.load_text("My words")
        world.run("UPDATE drafts SET state = 'superseded' WHERE n = 1")
        world.run("UPDATE conversations SET pending_draft = NULL WHERE n = 1")
        world.draft(1, "Another draft")
        world.changed("draft.changed", 1)
        await at.feed()
        await at.press("f2")
        assert not [call for call in books.calls if call[0] == "approve"]
        assert at.side.composer.text == "My words"


async def test_a_refusal_of_the_desk_is_told_with_what_to_do(world: World, books: Books) -> None:
    books.refuse = Conflict("Anna approved this a moment ago.", "Look at the conversation again.")
    async with driving(make_app(world, books)) as at:
        await at.press("a")
        assert any("Anna approved this a moment ago." in notice for notice in at.notices())
        assert at.app.is_running


async def test_a_key_that_cannot_be_used_says_why(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("j")
        await at.press("a")
        assert any("no draft here" in notice for notice in at.notices())
        assert not [call for call in books.calls if call[0] == "approve"]


@pytest.mark.parametrize(
    ("keys", "call"),
    [
        (("t",), ("take", 1)),
        (("j", "c"), ("claim", 2)),
        (("j", "t"), ("claim", 2)),
        (("j", "U"), ("unassign", 2)),
        (("d",), ("resolve", 1)),
        (("exclamation_mark",), ("spam", 1)),
        (("E", *"refunds", "enter"), ("escalate", 1, "refunds")),
        (("r", *"shorter please", "enter"), ("redraft", 1, "shorter please")),
        (("at", *"anna", "enter"), ("assign", 1, "anna")),
        (("number_sign", *"vip", "enter"), ("tag", 1, "vip")),
        (("N", *"calls back", "f2"), ("note", 1, "calls back")),
        (("s", "enter"), ("snooze", 1, NOW + 60 * MINUTE)),
    ],
)
async def test_every_key_does_what_it_says(
    world: World, books: Books, keys: tuple[str, ...], call: tuple[object, ...]
) -> None:
    async with driving(make_app(world, books)) as at:
        for key in keys:
            await at.press(key)
        assert call in books.calls


@pytest.mark.parametrize(
    "keys",
    [("t",), ("j", "c"), ("j", "U"), ("E", *"refunds", "enter"), ("at", *"anna", "enter")],
)
async def test_z_gives_a_conversation_back_to_whoever_had_it(world: World, books: Books, keys: tuple[str, ...]) -> None:
    owners = "SELECT group_concat(owner_kind || ' ' || owner_name) FROM conversations"
    before = world.value(owners)
    async with driving(make_app(world, books)) as at:
        for key in keys:
            await at.press(key)
        assert world.value(owners) != before
        await at.press("z")
        assert ("undo_move", 1) in books.calls
        assert world.value(owners) == before


async def test_what_cannot_be_claimed_says_who_has_it(world: World, books: Books) -> None:
    world.run("UPDATE conversations SET owner_kind = 'agent', owner_name = 'anna' WHERE n = 1")
    async with driving(make_app(world, books)) as at:
        await at.press("c")
        assert "anna has it already." in at.notices()
        assert ("claim", 1) not in books.calls


async def test_what_was_done_to_a_conversation_can_be_undone(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("d")
        await at.press("z")
        assert [call for call in books.calls if call[0] in {"resolve", "take_back"}] == [
            ("resolve", 1),
            ("take_back", "resolve", 1),
        ]


async def test_a_conversation_counts_as_read_only_after_it_stood_there_for_a_moment(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        assert ("mark_read", 1) not in books.calls
        await at.pilot.pause(1.3)
        await at.quiet()
        assert ("mark_read", 1) in books.calls


async def test_opening_a_conversation_reads_it_at_once(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("enter")
        assert ("mark_read", 1) in books.calls


async def test_marked_unread_stays_unread_while_it_is_looked_at(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("enter")
        await at.press("u")
        await at.pilot.pause(1.3)
        await at.quiet()
        assert [call[0] for call in books.calls].count("mark_read") == 1
        assert world.value("SELECT unread FROM conversations WHERE n = 1") == 1


async def test_numbers_choose_views_and_an_empty_one_says_so(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("8")
        assert at.inbox.folder.key == "resolved"
        assert "Nothing is done yet." in at.painted()
        await at.press("7")
        assert "Lars" in at.painted()


async def test_ticked_drafts_are_approved_together_but_not_those_in_doubt(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("space", "space", "space")
        assert len(at.inbox.conversations.ticked) == 3
        await at.press("A")
        assert "Approve 1 draft?" in at.painted()
        assert "Maria Keller." in at.painted()
        assert "1 is without a draft" in at.painted()
        await at.press("y")
        assert ("bulk", "approve", "", (1,)) in books.calls
        assert not at.inbox.conversations.ticked


async def test_below_a_hundred_columns_list_and_thread_take_turns(world: World) -> None:
    async with driving(make_app(world), size=(80, 24)) as at:
        assert "1 Needs you" in at.painted()
        assert not at.inbox.query_one("#thread-pane").display
        await at.press("enter")
        assert at.inbox.query_one("#thread-pane").display
        assert not at.inbox.query_one("#list-pane").display
        assert "a approve" in at.painted()
        await at.press("escape")
        assert at.inbox.query_one("#list-pane").display


async def test_from_a_hundred_and_sixty_columns_the_contact_stands_at_the_right(world: World) -> None:
    async with driving(make_app(world), size=(200, 50)) as at:
        assert at.inbox.query_one("#contact-pane").display
        assert "Harbour Bakery" in at.side.contact.text()


@pytest.mark.parametrize("size", [(60, 20), (40, 12), (20, 5)])
async def test_a_small_terminal_crashes_nothing(world: World, size: tuple[int, int]) -> None:
    async with driving(make_app(world), size=size) as at:
        await at.press("enter", "escape", "p")
        await at.press("escape", "question_mark")
        assert at.app.is_running


async def test_a_click_on_a_row_shows_it_and_a_click_on_a_hint_does_it(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.pilot.click("#conversations", offset=(5, 4))
        await at.quiet()
        assert at.inbox.about is not None
        assert at.inbox.about.conversation.name == "林さん"
        hints = at.inbox.hints
        start = next(place[0] for place in hints._places if place[2] == "resolve")
        await at.pilot.click("#hints", offset=(start, 0))
        await at.quiet()
        assert books.calls[-1][:1] == ("resolve",)


async def test_the_words_of_a_draft_appear_as_they_are_written(world: World) -> None:
    n = world.conversation("Ada", "Do you deliver?", ago=0)
    draft = world.draft(n, "", state="generating", finished_at=None)
    async with driving(make_app(world)) as at:
        at.inbox.open_conversation(n)
        await at.quiet()
        from closer_tui.tui.messages import DraftGrew

        at.app.post_message(DraftGrew(n, draft, "Yes, we "))
        at.app.post_message(DraftGrew(n, draft, "deliver."))
        await at.quiet()
        assert "Yes, we deliver." in at.side.card.written()


async def test_quick_replies_come_on_a_slash(world: World) -> None:
    world.run(
        "INSERT INTO quick_replies (shortcut, title, body, updated_at) VALUES ('hours', 'Opening hours', 'From 8.', ?)",
        NOW,
    )
    async with driving(make_app(world)) as at:
        await at.press("w", "slash")
        assert "Opening hours" in at.painted()
        await at.press("enter")
        assert at.side.composer.text == "From 8."


async def test_enter_on_no_reason_neither_rejects_nor_leaves(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("x")
        await at.press("enter")
        assert at.app.screen.is_modal
        await at.press("down", "enter")
        assert ("reject", 1, "Wrong facts") in books.calls


async def test_a_reply_taken_back_stands_in_the_composer_again(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("w", *"Dear Maria", "f2")
        assert ("reply", 1, "Dear Maria") in books.calls
        assert at.side.composer.text == ""
        await at.press("z")
        assert at.side.composer.text == "Dear Maria"


async def test_undo_shows_the_conversation_it_was_about(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("a")
        assert at.inbox.about is not None
        assert at.inbox.about.conversation.n != 1
        await at.press("z")
        assert at.inbox.about.conversation.n == 1
