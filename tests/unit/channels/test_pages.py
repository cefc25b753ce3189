"""A page of the listing as messages: hostile text cleaned, broken messages put aside, none lost for another's sake."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.channels.closer.pages import Page, incoming, read_page
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import DAY
from closer_tui.domain.errors import ChannelUnavailable
from closer_tui.domain.message import AnswerState, Delivery, Direction

NOW = 1_779_451_200_000
SOUND: dict[str, Any] = {
    "id": "msg_1",
    "channel": "whatsapp",
    "from": "+447700900123",
    "body": "Do you open at 8?",
    "received_at": "2026-05-22T07:14:03Z",
    "status": "pending",
}
REPLY: dict[str, Any] = {"id": "rep_1", "body": "Yes.", "sent_at": "2026-05-22T07:15:00Z", "mode": "autonomous"}


def page(*messages: Any, following: Any = None) -> Page:
    raw = json.dumps({"data": list(messages), "next_cursor": following}).encode()
    return read_page(raw, ChannelKind.WHATSAPP, NOW)


def ids(found: Page) -> list[str]:
    return [item.message.external_id for item in found.listed]


def test_a_message_is_read_as_documented() -> None:
    [item] = page(SOUND).listed
    message = item.message
    assert (message.external_id, message.thread, message.address) == ("msg_1", "+447700900123", "+447700900123")
    assert (message.body, message.name, message.author) == ("Do you open at 8?", "", "")
    assert message.at == NOW - 5 * 3_600_000 + 14 * 60_000 + 3_000
    assert (message.direction, message.answer) == (Direction.INBOUND, AnswerState.PENDING)
    assert item.reply is None


def test_a_reply_is_read_with_who_gave_it() -> None:
    [item] = page(SOUND | {"status": "replied", "reply": REPLY}).listed
    assert item.reply is not None
    assert (item.reply.external_id, item.reply.body, item.reply.author) == ("rep_1", "Yes.", "bot")
    assert (item.reply.direction, item.reply.delivery, item.reply.reply_to) == (
        Direction.OUTBOUND,
        Delivery.SENT,
        "msg_1",
    )
    assert item.message.answered_by == "rep_1"
    [item] = page(SOUND | {"status": "replied", "reply": REPLY | {"mode": "human"}}).listed
    assert item.reply is not None
    assert item.reply.author == "human elsewhere"


def test_a_reply_never_stands_above_what_it_answers() -> None:
    early = REPLY | {"sent_at": "2026-05-22T07:00:00Z"}
    for reply in (early, REPLY | {"sent_at": None}):
        [item] = page(SOUND | {"status": "replied", "reply": reply}).listed
        assert item.reply is not None
        assert item.reply.at == item.message.at + 1


def test_one_reply_to_several_messages_is_told_once() -> None:
    later = SOUND | {"id": "msg_2", "received_at": "2026-05-22T07:14:30Z"}
    found = page(*(m | {"status": "replied", "reply": REPLY} for m in (SOUND, later)))
    inbound, second, reply = incoming(found.listed)
    assert (inbound.answered_by, second.answered_by) == ("rep_1", "rep_1")
    assert (reply.external_id, reply.reply_to) == ("rep_1", "msg_2")


def test_a_reply_that_takes_the_name_of_a_message_does_not_replace_it() -> None:
    found = page(SOUND, SOUND | {"id": "msg_2", "status": "replied", "reply": REPLY | {"id": "msg_1"}})
    assert [(m.external_id, m.direction.value) for m in incoming(found.listed)] == [
        ("msg_1", "inbound"),
        ("msg_2", "inbound"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"id": ""},
        {"id": 7},
        {"id": "../../x"},
        {"id": "a b"},
        {"id": "local:1"},
        {"id": "x" * 300},
        {"channel": "sms"},
        {"channel": None},
        {"from": None},
        {"from": ""},
        {"from": "   "},
        {"from": ["+44"]},
        {"body": None},
        {"body": {"text": "x"}},
        {"received_at": None},
        {"received_at": 1_779_451_200},
        {"received_at": 1_779_451_200_000},
        {"received_at": "1779451200"},
        {"received_at": "1779451200000"},
        {"received_at": "2026-02-30T00:00:00Z"},
        {"received_at": "2026-05-22T07:14:03"},
        {"received_at": "+55840-01-01T00:00:00Z"},
        {"received_at": "2026-13-01T00:00:00Z"},
        {"received_at": "yesterday"},
    ],
)
def test_a_broken_message_is_put_aside_and_the_others_are_read(change: dict[str, Any]) -> None:
    found = page(SOUND | {"id": "msg_0"}, SOUND | change, SOUND | {"id": "msg_2"})
    assert ids(found) == ["msg_0", "msg_2"]
    [(name, reason)] = found.broken
    assert name
    assert reason.startswith("message put aside: ")


@pytest.mark.parametrize("broken", [None, 7, "text", [], ["x"], True])
def test_what_is_no_message_at_all_is_put_aside(broken: Any) -> None:
    found = page(SOUND, broken)
    assert ids(found) == ["msg_1"]
    assert len(found.broken) == 1


@pytest.mark.parametrize(
    "raw", ['{"id": "a", "id": "b"}', "NaN", "9" * 5_000, "[" * 50_000 + "]" * 50_000, '{"body": Infinity}']
)
def test_json_that_no_two_readers_understand_alike_costs_its_own_message(raw: str) -> None:
    sound = json.dumps(SOUND)
    found = read_page(f'{{"data": [{raw}, {sound}], "next_cursor": null}}'.encode(), ChannelKind.WHATSAPP, NOW)
    assert ids(found) == ["msg_1"]


@pytest.mark.parametrize(
    "reply",
    [7, [], {"id": "rep_1"}, REPLY | {"id": ""}, REPLY | {"body": None}, REPLY | {"sent_at": "2026-02-30T00:00:00Z"}],
)
def test_a_broken_reply_costs_the_reply_alone(reply: Any) -> None:
    found = page(SOUND | {"status": "replied", "reply": reply})
    [item] = found.listed
    assert item.reply is None
    assert item.message.answer is AnswerState.REPLIED
    assert len(found.broken) == 1


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("pending", AnswerState.PENDING),
        ("replied", AnswerState.REPLIED),
        ("escalated", AnswerState.ESCALATED),
        ("archived", AnswerState.PENDING),
        (None, AnswerState.PENDING),
        (3, AnswerState.PENDING),
    ],
)
def test_a_status_we_do_not_know_leaves_the_message_waiting(status: Any, answer: AnswerState) -> None:
    assert page(SOUND | {"status": status}).listed[0].message.answer is answer


@pytest.mark.parametrize(
    ("received_at", "at"),
    [
        ("9999-12-31T23:59:59Z", NOW),
        ("2060-01-01T00:00:00Z", NOW),
        ("0001-01-01T00:00:00Z", 946_684_800_000),
        ("2026-05-22T12:00:30Z", NOW + 30_000),
        ("2026-05-22T12:00:60Z", NOW + 59_999),
        ("2026-05-22T14:00:00+02:00", NOW),
    ],
)
def test_a_wrong_clock_is_no_reason_to_lose_a_message(received_at: str, at: int) -> None:
    assert page(SOUND | {"received_at": received_at}).listed[0].message.at == at


def test_hostile_text_is_cleaned_in_every_field() -> None:
    hostile = "\x1b]0;title\x07\x9b31m\ud800\u202e\x00[@click=app.quit]x[/]"
    found = page(
        SOUND | {"body": hostile, "from": f"+44{hostile}", "status": "replied", "reply": REPLY | {"body": hostile}}
    )
    [item] = found.listed
    assert item.reply is not None
    for text in (item.message.body, item.message.address, item.reply.body):
        assert not set(text) & {"\x1b", "\x07", "\x9b", "\x00", "\ud800", "\u202e"}
        assert "[@click=app.quit]x[/]" in text
        text.encode()


@pytest.mark.parametrize(
    "twin", ["+447700\u200b900123", "+447700900123\x00", "+447700900123\x1b[0m", "+447700900123\n"]
)
def test_two_writers_that_look_alike_once_cleaned_stay_two(twin: str) -> None:
    found = page(SOUND, SOUND | {"id": "msg_2", "from": twin})
    assert len({item.message.thread for item in found.listed}) == 2


def test_a_huge_body_is_cut_and_a_page_of_too_many_is_refused() -> None:
    [item] = page(SOUND | {"body": "x" * 300_000}).listed
    assert len(item.message.body) <= 65_536
    assert item.message.body.endswith("more characters]")
    with pytest.raises(ChannelUnavailable):
        page(*([SOUND] * 10_001))


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"data": {}}', b"<html>", b'{"data": null, "next_cursor": null}', b'"data"']
)
def test_what_is_no_page_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(ChannelUnavailable) as error:
        read_page(raw, ChannelKind.WHATSAPP, NOW)
    assert error.value.hint


@pytest.mark.parametrize("following", [7, "", "a b", "x" * 3_000, ["x"], "cur\n"])
def test_a_cursor_that_cannot_be_used_is_not_used(following: Any) -> None:
    with pytest.raises(ChannelUnavailable):
        page(SOUND, following=following)
    assert page(SOUND, following="cur_1").following == "cur_1"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*SOUND, "reply"]), ANYTHING), ANYTHING)
def test_nothing_in_a_page_raises_anything_else(change: dict[str, Any], other: Any) -> None:
    found = page(SOUND | change, other, SOUND | {"id": "msg_last"})
    assert ids(found)[-1] == "msg_last"
    for item in found.listed:
        assert item.message.at <= NOW + DAY
        json.dumps([item.message.body, item.message.address]).encode()
