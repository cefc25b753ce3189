"""Telling languages apart, and admitting ignorance."""

from __future__ import annotations

import time

import pytest

from closer_tui.drafting.language import detect, detect_any

SENTENCES = {
    "en": "Hello, could you tell me whether you are open on Sunday?",
    "de": "Hallo, habt ihr am Sonntag geöffnet und kann ich einen Tisch haben?",
    "fr": "Bonjour, est-ce que vous êtes ouverts le dimanche matin ?",
    "es": "Hola, ¿abren los domingos por la mañana?",
    "it": "Buongiorno, siete aperti anche la domenica mattina?",
    "pt": "Olá, vocês abrem no domingo de manhã? Obrigado",
    "nl": "Goedemorgen, zijn jullie op zondag ook open?",
    "pl": "Dzień dobry, czy w niedzielę jest otwarte?",
    "tr": "Merhaba, pazar günü açık mısınız acaba?",
    "sv": "Hej, har ni öppet på söndag och finns det kaffe?",
    "ru": "Здравствуйте, вы работаете в воскресенье?",
    "uk": "Доброго дня, чи працюєте ви у неділю? Дякую, є питання",
    "el": "Καλημέρα σας, είστε ανοιχτά την Κυριακή;",
    "ar": "مرحبا، هل تفتحون يوم الأحد؟",
    "ja": "日曜日は営業していますか。",
    "zh": "你们星期天开门吗？",
    "ko": "일요일에도 문을 여나요?",
    "hi": "क्या आप रविवार को खुले हैं?",
    "he": "שלום, האם אתם פתוחים ביום ראשון?",
    "th": "เปิดวันอาทิตย์ไหม",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_an_ordinary_sentence_tells_its_language(code: str) -> None:
    assert detect(SENTENCES[code]) == code


@pytest.mark.parametrize(
    "text", ["", "   ", "12:30", "🥐🥐", "Walnut", "HB-2041", "https://bakery.example/en/hello", "xqzt"]
)
def test_what_says_nothing_is_unknown(text: str) -> None:
    assert detect(text) == ""


def test_a_name_in_another_script_does_not_turn_the_language() -> None:
    assert detect("Hello, my name is 林 and I would like to know if you are open") == "en"


def test_the_first_text_that_says_a_language_decides() -> None:
    assert detect_any(["ok", SENTENCES["de"], SENTENCES["fr"]]) == "de"


def test_a_long_text_is_judged_by_its_beginning() -> None:
    began = time.process_time()
    assert detect(SENTENCES["en"] * 20_000) == "en"
    assert time.process_time() - began < 1
