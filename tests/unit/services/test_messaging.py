"""Single messages: notes changed and deleted by whoever wrote them, messages put out of sight."""

from __future__ import annotations

import pytest

from closer_tui.domain.errors import Conflict, InvalidInput, NotFound, Refused
from closer_tui.services.compose import note
from closer_tui.services.messaging import delete_note, edit_note, hide
from closer_tui.services.undoing import take_back
from tests.support.desk_world import DeskWorld

NOTES = "SELECT * FROM messages WHERE direction = 'note'"
FOUND = "SELECT count(*) FROM messages_fts WHERE messages_fts MATCH :word"


async def noted(world: DeskWorld) -> int:
    await world.hears()
    return await note(world.store, 1, "She is allergic to walnuts", actor="ana")


async def test_a_note_is_written_anew_and_back(world: DeskWorld) -> None:
    seq = await noted(world)
    before = await world.rows(NOTES)

    done = await edit_note(world.store, seq, "No walnuts, no pecans", actor="ana")

    assert await world.rows("SELECT body, edited_at > 0 FROM messages WHERE direction = 'note'") == [
        ("No walnuts, no pecans", 1)
    ]
    assert (await world.one(FOUND, word="allergic"), await world.one(FOUND, word="pecans")) == (0, 1)
    await take_back(world.store, done.batch, actor="ana")
    assert await world.rows(NOTES) == before
    assert (await world.one(FOUND, word="allergic"), await world.one(FOUND, word="pecans")) == (1, 0)


async def test_a_note_is_deleted_and_comes_back(world: DeskWorld) -> None:
    seq = await noted(world)
    before = await world.rows(NOTES)

    done = await delete_note(world.store, seq, actor="ana")

    assert await world.rows(NOTES) == []
    assert await world.one(FOUND, word="allergic") == 0
    await take_back(world.store, done.batch, actor="ana")
    assert await world.rows(NOTES) == before
    assert await world.one(FOUND, word="allergic") == 1


async def test_nobody_changes_what_another_wrote_or_what_was_sent(world: DeskWorld) -> None:
    seq = await noted(world)
    said = await world.one("SELECT seq FROM messages WHERE direction = 'inbound'")

    with pytest.raises(Refused, match="ana's"):
        await edit_note(world.store, seq, "x", actor="bo")
    with pytest.raises(Refused, match="no note"):
        await delete_note(world.store, said, actor="ana")
    with pytest.raises(InvalidInput):
        await edit_note(world.store, seq, " ", actor="ana")
    with pytest.raises(NotFound):
        await delete_note(world.store, 7, actor="ana")


async def test_an_edit_that_was_edited_since_is_not_taken_back(world: DeskWorld) -> None:
    seq = await noted(world)
    first = await edit_note(world.store, seq, "one", actor="ana")
    await edit_note(world.store, seq, "two", actor="ana")

    with pytest.raises(Conflict, match="changed again"):
        await take_back(world.store, first.batch, actor="ana")


async def test_a_message_is_hidden_here_and_shown_again(world: DeskWorld) -> None:
    await world.hears()
    seq = await world.one("SELECT seq FROM messages")
    hidden = "SELECT hidden_at IS NOT NULL FROM messages"

    done = await hide(world.store, seq, actor="ana")
    assert await world.one(hidden) == 1
    with pytest.raises(Conflict, match="hidden already"):
        await hide(world.store, seq, actor="ana")
    await take_back(world.store, done.batch, actor="ana")
    assert await world.one(hidden) == 0

    await hide(world.store, seq, actor="ana")
    await hide(world.store, seq, actor="ana", hidden=False)
    assert await world.one(hidden) == 0
    assert await world.rows("SELECT action FROM audit WHERE action LIKE 'message.%'") == [
        ("message.hidden",),
        ("message.hidden",),
        ("message.shown",),
    ]
