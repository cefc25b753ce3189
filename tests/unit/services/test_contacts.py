"""Contacts: what we say of them, two that are one, those we do not want to hear from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from closer_tui.domain.contact import LONGEST, MOST_FIELDS, ContactDetail
from closer_tui.domain.errors import Conflict, InvalidInput, NotFound, Refused
from closer_tui.services.approve import approve
from closer_tui.services.contacts import ContactEdit, block, edit, last_merge, merge, unblock
from closer_tui.services.undoing import take_back
from closer_tui.store.views import Reader, contacts
from tests.support.desk_world import DeskWorld

WHO = ("+491", "+492")
PLACES = "SELECT n, contact_n, inbox_n, address, thread FROM conversations ORDER BY n"
IDENTITIES = "SELECT n, contact_n FROM identities ORDER BY n"


async def two(world: DeskWorld) -> None:
    for who in WHO:
        await world.hears(who=who, name=f"Maria {who}")


async def say(world: DeskWorld, n: int, name: str = "", **detail: object) -> str:
    return await edit(world.store, n, ContactEdit(name, ContactDetail(**detail)), actor="ana")  # type: ignore[arg-type]  # by name


async def test_ones_own_name_wins_over_what_the_channel_says_and_both_are_kept(world: DeskWorld) -> None:
    await world.hears(name="M. K.")
    batch = await say(world, 1, "Maria Keller", company="Harbour", language="de")
    await world.hears(name="Em Kay")

    assert await world.rows("SELECT name, named_by FROM contacts") == [("Maria Keller", "ana")]
    assert await world.one("SELECT name FROM identities") == "Em Kay"
    await take_back(world.store, batch, actor="ana")
    assert await world.rows("SELECT name, named_by, detail_json FROM contacts") == [("M. K.", "", "{}")]


async def test_an_empty_name_goes_back_to_the_channels(world: DeskWorld) -> None:
    await world.hears(name="M. K.")
    await say(world, 1, "Maria")
    await say(world, 1, "")

    assert await world.rows("SELECT name, named_by FROM contacts") == [("M. K.", "")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("company", "x" * (LONGEST["company"] + 1)),
        ("language", "deutsch bitte"),
        ("notes", "x" * (LONGEST["notes"] + 1)),
        ("fields", {"": "x"}),
        ("fields", {"a=b": "x"}),
        ("fields", {str(i): "x" for i in range(MOST_FIELDS + 1)}),
    ],
)
def test_what_cannot_be_kept_is_named(field: str, value: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        replace(ContactDetail(), **{field: value}).checked()  # type: ignore[arg-type]  # by name
    assert caught.value.field == field


async def test_an_edit_that_was_edited_since_is_not_taken_back(world: DeskWorld) -> None:
    await world.hears()
    batch = await say(world, 1, "Maria")
    await say(world, 1, "Mia")

    with pytest.raises(Conflict, match="edited again"):
        await take_back(world.store, batch, actor="ana")


# --- two that are one


async def test_a_merge_moves_everything_and_splitting_gives_back_exactly_that(world: DeskWorld) -> None:
    await two(world)
    await say(world, 2, "Maria Keller", company="Harbour")
    places, identities = await world.rows(PLACES), await world.rows(IDENTITIES)
    people = await world.rows("SELECT n, name, named_by, detail_json, merged_into FROM contacts ORDER BY n")

    await merge(world.store, 1, 2, actor="ana")

    assert {row[1] for row in await world.rows(PLACES)} == {1}
    assert [row[2:] for row in await world.rows(PLACES)] == [row[2:] for row in places]
    assert await world.rows("SELECT name FROM contacts WHERE n = 1") == [("Maria Keller",)]
    await take_back(world.store, await last_merge(world.store, 1), actor="ana")
    assert await world.rows(PLACES) == places
    assert await world.rows(IDENTITIES) == identities
    assert await world.rows("SELECT n, name, named_by, detail_json, merged_into FROM contacts ORDER BY n") == people


async def test_a_reply_approved_before_a_merge_goes_where_it_was_going(world: DeskWorld) -> None:
    await two(world)
    draft = await world.finishes_draft("Yes.")
    n = await world.one("SELECT conversation_n FROM drafts WHERE n = :n", n=draft)
    await approve(world.store, draft, actor="ana")
    before = await world.rows("SELECT recipient, digest FROM outbox")

    await merge(world.store, 3 - n, n, actor="ana")

    assert await world.rows("SELECT recipient, digest FROM outbox") == before
    assert await world.rows(
        "SELECT o.recipient = c.address FROM outbox o JOIN conversations c ON c.n = o.conversation_n"
    )
    assert await world.one("SELECT recipient FROM outbox") == WHO[n - 1]


async def test_what_was_written_since_goes_with_the_address_it_was_written_from(world: DeskWorld) -> None:
    await two(world)
    await merge(world.store, 1, 2, actor="ana")
    await world.hears("Again", who="+492")
    assert await world.one("SELECT count(*) FROM contacts WHERE merged_into IS NULL") == 1

    await take_back(world.store, await last_merge(world.store, 1), actor="ana")

    assert await world.rows("SELECT contact_n FROM conversations WHERE address = '+492'") == [(2,)]


async def test_merges_are_split_from_the_last_to_the_first(world: DeskWorld) -> None:
    await two(world)
    await world.hears(who="+493")
    first = await merge(world.store, 1, 2, actor="ana")
    await merge(world.store, 3, 1, actor="ana")

    with pytest.raises((Conflict, NotFound)):
        await take_back(world.store, first, actor="ana")
    await take_back(world.store, await last_merge(world.store, 3), actor="ana")
    await take_back(world.store, first, actor="ana")
    assert await world.rows("SELECT contact_n FROM conversations ORDER BY n") == [(1,), (2,), (3,)]


async def test_what_is_no_merge_is_refused(world: DeskWorld) -> None:
    await two(world)
    with pytest.raises(InvalidInput, match="one and the same"):
        await merge(world.store, 1, 1, actor="ana")
    with pytest.raises(NotFound):
        await last_merge(world.store, 1)
    await block(world.store, 1, actor="ana")
    with pytest.raises(Refused, match="blocked"):
        await merge(world.store, 1, 2, actor="ana")


async def test_who_writes_from_the_same_number_elsewhere_is_suggested(world: DeskWorld) -> None:
    await two(world)
    async with world.store.write() as tx:
        await tx.exec_driver_sql("INSERT INTO contacts (n, name, created_at) VALUES (9, 'M', 1)")
        await tx.exec_driver_sql(
            "INSERT INTO identities (contact_n, env, channel, address) VALUES (9, 'live', 'whatsapp', '+491')"
        )
    await say(world, 2, "", notes="Also maria@example.com")
    with Reader.open(world.store.paths) as reader:
        assert [each.contact.n for each in contacts.alike(reader, 1)] == [9]
        assert contacts.alike(reader, 2) == []


# --- blocked


async def test_what_a_blocked_contact_writes_goes_to_spam_quietly(world: DeskWorld) -> None:
    await world.waiting_draft()
    await block(world.store, 1, actor="ana")
    assert await world.rows("SELECT status, pending_draft FROM conversations") == [("spam", None)]

    await world.hears("Buy this")

    assert await world.rows("SELECT status, unread, needs_action FROM conversations") == [("spam", 0, 0)]
    assert await world.one("SELECT count(*) FROM drafts WHERE state = 'requested'") == 0


@pytest.mark.parametrize("how", ["undo", "unblock"])
async def test_whoever_is_let_in_again_is_heard(world: DeskWorld, how: str) -> None:
    await world.hears()
    batch = await block(world.store, 1, actor="ana")
    if how == "undo":
        await take_back(world.store, batch, actor="ana")
    else:
        await unblock(world.store, 1, actor="ana")

    await world.hears("Still there?")

    assert await world.rows("SELECT status, unread > 0 FROM conversations") == [("open", 1)]
    assert await world.one("SELECT count(*) FROM drafts WHERE state = 'requested'") == 1


async def test_unblocking_is_taken_back_whole(world: DeskWorld) -> None:
    await world.hears()
    await block(world.store, 1, actor="ana")
    await take_back(world.store, await unblock(world.store, 1, actor="ana"), actor="bo")

    assert await world.rows("SELECT status FROM conversations") == [("spam",)]
    assert await world.rows("SELECT blocked_by FROM contacts") == [("bo",)]
    with pytest.raises(Conflict, match="blocked already"):
        await block(world.store, 1, actor="ana")
