"""Macros at work: all steps or none, one undo, and everything on the record."""

from __future__ import annotations

import pytest

from closer_tui.domain.errors import Conflict, InvalidInput, Refused
from closer_tui.domain.macro import Macro
from closer_tui.services import macros, triage
from closer_tui.services.approve import approve
from tests.support.desk_world import DeskWorld

BOOKED = Macro(
    "booked", "tag catering\npriority high\nassign paul\nsnooze 2h\nnote told {contact.address}\nreply Booked, {agent}."
)
STANDING = "SELECT status, owner_kind, owner_name, tags FROM conversations"


async def test_a_run_does_every_step_and_is_one_line_of_the_record(world: DeskWorld) -> None:
    await world.waiting_draft()

    done = await macros.run(world.store, BOOKED, 1, actor="ana", hold_ms=5_000)

    assert await world.rows(STANDING) == [("snoozed", "agent", "paul", " catering ")]
    assert await world.rows("SELECT body, state, not_before FROM outbox") == [
        ("Booked, ana.", "queued", world.clock.now() + 5_000)
    ]
    assert done.leaves_at == world.clock.now() + 5_000
    assert await world.one("SELECT body FROM messages WHERE direction = 'note'") == "told +4917055500001"
    actions = [row[0] for row in await world.rows("SELECT action FROM audit WHERE actor = 'ana' ORDER BY seq")]
    assert actions[-1] == "macro.run"
    assert {"reply.written", "conversation.tagged", "conversation.assigned", "conversation.snoozed"} <= set(actions)


async def test_one_undo_puts_everything_back_and_the_reply_never_leaves(world: DeskWorld) -> None:
    await world.waiting_draft()
    done = await macros.run(world.store, BOOKED, 1, actor="ana", hold_ms=5_000)

    assert await world.one("SELECT priority FROM conversations") == 3

    await macros.undo(world.store, done.n, actor="ana")

    assert await world.rows(STANDING) == [("open", "bot", "", "")]
    assert await world.one("SELECT priority FROM conversations") == 0
    assert await world.rows("SELECT state FROM outbox") == [("cancelled",)]
    assert await world.one("SELECT waiting_since FROM conversations") is not None
    with pytest.raises(Conflict, match="already"):
        await macros.undo(world.store, done.n, actor="ana")


async def test_a_step_that_cannot_be_done_leaves_everything_as_it_was(world: DeskWorld) -> None:
    await world.waiting_draft()
    before = await world.rows(STANDING), await world.one("SELECT max(seq) FROM audit")

    with pytest.raises(InvalidInput):
        await macros.run(world.store, Macro("x", "tag vip\nsnooze 2020-01-01T00:00:00Z\nreply Hi"), 1, actor="ana")

    assert (await world.rows(STANDING), await world.one("SELECT max(seq) FROM audit")) == before
    assert await world.one("SELECT count(*) FROM outbox") == 0
    assert await world.one("SELECT state FROM drafts") == "pending"


async def test_a_text_with_an_open_place_is_not_sent_and_nothing_else_is_done(world: DeskWorld) -> None:
    await world.hears()

    with pytest.raises(Refused, match=r"\{order\}"):
        await macros.run(world.store, Macro("x", "tag vip\nreply Your {order}"), 1, actor="ana")

    assert await world.one("SELECT tags FROM conversations") == ""


async def test_an_undo_is_all_or_nothing_once_the_reply_has_left(world: DeskWorld) -> None:
    await world.waiting_draft()
    done = await macros.run(world.store, BOOKED, 1, actor="ana")
    async with world.store.write() as tx:
        await tx.exec_driver_sql("UPDATE outbox SET state = 'sending', attempts = 1")

    with pytest.raises(Conflict, match="already left"):
        await macros.undo(world.store, done.n, actor="ana")

    assert await world.rows(STANDING) == [("snoozed", "agent", "paul", " catering ")]


async def test_an_undo_does_not_trample_on_what_somebody_did_since(world: DeskWorld) -> None:
    await world.hears()
    done = await macros.run(world.store, Macro("x", "tag vip\nresolve"), 1, actor="ana")
    await triage.reopen(world.store, 1, actor="ben")

    with pytest.raises(Conflict, match="changed since"):
        await macros.undo(world.store, done.n, actor="ana")


@pytest.mark.parametrize(
    ("script", "after"),
    [
        ("reply We look into it.", ("open", "agent", "ana", "")),
        ("assign paul\nreply We look into it.", ("open", "agent", "paul", "")),
        ("resolve\nreply We look into it.", ("resolved", "agent", "ana", "")),
        ("resolve", ("resolved", "bot", "", "")),
    ],
)
async def test_what_left_a_queue_is_put_back_into_it(
    world: DeskWorld, script: str, after: tuple[str, str, str, str]
) -> None:
    await world.hears()
    await macros.run(world.store, Macro("x", "escalate refunds"), 1, actor="ana")
    done = await macros.run(world.store, Macro("y", script), 1, actor="ana", hold_ms=5_000)
    assert await world.rows(STANDING) == [after]

    await macros.undo(world.store, done.n, actor="ana")

    assert await world.rows(STANDING) == [("open", "queue", "refunds", "")]


async def test_a_macro_is_kept_changed_and_removed_with_what_undoing_needs(world: DeskWorld) -> None:
    kept = await macros.save(world.store, Macro("a", "tag vip"), actor="ana")
    changed = await macros.save(world.store, Macro("b", "resolve"), actor="ana", n=kept.n)
    assert changed.before is not None
    assert changed.before.script == "tag vip"
    with pytest.raises(Conflict, match="already"):
        await macros.save(world.store, Macro("b", "take"), actor="ana")
    assert (await macros.remove(world.store, kept.n, actor="ana")).name == "b"


async def test_a_draft_approved_meanwhile_is_not_undone_with_the_macro(world: DeskWorld) -> None:
    draft = await world.waiting_draft()
    done = await macros.run(world.store, Macro("x", "tag vip"), 1, actor="ana")
    await approve(world.store, draft, actor="ben")

    await macros.undo(world.store, done.n, actor="ana")

    assert await world.rows("SELECT state FROM outbox") == [("queued",)]
    assert await world.one("SELECT tags FROM conversations") == ""
