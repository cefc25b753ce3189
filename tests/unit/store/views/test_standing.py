"""How things stand: inboxes, the status line, the feed, the log, tones, quick replies, escalations."""

import json

from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.store.views import Reader, changes, escalations, events, inboxes, quick_replies, status, tones
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld


def test_an_inbox_says_how_it_is_in_words(world: SmallWorld, reader: Reader) -> None:
    world.inbox()
    world.inbox("sms", failures=3, last_error="the server is down", last_ok_at=NOON)
    world.inbox("email", state="disconnected", last_error="the token was revoked")
    world.inbox("email", last_ok_at=NOON)
    world.inbox("email", state="removed")
    assert [inbox.state_text for inbox in inboxes.all(reader)] == [
        "connected, not read yet",
        "failed 3 times: the server is down; trying again",
        "disconnected: the token was revoked",
        "connected",
    ]
    assert len(inboxes.all(reader, removed=True)) == 5
    found = inboxes.by_id(reader, "inbox_2")
    assert found is not None
    assert found == inboxes.one(reader, 2)
    json.dumps(found.json())
    assert inboxes.by_id(reader, "inbox_9") is None


def test_a_gap_between_pages_shows(world: SmallWorld, reader: Reader) -> None:
    n = world.inbox(last_ok_at=NOON)
    world.add("sync_state", inbox_n=n, stream="messages", gap_json="{}", updated_at=NOON)
    assert inboxes.all(reader)[0].state_text == "connected, filling a gap"


def test_the_status_line_knows_queues_sync_and_the_engine(world: SmallWorld, reader: Reader) -> None:
    world.inbox(last_ok_at=NOON - MINUTE)
    world.inbox("sms", last_ok_at=NOON - 2 * MINUTE, failures=1)
    n = world.conversation(unread=1)
    world.draft(n)
    world.outbox(n, state="unknown")
    world.escalation(world.conversation())
    world.add("leases", name="engine", holder="box:1:a", token="t", acquired_at=NOON, expires_at=NOON + MINUTE)
    line = status.line(reader, now=NOON)
    assert (line.to_approve, line.escalated, line.unknown, line.queued, line.unread, line.needs) == (1, 1, 1, 0, 1, 2)
    assert (line.last_sync_at, line.offline, line.failing) == (NOON - MINUTE, False, ("Inbox 2",))
    assert line.engine_alive
    assert line.engine == "box:1:a"
    assert not status.line(reader, now=NOON + 2 * MINUTE).engine_alive


def test_offline_is_when_every_inbox_fails(world: SmallWorld, reader: Reader) -> None:
    assert not status.line(reader, now=NOON).offline
    world.inbox(failures=2)
    assert status.line(reader, now=NOON).offline


def test_followers_read_the_feed_from_where_they_are(world: SmallWorld, reader: Reader) -> None:
    assert (changes.last(reader), changes.first(reader)) == (0, 0)
    for i in range(5):
        world.add("changes", at=NOON + i, kind="draft.changed", conversation_n=i, data_json='{"state": "pending"}')
    rows = changes.since(reader, 3)
    assert [row.seq for row in rows] == [4, 5]
    assert (rows[0].kind, rows[0].conversation_n, rows[0].data) == ("draft.changed", 3, {"state": "pending"})
    assert (changes.last(reader), changes.first(reader)) == (5, 1)
    assert [row.seq for row in changes.since(reader, 0, limit=2)] == [1, 2]


def test_a_conversation_has_its_events_in_order(world: SmallWorld, reader: Reader) -> None:
    n = world.conversation(world.inbox())
    world.event("draft.approved", n, revision=2)
    world.event("settings.changed")
    world.event("conversation.resolved", n)
    assert [event.action for event in events.of(reader, n)] == ["draft.approved", "conversation.resolved"]
    newest = events.newest(reader, limit=2)
    assert [event.action for event in newest] == ["conversation.resolved", "settings.changed"]
    assert [event.action for event in events.newest(reader, before=newest[-1].seq)] == ["draft.approved"]
    assert events.of(reader, n)[0].json()["detail"] == {"revision": 2}


def test_the_tone_in_use_is_the_inbox_version(world: SmallWorld, reader: Reader) -> None:
    n = world.inbox(tone_version=1)
    for version, warmth in ((1, 2), (2, 5)):
        world.add(
            "tone_profiles", inbox_n=n, version=version, formality=3, warmth=warmth, sentence_length="short",
            emoji="never", sign_off="Paul", topics_json='["refunds"]', created_at=NOON, author="Paul",
        )  # fmt: skip
    current = tones.current(reader, n)
    assert current is not None
    assert current.tone == ToneProfile(3, 2, SentenceLength.SHORT, EmojiUse.NEVER, "Paul", ("refunds",))
    assert [row.version for row in tones.versions(reader, n)] == [2, 1]
    assert current.json()["escalation_topics"] == ["refunds"]
    assert tones.current(reader, 9) is None


def test_quick_replies_come_by_shortcut(world: SmallWorld, reader: Reader) -> None:
    for shortcut in ("thanks", "hours"):
        world.add("quick_replies", shortcut=shortcut, title=shortcut.title(), body="…", updated_at=NOON)
    assert [reply.shortcut for reply in quick_replies.all(reader)] == ["hours", "thanks"]


def test_escalations_come_by_topic_longest_waiting_first(world: SmallWorld, reader: Reader) -> None:
    world.inbox()
    made = {
        (topic, age): world.escalation(world.conversation(name=f"{topic} {age}"), topic, created_at=NOON - age * MINUTE)
        for topic, age in (("refunds", 1), ("catering", 2), ("refunds", 9))
    }
    closed = world.conversation()
    world.escalation(closed, closed_at=NOON)
    expected = [made["catering", 2], made["refunds", 9], made["refunds", 1]]
    assert [row.n for row in escalations.open(reader)] == expected
    assert [row.n for row in escalations.open(reader, topic="refunds")] == expected[1:]
    newest = escalations.of(reader, closed)
    assert newest is not None
    assert newest.json()["quote"] == "I want my money back"


def test_queues_and_feeds_walk_an_index_and_sort_nothing(world: SmallWorld) -> None:
    for sql, params, index in (
        (escalations.OPEN, (50,), "ix_escalations_open"),
        (escalations.OPEN_TOPIC, ("refunds", 50), "ix_escalations_open"),
        (events.OF, (1, 50), "ix_audit_conversation"),
        (events.NEWEST, (99, 50), "INTEGER PRIMARY KEY"),
        (changes.SINCE, (1, 50), "INTEGER PRIMARY KEY"),
    ):
        plan = " | ".join(row[3] for row in world.db.execute(f"EXPLAIN QUERY PLAN {sql}", params))
        assert index in plan, plan
        assert "TEMP B-TREE" not in plan, plan
