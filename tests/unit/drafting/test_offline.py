"""The offline drafter: from the owner's own words, in the customer's language, honest about the rest."""

from __future__ import annotations

from typing import Any

import pytest

from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.draft import DraftAction
from closer_tui.domain.escalation import EscalationReason
from closer_tui.domain.tone import ToneProfile
from closer_tui.drafting.model import Answer
from closer_tui.drafting.offline import OfflineModel, answer_from_knowledge
from tests.support.briefs import CAKES, HOURS, HOURS_DE, PARKING, TONE, WEDDINGS, brief, past


def answer(*asked: str, **facts: Any) -> Answer:
    return answer_from_knowledge(brief(*asked, **facts))


async def test_a_known_question_is_answered_from_the_quick_reply_and_says_so() -> None:
    told: list[str] = []
    made = (await OfflineModel().draft(brief("Hello, are you open at 8?"), on_text=told.append)).proposal
    assert made.action is DraftAction.REPLY
    assert made.body == f"Hi Maria,\n\n{HOURS.body} Anything else, just ask.\n\n— Paul"
    assert made.model == "offline"
    assert made.reason == "From your quick reply ‘Opening hours’."
    assert [source.id for source in made.sources] == ["hours"]
    assert made.topic == "opening-hours"
    assert "".join(told) == made.body


def test_two_questions_get_two_answers() -> None:
    body = answer("Are you open on Tuesday? And where can I park the car?").proposal.body
    assert HOURS.body in body
    assert PARKING.body in body
    assert body.count("— Paul") == 1


def test_several_short_messages_are_one_question() -> None:
    assert HOURS.body in answer("hi", "are you open", "tomorrow?").proposal.body


def test_the_customers_language_decides() -> None:
    made = answer("Hallo, wann habt ihr denn am Samstag geöffnet?").proposal
    assert (made.language, HOURS_DE.body in made.body) == ("de", True)
    assert made.body.startswith("Hallo Maria,")


def test_without_words_in_the_customers_language_it_is_passed_on_in_that_language() -> None:
    made = answer("Bonjour, est-ce que vous êtes ouverts le dimanche ?")
    assert made.escalation is not None
    assert made.escalation.reason is EscalationReason.MISSING_KNOWLEDGE
    assert made.proposal.action is DraftAction.ESCALATE
    assert made.proposal.language == "fr"
    assert "Bonjour Maria" in made.proposal.body
    assert "in fr" in made.proposal.reason


def test_a_language_we_have_no_words_for_is_answered_in_the_houses() -> None:
    made = answer("สวัสดีครับ ร้านเปิดวันอาทิตย์ไหมครับ")
    assert made.proposal.action is DraftAction.ESCALATE
    assert made.proposal.language == "en"


def test_what_it_does_not_know_it_does_not_make_up() -> None:
    made = answer("Do you sell sailing boats?")
    assert made.escalation is not None
    assert made.escalation.quote == "Do you sell sailing boats?"
    assert "guess" in made.proposal.body
    assert not made.proposal.sources


def test_with_nothing_to_work_from_it_says_so() -> None:
    assert "no quick replies" in answer("Are you open?", quick_replies=()).proposal.reason


def test_a_question_that_is_half_known_is_half_answered_and_passed_on() -> None:
    made = answer("Are you open on Tuesday? Do you sell sailing boats?")
    assert HOURS.body in made.proposal.body
    assert "guess" in made.proposal.body
    assert made.proposal.action is DraftAction.ESCALATE
    assert made.escalation is not None
    assert "sailing boats" in made.escalation.quote


def test_an_ambiguous_question_is_asked_back() -> None:
    made = answer("Can I have a cake?", quick_replies=(CAKES, WEDDINGS)).proposal
    assert made.action is DraftAction.CLARIFY
    assert CAKES.title in made.body
    assert WEDDINGS.title in made.body


def test_a_past_answer_is_used_again_and_named() -> None:
    known = (past("Does the rye contain caraway?", "No caraway, just rye, salt and water.", "draft_7"),)
    made = answer("Is there caraway in your rye?", past_answers=known).proposal
    assert "No caraway" in made.body
    assert "what you answered to" in made.reason
    assert made.sources[0].kind == "past_answer"


def test_a_past_answer_to_something_else_is_not() -> None:
    known = (past("Does the rye contain caraway?", "No caraway, just rye, salt and water."),)
    assert answer("Is there caraway in the soup of the day?", past_answers=known).escalation is not None


@pytest.mark.parametrize(
    ("tone", "name", "greeting"),
    [
        (ToneProfile(2, 3), "Maria Keller", "Hi Maria,"),
        (ToneProfile(5, 3), "Maria Keller", "Dear Maria,"),
        (ToneProfile(2, 3), "+49171392", "Hi,"),
        (ToneProfile(2, 3), "Admin Team", "Hi,"),
        (ToneProfile(5, 3), "Mrs Beryl Nance", "Dear Mrs Beryl Nance,"),
        (ToneProfile(2, 3), "Pаul", "Hi,"),
    ],
)
def test_the_greeting_follows_tone_and_name(tone: ToneProfile, name: str, greeting: str) -> None:
    body = answer("Are you open?", tone=tone, contact_name=name).proposal.body
    assert body.startswith(greeting + "\n")


def test_a_chat_under_way_is_not_greeted_again_but_a_letter_is() -> None:
    before = (("Hello", "Hello Maria!"),)
    chat = answer("Are you open?", answered=before, channel=ChannelKind.WHATSAPP).proposal.body
    letter = answer("Are you open?", answered=before).proposal.body
    assert chat.startswith(HOURS.body)
    assert letter.startswith("Hi Maria,")


def test_warmth_decides_about_the_closing_words() -> None:
    assert "just ask" not in answer("Are you open?", tone=ToneProfile(2, 2, sign_off="P.")).proposal.body


def test_a_wish_it_cannot_follow_is_not_passed_over_in_silence() -> None:
    assert "cannot follow “Shorter”" in answer("Are you open?", instruction="Shorter").proposal.reason


def test_the_same_brief_gives_the_same_draft() -> None:
    assert answer("Are you open? And parking?", tone=TONE) == answer("Are you open? And parking?", tone=TONE)


@pytest.mark.parametrize("asked", ["", "?", "🥐?", "[2J", "a" * 9_000, "?" * 5_000, "\ud83d"])
def test_nothing_a_customer_writes_breaks_it(asked: str) -> None:
    assert answer(asked).proposal.body
