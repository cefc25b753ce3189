"""The filter language: what was typed is understood, written again it means the same, and mistakes are pointed at."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from closer_tui.domain.clock import DAY, HOUR, MINUTE
from closer_tui.domain.filters import EVERYTHING, AnyOf, Expression, FilterError, Not, Term, all_of, any_of, no
from closer_tui.domain.filters import parse_filter as parse
from closer_tui.domain.filters.expression import terms
from closer_tui.domain.filters.fields import FIELDS

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn")), min_size=1).map(
    str.strip
)


def _terms() -> st.SearchStrategy[Term]:
    choosy = [Term(name, value) for name, spec in FIELDS.items() for value in dict.fromkeys(spec.values.values())]
    spans = st.integers(1, 5_000).map(lambda minutes: minutes * MINUTE)
    timed = st.builds(Term, st.sampled_from(["waiting", "window", "last"]), spans, st.sampled_from([">", "<"]))
    words = st.builds(Term, st.sampled_from(["text", "contact", "inbox"]), WORDS.filter(bool))
    return st.one_of(st.sampled_from(choosy), timed, words, st.sampled_from([Term("tag", "vip"), Term("topic", "a-b")]))


EXPRESSIONS = st.recursive(
    _terms(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(all_of),
        st.lists(inner, min_size=2, max_size=3).map(any_of),
        inner.map(no),
    ),
    max_leaves=8,
)


def understood_or_pointed_at(line: str) -> None:
    """Means the same when it is written again, or else says where it cannot be understood."""
    try:
        tree = parse(line)
    except FilterError as error:
        wrong = error
    else:
        assert parse(str(tree)) == tree
        return
    shown, mark = wrong.pointed()
    assert mark.strip("^ ") == ""
    assert 0 <= wrong.at < len(mark) <= len(shown) + 1
    assert wrong.hint


@given(tree=EXPRESSIONS)
def test_what_is_written_is_read_as_the_same(tree: Expression) -> None:
    line = str(tree)
    assume(len(line) <= 500)
    assert parse(line) == tree


@given(line=st.text(max_size=80))
def test_any_line_is_understood_or_pointed_at(line: str) -> None:
    understood_or_pointed_at(line)


@given(
    pieces=st.lists(
        st.sampled_from(['"', "(", ")", "-", "or", "not", "a", "tag:", "x", ",", "\\", " ", ":"]), max_size=14
    )
)
def test_any_mixture_of_signs_is_understood_or_pointed_at(pieces: list[str]) -> None:
    understood_or_pointed_at("".join(pieces))


def test_words_side_by_side_must_all_hold_and_or_binds_weaker() -> None:
    tree = parse('channel:email (tag:vip or waiting:>2h) -owner:bot text:"walnut loaf"')
    assert tree == all_of(
        [
            Term("channel", "email"),
            any_of([Term("tag", "vip"), Term("waiting", 2 * HOUR, ">")]),
            Not(Term("owner", "bot")),
            Term("text", "walnut loaf"),
        ]
    )
    assert parse("tag:a tag:b or tag:c") == any_of([all_of([Term("tag", "a"), Term("tag", "b")]), Term("tag", "c")])


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("", EVERYTHING),
        ("channel:wa,mail", AnyOf((Term("channel", "whatsapp"), Term("channel", "email")))),
        ("status:DONE", Term("status", "resolved")),
        ("tag:#VIP", Term("tag", "vip")),
        ("refund", Term("text", "refund")),
        ("owner:paul", Term("owner", "agent:paul")),
        ("owner:queue:refunds", Term("owner", "queue:refunds")),
        ("window:4h", Term("window", 4 * HOUR, "<")),
        ("waiting:1d2h", Term("waiting", DAY + 2 * HOUR, ">")),
        ("not tag:a and tag:b", all_of([Not(Term("tag", "a")), Term("tag", "b")])),
        ("--tag:a", Term("tag", "a")),
        (r'text:"say \"hi\", please"', Term("text", 'say "hi", please')),
        ("is:needs", Term("is", "needs-you")),
    ],
)
def test_short_forms_mean_the_long_ones(line: str, meant: Expression) -> None:
    assert parse(line) == meant


@pytest.mark.parametrize(
    ("line", "under", "hint"),
    [
        ("tag:vip chanel:email", "chanel", "Did you mean channel:?"),
        ("channel:emial", "emial", "whatsapp, instagram, linkedin, email, sms"),
        ("(tag:a or tag:b", "(", "Close it"),
        ("tag:a)", ")", "Leave it out"),
        ('text:"open', '"open', "Close it"),
        ("waiting:>soon", ">soon", "waiting:>2h"),
        ("is:", "is:", "unread"),
        ("tag:a or", "", "Write a term"),
        ("waiting:>9999w", ">9999w", "length of time"),
    ],
)
def test_a_mistake_is_pointed_at_and_the_way_out_is_named(line: str, under: str, hint: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(line)
    error = caught.value
    assert line[error.at :].startswith(under)
    assert hint in error.hint


@pytest.mark.parametrize("line", ["(" * 40 + "tag:a" + ")" * 40, "tag:a " * 60, "x" * 600, "-" * 60 + "tag:a"])
def test_a_filter_out_of_bounds_is_refused(line: str) -> None:
    with pytest.raises(FilterError):
        parse(line)


@pytest.mark.parametrize("name", FIELDS)
def test_the_example_of_every_field_is_a_filter(name: str) -> None:
    assert list(terms(parse(FIELDS[name].example)))
