"""Approving, editing, rejecting and taking back: who wins, and what stands afterwards."""

from __future__ import annotations

import asyncio

import pytest

from closer_tui.domain.draft import Check, CheckLevel
from closer_tui.domain.errors import Conflict, InvalidInput, Refused
from closer_tui.domain.message import Delivery, DeliveryEvent, Direction
from closer_tui.domain.outbox import Binding
from closer_tui.domain.sync import Incoming
from closer_tui.services.approve import approve, approve_many, redraft, reject, undo_approval, undo_reject
from closer_tui.services.compose import reply
from closer_tui.services.ownership import take
from closer_tui.store import outbox
from tests.support.desk_world import MARIA, NOON, DeskWorld


async def test_an_approved_draft_stands_in_the_outbox_word_for_word(world: DeskWorld) -> None:
    n = await world.waiting_draft("Yes, from 8.\n— Paul")

    done = await approve(world.store, n, actor="ana", revision=1)

    [row] = await world.rows("SELECT recipient, body, digest, state, reply_to, conversation_n, actor FROM outbox")
    assert row[:2] == (MARIA, "Yes, from 8.\n— Paul")
    assert row[2] == Binding(world.inbox.id, 1, MARIA, "Yes, from 8.\n— Paul").digest()
    assert row[3:] == ("queued", "ext-0001", 1, "ana")
    assert not done.edited
    assert await world.one("SELECT state FROM drafts") == "approved"
    assert await world.one("SELECT needs_action FROM conversations") == 0


async def test_an_edited_draft_sends_the_edited_words_and_says_so(world: DeskWorld) -> None:
    n = await world.waiting_draft("Yes.")

    done = await approve(world.store, n, actor="ana", body="Yes, from 8.")

    assert done.edited
    assert await world.one("SELECT body FROM outbox") == "Yes, from 8."
    assert await world.rows("SELECT body, sent_body, decision FROM drafts") == [("Yes.", "Yes, from 8.", "edited")]


async def test_of_many_who_approve_at_once_exactly_one_sends(world: DeskWorld) -> None:
    n = await world.waiting_draft()

    results = await asyncio.gather(
        *(approve(world.store, n, actor=f"agent {i}", revision=1) for i in range(20)), return_exceptions=True
    )

    assert sum(not isinstance(r, BaseException) for r in results) == 1
    assert all(isinstance(r, Conflict) for r in results if isinstance(r, BaseException))
    assert await world.one("SELECT count(*) FROM outbox") == 1


async def test_a_new_message_makes_the_pending_draft_stale(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await world.hears("And on Sunday?")

    with pytest.raises(Conflict, match="wrote again"):
        await approve(world.store, n, actor="ana")

    assert await world.one("SELECT count(*) FROM outbox") == 0
    assert await world.one("SELECT state FROM drafts WHERE n = 1") == "stale"


async def test_a_stale_draft_leaves_only_by_an_explicit_override(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await world.hears("And on Sunday?")

    await approve(world.store, n, actor="ana", accept_stale=True)

    assert await world.one("SELECT reply_to FROM outbox") == "ext-0002"


async def test_an_old_revision_cannot_be_approved(world: DeskWorld) -> None:
    n = await world.waiting_draft()

    with pytest.raises(Conflict, match="newer draft"):
        await approve(world.store, n, actor="ana", revision=7)


async def test_a_refused_channel_leaves_the_draft_pending(world: DeskWorld) -> None:
    n = await world.waiting_draft()

    with pytest.raises(Refused, match="too long"):
        await approve(world.store, n, actor="ana", body="x" * 2_000)

    assert await world.one("SELECT state FROM drafts") == "pending"
    assert await world.one("SELECT count(*) FROM messages") == 1


async def test_an_empty_reply_is_refused(world: DeskWorld) -> None:
    n = await world.waiting_draft()

    with pytest.raises(InvalidInput, match="empty"):
        await approve(world.store, n, actor="ana", body="  \n ")


async def test_an_approval_can_be_taken_back_while_it_is_held_and_given_again(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    done = await approve(world.store, n, actor="ana", hold_ms=5_000)

    await undo_approval(world.store, done.outbox_n, actor="ana")

    assert await world.rows("SELECT state FROM drafts") == [("pending",)]
    assert await world.one("SELECT waiting_since IS NOT NULL FROM conversations") == 1
    await approve(world.store, n, actor="ana")
    assert await world.rows("SELECT state FROM outbox ORDER BY n") == [("cancelled",), ("queued",)]


async def test_a_draft_whose_reply_was_called_off_by_the_customer_is_stale_and_not_taken_back_twice(
    world: DeskWorld,
) -> None:
    n = await world.waiting_draft()
    done = await approve(world.store, n, actor="ana", hold_ms=5_000)
    await world.hears("One more thing")

    with pytest.raises(Conflict, match="taken back already"):
        await undo_approval(world.store, done.outbox_n, actor="ana")

    assert await world.one("SELECT state FROM drafts WHERE n = 1") == "stale"


async def test_bulk_approval_sends_the_clean_and_leaves_stale_and_held_ones(world: DeskWorld) -> None:
    clean = await world.waiting_draft(who="+441")
    held = await world.waiting_draft(who="+442", checks=[Check("link", CheckLevel.HOLD, "unknown host")])
    stale = await world.waiting_draft(who="+443")
    await world.hears("wait", who="+443")

    done = await approve_many(world.store, [(clean, 1), (held, 1), (stale, 1), (clean, 1)], actor="ana")

    assert len(done.approved) == 1
    assert [n for n, _ in done.refused] == [held, stale, clean]
    assert await world.rows("SELECT draft_n FROM outbox") == [(clean,)]


async def test_a_rejection_needs_a_reason_and_can_be_undone(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    with pytest.raises(InvalidInput, match="reason"):
        await reject(world.store, n, actor="ana", reason=" ")

    await reject(world.store, n, actor="ana", reason="wrong tone")
    assert await world.rows("SELECT state, decision FROM drafts") == [("rejected", "wrong tone")]

    await undo_reject(world.store, n, actor="ana")
    assert await world.one("SELECT pending_draft FROM conversations") == n


async def test_a_rejected_draft_does_not_silence_the_next_message(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await reject(world.store, n, actor="ana", reason="no")

    await world.hears("Hello?")

    assert await world.rows("SELECT state FROM drafts ORDER BY n") == [("rejected",), ("requested",)]


async def test_asking_again_supersedes_the_draft_and_keeps_the_wish(world: DeskWorld) -> None:
    await world.waiting_draft()

    number = await redraft(world.store, 1, actor="ana", instruction="shorter")

    assert await world.rows("SELECT n, state, instruction FROM drafts ORDER BY n") == [
        (1, "superseded", ""),
        (number, "requested", "shorter"),
    ]


async def test_a_draft_stays_as_a_proposal_for_the_person_who_took_over(world: DeskWorld) -> None:
    n = await world.waiting_draft()

    await take(world.store, 1, actor="ana")
    await approve(world.store, n, actor="ana")

    assert await world.one("SELECT count(*) FROM outbox") == 1


async def test_every_decision_is_in_the_audit_log(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    done = await approve(world.store, n, actor="ana", hold_ms=5_000)
    await undo_approval(world.store, done.outbox_n, actor="ben")
    await reject(world.store, n, actor="cleo", reason="late")

    assert await world.rows("SELECT actor, action FROM audit WHERE actor <> 'owner' ORDER BY seq") == [
        ("ana", "draft.approved"),
        ("ben", "reply.taken_back"),
        ("cleo", "draft.rejected"),
    ]


async def test_a_draft_taken_back_takes_the_place_of_one_made_after_its_reply(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    done = await approve(world.store, n, actor="ana", hold_ms=5_000)
    await redraft(world.store, 1, actor="ana")
    await world.finishes_draft("Another")

    back = await undo_approval(world.store, done.outbox_n, actor="ana")

    assert back is not None
    assert await world.rows("SELECT n, state FROM drafts ORDER BY n") == [(n, "pending"), (n + 1, "superseded")]
    assert await world.one("SELECT pending_draft FROM conversations") == n


async def test_a_draft_taken_back_stays_decided_when_somebody_has_answered_since(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    done = await approve(world.store, n, actor="ana", hold_ms=5_000)
    await reply(world.store, 1, "I have it.", actor="ben")

    assert await undo_approval(world.store, done.outbox_n, actor="ana") is None

    assert await world.rows("SELECT state FROM outbox ORDER BY n") == [("cancelled",), ("queued",)]
    assert await world.one("SELECT pending_draft FROM conversations") is None


async def test_a_draft_taken_back_is_for_whoever_has_the_conversation_now(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    done = await approve(world.store, n, actor="ana", hold_ms=5_000)
    await take(world.store, 1, actor="ben")

    await undo_approval(world.store, done.outbox_n, actor="ana")

    await approve(world.store, n, actor="ben")


async def test_a_reply_that_has_begun_to_leave_cannot_be_taken_back(world: DeskWorld) -> None:
    done = await approve(world.store, await world.waiting_draft(), actor="ana")
    for event, why in ((DeliveryEvent.START, "already left"), (DeliveryEvent.NOT_SENT, "waits to be tried again")):
        async with world.store.write() as tx:
            await outbox.move(tx, await outbox.one(tx, done.outbox_n), event, world.clock.now())
        with pytest.raises(Conflict, match=why):
            await undo_approval(world.store, done.outbox_n, actor="ana")


async def test_a_reply_taken_back_twice_is_not_said_to_have_left(world: DeskWorld) -> None:
    done = await approve(world.store, await world.waiting_draft(), actor="ana", hold_ms=5_000)
    await undo_approval(world.store, done.outbox_n, actor="ana")
    with pytest.raises(Conflict, match=r"taken back already\. Nothing was sent"):
        await undo_approval(world.store, done.outbox_n, actor="ana")


async def test_a_rejected_draft_does_not_come_back_beside_a_newer_one(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await reject(world.store, n, actor="ana", reason="too long")
    await redraft(world.store, 1, actor="ana")
    await world.finishes_draft("Shorter.")

    with pytest.raises(Conflict, match="taken its place"):
        await undo_reject(world.store, n, actor="ana")

    assert await world.rows("SELECT state FROM drafts ORDER BY n") == [("rejected",), ("pending",)]


async def test_of_two_rejected_drafts_that_come_back_one_after_the_other_the_newer_waits(world: DeskWorld) -> None:
    older = await world.waiting_draft()
    await reject(world.store, older, actor="ana", reason="too long")
    await redraft(world.store, 1, actor="ana")
    newer = await world.finishes_draft("Shorter.")
    await reject(world.store, newer, actor="ben", reason="no")

    await undo_reject(world.store, older, actor="ana")
    await undo_reject(world.store, newer, actor="ben")

    assert await world.rows("SELECT n, state FROM drafts ORDER BY n") == [(older, "superseded"), (newer, "pending")]
    assert await world.one("SELECT pending_draft FROM conversations") == newer


async def test_a_rejected_draft_does_not_come_back_after_an_answer(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await reject(world.store, n, actor="ana", reason="no")
    await reply(world.store, 1, "By hand.", actor="ana")

    with pytest.raises(Conflict, match="taken its place"):
        await undo_reject(world.store, n, actor="ana")


async def test_a_rejected_draft_comes_back_stale_when_the_customer_wrote_meanwhile(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    await reject(world.store, n, actor="ana", reason="no")
    await world.hears("Hello?")

    await undo_reject(world.store, n, actor="ana")

    assert await world.one("SELECT state FROM drafts WHERE n = 1") == "stale"


async def test_a_rejected_draft_does_not_come_back_where_the_customer_was_answered_after_writing_again(
    world: DeskWorld,
) -> None:
    n = await world.waiting_draft()
    await reject(world.store, n, actor="ana", reason="no")
    await world.hears("Hello?")
    await reply(world.store, 1, "By hand.", actor="ben")

    with pytest.raises(Conflict, match="taken its place"):
        await undo_reject(world.store, n, actor="ana")

    assert await world.one("SELECT pending_draft FROM conversations") is None


async def test_an_approval_taken_back_where_the_customer_was_answered_after_writing_again_leaves_no_draft(
    world: DeskWorld,
) -> None:
    n = await world.waiting_draft()
    done = await approve(world.store, n, actor="ana", hold_ms=60_000)
    await world.hears("One more thing")
    await reply(world.store, 1, "By hand.", actor="ben")

    with pytest.raises(Conflict, match="taken back already"):
        await undo_approval(world.store, done.outbox_n, actor="ana")

    assert await world.rows("SELECT state FROM outbox ORDER BY n") == [("cancelled",), ("queued",)]
    assert await world.one("SELECT pending_draft FROM conversations") is None


async def test_no_draft_comes_back_for_somebody_who_asked_for_no_more(world: DeskWorld) -> None:
    approved = await world.waiting_draft(who="+441")
    done = await approve(world.store, approved, actor="ana", hold_ms=60_000)
    rejected = await world.waiting_draft(who="+442")
    await reject(world.store, rejected, actor="ana", reason="no")
    for who in ("+441", "+442"):
        await world.hears("STOP", who=who)

    assert await world.one("SELECT state FROM outbox WHERE n = :n", n=done.outbox_n) == "cancelled"
    with pytest.raises(Conflict, match="asked for no more messages"):
        await undo_reject(world.store, rejected, actor="ana")

    assert await world.rows("SELECT n FROM drafts WHERE state IN ('pending', 'stale')") == []


async def test_an_approval_taken_back_gives_the_draft_back_whichever_of_two_questions_of_one_moment_was_last(
    world: DeskWorld,
) -> None:
    """Many channels tell whole seconds only, so that several messages have one time."""
    for moment in range(8):  # the order of two is a matter of their names: in some of these it is not the alphabet's
        who, at = f"+44{moment}", world.clock.now()
        await world.hears_page(Incoming(f"{who}-{part}", who, who, f"part {part}", at) for part in "ab")
        n = await world.finishes_draft(f"reply {moment}")
        done = await approve(world.store, n, actor="ana", hold_ms=60_000)

        back = await undo_approval(world.store, done.outbox_n, actor="ana")

        assert back is not None
        await approve(world.store, n, actor="ana")


async def test_only_a_rejected_draft_can_be_put_back_and_only_a_waiting_one_rejected(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    with pytest.raises(Conflict, match="not a rejected one"):
        await undo_reject(world.store, n, actor="ana")

    await approve(world.store, n, actor="ana")
    with pytest.raises(Conflict, match="can no longer be rejected"):
        await reject(world.store, n, actor="ana", reason="late")


async def test_a_draft_that_proposes_no_reply_cannot_be_sent_as_it_is(world: DeskWorld) -> None:
    n = await world.waiting_draft("")
    async with world.store.write() as tx:
        await tx.exec_driver_sql("UPDATE drafts SET action = 'no_reply'")

    with pytest.raises(InvalidInput, match="proposes no reply"):
        await approve(world.store, n, actor="ana")

    await approve(world.store, n, actor="ana", body="You are welcome!")


async def test_there_is_nothing_to_redraft_before_the_customer_wrote(world: DeskWorld) -> None:
    ours = Incoming("o-1", MARIA, MARIA, "Welcome!", NOON, Direction.OUTBOUND, delivery=Delivery.SENT)
    await world.hears_page([ours])

    with pytest.raises(Refused, match="nothing to answer"):
        await redraft(world.store, 1, actor="ana")


async def test_nothing_is_drafted_for_somebody_who_asked_for_no_more(world: DeskWorld) -> None:
    await world.hears("stop")

    with pytest.raises(Refused, match="no more messages"):
        await redraft(world.store, 1, actor="ana")
