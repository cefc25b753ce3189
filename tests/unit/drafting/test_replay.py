"""Past conversations become turns, and turns become scores; nothing is stored on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from closer_tui.domain.draft import DraftAction, Proposal, Source, Usage
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.tone import SentenceLength, ToneProfile
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.evaluating import NO_BUDGET, Version, evaluate
from closer_tui.drafting.model import Answer, DraftFailed, FailKind
from closer_tui.drafting.replay import read_chats
from closer_tui.drafting.rules import RuleWords

CHAT = {
    "id": "c1",
    "channel": "sms",
    "messages": [
        {"from": "agent", "body": "Welcome!"},
        {"from": "customer", "body": "Do you have rye bread?"},
        {"from": "customer", "body": "And cake?"},
        {"from": "agent", "body": "Yes."},
        {"from": "agent", "body": "Both."},
        {"from": "customer", "body": "I want to complain."},
        {"from": "agent", "body": "I will transfer you to a human agent."},
        {"from": "customer", "body": "Thanks"},
    ],
}


def chats(*documents: Any, **more: Any) -> Any:
    return read_chats([json.dumps(each) for each in documents], ToneProfile(), **more)


def test_each_reply_after_a_customers_words_is_a_turn() -> None:
    first, second = chats(CHAT)
    assert (first.turn.asked, first.turn.sent) == ("Do you have rye bread?\nAnd cake?", "Yes.\nBoth.")
    assert [line.body for line in first.brief.lines] == ["Welcome!", "Do you have rye bread?", "And cake?"]
    assert (second.turn.asked, second.turn.handed_over) == ("I want to complain.", True)
    assert first.turn.handed_over is False
    assert first.brief.channel.value == "sms"


def test_what_the_file_says_of_an_escalation_counts_more_than_the_words() -> None:
    said = [{"from": "customer", "body": "Hm"}, {"from": "agent", "body": "Sorry.", "escalated": True}]
    [turn] = chats({"messages": said})
    assert turn.turn.handed_over is True


def test_the_words_of_a_file_are_cleaned_and_a_limit_is_kept() -> None:
    said = [{"from": "customer", "body": "Hi\x1b[2J"}, {"from": "agent", "body": "Yes."}]
    assert "\x1b" not in chats({"messages": said})[0].turn.asked
    assert len(chats(CHAT, CHAT, CHAT, limit=2)) == 4


@pytest.mark.parametrize("text", ["{", "[]", '{"messages": 1}', '{"messages": [1]}', '{"messages": [{"from": "x"}]}'])
def test_a_line_that_is_no_chat_is_named(text: str) -> None:
    with pytest.raises(InvalidInput, match="line 2"):
        read_chats(["", text], ToneProfile())


class Scripted:
    """A model that says the same to everything."""

    name = "scripted"

    def __init__(self, proposal: Proposal | None) -> None:
        self._proposal = proposal
        self.tones: list[ToneProfile] = []

    async def draft(self, brief: DraftBrief, *, on_text: Callable[[str], None]) -> Answer:
        self.tones.append(brief.tone)
        if self._proposal is None:
            raise DraftFailed(FailKind.OVERLOADED, "The model is overloaded.", usage=Usage(cost_micros=5))
        return Answer(self._proposal)

    async def aclose(self) -> None:
        pass


SOURCE = Source("bread", "Bread")


async def test_a_version_is_scored_on_what_it_says() -> None:
    model = Scripted(Proposal(DraftAction.REPLY, "Yes. Both.", sources=(SOURCE,), usage=Usage(cost_micros=7)))
    formal = ToneProfile(formality=5)
    [first, second] = await evaluate(chats(CHAT), Version("v", model, formal), words=RuleWords())
    assert first.likeness == 1.0
    assert (first.grounded, first.held, first.handed_over) == (True, False, False)
    assert first.cost_micros == 7
    assert first.in_tone is True
    assert first.took_ms > 0
    assert second.handed_over  # the rules see the complaint; no model is asked
    assert second.grounded is None
    assert model.tones == [formal]


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal(DraftAction.REPLY, "Yes, both."),
        Proposal(DraftAction.REPLY, "Yes, and you get a discount.", sources=(SOURCE,)),
        Proposal(DraftAction.REPLY, "Yes, for £7.35.", sources=(SOURCE,)),
        Proposal(DraftAction.REPLY, "Yes, from 3:45 pm.", sources=(SOURCE,)),
        Proposal(DraftAction.REPLY, "Yes, see https://bread.example.", sources=(SOURCE,)),
        Proposal(DraftAction.REPLY, "Yes, both.", sources=(SOURCE,), invented_sources=("menu",)),
    ],
    ids=["no source", "promise", "amount", "time", "link", "invented source"],
)
async def test_an_answer_without_a_source_or_beyond_it_is_not_grounded(proposal: Proposal) -> None:
    scores = await evaluate(chats(CHAT), Version("v", Scripted(proposal)), words=RuleWords())
    assert scores[0].grounded is False


async def test_a_draft_that_breaks_its_tone_is_seen() -> None:
    wordy = Scripted(Proposal(DraftAction.REPLY, "Yes, both" + " and both of them" * 5, sources=(SOURCE,)))
    short = ToneProfile(sentence_length=SentenceLength.SHORT)
    for tone, kept in ((None, True), (short, False)):
        scores = await evaluate(chats(CHAT), Version("v", wordy, tone), words=RuleWords())
        assert scores[0].in_tone is kept


async def test_a_model_that_fails_is_a_turn_without_a_draft_and_its_cost_counts() -> None:
    [first, _] = await evaluate(chats(CHAT), Version("v", Scripted(None)), words=RuleWords())
    assert "overloaded" in first.problem
    assert first.cost_micros == 5


async def test_the_budget_ends_an_evaluation_politely() -> None:
    spent: list[int] = []

    async def spend(micros: int) -> bool:
        spent.append(micros)
        return False

    model = Scripted(Proposal(DraftAction.REPLY, "Yes.", usage=Usage(cost_micros=9)))
    scores = await evaluate(chats(*[CHAT] * 20), Version("v", model), words=RuleWords(), spend=spend)
    assert 1 <= len(spent) <= 4
    assert sum(score.problem == NO_BUDGET for score in scores) >= 36
