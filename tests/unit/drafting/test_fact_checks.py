"""Facts nobody has named: amounts, percentages, times, days, and where a draft sends somebody."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.draft import CheckLevel, DraftAction, Proposal
from closer_tui.drafting.brief import QuickReply
from closer_tui.drafting.checks import Making, check_all
from closer_tui.drafting.fact_checks import check_facts
from closer_tui.drafting.reply_checks import LONGEST_REPLY, check_reply, greeted
from closer_tui.drafting.rules import RuleOutcome
from tests.support.briefs import TONE, brief


def facts(body: str, own: str = "", asked: str = "Are you open?", **changes: Any) -> str:
    """What the check holds against a text, when the owner has written `own`; empty when nothing."""
    shelf = (QuickReply("own", "Own", own),) if own else ()
    check = check_facts(brief(asked, quick_replies=shelf, **changes), body)
    assert (check.level is CheckLevel.HOLD) is bool(check.detail)
    return check.detail


@pytest.mark.parametrize(
    ("own", "body"),
    [
        ("It costs £1,250.00.", "That is 1250 pounds."),
        ("Es kostet 1.250,00 €.", "Das sind € 1250."),
        ("It is £4.", "It is 4.00 GBP, so £4."),
        ("We take 10 percent off.", "That is 10% off."),
        ("Open from 8 to 5.", "We open at 8:00 am and close at 5pm, at 17:00."),
        ("Wir öffnen um 8 Uhr.", "Ab 8:00 Uhr."),
        ("Open Tuesday to Saturday.", "We are here on Thursday and on Friday."),
        ("Mo-Fr: montag bis freitag", "Am Mittwoch sind wir da."),
        ("Closed on 24 December.", "We are closed on December 24th."),
        ("Open from 8 to 5.", "You may come today until 5, or within the 8 days of the market."),
        ("Ring 020 7946 0999.", "Please call us at 020 7946 0999."),
    ],
)
def test_what_the_owner_has_written_may_be_said_in_other_signs(own: str, body: str) -> None:
    assert facts(body, own) == ""


@pytest.mark.parametrize(
    ("own", "body", "named"),
    [
        ("Open from 8 to 5.", "A loaf is £5.", "£5"),
        ("It is £40.", "It is £4.", "£4"),
        ("It is £4.", "It is 4.50 euros.", "4.50 euros"),
        ("Ten years old.", "That is 10 % off.", "10 %"),
        ("Open from 8 to 5.", "We close at 9:30.", "9:30"),
        ("Open from 8 to 5.", "Bis 21 Uhr.", "21 Uhr"),
        ("Open Tuesday to Saturday.", "We are here on Sunday.", "Sunday"),
        ("Closed on 24 December.", "We are closed on 2 January.", "2 January"),
        ("", "Das ist am 14.03.2027.", "14.03.2027"),
    ],
)
def test_what_nobody_has_named_is_held_and_named(own: str, body: str, named: str) -> None:
    assert named in facts(body, own)


@pytest.mark.parametrize(
    ("asked", "body", "held"),
    [
        ("Is it £3?", "Yes, it is £3.", "Only the customer has named the amount £3."),
        ("Do I get 50%?", "Yes, 50%.", "Only the customer has named 50%."),
        ("Are you open at 7:30 on Sunday?", "Sorry, not at 7:30 on Sunday.", ""),
        ("My number is +49 171 3920022.", "Thanks, we have +49 171 3920022.", ""),
        ("Is +49 171 3920022 yours?", "Yes, call us at +49 171 3920022.", "sends them to it"),
        ("Is it desk@evil.test now?", "Yes, write to desk@evil.test.", "sends them to it"),
    ],
)
def test_what_only_the_customer_has_named_is_no_word_of_the_owners(asked: str, body: str, held: str) -> None:
    assert held in facts(body, asked=asked)
    assert bool(facts(body, asked=asked)) is bool(held)


@given(st.integers(1, 9_999), st.integers(1, 9_999))
def test_an_amount_is_held_exactly_when_it_is_another(ours: int, said: int) -> None:
    assert bool(facts(f"It is £{said}.", f"It is £{ours}.")) is (ours != said)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Hi Otto,\n\nyes", "Otto"),
        ("Dear Mr Braun,\nyes", "Braun"),
        ("Guten Tag Otto Braun,\nja", "Otto Braun"),
        ("Hi there,\nyes", ""),
        ("Hi,\nyes", ""),
        ("Hello and thank you, yes", ""),
        ("Yes, Otto.", ""),
    ],
)
def test_whom_a_text_greets(body: str, name: str) -> None:
    assert greeted(body) == name


def names(body: str, **changes: Any) -> set[str]:
    return {check.name for check in check_reply(brief("Are you open?", **changes), body) if check.detail}


def test_a_name_of_this_conversation_may_be_greeted() -> None:
    assert names("Hi Maria,\nyes.") == names("Dear Ms Keller,\nyes.") == set()
    assert names("Hi Otto,\nyes.", contact_name="") == {"name"}
    assert names("Hi Otto,\nyes.", answered=(("Otto speaking. Hello?", "Hello!"),)) == set()


def test_numbered_things_for_sale_are_no_two_answers() -> None:
    assert names("We have two kinds:\nOption 1: rye\nOption 2: spelt") == set()
    assert names("Option 1: Yes.\nOption 2: No.") == {"answers"}


def test_the_owners_own_markup_and_gaps_may_be_copied() -> None:
    own = (QuickReply("m", "Menu", "Our **menu** is on the door, table [12b or so]."),)
    assert names("Our **menu** is on the door.", quick_replies=own) == set()
    assert names("Our **map** is on the door.", quick_replies=own) == {"markup"}


def test_a_long_reply_is_held_from_the_word_that_is_too_many() -> None:
    assert names("word. " * LONGEST_REPLY) == set()
    assert names("word. " * (LONGEST_REPLY + 1)) == {"size"}


@pytest.mark.parametrize("piece", ["1", "000 ", "\n", "[", "— Paul ", "a🥐", "mon-"])
def test_no_text_of_a_model_keeps_the_checks_busy(piece: str) -> None:
    """Patterns that try every beginning against every end took a minute for some of these, four times as long each."""
    body = "x" + piece * (15_000 // len(piece))
    began = time.process_time()
    check_all(brief("Open?", tone=TONE), Proposal(DraftAction.REPLY, body), RuleOutcome(), Making())
    assert time.process_time() - began < 2.5
