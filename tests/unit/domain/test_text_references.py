"""What a click could open: the whole address in ASCII, the real host, and what is odd about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.text.references import MOST, Reference, references_of


def only(text: str) -> Reference:
    [found] = references_of(text)
    return found


def test_a_plain_link_is_itself_and_may_be_opened() -> None:
    link = only("see https://example.com/menu?day=sat.")
    assert (link.url, link.host, link.warnings, link.opens) == (
        "https://example.com/menu?day=sat",
        "example.com",
        (),
        True,
    )


def test_a_host_in_other_letters_is_shown_as_the_network_knows_it() -> None:
    link = only("https://münchen.de/straße")
    assert (link.host, link.url) == ("xn--mnchen-3ya.de", "https://xn--mnchen-3ya.de/stra%C3%9Fe")


def test_a_lookalike_is_called_one() -> None:
    link = only("log in at pаypal.com now")
    assert link.host == "xn--pypal-4ve.com"
    assert "imitates" in link.warnings[0]


def test_what_stands_before_an_at_sign_is_called_out_and_never_opened() -> None:
    link = only("https://google.com@evil.example/x")
    assert link.host == "evil.example"
    assert "google.com" in link.warnings[0]
    assert not link.opens


def test_backslashes_lead_where_a_browser_takes_them() -> None:
    assert only("http:\\\\evil.example\\@good.example").url == "http://evil.example/@good.example"


def test_a_number_instead_of_a_name_is_said() -> None:
    assert only("http://1.2.3.4/a").warnings == ("a number instead of a name",)


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.com", "ssh://b.com/x", "data:text/html,x", "x://y.com"],
)
def test_other_schemes_are_named_and_never_opened(text: str) -> None:
    link = only(f"click {text} please")
    assert link.shown == text
    assert not link.opens
    assert f"{text.partition(':')[0]}:" in link.warnings[0]


@pytest.mark.parametrize("text", ["Note: hello", "at 10:30", "a:b", "Hi. there", "1.5 kg", "::", "e.g. this"])
def test_ordinary_words_are_no_links(text: str) -> None:
    assert references_of(text) == ()


def test_more_links_than_anybody_reads_are_not_read() -> None:
    assert len(references_of("https://a.com " * 500)) == MOST


@given(st.text(alphabet=st.sampled_from("ab.:/\\@?#[]()ü漢 htps-"), max_size=80))
def test_addresses_are_ascii_without_controls_and_stand_where_they_say(text: str) -> None:
    for link in references_of(text):
        assert text[link.at : link.at + len(link.shown)] == link.shown
        assert link.url.isascii() or not link.opens
        assert not any(char <= " " for char in link.url)
        assert link.url.startswith(("http://", "https://")) or not link.opens
