"""What had been said before: complete, in order, in the past, and clean."""

from __future__ import annotations

from itertools import pairwise

from closer_tui.demo.backstory import backstory
from closer_tui.demo.cast import load_cast
from closer_tui.demo.roles import Sender
from closer_tui.domain.clock import MINUTE
from closer_tui.domain.text import clean

START = 1_779_434_043_000
CAST = load_cast()
TOLD = backstory(CAST, START)


def test_every_message_of_the_past_is_told_once_and_oldest_first() -> None:
    assert len(TOLD) == sum(len(talk.messages) for talk in CAST.conversations)
    assert len({message.id for message in TOLD}) == len(TOLD)
    assert [message.at for message in TOLD] == sorted(message.at for message in TOLD)
    assert all(message.at < START for message in TOLD)


def test_within_a_conversation_nothing_happens_at_the_same_moment() -> None:
    for talk in CAST.conversations:
        own = [message for message in TOLD if message.conversation_id == talk.id]
        assert [message.sender for message in own] == [message.sender for message in talk.messages]
        assert all(before.at < after.at for before, after in pairwise(own))


def test_ages_become_times() -> None:
    first = next(message for message in TOLD if message.id == "maria-walnut/past/0")
    assert first.at == START - 20_183 * MINUTE
    assert first.address == "+491713920022"


def test_an_answer_names_the_customers_message_just_before_it() -> None:
    by_id = {message.id: message for message in TOLD}
    for message in TOLD:
        if message.sender is Sender.BUSINESS:
            asked = by_id[message.answers]
            assert asked.sender is Sender.CUSTOMER
            assert asked.conversation_id == message.conversation_id
            assert asked.at < message.at
        else:
            assert message.answers == ""


def test_history_is_clean_because_it_does_not_pass_the_edge() -> None:
    for message in TOLD:
        assert message.body.strip()
        assert clean(message.body) == message.body
        assert clean(message.name, multiline=False) == message.name
        assert "\x1b" not in message.body + message.name
