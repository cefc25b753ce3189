"""Rules before the drafter: escalate, leave alone, or nothing to answer."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from closer_tui.domain.escalation import EscalationReason
from closer_tui.domain.opt_out import OptSignal
from closer_tui.drafting.brief import QuickReply
from closer_tui.drafting.rules import RuleWords, escalation_of_draft, judge
from closer_tui.drafting.topics import topic_in
from tests.support.briefs import TONE, brief

NONE = RuleWords()

REFUNDS = {
    "en": "The cake was late. I would like a full refund please.",
    "de": "Die Torte kam zu spät. Ich möchte mein Geld zurück.",
    "fr": "Le gâteau est arrivé en retard. Je veux être remboursé.",
    "es": "Quiero que me devuelvan el dinero, por favor.",
    "it": "Vorrei un rimborso completo.",
    "pt": "Quero o reembolso do meu pedido.",
    "nl": "Ik wil mijn geld terug.",
    "pl": "Proszę o zwrot pieniędzy.",
    "tr": "Para iadesi istiyorum.",
    "sv": "Jag vill ha pengarna tillbaka.",
    "ru": "Верните деньги, пожалуйста.",
    "uk": "Поверніть гроші, будь ласка.",
    "ar": "أريد استرداد المبلغ",
    "ja": "返金をお願いします。",
    "zh": "我要退款。",
    "ko": "환불해 주세요.",
    "hi": "मुझे रिफंड चाहिए।",
}


@pytest.mark.parametrize("language", REFUNDS)
def test_a_refund_is_escalated_in_every_language_with_the_sentence_that_asks(language: str) -> None:
    call = judge(brief(REFUNDS[language]), NONE).escalation
    assert call is not None
    assert (call.topic, call.code) == ("refunds", "topic:refunds")
    assert call.quote in REFUNDS[language]
    assert call.quote


def test_only_the_topics_of_the_tone_profile_escalate() -> None:
    calm = TONE.with_topics(("press",))
    assert judge(brief("I want a refund!", tone=calm), NONE).escalation is None
    assert judge(brief("I am a journalist.", tone=calm), NONE).escalation is not None


@pytest.mark.parametrize(
    "disguised",
    ["I want a RE\u200bFUND", "I want a ｒｅｆｕｎｄ", "I want a r\u00e9fund", "I want my money, all of it, back"],
)
def test_a_topic_is_seen_through_disguises(disguised: str) -> None:
    assert judge(brief(disguised), NONE).escalation is not None


@pytest.mark.parametrize(
    ("topic", "says", "touched"),
    [
        ("wedding-cakes", "How much are your cakes for a wedding?", True),
        ("wedding-cakes", "How much are your birthday cakes?", False),
        ("hochzeiten", "Macht ihr auch eine Hochzeit?", True),
        ("complaint", "This is unacceptable.", True),
        ("allergy-incident", "He had an allergic reaction to it.", True),
        ("legal", "You will hear from my lawyer.", True),
        ("legal", "A legal-sized envelope, please", True),
        ("press", "Could you press the trousers?", True),
        ("refunds", "Do you open at 8?", False),
        ("complaints", "He looked furious at the seagull.", False),
    ],
)
def test_known_and_own_topics(topic: str, says: str, touched: bool) -> None:
    assert (topic_in(says, (topic,)) is not None) == touched


def test_the_owners_first_topic_wins() -> None:
    hit = topic_in("I am disappointed and want a refund.", ("complaints", "refunds"))
    assert hit is not None
    assert hit.topic == "complaints"


@pytest.mark.parametrize(
    "says",
    [
        "Can I speak to a real person please",
        "Ich möchte mit einem Menschen sprechen.",
        "Je veux parler à quelqu'un.",
        "Quiero hablar con una persona.",
        "Vorrei parlare con una persona.",
        "Chcę rozmawiać z człowiekiem.",
        "Соедините меня с оператором",
        "أريد التحدث مع موظف",
        "人工客服",
        "担当者につないでください",
        "상담원 연결해 주세요",
    ],
)
def test_whoever_asks_for_a_person_gets_one(says: str) -> None:
    call = judge(brief(says), NONE).escalation
    assert call is not None
    assert call.reason is EscalationReason.CUSTOMER_REQUEST
    assert call.quote


def test_the_settings_add_words_for_a_person_and_for_stopping() -> None:
    words = RuleWords(stop=("BASTA",), person=("chat with gerald",))
    assert judge(brief("Can I chat with Gerald?"), words).escalation is not None
    assert judge(brief("basta!"), words).opt_out is OptSignal.STOP
    assert judge(brief("basta!"), NONE).opt_out is None


@pytest.mark.parametrize("word", ["STOP", "stop", "Stop.", "UNSUBSCRIBE", "quit", "StopAll"])
def test_a_stop_word_alone_means_stop(word: str) -> None:
    assert judge(brief(word), NONE).opt_out is OptSignal.STOP


@pytest.mark.parametrize("says", ["Please stop by on Sunday?", "The bus stop is closed", "End of the week?"])
def test_a_stop_word_in_a_sentence_does_not(says: str) -> None:
    assert judge(brief(says), NONE).opt_out is None


def test_yes_restarts_only_for_somebody_who_had_stopped() -> None:
    assert judge(brief("YES"), NONE).opt_out is None
    assert judge(brief("YES", opted_out=True), NONE).opt_out is OptSignal.START


@pytest.mark.parametrize("word", ["HELP", "info"])
def test_help_words_are_flagged(word: str) -> None:
    assert "help" in judge(brief(word), NONE).flags


@pytest.mark.parametrize(
    "says",
    [
        "Thank you!",
        "Great, thanks for your help!",
        "👍",
        "🙏🙏 😍",
        "Danke dir!",
        "Merci beaucoup",
        "ありがとうございました",
        "شكرا جزيلا",
        "Found it! Thanks so much, best cheese scone of my life 🙏",
        "No need to reply, I only wanted you to know.",
    ],
)
def test_thanks_need_no_answer(says: str) -> None:
    outcome = judge(brief(says, answered=(("Where is it?", "Behind the till."),)), NONE)
    assert outcome.no_reply
    assert outcome.escalation is None


@pytest.mark.parametrize(
    "says",
    [
        "Thanks! Can I also park there?",
        "Thank you but it never came",
        "Thanks, please send two more",
        "ok 2 please",
        "Great, when do you open?",
        "Danke, aber ich brauche noch eins",
    ],
)
def test_thanks_with_a_wish_do(says: str) -> None:
    assert judge(brief(says), NONE).no_reply == ""


@pytest.mark.parametrize("says", ["ok", "👍", "Yes thanks"])
def test_a_nod_to_our_question_is_an_answer(says: str) -> None:
    asked = brief(says, answered=(("A loaf please", "Shall I put one aside?"),))
    assert judge(asked, NONE).no_reply == ""


@pytest.mark.parametrize(
    "says",
    ["I am out of the office until Monday.", "Automatische Antwort: bin im Urlaub", "This mailbox is not monitored."],
)
def test_machines_are_not_answered(says: str) -> None:
    assert "machine" in judge(brief(says), NONE).no_reply
    assert "machine" in judge(brief("Your parcel", address="no-reply@parcels.example"), NONE).no_reply


def test_unwanted_mail_is_called_so_only_from_strangers() -> None:
    pitch = "We help businesses rank on Google with AI-powered SEO and backlinks. Book a quick call!"
    assert "unwanted" in judge(brief(pitch), NONE).no_reply
    assert judge(brief(pitch, answered=(("Hello", "Hello!"),)), NONE).no_reply == ""


def test_a_redraft_with_a_wish_is_always_written() -> None:
    assert judge(brief("Thank you!", instruction="Wish her a good weekend"), NONE).no_reply == ""


def test_only_what_waits_is_judged() -> None:
    settled = brief("Do you open at 8?", answered=(("I want a refund", "Done, it is on its way."),))
    assert judge(settled, NONE).escalation is None


def test_what_the_drafter_writes_is_judged_too() -> None:
    asked = brief("My cake was late.")
    call = escalation_of_draft(asked, "We will refund you in full.")
    assert call is not None
    assert call.topic == "refunds"
    assert escalation_of_draft(asked, "It is a lovely day.") is None


def test_the_owners_own_sentence_is_no_evidence() -> None:
    own = QuickReply("returns", "Returns", "We refund unopened tins within two weeks.")
    asked = replace(brief("May I bring back a tin?"), quick_replies=(own,))
    assert escalation_of_draft(asked, "Hi Maria,\n\nWe refund unopened tins within two weeks.") is None
    assert escalation_of_draft(asked, "We refund opened tins, too.") is not None


@pytest.mark.parametrize(("intent", "least"), [("request_refund", 0.7), ("Refund_not_showing_up", 0.9)])
def test_most_refund_questions_of_a_real_bank_are_recognised(shared_dir: Path, intent: str, least: float) -> None:
    with (shared_dir / "data" / "questions-77-intents.csv").open(encoding="utf-8") as file:
        asked = [row["text"] for row in csv.DictReader(file) if row["category"] == intent]
    hits = sum(topic_in(text, ("refunds",)) is not None for text in asked)
    assert hits / len(asked) >= least


def test_few_other_questions_of_that_bank_are_taken_for_refunds(shared_dir: Path) -> None:
    with (shared_dir / "data" / "questions-77-intents.csv").open(encoding="utf-8") as file:
        asked = [
            row["text"]
            for row in csv.DictReader(file)
            if not re.search("refund|charged_twice|reverted|direct_debit|cancel", row["category"], re.I)
        ]
    hits = sum(topic_in(text, ("refunds",)) is not None for text in asked)
    assert hits / len(asked) < 0.02
