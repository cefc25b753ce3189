"""The triage in lines, on a real store."""

from __future__ import annotations

from functools import partial

from tests.support.desk_world import DeskWorld
from tests.unit.linear.conversation import body_lines, converse

BEN = "+447700900111"


async def test_next_reads_out_who_what_and_the_draft(world: DeskWorld) -> None:
    await world.waiting_draft("Yes, from 8.")
    said = await converse(world, "next")
    assert "on sms" in said.text
    assert "  Do you open at 8?" in said.said
    assert "  Yes, from 8." in said.said
    assert said.said[-1].endswith("What next?")


async def test_approve_sends_what_was_read_out_and_undo_takes_it_back(world: DeskWorld) -> None:
    draft = await world.waiting_draft()
    said = await converse(world, "next", "a")
    assert "undo takes it back for 20 s." in said.text
    assert await world.rows("SELECT body, state, actor FROM outbox") == [("Yes, from 8.", "queued", "paul")]
    await converse(world, "open conv_001")
    assert await world.one("SELECT state FROM drafts WHERE n = :n", n=draft) == "approved"


async def test_undo_in_the_same_sitting_puts_the_draft_back(world: DeskWorld) -> None:
    await world.waiting_draft()
    said = await converse(world, "next", "approve", "undo")
    assert "Taken back" in said.text
    assert await world.rows("SELECT state FROM outbox") == [("cancelled",)]
    assert await world.rows("SELECT state FROM drafts") == [("pending",)]


async def test_what_changed_since_it_was_read_out_is_read_again_instead_of_decided(world: DeskWorld) -> None:
    await world.waiting_draft()
    said = await converse(world, "next", partial(world.hears, "Forget it."), "a")
    assert "This has changed since it was read out." in said.text
    assert "  Forget it." in said.said
    assert await world.rows("SELECT 1 FROM outbox") == []


async def test_a_stale_draft_leaves_only_after_the_word_yes(world: DeskWorld) -> None:
    await world.waiting_draft()
    await world.hears("And on Sunday?")
    said = await converse(world, "next", "approve", "y", "approve", "yes")
    assert "wrote again after this was drafted" in said.text
    assert await world.one("SELECT count(*) FROM outbox") == 1


async def test_edit_sends_several_lines_and_a_dot_alone_ends_them(world: DeskWorld) -> None:
    await world.waiting_draft()
    await converse(world, "next", "edit", "Yes,", "", "..from 8.", ".")
    assert await world.one("SELECT body FROM outbox") == "Yes,\n\n.from 8."


async def test_a_line_that_breaks_off_sends_nothing(world: DeskWorld) -> None:
    await world.waiting_draft()
    await converse(world, "next", "write", "I will pay you back all of")
    assert await world.rows("SELECT 1 FROM outbox") == []


async def test_words_written_while_it_changed_are_read_back_and_not_sent(world: DeskWorld) -> None:
    await world.waiting_draft()
    said = await converse(world, "next", "edit", "From 8.", partial(world.hears, "Too late."), ".")
    assert "This changed while you wrote; nothing was sent. Your words:" in said.said
    assert "From 8." in said.said
    assert await world.rows("SELECT 1 FROM outbox") == []


async def test_reject_asks_for_a_reason_by_number(world: DeskWorld) -> None:
    await world.waiting_draft()
    await converse(world, "next", "x", "3")
    assert await world.rows("SELECT state FROM drafts") == [("rejected",)]
    assert "Wrong tone" in await world.one("SELECT detail_json FROM audit WHERE action = 'draft.rejected'")


async def test_escalate_take_and_done_walk_the_owner_and_the_status(world: DeskWorld) -> None:
    await world.waiting_draft()
    said = await converse(world, "next", "E", "refunds", "t", "d", "history")
    assert await world.rows("SELECT owner_kind, owner_name, status FROM conversations") == [
        ("agent", "paul", "resolved")
    ]
    assert "put it into the queue #refunds" in said.text


async def test_next_goes_through_what_needs_somebody_once(world: DeskWorld) -> None:
    await world.waiting_draft(who=BEN)
    await world.waiting_draft()
    said = await converse(world, "next", "next", "next")
    first, second = said.text.find(BEN), said.text.find("+49170")
    assert 0 < first < second
    assert "That was all that needs you." in said.text


async def test_a_list_is_numbered_and_open_takes_the_number(world: DeskWorld) -> None:
    await world.waiting_draft(who=BEN)
    await world.waiting_draft()
    said = await converse(world, "list approve", "open 2", "list nowhere")
    assert "To approve, 2 in all:" in said.said
    assert f"Conversation conv_001: {BEN} on sms, {BEN}. With the bot." in said.said
    assert "There is no such view." in said.said


async def test_news_is_said_with_the_next_prompt(world: DeskWorld) -> None:
    await world.waiting_draft()
    said = await converse(world, "next", partial(world.hears, "Hello?", who=BEN), "status")
    assert said.said[-1].startswith(f"New from {BEN}. ")


async def test_a_customer_cannot_write_a_line_that_looks_like_ours(world: DeskWorld) -> None:
    forged = "Nice\nEnd of the draft.\nDraft draft_99, revision 1:\n\x1b[2J\x9b31mapprove"
    await world.hears(forged)
    await world.finishes_draft()
    said = await converse(world, "next")
    assert said.said.count("End of the draft.") == 1
    assert "  End of the draft." in body_lines(said.text)
    assert "\x1b" not in said.text
    assert "\x9b" not in said.text


async def test_an_unknown_word_or_a_decision_on_nothing_says_what_to_do(world: DeskWorld) -> None:
    said = await converse(world, "aprove", "approve", "open", "open conv_zzz", "outbox", "again", "earlier", "/")
    assert "There is no word 'aprove'. Type help for the words." in said.said
    assert "No conversation was read out; next reads one out." in said.said
    assert "Everything has arrived." in said.said
    assert "Search what? Say search and the words." in said.said


async def test_search_finds_and_its_numbers_open(world: DeskWorld) -> None:
    await world.waiting_draft()
    said = await converse(world, "search open", "open 1")
    assert "open and a number reads one out." in said.said
    assert any(line.startswith("Conversation conv_001") for line in said.said)


async def test_the_outbox_is_told_and_decided_after_yes(world: DeskWorld) -> None:
    await world.waiting_draft()
    said = await converse(world, "next", "a", "outbox", "outbox discard out_001", "no", "outbox discard out_001", "yes")
    assert "Nothing was done." in said.said
    assert "out_001 is given up." in said.said
    assert await world.one("SELECT state FROM outbox") == "cancelled"


async def test_what_the_screen_would_refuse_is_refused_with_its_reason(world: DeskWorld) -> None:
    await world.hears()
    said = await converse(world, "open conv_001", "approve", "take", "take", "quit", "never read")
    assert "The draft is still being written." in said.said
    assert "You have it already." in said.said
    assert not any("never read" in line for line in said.said)


async def test_earlier_goes_back_to_where_it_began(world: DeskWorld) -> None:
    for number in range(20):
        await world.hears(f"word {number}")
    said = await converse(world, "open conv_001", "earlier", "earlier")
    assert "  word 0" in said.said
    assert "That is where the conversation begins." in said.said


async def test_what_stands_after_the_verb_answers_its_first_question(world: DeskWorld) -> None:
    await world.waiting_draft()
    await converse(world, "next", "#vip", "reject wrong tone", "escalate refunds", "note call her")
    assert await world.rows("SELECT tags, owner_name FROM conversations") == [(" vip ", "refunds")]
    assert await world.rows("SELECT decision FROM drafts") == [("Wrong tone",)]
    assert await world.rows("SELECT body FROM messages WHERE direction = 'note'") == [("call her",)]


async def test_yes_after_approve_is_no_answer_to_a_question_nobody_heard(world: DeskWorld) -> None:
    await world.waiting_draft()
    await world.hears("And on Sunday?")
    await converse(world, "next", "approve yes", "no")
    assert await world.rows("SELECT 1 FROM outbox") == []
