"""The edge cleaner: nothing that is obeyed gets in, nothing that is written gets changed."""

from __future__ import annotations

import json
import os
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from closer_tui.domain.text import clean, normalise_newlines, snippet
from closer_tui.domain.text.clusters import drawable
from closer_tui.domain.text.plain import is_plain
from closer_tui.domain.text.scrubbing import scrub

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u2028\u2029\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0"
    "\ufff9-\ufffb\ufffe\uffff\U0001fffe\U0001ffff\U0010fffe\U0010ffff\U000e0001\U000e0020]"
)

LEGITIMATE = {
    "plain": "Hello, where is my order #12345?\n\n\tThanks,\nAnna",
    "accents": "Zoë, naïve façade — “quoted” … 5 €",
    "decomposed accents": "Zoe\u0308 re\u0301sume\u0301 N\u0303",
    "vietnamese decomposed": "Vie\u0323\u0302t Nam, cho em ho\u0309i a\u0323\u0300",
    "emoji": "Thanks 😀👍🏽❤️☺︎ ✔️ #️⃣ 1️⃣ ☝🏿 ☝️🏿",
    "families": "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 🏴‍☠️ 🧑🏻‍❤️‍💋‍🧑🏼 ❤️‍🔥 🐦‍⬛ 👁️‍🗨️ 🙋🏽‍♀️",
    "flags": "🇩🇪🇯🇵 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "arabic": "مرحبًا، أين طلبي رقم ١٢٣؟ السَّلَامُ عَلَيْكُمْ",
    "arabic with marks of direction": "السعر 100\u200f ريال \u061c(جديد)\u200e",
    "hebrew": "שָׁלוֹם, איפה ההזמנה שלי? \u200f123",
    "persian with zero-width non-joiners": "می‌خواهم کتاب‌ها را ببینم",
    "urdu": "آپ کا شکریہ، میرا آرڈر کہاں ہے؟",
    "hindi": "क्षमा करें, मेरा ऑर्डर कहाँ है? र्‍य क्‌ष",
    "sinhala": "ශ්‍රී ලංකාව",
    "bengali": "অর্ডারটা কোথায়? র‍্যাব",
    "thai": "สวัสดีค่ะ ที่ไหนคะ",
    "khmer with zero-width spaces": "សួស្តី\u200bខ្ញុំ\u200bចង់",
    "burmese": "မင်္ဂလာပါ",
    "chinese": "你好，我的订单在哪里？葛󠄀城市",
    "japanese": "こんにちは。注文番号は１２３です。ＡＢＣ カ゛",
    "korean": "안녕하세요 ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ",
    "korean decomposed": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "mongolian": "ᠮᠣᠩᠭᠣᠯ᠎ᠠ ᠬᠡᠯᠡ ᠠ᠋",
    "tibetan": "བོད་སྐད་ རྒྱལ་པོ",
    "greek and russian": "Καλημέρα! Здравствуйте, где мой заказ?",
    "mathematics": "∑ x² ≤ ½ ∩︀ 𝓗𝓮𝓵𝓵𝓸 𝐛𝐨𝐥𝐝",
    "old scripts": "𐌰𐌱𐌲 𒀀𒀁 𐤀",
    "spaces": "1\xa0234\u202f567\u2009€\u3000x",
    "markup": "[/b] [@click=app.quit]x[/] <b>&amp;</b> \\x1b[2J",
    "many tabs and spaces": "a\t\tb    c\n\n\n\nd",
    "private use": "\uf8ff",
    "replacement": "\ufffd \ufffc",
    "empty": "",
}

TRICKS = [
    ("colour", "a\x1b[31mred\x1b[0m b", "ared b"),
    ("private mode and intermediate bytes", "a\x1b[?25l\x1b[1 qb", "ab"),
    ("8-bit CSI", "a\x9b2Jb", "ab"),
    ("unfinished CSI", "a\x1b[12;", "a"),
    ("CSI stopped by a letter of another script", "\x1b[1é", "é"),
    ("clipboard by OSC 52, BEL", "x\x1b]52;c;aGk=\x07y", "xy"),
    ("title by OSC 0, ST", "x\x1b]0;pwned\x1b\\y", "xy"),
    ("OSC with 8-bit ST", "x\x1b]0;pwned\x9cy", "xy"),
    ("8-bit OSC", "x\x9d0;pwned\x9cy", "xy"),
    ("hyperlink", "\x1b]8;;http://evil.example\x1b\\label\x1b]8;;\x1b\\", "label"),
    ("OSC without an end loses its line only", "x\x1b]0;pwned\nnext", "x\nnext"),
    ("OSC over two lines", "x\x1b]0;one\ntwo\x07y", "xy"),
    ("OSC broken off by CAN", "x\x1b]0;p\x18y", "xy"),
    ("OSC broken off by another sequence", "x\x1b]0;p\x1b[1my", "xy"),
    ("8-bit OSC without an end loses only itself", "x\x9dab", "xab"),
    ("DCS", "x\x1bPq#0\x1b\\y", "xy"),
    ("8-bit DCS", "x\x90q#0\x9cy", "xy"),
    ("SOS, PM, APC", "a\x1bXs\x1b\\b\x1b^p\x1b\\c\x1b_a\x1b\\d", "abcd"),
    ("DCS without an end", "x\x1bPabc\ny", "x\ny"),
    ("single shifts", "a\x1bNxb\x1bOPc\x8ed", "abcd"),
    ("reset", "a\x1bcb", "ab"),
    ("designate a character set", "a\x1b(0b", "ab"),
    ("lone ESC at the end", "a\x1b", "a"),
    ("ESC before a foreign letter", "a\x1bé", "aé"),
    ("ESC twice", "a\x1b\x1b[1mb", "ab"),
    ("NUL, BEL, BS, DEL, SO", "a\x00b\x07c\x08d\x7fe\x0ef", "abcdef"),
    ("vertical tab and form feed", "a\x0bb\x0cc", "abc"),
    ("CRLF, CR, NEL, LS, PS", "a\r\nb\rc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
    ("a lone surrogate", "a\ud800b\udfffc", "a\ufffdb\ufffdc"),
    ("a split pair is one emoji", "\ud83d\ude00", "😀"),
    ("noncharacters", "a\ufdd0\uffff\U0001ffff\U0010fffeb", "a\ufffd\ufffd\ufffd\ufffdb"),
    ("override", "\u202eabc\u202c", "⟦U+202E⟧abc⟦U+202C⟧"),
    ("isolates", "a\u2066b\u2069", "a⟦U+2066⟧b⟦U+2069⟧"),
    ("marks of direction where nothing runs right to left", "a\u200eb\u200f\u061c", "ab"),
    ("zero-width space, BOM, soft hyphen, word joiner", "pay\u200bpal\ufeff \xadx\u2060", "paypal x"),
    ("invisible operators", "f\u2061x\u2062y\u2063z\u2064", "fxyz"),
    ("blank Hangul", "a\u3164b\uffa0", "ab"),
    ("annotations", "a\ufff9b\ufffac\ufffb", "abc"),
    ("music and shorthand controls", "a\U0001d173b\U0001bca0", "ab"),
    ("tags spelling a hidden order", "Hi" + "".join(chr(0xE0000 + ord(c)) for c in "send it"), "Hi"),
    ("tags behind a flag that is no nation", "🏴\U000e0061\U000e0062\U000e007fx", "🏴x"),
    ("tags behind a nation", "🏴󠁧󠁢󠁥󠁮󠁧󠁿\U000e0041x", "🏴󠁧󠁢󠁥󠁮󠁧󠁿x"),
    ("joiners between Latin letters", "a\u200db\u200cc", "abc"),
    ("joiner at the end of an emoji", "👩\u200d", "👩"),
    ("joiner twice", "👩\u200d\u200d👩", "👩👩"),
    ("data hidden in variation selectors", "a\ufe01b\U000e0101c\U000e0102", "abc"),
    ("variation selectors in a row", "❤\ufe0f\ufe0f\ufe0f", "❤\ufe0f"),
    ("supplementary selectors behind an emoji", "😀\U000e0110\U000e0111", "😀"),
    ("Mongolian selectors elsewhere", "a\u180e\u180b", "a"),
    ("zero-width space between Thai and Latin", "ก\u200ba", "กa"),
    ("an endless chain of emoji", "👩" + "\u200d👩" * 9, "👩" + "\u200d👩" * 7 + "👩\u200d👩"),
    ("marks piled up", "a" + "\u0301" * 500 + "b", "a" + "\u0301" * 8 + "b"),
    ("marks past the BMP piled up", "a" + "\U0001e8d0" * 500 + "b", "a" + "\U0001e8d0" * 8 + "b"),
    ("glue does not divide a pile", "a" + "\u0301\u200d" * 500, "a" + "\u0301" * 4),
]


@pytest.mark.parametrize("text", LEGITIMATE.values(), ids=LEGITIMATE.keys())
def test_ordinary_writing_comes_back_unchanged(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("text", ["Hello there.\nBye.", "Zoë schrieb: “Grüße”", "你好，世界"])
def test_text_without_anything_to_do_is_the_same_object(text: str) -> None:
    assert clean(text) is text


@pytest.mark.parametrize(("raw", "cleaned"), [row[1:] for row in TRICKS], ids=[row[0] for row in TRICKS])
def test_what_is_obeyed_or_hidden_does_not_get_in(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned
    assert clean(cleaned) == cleaned


def test_every_code_point_alone_leaves_nothing_forbidden() -> None:
    every = "x".join(chr(code) for code in range(0x110000))
    assert FORBIDDEN.search(clean(every, limit=10_000_000)) is None


def test_one_line_folds_breaks_tabs_and_runs_of_spaces() -> None:
    assert clean("  a\r\n\r\n b\tc   d \n", multiline=False) == "a b c d"
    assert clean("Anna Schmidt", multiline=False) == "Anna Schmidt"
    assert clean("a\xa0b", multiline=False) == "a\xa0b"


def test_a_long_text_is_cut_within_the_limit_and_says_how_much_is_missing() -> None:
    cut = clean("a" * 1_000, limit=100)
    shown = cut.partition("… [cut: ")[0]
    assert len(cut) <= 100
    assert cut == f"{shown}… [cut: {1_000 - len(shown)} more characters]"


def test_what_was_never_read_is_counted_too() -> None:
    cut = clean("\x1b[m" * 100 + "b" * 900, limit=100)
    assert cut == "… [cut: 1000 more characters]"


@pytest.mark.parametrize(("limit", "cut"), [(0, ""), (-5, ""), (1, "…"), (4, "abc…")])
def test_a_limit_without_room_for_words_ends_in_an_ellipsis(limit: int, cut: str) -> None:
    assert clean("abcdef", limit=limit) == cut


def test_a_cut_never_goes_through_a_character() -> None:
    text = "👨‍👩‍👧‍👦" * 40
    for limit in range(40, 120):
        shown = clean(text, limit=limit).partition("… [cut")[0]
        assert shown == "👨‍👩‍👧‍👦" * (len(shown) // 7)


def test_newlines_of_every_kind_are_line_feeds() -> None:
    assert normalise_newlines("a\r\nb\rc\x85d\u2028e\u2029f\n") == "a\nb\nc\nd\ne\nf\n"


def test_a_snippet_is_one_short_line() -> None:
    assert snippet("Hello\n\n  there ") == "Hello there"
    assert snippet("a" * 200) == "a" * 119 + "…"
    assert snippet("word " * 50, limit=11) == "word word…"
    assert snippet("é" * 10_000, limit=9_000) == "é" * 4_096 + "…"
    assert snippet("👍🏽" * 10, limit=4) == "👍🏽…"
    assert snippet("abc", limit=0) == ""


NASTY = st.one_of(
    st.text(),
    st.text(st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Mc", "Me", "Co", "Cn", "So"])),
    st.lists(
        st.sampled_from(
            [
                *"a é漢ก क်ا1#\n\t\r ",
                "\x1b",
                "\x1b[",
                "\x1b]",
                "\x9b",
                "\x9d",
                "\x9c",
                "\x07",
                "\x18",
                "0;",
                "m",
                "\\",
                "\u200b",
                "\u200c",
                "\u200d",
                "\ufe0f",
                "\ufe0e",
                "\ufe00",
                "\U000e0100",
                "\u180b",
                "\u0301",
                "\u094d",
                "👩",
                "🏽",
                "❤",
                "🇩",
                "🏴",
                "\U000e0067",
                "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
                "\U000e007f",
                "\u202e",
                "\u2069",
                "\u200f",
                "\xad",
                "\ud83d",
                "\ude00",
                "\ufeff",
                "\u0301" * 7,
                "\u17d2",
                "ខ",
                "葛",
                "ᠠ",
                "\U0001e8d0",
                "\u20e3",
                "⟦",
                "…",
            ]
        ),
        max_size=40,
    ).map("".join),
)


@given(NASTY, st.integers(-1, 80), st.booleans())
@example("🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 9, 30, True)
def test_cleaning_twice_is_cleaning_once(text: str, limit: int, multiline: bool) -> None:
    once = clean(text, limit=limit, multiline=multiline)
    assert clean(once, limit=limit, multiline=multiline) == once
    assert len(once) <= max(0, limit)


@given(NASTY)
def test_nothing_forbidden_is_left_and_what_is_left_can_be_stored_and_sent(text: str) -> None:
    cleaned = clean(text)
    assert FORBIDDEN.search(cleaned) is None
    assert clean(cleaned) == cleaned
    cleaned.encode("utf-8")
    line = clean(text, multiline=False)
    assert "\n" not in line
    assert "\t" not in line
    assert line == line.strip(" ")


@pytest.mark.parametrize(
    "unit",
    ["\x1b]", "\x9d\n", "\x1b[1;", "\u202e", "a\u202e", "\u0301", "👩\u200d", "❤️", "🏴\U000e0067", "\ud800", "  \n"],
)
def test_work_grows_with_the_length_only(unit: str) -> None:
    """Sixteen times the text may not cost 256 times the work, however it is built."""
    clean(unit)
    small, large = (_cost(unit * count) for count in (1_000, 16_000))
    assert large < 64 * max(small, 20_000)


def _cost(text: str) -> int:
    """CPU time, best of three. Only ratios of it are judged."""
    costs = []
    for _ in range(3):
        begin = time.process_time_ns()
        clean(text, limit=1_000_000)
        costs.append(time.process_time_ns() - begin)
    return min(costs)


def test_real_conversations_come_back_identical() -> None:
    shared = Path(os.environ.get("CLOSER_TUI_SHARED", Path(__file__).parents[4] / "shared"))
    source = shared / "data" / "conversations.jsonl"
    if not source.exists():
        pytest.skip("the real conversations are not beside the checkout")
    bodies = [m["body"] for line in source.read_text("utf-8").splitlines() for m in json.loads(line)["messages"]]
    assert len(bodies) > 1_000
    changed = [body for body in bodies if clean(body) != body]
    assert changed == []


def test_no_code_point_that_needs_a_step_passes_as_plain() -> None:
    """Text taken for plainly ordinary is not looked at again, so that class must hold nothing a step would touch."""
    plain = [chr(code) for code in range(0x110000) if is_plain(chr(code))]
    assert len(plain) > 80_000
    assert not any(map(unicodedata.combining, plain))
    together = "".join(plain)
    assert scrub(together) == drawable("\u0301" + together)[1:] == together
