"""The tone linter: each field measured, what code can repair repaired, and two corpora told apart."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.drafting.tone_lint.complaints import lint
from closer_tui.drafting.tone_lint.emoji import SPARINGLY, count_emoji, thin_emoji
from closer_tui.drafting.tone_lint.measures import measure
from closer_tui.drafting.tone_lint.repair import repair

PIECES = (
    "Hi Maria,", "Dear Maria,", "\n", "\n\n", " ", "— Paul", "Paul", "🥐", "👍🏽", "👨\u200d👩\u200d👧", "🇬🇧",
    "\ufe0f", "\u200d", "We're open.", "yes", "!", ".", "❤\ufe0f", "✓", "–", "Paul 🥐", "Kind regards,",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join)
SIGN_OFFS = st.sampled_from(["", "— Paul", "Paul", "Your Team 🥐", "x", " ", "Kind regards,\nPaul"]) | st.text(
    max_size=6
)
TONES = st.builds(ToneProfile, emoji=st.sampled_from(EmojiUse), sign_off=SIGN_OFFS)
WHOLE = "We are open from eight to five, Tuesday to Saturday, and there is a bay on the quay."


@given(TEXTS, TONES)
def test_a_repaired_text_has_no_complaint_of_sign_off_or_emoji_and_is_not_repaired_again(
    text: str, tone: ToneProfile
) -> None:
    once = repair(text, tone)
    twice = repair(once.text, tone)
    assert (twice.text, twice.notes) == (once.text, ())
    assert not {complaint.field for complaint in lint(once.text, tone)[1]} & {"emoji", "sign_off"}


@given(TEXTS, st.sampled_from(["🥐", "👍🏽", "👨\u200d👩\u200d👧", "☕"]))
def test_an_emoji_more_is_never_fewer_and_leaves_the_text_no_more_formal(text: str, emoji: str) -> None:
    more = f"{text} {emoji}"
    assert count_emoji(more) == count_emoji(text) + 1
    assert measure(f"{WHOLE} {emoji}").formality <= measure(WHOLE).formality


@given(TEXTS, st.integers(0, 3))
def test_thinned_emoji_are_never_more_than_may_stay_and_the_words_are_kept(text: str, keep: int) -> None:
    thinned, taken = thin_emoji(text, keep)
    assert taken == 0 or count_emoji(thinned) <= max(keep, count_emoji(text) - taken)
    assert re.findall(r"[a-zA-Z]", thinned) == re.findall(r"[a-zA-Z]", text)


@given(TEXTS)
def test_the_scales_are_kept_to_whatever_the_text(text: str) -> None:
    found = measure(text)
    assert 1 <= found.formality <= 5
    assert 1 <= found.warmth <= 5
    assert 0 <= found.words_a_sentence <= found.longest_sentence or found.words == 0


@given(st.integers(1, 60), st.integers(1, 60))
def test_sentence_length_is_words_a_sentence(first: int, second: int) -> None:
    found = measure(f"{'word ' * first}. {'word ' * second}.")
    assert (found.words_a_sentence, found.longest_sentence) == (round((first + second) / 2, 1), max(first, second))


@pytest.mark.parametrize(
    ("casual", "formal"),
    [
        (
            "Hey! Yeah, no worries, we're open, just pop in!",
            "Dear Maria, we would be pleased to welcome you. Kind regards",
        ),
        (
            "Hallo, klar, du kannst einfach zu uns kommen, wenn du magst!",
            "Guten Tag, selbstverständlich können Sie gern zu uns kommen.",
        ),
        (
            "Salut, pas de souci, tu peux passer quand tu veux !",
            "Bonjour, nous vous prions de passer quand vous voulez.",
        ),
        ("Hola, vale, puedes pasar hoy o mañana, te espero", "Estimada María, usted puede pasar por la tarde."),
        ("Ciao, certo, tu puoi passare quando vuoi, ti aspetto!", "Gentile Maria, La preghiamo di passare in negozio."),
        ("Hoi, geen probleem, je kunt even langskomen hoor!", "Geachte Maria, u kunt langskomen wanneer u wilt."),
    ],
)
def test_familiar_and_polite_words_are_told_apart(casual: str, formal: str) -> None:
    low, high = measure(casual), measure(formal)
    assert low.language == high.language
    assert low.formality < 2.4
    assert high.formality > 3.6


def test_warmth_rises_with_care_and_falls_with_bluntness() -> None:
    blunt = measure("That is not possible. You must bring the receipt. No exceptions.").warmth
    plain = measure("The shop opens at eight in the morning on that day.").warmth
    warm = measure("Hi Maria, thank you so much for writing! We hope you enjoy it, just ask.").warmth
    assert blunt < plain < warm
    assert warm > 4


def test_what_is_off_says_by_how_much() -> None:
    tone = ToneProfile(5, 2, SentenceLength.SHORT, EmojiUse.NEVER, "— Paul")
    text = f"Hey, yeah, {'and we are open and ' * 6}I'm here 🥐"
    complaints = {complaint.field: complaint for complaint in lint(text, tone)[1]}
    assert set(complaints) == {"formality", "sentence_length", "emoji", "sign_off"}
    assert complaints["formality"].gap < -1.5
    assert "more casual than you write: formality 1." in complaints["formality"].text
    assert "5 of 5" in complaints["formality"].wish


@pytest.mark.parametrize(
    ("text", "repaired", "notes"),
    [
        ("Yes.", "Yes.\n\n— Paul", ("the missing sign-off was added",)),
        ("Yes.\n\n— Paul", "Yes.\n\n— Paul", ()),
        ("Yes. - Paul", "Yes. — Paul", ()),
        ("Yes.\n\nPaul", "Yes.\n\n— Paul", ()),
        ("Yes.\n\n— Paul\n\n— Paul", "Yes.\n\n— Paul", ("a second sign-off was removed",)),
        ("Yes 🥐, do 🥐!", "Yes, do!\n\n— Paul", ("the missing sign-off was added", "2 emoji were removed")),
        ("🥐", "", ()),
        ("— Paul", "", ()),
    ],
)
def test_what_code_can_repair(text: str, repaired: str, notes: tuple[str, ...]) -> None:
    done = repair(text, ToneProfile(emoji=EmojiUse.NEVER, sign_off="— Paul"))
    assert (done.text, done.notes) == (repaired, notes)


def test_the_first_few_emoji_stay_where_a_few_are_wanted_and_all_where_they_are_free() -> None:
    text = "Yes 🥐 and ☕ and 🍰 and 🎂."
    assert count_emoji(repair(text, ToneProfile(emoji=EmojiUse.SPARINGLY)).text) == SPARINGLY
    assert repair(text, ToneProfile(emoji=EmojiUse.FREELY)).text == text


def test_the_owners_sign_off_keeps_its_emoji() -> None:
    tone = ToneProfile(emoji=EmojiUse.NEVER, sign_off="Your bakery 🥐")
    assert repair("Yes.", tone).text == "Yes.\n\nYour bakery 🥐"


def test_formal_policy_text_and_casual_chat_are_told_apart_on_data_the_weights_were_not_set_on(
    shared_dir: Path,
) -> None:
    """The weights were set looking at the texts of the other half alone; a text's half is a bit of its SHA-256."""
    policy = _held_back(_paragraphs(shared_dir / "data" / "knowledge"))
    chat = _held_back(_customers(shared_dir / "data" / "conversations.jsonl"))
    assert min(len(policy), len(chat)) >= 20
    assert _auc([measure(text).formality for text in policy], [measure(text).formality for text in chat]) > 0.9


def _held_back(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if hashlib.sha256(text.encode()).digest()[0] % 2 == 1]


def _paragraphs(folder: Path) -> Iterable[str]:
    for file in sorted(folder.glob("*.md")):
        for part in re.split(r"\n\s*\n|\n(?=- )|\n(?=\s*\d+\.)", file.read_text(encoding="utf-8")):
            text = re.sub(r"^[#\-\s*]+", "", part.strip())
            if len(text.split()) >= 6:
                yield text


def _customers(file: Path) -> Iterable[str]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            for message in json.loads(line)["messages"]:
                if message["from"] == "customer" and len(message["body"].split()) >= 3:
                    yield message["body"]


def _auc(high: list[float], low: list[float]) -> float:
    """How often a text of the first kind is above one of the second; ties count half."""
    wins = sum((above > below) + 0.5 * (above == below) for above in high for below in low)
    return wins / (len(high) * len(low))
