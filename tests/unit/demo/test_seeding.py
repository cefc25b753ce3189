"""What both sides know before the demo begins, looked at as a peer and as the owner would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from closer_tui.config.paths import resolve_paths
from closer_tui.demo import seeding
from closer_tui.demo.backstory import backstory
from closer_tui.demo.cast import Cast, load_cast
from closer_tui.demo.roles import Sender
from closer_tui.domain.channel import ChannelKind, Environment, InboxMode
from closer_tui.domain.clock import ManualClock
from closer_tui.services.inboxes import NewInbox, connect
from closer_tui.store import inbound_list, inboxes
from closer_tui.store.database import Store
from closer_tui.store.views import Reader, conversations, drafts, quick_replies, thread
from tests.support.desk_world import NOON
from tests.support.homes import open_store


@pytest.fixture(scope="module")
def cast() -> Cast:
    return load_cast()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(resolve_paths(tmp_path / "home"), ManualClock(NOON))
    yield opened
    await opened.close()


async def test_the_server_tells_the_past_as_it_was(store: Store, cast: Cast) -> None:
    await seeding.seed_server(store, cast, NOON)

    async with store.read() as conn:
        listed = await inbound_list.page(conn, env=Environment.TEST, channels=ChannelKind, limit=1_000)
        modes = {inbox.mode for inbox in await inboxes.all_of(conn)}
    past = backstory(cast, NOON)
    asked = [message for message in past if message.sender is Sender.CUSTOMER]
    assert sorted((m.address, m.body, m.at) for m in listed) == sorted((m.address, m.body, m.at) for m in asked)
    answered = {m.answers: m.body for m in past if m.answers}
    told = {m.external_id: m.reply.body for m in listed if m.reply is not None}
    assert answered.items() <= told.items()
    assert all(m.reply is None or m.reply.sent_at > m.at for m in listed)
    assert modes == {InboxMode.OFF}


async def test_a_message_in_a_burst_is_answered_by_the_next_word_of_the_business(store: Store, cast: Cast) -> None:
    await seeding.seed_server(store, cast, NOON)

    async with store.read() as conn:
        listed = {
            m.external_id: m
            for m in await inbound_list.page(conn, env=Environment.TEST, channels=ChannelKind, limit=1_000)
        }
    talks: dict[str, list[str]] = {}
    for message in backstory(cast, NOON):
        waiting = talks.setdefault(message.conversation_id, [])
        if message.sender is Sender.CUSTOMER:
            waiting.append(message.id)
            continue
        for id in waiting:
            reply = listed[id].reply
            assert reply is not None
            assert reply.body == message.body
        waiting.clear()
    for waiting in talks.values():
        assert all(listed[id].reply is None for id in waiting)


async def test_nobody_at_the_server_drafts_anything(store: Store, cast: Cast) -> None:
    await seeding.seed_server(store, cast, NOON)
    with Reader.open(store.paths) as reader:
        assert reader.number("SELECT count(*) FROM drafts") == 0


async def test_the_owner_knows_names_texts_and_past_answers(store: Store, cast: Cast) -> None:
    email = await connect(
        store, NewInbox(ChannelKind.EMAIL, "closer", "Mail", env=Environment.TEST), actor=cast.business.owner
    )
    await seeding.seed_owner(store, cast, NOON)
    await seeding.seed_address_book(store, cast, NOON)
    await seeding.seed_past_answers(store, cast, email, NOON)
    await seeding.set_tones(store, cast, [email.n])

    with Reader.open(store.paths) as reader:
        names = {row[0] for row in reader.all("SELECT name FROM contacts")}
        [before] = conversations.rows(reader, [1])
        kept = drafts.history(reader, 1)
        texts = quick_replies.all(reader)
        lines = thread.page(reader, 1, limit=500)
    assert "Maria Keller" in names
    assert (before.status, before.waiting_since, before.pending_draft) == ("resolved", None, None)
    assert len(kept) == len(cast.past_answers)
    assert {draft.state for draft in kept} == {"approved"}
    assert len(lines) == 2 * len(cast.past_answers)
    assert {text.language for text in texts} >= {"en", "de"}
    assert len({(text.shortcut, text.language) for text in texts}) == len(texts)
