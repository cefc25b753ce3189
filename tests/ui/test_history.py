"""What happened with a conversation, in sentences."""

from __future__ import annotations

import json

import pytest

from closer_tui.domain.clock import DAY
from closer_tui.store.views.events import EventRow
from closer_tui.tui.event_words import WORDS, event_words
from closer_tui.tui.modals.history import History
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.test_safety import CONTROL, HOSTILE
from tests.ui.world import NOW, World


def happened(world: World, action: str, *, actor: str = "paul", at: int = NOW, **detail: object) -> None:
    world.run(
        "INSERT INTO audit (at, actor, action, conversation_n, detail_json) VALUES (?, ?, ?, 1, ?)",
        at,
        actor,
        action,
        json.dumps(detail),
    )


async def test_decisions_stand_by_day_with_who_and_what(world: World) -> None:
    happened(world, "conversation.escalated", actor="bot", at=NOW - DAY, topic="refunds", reason="topic:refunds")
    happened(world, "draft.rejected", reason="Wrong tone")
    async with driving(make_app(world)) as at:
        await at.press("H")
        shown = at.painted()
        assert "What happened with Maria Keller" in shown
        assert shown.index("yesterday") < shown.index("today")
        assert "put it into the queue #refunds because: topic:refunds" in shown
        assert "rejected the draft: Wrong tone" in shown
        await at.press("escape")
        assert not at.app.screen.is_modal


async def test_a_conversation_nobody_decided_on_says_so(world: World) -> None:
    async with driving(make_app(world), size=(60, 20)) as at:
        await at.press("j")
        await at.press("H")
        assert "Nobody has decided anything" in at.painted()


async def test_drafts_with_their_doubts_and_replies_with_their_fate_stand_in_the_history(world: World) -> None:
    world.run(
        "UPDATE drafts SET state = 'expired', decision = 'nobody decided in time', decided_at = ? WHERE n = 2", NOW
    )
    world.run(
        "INSERT INTO outbox (key, conversation_n, inbox_n, message_seq, recipient, body, digest, state, attempts,"
        " created_at, settled_at, error) VALUES ('k', 4, 1, 1, 'x', 'x', 'x', 'failed', 3, ?, ?, 'no window')",
        NOW,
        NOW,
    )
    async with driving(make_app(world)) as at:
        at.inbox.open_conversation(4)
        await at.press("H")
        shown = " ".join(at.painted().split())
        assert "wrote draft 1, checks raised promise: offers a time" in shown
        assert "draft 1 expired: nobody decided in time" in shown
        assert "did not take the reply after 3 tries: no window" in shown
        await at.press("f", "f")
        shown = at.painted()
        assert "f shows replies" in shown
        assert "did not take the reply" in shown
        assert "wrote draft" not in shown


async def test_a_long_history_shows_its_end_first_and_scrolls(world: World) -> None:
    for number in range(80):
        happened(world, "conversation.tagged", tag=f"tag-{number:02}")
    async with driving(make_app(world), size=(80, 24)) as at:
        await at.press("H")
        assert "tag-79" in at.painted()
        await at.press("g")
        assert "tag-00" in at.painted()


@pytest.mark.parametrize("name", ["markup", "escape", "bidi", "long line", "newlines"])
async def test_hostile_words_in_the_log_are_words(world: World, name: str) -> None:
    text = HOSTILE[name][:2_000]
    happened(world, "draft.rejected", actor=text, reason=text)
    happened(world, text, reason=text)
    async with driving(make_app(world)) as at:
        await at.press("H")
        assert isinstance(at.app.screen, History)
        assert not CONTROL.search(at.painted().replace("\n", ""))


def test_every_action_of_the_log_has_a_sentence_with_or_without_details() -> None:
    for action in WORDS:
        words = event_words(EventRow(1, NOW, "paul", action))
        assert words
        assert "{" not in words
        assert "|" not in words


def test_times_inside_sentences_are_written_by_whoever_shows_them() -> None:
    row = EventRow(1, NOW, "paul", "conversation.snoozed", detail={"until": NOW + DAY})
    assert event_words(row) == "put it away"
    assert event_words(row, lambda at: f"<{at - NOW}>") == f"put it away until <{DAY}>"


def test_an_action_without_a_sentence_is_shown_as_it_is() -> None:
    row = EventRow(1, NOW, "paul", "inbox.mode", detail={"mode": "off"})
    assert event_words(row) == "inbox mode: mode off"
