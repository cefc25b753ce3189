"""Previews: asked for over the socket, answered once, never kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from closer_tui.config.settings import Settings
from closer_tui.domain.draft import DraftAction, Proposal, Usage
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.tone import ToneProfile
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.drafter import Drafted
from closer_tui.drafting.model import Answer, DraftFailed, FailKind
from closer_tui.drafting.preview import write_preview
from closer_tui.engine.answering import PRESENCE
from closer_tui.engine.preview import Previews, read_question
from closer_tui.store import leases
from tests.support.desk_world import DeskWorld, desk_world

TONE = {
    "formality": 5,
    "warmth": 2,
    "sentence_length": "short",
    "emoji": "never",
    "sign_off": "Paul",
    "escalation_topics": ["refunds"],
}


def question(asked: str = "a:1", **also: Any) -> dict[str, Any]:
    return {"t": "preview", "id": asked, "inbox": 1, "conversation": 1, "tone": TONE} | also


class Writer:
    """Writes what it is told to, when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, ToneProfile]] = []
        self.go = asyncio.Event()
        self.moved = asyncio.Event()
        self.drafted: Drafted | DraftFailed = Drafted(Proposal(DraftAction.REPLY, "Good day."), ())

    async def __call__(self, conversation_n: int, tone: ToneProfile, on_text: Callable[[str], None]) -> Drafted:
        self.asked.append((conversation_n, tone))
        self.moved.set()
        on_text("Good")
        await self.go.wait()
        if isinstance(self.drafted, DraftFailed):
            raise self.drafted
        return self.drafted


class Stage:
    """A home whose engine answers previews."""

    def __init__(self, world: DeskWorld, writer: Writer) -> None:
        self.world = world
        self.writer = writer
        self.said: list[dict[str, Any]] = []
        self.previews = Previews(world.store, writer, self.say)

    def say(self, message: dict[str, Any]) -> None:
        self.said.append(message)
        self.writer.moved.set()

    async def until(self, there: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not there():
                self.writer.moved.clear()
                await self.writer.moved.wait()

    async def answer(self) -> dict[str, Any]:
        await self.until(lambda: any(message["done"] for message in self.said))
        return next(message for message in self.said if message["done"])


@asynccontextmanager
async def stage(home: Path, *, present: bool = True) -> AsyncIterator[Stage]:
    async with desk_world(home) as world:
        await world.hears("Do you open at 8?")
        async with world.store.write() as tx:
            holder = world.store.holder if present else leases.new_holder()
            await leases.acquire(tx, PRESENCE, holder, world.clock.now(), 60_000)
        it = Stage(world, Writer())
        running = asyncio.create_task(it.previews.run())
        try:
            yield it
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def test_a_question_is_answered_with_the_words_as_they_come(tmp_path: Path) -> None:
    async with stage(tmp_path) as it:
        it.previews.heard(question())
        await it.until(lambda: any(message["text"] == "Good" for message in it.said))
        it.writer.go.set()
        answer = await it.answer()
        assert "formality" in answer.pop("measured")
        assert answer == {"t": "preview_text", "id": "a:1", "text": "Good day.", "done": True}
        [(conversation_n, tone)] = it.writer.asked
        assert conversation_n == 1
        assert (tone.formality, tone.sign_off, tone.escalation_topics) == (5, "Paul", ("refunds",))


async def test_a_newer_question_of_the_same_screen_replaces_the_older(tmp_path: Path) -> None:
    async with stage(tmp_path) as it:
        it.previews.heard(question("a:1"))
        await it.until(lambda: len(it.writer.asked) == 1)
        it.previews.heard(question("a:2"))
        await it.until(lambda: len(it.writer.asked) == 2)
        it.writer.go.set()
        assert (await it.answer())["id"] == "a:2"
        assert not [message for message in it.said if message["id"] == "a:1" and message["done"]]


async def test_another_screen_waits_for_its_turn(tmp_path: Path) -> None:
    async with stage(tmp_path) as it:
        it.previews.heard(question("a:1"))
        await it.until(lambda: len(it.writer.asked) == 1)
        it.previews.heard(question("b:1"))
        it.writer.go.set()
        await it.until(lambda: [m["id"] for m in it.said if m["done"]] == ["a:1", "b:1"])


async def test_nothing_is_stored(tmp_path: Path) -> None:
    async with stage(tmp_path) as it:
        before = await it.world.rows("SELECT count(*) FROM drafts"), await it.world.rows("SELECT count(*) FROM changes")
        it.writer.go.set()
        it.previews.heard(question())
        await it.answer()
        after = await it.world.rows("SELECT count(*) FROM drafts"), await it.world.rows("SELECT count(*) FROM changes")
        assert before == after


async def test_only_the_engine_that_is_registered_answers(tmp_path: Path) -> None:
    async with stage(tmp_path, present=False) as it:
        it.writer.go.set()
        it.previews.heard(question())
        await asyncio.sleep(0.1)
        assert it.said == []


async def test_a_conversation_of_another_inbox_is_not_previewed(tmp_path: Path) -> None:
    async with stage(tmp_path) as it:
        it.writer.go.set()
        it.previews.heard(question(inbox=7))
        it.previews.heard(question("b:1"))
        assert (await it.answer())["id"] == "b:1"


async def test_a_failure_says_why(tmp_path: Path) -> None:
    async with stage(tmp_path) as it:
        it.writer.drafted = DraftFailed(FailKind.OVERLOADED, "The model is busy.", "Try again in a minute.")
        it.writer.go.set()
        it.previews.heard(question())
        answer = await it.answer()
        assert answer["text"] == ""
        assert "The model is busy." in answer["problem"]


async def test_a_conversation_that_is_gone_is_told(tmp_path: Path) -> None:
    async with stage(tmp_path) as it:
        it.previews.heard(question(conversation=99))
        assert (await it.answer())["problem"]


@pytest.mark.parametrize(
    ("drafted", "words"),
    [
        (Drafted(Proposal(DraftAction.NO_REPLY, ""), (), withhold="the customer asked us to stop"), "asked us to stop"),
        (
            Drafted(
                Proposal(DraftAction.ESCALATE, "A person will answer."),
                (),
                EscalationCall("refunds", EscalationReason.TOPIC),
            ),
            "would go to a person, in #refunds",
        ),
        (Drafted(Proposal(DraftAction.NO_REPLY, ""), ()), "not to answer"),
    ],
)
async def test_what_is_no_plain_reply_says_what_would_happen(tmp_path: Path, drafted: Drafted, words: str) -> None:
    async with stage(tmp_path) as it:
        it.writer.drafted = drafted
        it.writer.go.set()
        it.previews.heard(question())
        assert words in (await it.answer())["problem"]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"t": "changed"},
        question(conversation="7"),
        question(tone={}),
        question(tone=TONE | {"formality": "5"}),
    ],
)
def test_what_is_no_question_is_none(message: dict[str, Any]) -> None:
    assert read_question(message) is None


@pytest.mark.parametrize("wrong", [{"formality": 9}, {"emoji": "always"}, {"escalation_topics": ["Not A Topic"]}])
def test_a_tone_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        read_question(question(tone=TONE | wrong))


async def test_an_impossible_tone_is_ignored_and_the_next_question_answered(tmp_path: Path) -> None:
    async with stage(tmp_path) as it:
        it.writer.go.set()
        it.previews.heard(question(tone=TONE | {"warmth": 0}))
        it.previews.heard(question("a:2"))
        assert (await it.answer())["id"] == "a:2"


# --- what writes them


class Model:
    """A model that remembers its brief and costs something."""

    name = "model-x"

    def __init__(self) -> None:
        self.briefs: list[DraftBrief] = []

    async def draft(self, brief: DraftBrief, *, on_text: Callable[[str], None]) -> Answer:
        self.briefs.append(brief)
        body = "Yes, we open at 8 every morning."
        on_text(body)
        return Answer(Proposal(DraftAction.REPLY, body, "en", model=self.name, usage=Usage(10, 5, cost_micros=42)))

    async def aclose(self) -> None:
        """Nothing is open."""


async def test_the_draft_is_written_with_the_tone_that_is_asked_about_and_is_paid_for(tmp_path: Path) -> None:
    async with desk_world(tmp_path) as world:
        await world.hears("Do you open at 8?")
        model, heard = Model(), list[str]()
        write = write_preview(world.store, Settings(), model)
        drafted = await write(1, ToneProfile(formality=5, sign_off="Yours, Paul"), heard.append)
        assert drafted.proposal.body == "".join(heard) + "\nYours, Paul"  # which the model left out
        assert model.briefs[0].tone.sign_off == "Yours, Paul"
        assert await world.one("SELECT sum(cost_micros) FROM spending") == 42


async def test_without_budget_the_offline_drafter_writes_the_preview(tmp_path: Path) -> None:
    async with desk_world(tmp_path) as world:
        await world.hears("Do you open at 8?")
        settings = Settings()
        broke = settings.model_copy(update={"drafting": settings.drafting.model_copy(update={"daily_budget_usd": 0.0})})
        model = Model()
        drafted = await write_preview(world.store, broke, model)(1, ToneProfile(), lambda _: None)
        assert model.briefs == []
        assert drafted.proposal.model != "model-x"
