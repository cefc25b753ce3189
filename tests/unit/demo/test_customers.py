"""The director: who writes when, who answers, and that a seed decides it."""

from __future__ import annotations

from itertools import pairwise

from closer_tui.demo.cast import load_cast
from closer_tui.demo.customers import Director
from closer_tui.demo.roles import Cast, DemoConversation, TimedLine
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import HOUR, SECOND

START = 1_779_434_043_000
CAST = load_cast()
MARIA = ChannelKind.WHATSAPP, "+491713920022"


def small(*talks: DemoConversation) -> Cast:
    return Cast(CAST.business, CAST.tone, talks, (), ())


def person(number: int = 1, **lines: tuple[object, ...]) -> DemoConversation:
    plain = DemoConversation(f"p{number}", ChannelKind.SMS, f"+44770090000{number}", "", "en", "calm")
    fields = {name: getattr(plain, name) for name in plain.__slots__}
    return DemoConversation(**(fields | lines))


def test_the_same_seed_gives_the_same_schedule_and_another_seed_another() -> None:
    plans = [Director(CAST, seed=seed, start=START).planned for seed in (7, 7, 8)]
    assert plans[0] == plans[1]
    assert [inject.id for inject in plans[0]] != [inject.id for inject in plans[2]]
    assert {inject.id for inject in plans[0]} == {inject.id for inject in plans[2]}


def test_one_customer_writes_every_eight_to_twenty_five_seconds() -> None:
    lively = [inject for inject in Director(CAST, seed=3, start=START).planned if "/live/" in inject.id]
    openings = [inject for inject in lively if inject.id.endswith(".0")]
    ends = {inject.id.rsplit(".", 1)[0]: inject.due_at for inject in lively}
    assert len(openings) == sum(len(talk.live) for talk in CAST.conversations) >= 20
    assert 8 * SECOND <= openings[0].due_at - START <= 25 * SECOND
    for before, after in pairwise(openings):
        assert 8 * SECOND <= after.due_at - ends[before.id.rsplit(".", 1)[0]] <= 25 * SECOND


def test_a_burst_comes_in_one_go_and_bursts_of_one_person_in_their_order() -> None:
    director = Director(small(person(1, live=(("hi", "you there?", "???"), ("never mind",)))), seed=1, start=START)
    said = director.planned
    assert [inject.body for inject in said] == ["hi", "you there?", "???", "never mind"]
    assert all(1_500 <= after.due_at - before.due_at <= 4_000 for before, after in pairwise(said[:3]))


def test_nothing_is_due_before_its_time_and_nothing_twice() -> None:
    director = Director(CAST, seed=1, start=START)
    first = director.planned[0]
    assert director.next_at() == first.due_at
    assert director.next_due(first.due_at - 1) == []
    assert director.next_due(first.due_at) == [first]
    assert director.next_due(first.due_at) == []


def test_everybody_falls_silent_in_the_end() -> None:
    director = Director(CAST, seed=1, start=START)
    planned = director.planned
    assert tuple(director.next_due(START + HOUR)) == planned
    assert director.next_at() is None


def test_a_reply_is_answered_after_a_while() -> None:
    director = Director(CAST, seed=1, start=START)
    answer = director.on_reply(*MARIA, "Yes, on Saturday.", START + SECOND)
    assert answer is not None
    assert answer.body.startswith("Wonderful")
    assert 11 * SECOND <= answer.due_at - (START + SECOND) <= 18 * SECOND
    assert answer in director.next_due(answer.due_at)


def test_two_replies_in_a_row_get_one_answer_and_a_later_one_the_next() -> None:
    director = Director(CAST, seed=1, start=START)
    first = director.on_reply(*MARIA, "Yes.", START)
    assert first is not None
    assert director.on_reply(*MARIA, "And we open at 8.", START + 1) is None
    director.next_due(first.due_at)
    second = director.on_reply(*MARIA, "See you then.", first.due_at + 1)
    assert second is not None
    assert second.body.startswith("Danke, Paul!")
    director.next_due(second.due_at)
    assert director.on_reply(*MARIA, "Bye!", second.due_at + 1) is None, "she has nothing left to say"


def test_a_reply_reported_twice_is_answered_once() -> None:
    director = Director(CAST, seed=1, start=START)
    first = director.on_reply(*MARIA, "Yes.", START)
    assert first is not None
    director.next_due(first.due_at)
    assert director.on_reply(*MARIA, "Yes.", first.due_at + 1) is None


def test_a_reply_to_a_stranger_is_nobodys() -> None:
    director = Director(CAST, seed=1, start=START)
    before = director.planned
    assert director.on_reply(ChannelKind.SMS, "+447700900000", "Hello?", START) is None
    assert director.on_reply(ChannelKind.SMS, MARIA[1], "Hello?", START) is None, "right number, wrong channel"
    assert director.planned == before


def waiting_person() -> DemoConversation:
    return person(
        then_after=(TimedLine("hello??", 60), TimedLine("HELLO???", 62)), live=(("hi",),), answers=(TimedLine("ta", 5),)
    )


def test_who_is_left_waiting_writes_again() -> None:
    director = Director(small(waiting_person()), seed=1, start=START)
    assert [inject.body for inject in director.next_due(START + HOUR)] == ["hi", "hello??", "HELLO???"]


def test_who_was_answered_in_time_does_not() -> None:
    director = Director(small(waiting_person()), seed=1, start=START)
    opening = director.next_due(START + 26 * SECOND)
    director.on_reply(ChannelKind.SMS, opening[0].address, "Here I am.", START + 27 * SECOND)
    assert [inject.body for inject in director.next_due(START + HOUR)] == ["ta"]


def test_what_one_customer_does_never_changes_another_ones_luck() -> None:
    calm, busy = (Director(CAST, seed=5, start=START) for _ in range(2))
    hazel = ChannelKind.SMS, "+447700900210"
    busy.on_reply(*hazel, "I am so sorry.", START)
    assert calm.on_reply(*MARIA, "Yes.", START) == busy.on_reply(*MARIA, "Yes.", START)
