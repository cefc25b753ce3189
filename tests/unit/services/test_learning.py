"""Accepting and dismissing proposals, and feedback: what changes, and that it can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from closer_tui.domain.errors import Conflict, Refused
from closer_tui.domain.ready_text import QuickReply
from closer_tui.domain.tone import EmojiUse, ToneProfile
from closer_tui.drafting.proposals import Suggestion
from closer_tui.services.approve import approve
from closer_tui.services.feedback import FeedbackVerdict, rate
from closer_tui.services.learning import accept, dismiss
from closer_tui.services.tone import tone_set
from closer_tui.services.undoing import take_back
from tests.support.desk_world import DeskWorld

NO_EMOJI = replace(ToneProfile(), emoji=EmojiUse.NEVER)
TONE = Suggestion("prop_1", 1, "Use no emoji", "You took them out.", 4, 4, (), tone=NO_EMOJI)
READY = Suggestion("prop_2", 0, "Keep /x", "", 3, 3, (), quick_reply=QuickReply("parking", "Behind the mill."))
EMOJI = "SELECT emoji FROM tone_profiles t JOIN inboxes i ON i.n = t.inbox_n AND i.tone_version = t.version"


async def test_an_accepted_tone_is_in_force_and_taken_back_by_one_undo(world: DeskWorld) -> None:
    batch = await accept(world.store, TONE, actor="ana")
    assert await world.one(EMOJI) == "never"
    assert await world.rows("SELECT key, state, actor FROM proposals") == [("prop_1", "accepted", "ana")]
    assert await world.one("SELECT count(*) FROM audit WHERE action = 'proposal.accepted'") == 1

    await take_back(world.store, batch, actor="ana")
    assert await world.one(EMOJI) == "sparingly"
    assert await world.rows("SELECT * FROM proposals") == []


async def test_a_tone_somebody_changed_since_is_left_as_it_is(world: DeskWorld) -> None:
    batch = await accept(world.store, TONE, actor="ana")
    await tone_set(world.store, 1, replace(NO_EMOJI, warmth=5), actor="bea")
    with pytest.raises(Conflict, match="changed again"):
        await take_back(world.store, batch, actor="ana")


async def test_what_is_in_force_already_is_not_accepted_again(world: DeskWorld) -> None:
    await accept(world.store, TONE, actor="ana")
    with pytest.raises(Conflict, match="already"):
        await accept(world.store, TONE, actor="ana")


async def test_an_accepted_quick_reply_is_kept_and_taken_back(world: DeskWorld) -> None:
    batch = await accept(world.store, READY, actor="ana")
    assert await world.rows("SELECT shortcut, body FROM quick_replies") == [("parking", "Behind the mill.")]
    await take_back(world.store, batch, actor="ana")
    assert await world.rows("SELECT * FROM quick_replies") == []


async def test_a_dismissal_is_remembered_and_taken_back(world: DeskWorld) -> None:
    batch = await dismiss(world.store, "prop_1", actor="ana")
    assert await world.one("SELECT state FROM proposals") == "dismissed"
    await take_back(world.store, batch, actor="ana")
    assert await world.rows("SELECT * FROM proposals") == []


async def test_feedback_on_a_message_of_the_bot_is_kept_and_taken_back(world: DeskWorld) -> None:
    n = await world.waiting_draft()
    seq = (await approve(world.store, n, actor="ana")).message_seq
    good = await rate(world.store, seq, FeedbackVerdict.GOOD, actor="ana")
    await rate(world.store, seq, FeedbackVerdict.BAD, actor="ana", word="too long\x1b[2J")
    [row] = await world.rows("SELECT draft_n, verdict, word, actor FROM feedback")
    assert row[:2] == (n, "bad")
    assert "\x1b" not in row[2]

    with pytest.raises(Conflict, match="something else"):
        await take_back(world.store, good, actor="ana")
    with pytest.raises(Conflict, match="already"):
        await rate(world.store, seq, FeedbackVerdict.BAD, actor="ana", word=row[2])
    none = await rate(world.store, seq, FeedbackVerdict.NONE, actor="ana")
    assert await world.rows("SELECT * FROM feedback") == []
    await take_back(world.store, none, actor="ana")
    assert await world.one("SELECT verdict FROM feedback") == "bad"


async def test_what_a_customer_wrote_cannot_be_rated(world: DeskWorld) -> None:
    await world.hears()
    with pytest.raises(Refused, match="not the bot's"):
        await rate(world.store, await world.one("SELECT seq FROM messages"), FeedbackVerdict.BAD, actor="ana")
