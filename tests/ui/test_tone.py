"""The tone form: fields, errors at their field, saving, versions, and the live preview from the engine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from closer_tui.domain.errors import Conflict
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.tui.screens.inbox import InboxScreen
from closer_tui.tui.screens.tone import ToneScreen
from closer_tui.tui.widgets.form import FormRow
from closer_tui.tui.widgets.tone_versions import differences
from tests.ui.books import make_app
from tests.ui.driving import Driver, driving
from tests.ui.queues import Desk, second_inbox
from tests.ui.world import NOW, World

SAVED = ToneProfile(3, 4, SentenceLength.MEDIUM, EmojiUse.SPARINGLY, "Paul", ("refunds", "complaints"))


class ToneDesk(Desk):
    """A desk that keeps what is saved, and can lose a race once."""

    overtaken_by: ToneProfile | None = None

    def store(self, tone: ToneProfile, author: str) -> int:
        world = self.world
        version = int(str(world.value("SELECT max(version) + 1 FROM tone_profiles WHERE inbox_n = 1")))
        world.run(
            "INSERT INTO tone_profiles VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            version,
            tone.formality,
            tone.warmth,
            tone.sentence_length.value,
            tone.emoji.value,
            tone.sign_off,
            json.dumps(list(tone.escalation_topics)),
            NOW,
            author,
        )
        world.run("UPDATE inboxes SET tone_version = ? WHERE n = 1", version)
        world.changed("tone.changed")
        return version

    async def tone_set(self, inbox_n: int, tone: ToneProfile, *, expected_version: int | None = None) -> int:
        self._note("tone_set", inbox_n, tone, expected_version)
        if self.overtaken_by is not None:
            theirs, self.overtaken_by = self.overtaken_by, None
            self.store(theirs, "anna")
            raise Conflict("somebody saved this profile a moment ago", "Load it again.")
        return self.store(tone, self.actor)

    async def tone_revert(self, inbox_n: int, version: int) -> int:
        self._note("tone_revert", inbox_n, version)
        return self.store(SAVED, self.actor)


def screen(at: Driver) -> ToneScreen:
    assert isinstance(at.app.screen, ToneScreen)
    return at.app.screen


def problem(at: Driver, field: str) -> str:
    return screen(at).query_one(f"#tone-row-{field}", FormRow).problem


async def test_the_form_shows_what_is_saved_with_words_for_every_step(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("f6")
        shown = at.painted()
        assert "casual ○──○──●──○──○ formal   neutral" in shown
        assert "very warm" in shown
        assert "(•) sparingly" in shown
        assert "refunds ×" in shown
        assert "version 1, by paul" in shown
        assert screen(at).form.profile() == SAVED


async def test_arrows_numbers_and_clicks_set_the_fields_and_f2_saves(world: World) -> None:
    desk = ToneDesk(world)
    async with driving(make_app(world, desk)) as at:
        await at.press("f6", "right", "tab", "1", "tab", "left", "tab")
        await at.pilot.click("#tone-emoji", offset=(1, 0))
        await at.quiet()
        assert "not saved" in at.painted()
        await at.press("f2")
        wanted = ToneProfile(4, 1, SentenceLength.SHORT, EmojiUse.NEVER, "Paul", ("refunds", "complaints"))
        assert desk.calls == [("tone_set", 1, wanted, 1)]
        await at.feed()
        assert "version 2, by paul" in at.painted()
        assert not screen(at).unsaved


async def test_topics_are_added_in_their_written_form_and_taken_away(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("f6")
        form = screen(at).form
        form.new_topic.focus()
        await at.press(*"Custom Quotes", "enter")
        assert form.topics.value == ("refunds", "complaints", "custom-quotes")
        await at.press(*"refunds", "enter")
        assert "refunds is there already." in problem(at, "new-topic")
        form.topics.focus()
        await at.press("delete")
        assert list(form.topics.value) == ["complaints", "custom-quotes"]


async def test_topics_seen_in_conversations_complete_what_is_typed(world: World) -> None:
    world.run("INSERT INTO counters VALUES ('topic:allergies', 2) ON CONFLICT DO NOTHING")
    async with driving(make_app(world)) as at:
        await at.press("f6")
        form = screen(at).form
        form.new_topic.focus()
        await at.press(*"alle")
        await at.pilot.pause(0.1)
        await at.press("right", "enter")
        assert "allergies" in form.topics.value


async def test_what_is_wrong_stands_at_the_field_and_is_not_saved(world: World) -> None:
    desk = ToneDesk(world)
    async with driving(make_app(world, desk)) as at:
        await at.press("f6")
        screen(at).form.sign_off.value = "x" * 81
        await at.press("f2")
        assert "longer than 80 characters" in problem(at, "sign_off")
        assert problem(at, "formality") == ""
        assert desk.calls == []
        screen(at).form.sign_off.value = "Paul"
        await at.quiet()
        assert screen(at).form.check() == SAVED
        assert problem(at, "sign_off") == ""


async def test_leaving_with_changes_asks_and_says_which(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("f6", "right", "escape")
        assert "Leave without saving?" in at.painted()
        assert "formality neutral → polite" in at.painted()
        await at.press("n")
        assert isinstance(at.app.screen, ToneScreen)
        await at.press("escape", "y")
        assert isinstance(at.app.screen, InboxScreen)


async def test_leaving_without_changes_does_not_ask(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("f6", "right", "left", "escape")
        assert isinstance(at.app.screen, InboxScreen)


async def test_quitting_with_changes_asks_too(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("f6", "right", "ctrl+q")
        assert at.app.is_running
        assert "Leave without saving?" in at.painted()


async def test_another_persons_save_is_shown_and_not_overwritten_unasked(world: World) -> None:
    desk = ToneDesk(world)
    desk.overtaken_by = ToneProfile(1, 4, SentenceLength.MEDIUM, EmojiUse.SPARINGLY, "Paul", ("refunds",))
    async with driving(make_app(world, desk)) as at:
        await at.press("f6", "right", "f2")
        assert "anna saved version 2 meanwhile" in at.painted()
        assert "formality casual → polite" in at.painted()
        await at.press("n")
        assert len(desk.calls) == 1
        assert screen(at).form.formality.value == 4
        await at.press("f2")
        assert desk.calls[-1] == desk.calls[0]


async def test_saving_over_another_persons_save_is_possible_after_a_yes(world: World) -> None:
    desk = ToneDesk(world)
    desk.overtaken_by = ToneProfile(1)
    async with driving(make_app(world, desk)) as at:
        await at.press("f6", "right", "f2", "y")
        assert [call[3] for call in desk.calls] == [1, 2]


async def test_a_save_elsewhere_fills_a_form_without_changes(world: World) -> None:
    desk = ToneDesk(world)
    async with driving(make_app(world, desk)) as at:
        await at.press("f6")
        desk.store(ToneProfile(5), "anna")
        await at.feed()
        assert screen(at).form.formality.value == 5
        assert "version 2, by anna" in at.painted()


async def test_versions_say_who_changed_what_and_enter_brings_one_back(world: World) -> None:
    desk = ToneDesk(world)
    desk.store(ToneProfile(5, 4, SentenceLength.MEDIUM, EmojiUse.NEVER, "Paul", ("refunds",)), "anna")
    async with driving(make_app(world, desk), size=(160, 40)) as at:
        await at.press("f6", "v")
        assert "formality neutral → formal · emoji sparingly → never · −complaints" in at.painted()
        await at.press("j", "enter")
        assert "Bring version 1 back?" in at.painted()
        await at.press("y")
        assert desk.calls == [("tone_revert", 1, 1)]
        assert screen(at).form.profile() == SAVED


async def test_a_narrow_terminal_shows_versions_in_the_place_of_the_preview(world: World) -> None:
    async with driving(make_app(world), size=(80, 24)) as at:
        await at.press("f6")
        assert "Preview" in at.painted()
        assert "the first" not in at.painted()
        await at.press("f8")
        assert "the first" in at.painted()
        await at.press("escape")
        assert "Preview" in at.painted()
        assert isinstance(at.app.screen, ToneScreen)


async def test_another_inbox_is_a_key_away_and_unsaved_changes_hold_it_back(world: World) -> None:
    second_inbox(world)
    async with driving(make_app(world)) as at:
        await at.press("f6", "n")
        assert "Tone · Orders" in at.painted()
        await at.press("n", "right", "n")
        assert "Leave without saving?" in at.painted()
        await at.press("y")
        assert "Tone · Orders" in at.painted()
        assert not screen(at).unsaved


async def test_without_an_inbox_there_is_no_form(empty_world: World) -> None:
    empty_world.run("UPDATE inboxes SET state = 'removed'")
    async with driving(make_app(empty_world), size=(60, 20)) as at:
        at.app.go("tone")
        await at.quiet()
        assert "no inbox is connected" in at.painted()
        await at.press("f2", "v", "n", "r")
        assert at.app.is_running


# --- the preview


@asynccontextmanager
async def engine(world: World, answer: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> AsyncIterator[list[Any]]:
    """An engine on the wake socket that answers questions; gives what it was asked."""
    asked: list[Any] = []
    peers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peers.append(writer)
        while line := await reader.readline():
            asked.append(json.loads(line))
            for message in answer(asked[-1]):
                writer.write(json.dumps(message).encode() + b"\n")

    world.paths.socket.parent.mkdir(parents=True, exist_ok=True)
    server = await asyncio.start_unix_server(serve, str(world.paths.socket))
    try:
        yield asked
    finally:
        server.close()
        for peer in peers:
            peer.close()
            await peer.wait_closed()
        world.paths.socket.unlink(missing_ok=True)


async def until(at: Driver, there: Callable[[], bool], seconds: float = 6.0) -> None:
    """Wait for something that takes real time."""
    async with asyncio.timeout(seconds):
        while not there():
            await at.pilot.pause(0.05)


async def test_the_preview_answers_the_last_real_message_with_the_tone_in_the_form(world: World) -> None:
    def answer(question: dict[str, Any]) -> list[dict[str, Any]]:
        if question["t"] != "preview":
            return []
        start = {"t": "preview_text", "id": question["id"], "text": "Good", "done": False}
        formality = question["tone"]["formality"]
        measured = f"Measured: formality 3.4 ({formality} wanted)."
        done = start | {"text": f"Good day, formality {formality}.", "done": True, "measured": measured}
        return [start, done]

    async with engine(world, answer) as asked, driving(make_app(world)) as at:
        await until(at, lambda: at.app._bridge.say({"t": "hello"}))
        await at.press("f6")
        await until(at, lambda: "Measured: formality 3.4 (3 wanted)." in at.painted())
        assert "And do you open at 8?" in at.painted()
        await at.press("right", "right")
        await until(at, lambda: "(5 wanted)" in at.painted())
        questions = [question for question in asked if question["t"] == "preview"]
        assert [question["tone"]["formality"] for question in questions] == [3, 5]
        assert questions[0]["inbox"] == 1
        assert questions[0]["conversation"] == 1


async def test_an_answer_to_an_older_question_is_not_shown(world: World) -> None:
    first: list[str] = []

    def answer(question: dict[str, Any]) -> list[dict[str, Any]]:
        if question["t"] != "preview":
            return []
        first.append(question["id"])
        old = {"t": "preview_text", "id": first[0], "text": "the old one", "done": True}
        new = {"t": "preview_text", "id": question["id"], "text": "the new one", "done": True}
        return [] if len(first) == 1 else [old, new]

    async with engine(world, answer), driving(make_app(world)) as at:
        await until(at, lambda: at.app._bridge.say({"t": "hello"}))
        await at.press("f6")
        await until(at, lambda: bool(first))
        await at.press("right")
        await until(at, lambda: "the new one" in at.painted())
        assert "the old one" not in at.painted()


async def test_without_an_engine_the_preview_says_so_after_three_seconds(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("f6")
        await until(at, lambda: "No engine answers, so there is no preview now." in at.painted())


async def test_a_form_with_a_mistake_is_not_previewed(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("f6")
        screen(at).form.sign_off.value = "x" * 81
        await until(at, lambda: "Correct the form first." in at.painted())


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (ToneProfile(5, 4, sign_off="Paul"), ["formality neutral → formal"]),
        (ToneProfile(3, 4, sign_off=""), ["sign-off “Paul” → “”"]),
        (ToneProfile(3, 4, SentenceLength.LONG, sign_off="Paul"), ["sentences medium → long"]),
    ],
)
def test_a_difference_is_a_short_phrase(after: ToneProfile, words: list[str]) -> None:
    assert differences(ToneProfile(3, 4, sign_off="Paul"), after) == words
