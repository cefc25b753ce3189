"""What is typed into search is understood, and nothing of it is ever the index's own syntax."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.errors import InvalidInput
from closer_tui.store import keys
from closer_tui.store.views.search_query import MAX_TERMS, SearchQuery, Term, parse
from tests.unit.store.small_world import NOON

DAY = 86_400_000


def asked(text: str) -> SearchQuery:
    return parse(text, now=NOON)


def test_the_last_word_is_a_beginning_and_the_others_are_whole() -> None:
    assert asked("walnut loa").terms == (Term("walnut"), Term("loa", prefix=True))


def test_a_space_after_the_last_word_ends_it_for_nobody() -> None:
    assert asked("walnut ").terms == (Term("walnut", prefix=True),)


def test_one_letter_is_a_whole_word() -> None:
    assert asked("a").terms == (Term("a"),)


def test_a_star_makes_any_word_a_beginning() -> None:
    assert asked("cater* friday now").terms[0] == Term("cater", prefix=True)


def test_quotes_make_a_phrase_that_is_whole() -> None:
    assert asked('"walnut loaf"').terms == (Term("walnut loaf"),)


def test_a_phrase_still_being_typed_is_a_beginning() -> None:
    assert asked('"walnut lo').terms == (Term("walnut lo", prefix=True),)


def test_words_of_scripts_without_spaces_are_looked_for_inside() -> None:
    assert asked("予約 refund ร้าน").terms == (
        Term("予約", inside=True),
        Term("refund"),
        Term("ร้าน", inside=True),
    )


def test_korean_words_are_beginnings_wherever_they_stand() -> None:
    assert asked("예약 내일").terms == (Term("예약", prefix=True), Term("내일", prefix=True))


def test_pictures_are_looked_for_inside() -> None:
    assert asked("🎂").terms == (Term("🎂", inside=True),)


def test_operators_say_where_to_look() -> None:
    query = asked('from:"maria keller" channel:wa status:open tag:#VIP is:unread has:draft in:note bread')
    assert query == SearchQuery(
        terms=(Term("bread", prefix=True),),
        sender="maria keller",
        channel="whatsapp",
        status="open",
        tag="vip",
        direction="note",
        unread=True,
        draft=True,
    )


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2026-05-01", 1_777_593_600_000),
        ("2026-05", 1_777_593_600_000),
        ("2026", 1_767_225_600_000),
        ("today", NOON - NOON % DAY),
        ("yesterday", NOON - NOON % DAY - DAY),
        ("7d", NOON - 7 * DAY),
        ("2w", NOON - 14 * DAY),
        ("3h", NOON - 3 * 3_600_000),
    ],
)
def test_dates_are_days_months_years_and_spans(value: str, at: int) -> None:
    assert asked(f"before:{value}").before == at
    assert asked(f"after:{value}").after == at


@pytest.mark.parametrize(
    "text",
    ["channel:pigeon", "status:lost", "before:soon", "before:2026-13-01", "is:hungry", "has:legs", "in:space",
     "from:", "from: maria", "tag:", "channel:", "before:", "x" * 500, "word " * (MAX_TERMS + 1)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        asked(text)
    assert caught.value.hint


def test_a_colon_in_ordinary_text_is_no_operator() -> None:
    assert asked("http://bakery.example 12:30").terms[0].text == "http://bakery.example"
    assert [term.text for term in asked("colour:blue at 12:30").terms] == ["colour:blue", "at", "12:30"]


@pytest.mark.parametrize("text", ["", "   ", '""', '" "', "*", "\x00", "\u200b"])
def test_nothing_asks_for_nothing(text: str) -> None:
    assert asked(text).match == ""


@pytest.fixture(scope="module")
def index() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE f USING fts5(body, tokenize='unicode61 remove_diacritics 2', prefix='2 3')")
    db.execute("INSERT INTO f (rowid, body) VALUES (1, 'the walnut loaf: body OR NOT AND NEAR')")
    return db


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from(list("\"*^:()+-{}[]\\'%_ \x00ORANDNOTNEAR/,.")), st.characters()),
        max_size=60,
    )
)
def test_whatever_is_typed_the_index_understands_it(index: sqlite3.Connection, text: str) -> None:
    try:
        match = asked(text).match
    except InvalidInput:
        return
    if match:
        index.execute("SELECT rowid FROM f WHERE f MATCH ?", (match,)).fetchall()


@pytest.mark.parametrize(
    "text", ["body : walnut", "NEAR walnut", "walnut OR zebra", "walnut NOT loaf", "^walnut -loaf"]
)
def test_words_of_the_index_language_are_words(index: sqlite3.Connection, text: str) -> None:
    rows = index.execute("SELECT rowid FROM f WHERE f MATCH ?", (asked(text).match,)).fetchall()
    assert rows == ([] if "zebra" in text else [(1,)])


def test_message_numbers_bound_times() -> None:
    assert keys.seq_at(NOON) <= keys.message_seq(NOON, 1, "x") < keys.seq_at(NOON + 1)
