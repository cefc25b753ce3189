"""Handing back on the screen: a form filled by the engine, put right by a person, never empty, never thrown away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from closer_tui.domain.errors import Refused
from closer_tui.domain.handover import HandOver, Promise
from closer_tui.tui.messages import HandOverSaid
from closer_tui.tui.modals.hand_back import HandBack, read, texts_of
from tests.ui.books import Books, make_app
from tests.ui.driving import Driver, driving
from tests.ui.test_tone import engine, until
from tests.ui.world import AGENT, World

SUMMARY = HandOver(
    facts=("The cake was dry.",),
    promises=(Promise("a voucher", date(2026, 12, 1)),),
    questions=("Which flavour?",),
    donts=("offer a refund",),
)


@pytest.fixture
def world(world: World) -> World:
    """Paul has the first conversation."""
    world.run("UPDATE conversations SET owner_kind = 'agent', owner_name = ? WHERE n = 1", AGENT)
    return world


def proposing(question: dict[str, Any]) -> list[dict[str, Any]]:
    if question["t"] != "hand_over":
        return []
    assert question["conversation"] == 1
    told = {"t": "hand_over_said", "id": question["id"], "summary": SUMMARY.json(), "note": "Read it."}
    return [told | {"id": "somebody else's", "note": "not for us"}, told]


def form(at: Driver) -> HandBack:
    assert isinstance(at.app.screen, HandBack)
    return at.app.screen


def handed(books: Books) -> list[tuple[object, ...]]:
    return [call for call in books.calls if call[0] == "hand_back"]


def test_what_stands_in_the_fields_is_the_summary_it_came_from() -> None:
    assert read(texts_of(SUMMARY)) == SUMMARY
    assert read({}).empty


async def test_the_engine_fills_the_form_and_f2_hands_back_what_the_person_made_of_it(
    world: World, books: Books
) -> None:
    async with engine(world, proposing), driving(make_app(world, books)) as at:
        await until(at, lambda: at.app._bridge.say({"t": "hello"}))
        await at.press("B")
        await until(at, lambda: "Read it." in at.painted())
        assert "a voucher @ 2026-12-01" in at.painted()
        form(at).field("donts").load_text("offer a refund\ncall")
        await at.press("f2")
        assert handed(books) == [("hand_back", 1, HandOver.of(**fields(SUMMARY, donts=("offer a refund", "call"))))]
        await at.press("z")
        assert ("undo_move", 1) in books.calls


def fields(summary: HandOver, **changes: Any) -> dict[str, Any]:
    kinds = ("facts", "promises", "questions", "dos", "donts")
    return {name: getattr(summary, name) for name in kinds} | changes


async def test_what_the_person_has_written_already_is_not_overwritten(world: World, books: Books) -> None:
    asked: list[dict[str, Any]] = []

    def answer(question: dict[str, Any]) -> list[dict[str, Any]]:
        asked.append(question)
        return []

    async with engine(world, answer), driving(make_app(world, books)) as at:
        await until(at, lambda: at.app._bridge.say({"t": "hello"}))
        await at.press("B")
        await at.press(*"My own.")
        question = next(each for each in asked if each["t"] == "hand_over")
        at.app.post_message(HandOverSaid(question["id"], SUMMARY.json(), "Read it."))
        await at.quiet()
        assert form(at).texts["facts"] == "My own."
        assert form(at).texts["questions"] == "Which flavour?"


async def test_without_an_engine_the_form_says_so_and_can_be_filled_by_hand(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("B")
        assert "No engine is at work, so nothing is proposed" in at.painted()
        await at.press(*"Paid.", "f2")
        assert handed(books) == [("hand_back", 1, HandOver(facts=("Paid.",)))]


async def test_nothing_is_handed_back_without_a_word_or_with_a_day_that_is_none(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("B", "f2")
        assert "Say at least one thing that the bot must know." in at.painted()
        form(at).field("promises").load_text("a voucher @ 2026-13-01")
        await at.press("f2")
        assert "'2026-13-01' is not a day" in at.painted()
        assert form(at).focused is form(at).field("promises")
        assert handed(books) == []


async def test_leaving_keeps_what_was_written_until_it_was_handed_back(world: World, books: Books) -> None:
    async with driving(make_app(world, books)) as at:
        await at.press("B", *"Paid.", "escape")
        assert handed(books) == []
        await at.press("B")
        assert form(at).texts["facts"] == "Paid."
        books.refuse = Refused("the bot is switched off in this inbox", "Switch it to drafts first.")
        await at.press("f2")
        books.refuse = None
        await at.press("B")
        assert form(at).texts["facts"] == "Paid."
        await at.press("f2")
        world.run("UPDATE conversations SET owner_kind = 'agent', owner_name = ? WHERE n = 1", AGENT)
        world.changed("conversation.changed", 1)
        await at.feed()
        await at.press("B")
        assert form(at).texts["facts"] == ""


async def test_a_proposal_that_cannot_be_read_proposes_nothing(world: World, books: Books) -> None:
    def answer(question: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"t": "hand_over_said", "id": question.get("id", ""), "summary": {"facts": [1]}, "note": "x"}]

    async with engine(world, answer), driving(make_app(world, books)) as at:
        await until(at, lambda: at.app._bridge.say({"t": "hello"}))
        await at.press("B")
        await until(at, lambda: "What the engine proposed cannot be read" in at.painted())


async def test_the_form_fits_into_eighty_columns_and_twenty_four_lines(world: World, books: Books) -> None:
    async with driving(make_app(world, books), size=(80, 24)) as at:
        await at.press("B")
        painted = at.painted()
        for words in ("Facts", "Promised", "Open", "Do", "Don't", "F2 hands back"):
            assert words in painted
