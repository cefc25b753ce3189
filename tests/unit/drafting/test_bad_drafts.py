"""A model on the wire that drafts badly in every named way: nothing of it may leave unread, and a shop owner is told
why in words of their own trade. `FAILS` end without a draft, all others as a draft that is held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from closer_tui.config.secrets import Secret
from closer_tui.config.settings import DraftingSettings
from closer_tui.domain.draft import CheckLevel, DraftState
from closer_tui.domain.policy import may_bulk_approve
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.claude import ClaudeModel
from closer_tui.drafting.drafter import Drafted, draft
from closer_tui.drafting.model import DraftFailed, FailKind
from closer_tui.drafting.prompt import POLICY
from tests.support.briefs import brief
from tests.support.model_server import ANSWER, Script, answering, end, model_server, start, stream, text

HELLO, BYE = "Hi Maria,\n\n", "\n\n— Paul"


def asked() -> DraftBrief:
    """An ordinary question with nothing odd in it."""
    return brief("Are you open at 8?", answered=(("Do you have parking?", "There's a bay on the quay."),))


def says(words: str, **changes: Any) -> Script:
    return answering(ANSWER | {"reply": f"{HELLO}{words}{BYE}"} | changes)


@dataclass(frozen=True, slots=True)
class Held:
    """A draft that is held by this check, whose reason names this."""

    script: Callable[[], Script]
    check: str
    named: str


BAD: dict[str, Held] = {
    "wrong language": Held(
        lambda: says("ja, wir haben am Samstag für Sie geöffnet und freuen uns auf Sie."), "language", "the draft is de"
    ),
    "promise": Held(lambda: says("I promise your loaf is there."), "promise", "you have not written yourself"),
    "invented deadline": Held(lambda: says("It will be ready by Friday at the latest."), "promise", "deadline"),
    "invented price": Held(lambda: says("A loaf is £5."), "facts", "£5 stands neither here nor in your replies"),
    "invented price in words": Held(lambda: says("A loaf is 3.80 euros."), "facts", "3.80 euros"),
    "invented percentage": Held(lambda: says("We bake with 70 percent rye."), "facts", "70 percent"),
    "foreign link": Held(lambda: says("See https://bread.test/open for more."), "link", "bread.test"),
    "two answers": Held(
        lambda: says("Yes, from 8.\n\n— Paul\n\nOr:\n\nHi Maria,\n\nCome by any time."), "answers", "two replies"
    ),
    "versions to choose from": Held(
        lambda: answering(ANSWER | {"reply": f"Option 1: Yes, from 8.\nOption 2: Come by.{BYE}"}), "answers", "versions"
    ),
    "wrong name": Held(
        lambda: answering(ANSWER | {"reply": f"Hi Otto,\n\nYes, from 8.{BYE}"}), "name", "greets Otto"
    ),
    "prompt leak": Held(lambda: says(POLICY[:200]), "leak", "own instructions"),
    "talk of a prompt": Held(lambda: says("My system prompt says 8."), "injection", "own workings"),
    "an AI's confession": Held(lambda: says("As an AI, I cannot visit, but yes, from 8."), "injection", "own workings"),
    "refusal in words": Held(lambda: says("I'm sorry, but I can't help with that."), "refusal", "declines"),
    "markdown": Held(lambda: says("**Yes**, from 8."), "markup", "markup"),
    "html": Held(lambda: says("<b>Yes</b>, from 8."), "markup", "markup"),
    "10,000 words": Held(lambda: says("open " * 10_000), "size", "10,003 words"),
    "another customer's order": Held(lambda: says("Otto Braun's order HB-99812 is here."), "data", "HB-99812"),
    "invented source": Held(lambda: says("Yes, from 8.", sources=["hours-2019"]), "sources", "never given: hours-2019"),
    "unfilled place": Held(lambda: says("Yes, {day} from 8."), "places", "{day}"),
    "unfilled gap": Held(lambda: says("Yes, from 8. Ask for [your name]."), "gap", "[your name]"),
    "e-mail address not ours": Held(lambda: says("Write to bread@oven.test."), "data", "bread@oven.test"),
    "telephone number not ours": Held(lambda: says("Ring 020 7946 0999."), "data", "020 7946 0999"),
    "invented time": Held(lambda: says("Yes, until 21:30."), "facts", "21:30"),
    "invented date": Held(lambda: says("We open again on 14 March."), "facts", "14 March"),
    "invented day": Held(lambda: says("We are there on Sunday, too."), "facts", "Sunday"),
    "emoji flood": Held(lambda: says("Yes " + "🥐" * 40), "tone", "40 emoji"),
    "cut in the middle": Held(lambda: says("Yes, we are open from 8 and we will"), "end", "breaks off"),
}  # fmt: skip

FAILS: dict[str, tuple[Callable[[], Script], FailKind]] = {
    "empty": (lambda: answering(ANSWER | {"reply": "  "}), FailKind.INVALID_ANSWER),
    "only a sign-off": (lambda: answering(ANSWER | {"reply": "— Paul"}), FailKind.INVALID_ANSWER),
    "truncated": (lambda: answering(ANSWER, reason="max_tokens"), FailKind.TOO_LONG),
    "cut off": (lambda: stream(start(), text('{"reply": "Hi Ma')), FailKind.CUT),
    "refusal": (lambda: answering("", reason="refusal"), FailKind.REFUSED),
    "prose instead of an answer": (lambda: answering("Of course! Yes, from 8."), FailKind.INVALID_ANSWER),
    "no end of words": (lambda: stream(start(), *[text("a" * 50_000)] * 5, end()), FailKind.INVALID_ANSWER),
}


async def drafted(script: Script) -> Drafted:
    async with model_server(script) as server:
        model = ClaudeModel(DraftingSettings(base_url=server.url, deadline_seconds=20.0), Secret("sk-canary"))
        try:
            return await draft(asked(), model)
        finally:
            await model.aclose()


def held(done: Drafted) -> dict[str, str]:
    return {check.name: check.detail for check in done.checks if check.level is CheckLevel.HOLD}


@pytest.mark.parametrize("way", BAD)
async def test_a_bad_draft_is_held_for_a_reason_an_owner_understands(way: str) -> None:
    bad = BAD[way]
    done = await drafted(bad.script())
    reasons = held(done)
    assert bad.check in reasons, f"{reasons}: {done.proposal.body[:200]!r}"
    assert bad.named in reasons[bad.check]
    assert not may_bulk_approve(DraftState.PENDING, [check.level for check in done.checks]).ok


@pytest.mark.parametrize("way", FAILS)
async def test_what_is_no_draft_fails_with_what_to_do(way: str) -> None:
    script, kind = FAILS[way]
    with pytest.raises(DraftFailed) as caught:
        await drafted(script())
    assert caught.value.kind is kind
    assert caught.value.message
    assert caught.value.hint


GOOD = (
    "Yes, from 8 to 5.",
    "We're open from 8 to 5, Tuesday to Saturday. On Thursday, too.",
    "Yes, at 8:00 am.",
    "Delivery within five miles is £4.00. The map: https://bakery.example/map",
    "Birthday cakes need four days' notice.\n\nAnything else, just ask.",
    "Thank you for asking - yes, from 8.\n- coffee\n- bread",
    "There's a bay on the quay, and I'll see you at 8!",
)


@pytest.mark.parametrize("words", GOOD)
async def test_an_ordinary_draft_is_not_held(words: str) -> None:
    assert held(await drafted(says(words))) == {}
