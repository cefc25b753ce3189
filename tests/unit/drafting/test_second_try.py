"""A draft whose tone only its writer can put right: the model is asked once more, and once only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closer_tui.config.secrets import Secret
from closer_tui.config.settings import DraftingSettings, Settings
from closer_tui.domain.draft import Check, CheckLevel, Usage
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.drafting.claude import ClaudeModel
from closer_tui.drafting.compose import write_draft
from closer_tui.drafting.drafter import Drafted, draft
from closer_tui.store import spending
from tests.support.briefs import brief
from tests.support.desk_world import desk_world
from tests.support.model_server import ANSWER, Script, answering, each_in_turn, model_server, status

TONE = ToneProfile(2, 3, SentenceLength.SHORT, EmojiUse.NEVER, "— Paul")
LONG = "Hi Maria,\n\n" + "we are open on the quay and " * 7 + "you are welcome."
GERMAN = "Hallo Maria, ja, wir haben für dich und deine Leute geöffnet und freuen uns."
GOOD = "Hi Maria,\n\nYes, from 8. 🥐"


def says(words: str) -> Script:
    return answering(ANSWER | {"reply": words})


async def ask(*scripts: Script, may: bool = True) -> tuple[Drafted, list[str], list[Usage]]:
    """The draft, every message sent to the model, and what was asked of the budget."""
    asked: list[Usage] = []

    def may_ask_again(usage: Usage) -> bool:
        asked.append(usage)
        return may

    async with model_server(each_in_turn(scripts)) as server:
        model = ClaudeModel(DraftingSettings(base_url=server.url, deadline_seconds=20.0), Secret("sk-canary"))
        try:
            done = await draft(brief("Are you open at 8?", tone=TONE), model, may_ask_again=may_ask_again)
        finally:
            await model.aclose()
        return done, [json.dumps(heard.body["messages"]) for heard in server.heard], asked


def tone_of(done: Drafted) -> Check:
    return next(check for check in done.checks if check.name == "tone")


async def test_sentences_too_long_are_sent_back_with_the_complaint_and_both_answers_are_counted() -> None:
    done, sent, asked = await ask(says(LONG), says(GOOD))
    assert done.proposal.body == "Hi Maria,\n\nYes, from 8.\n\n— Paul"
    assert "sent back: Write shorter sentences" in sent[1]
    assert "sent back" not in sent[0]
    assert LONG[20:60] not in sent[1]
    assert done.proposal.usage.output_tokens == 2 * asked[0].output_tokens == 400
    assert done.proposal.usage.cost_micros == 2 * asked[0].cost_micros > 0
    check = tone_of(done)
    assert check.level is CheckLevel.OK
    assert "1 emoji was removed" in check.detail
    assert "asked for once more" in check.detail


async def test_what_is_off_still_is_shown_and_not_asked_for_a_third_time() -> None:
    done, sent, _ = await ask(says(LONG))
    assert len(sent) == 2
    check = tone_of(done)
    assert check.level is CheckLevel.WARN
    assert "sentences are longer than short: 27 words" in check.detail.casefold()
    assert "still off" in check.detail


async def test_a_wrong_language_is_sent_back_too() -> None:
    done, sent, _ = await ask(says(GERMAN), says(GOOD))
    assert "customer's language (en), not in de" in sent[1]
    assert done.proposal.body.startswith("Hi Maria,")


@pytest.mark.parametrize("second", [status(529, "overloaded_error"), says(""), answering(reason="refusal")])
async def test_a_second_try_that_fails_leaves_the_first(second: Script) -> None:
    done, sent, _ = await ask(says(LONG), second)
    assert len(sent) == 2
    assert done.proposal.body == f"{LONG}\n\n— Paul"
    assert tone_of(done).level is CheckLevel.WARN


async def test_nothing_is_paid_for_twice_without_leave_nor_where_code_could_repair_it() -> None:
    _, sent, asked = await ask(says(LONG), may=False)
    assert (len(sent), len(asked)) == (1, 1)
    _, sent, asked = await ask(says(GOOD))
    assert (len(sent), len(asked)) == (1, 0)


@pytest.mark.parametrize(("budget", "requests"), [(5.0, 2), (0.003, 1)])
async def test_the_budget_of_the_day_says_whether_a_second_try_may_be_paid_for(
    tmp_path: Path, budget: float, requests: int
) -> None:
    async with desk_world(tmp_path) as world, model_server(says(LONG)) as server:
        await world.hears("Are you open at 8?")
        drafting = DraftingSettings(base_url=server.url, deadline_seconds=20.0, daily_budget_usd=budget)
        model = ClaudeModel(drafting, Secret("sk-canary"))
        settings = Settings().model_copy(update={"drafting": drafting})
        try:
            done = await write_draft(world.store, settings, model)(1, "", lambda _: None)
        finally:
            await model.aclose()
        assert len(server.heard) == requests
        assert done.proposal.usage.output_tokens == 200 * requests
        async with world.store.read() as conn:
            assert await spending.spent_today(conn, world.clock.now()) == 0  # the worker counts it when it is finished
