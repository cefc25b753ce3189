"""What every channel must do, whoever is behind it. A connector passes by subclassing `ChannelSuite` and giving it a
`peer`: the far side, which can be written to and knows what really left.

Faults are asked of the peer by name: a proxy before the real far side can make them all.
"""

from __future__ import annotations

from typing import Protocol

import pytest

from closer_tui.channels.base import Channel, OutgoingReply
from closer_tui.domain.channel import Idempotency
from closer_tui.domain.errors import (
    AmbiguousSend,
    ChannelRefused,
    ChannelUnavailable,
    CursorExpired,
    NotSent,
    RateLimited,
    Unauthorized,
)
from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.domain.sync import Incoming, SyncMark

HOSTILE = "\x1b]52;c;ZXZpbA==\x07\x1b[31mred\x9b2J [@click=app.quit]x[/] \u202eover"


class Peer(Protocol):
    """The far side of a channel."""

    async def delivered(self) -> list[tuple[str, str]]:
        """(message answered, body) of every reply that really left."""
        ...

    async def write(self, body: str, who: str = "+447700900123") -> str:
        """A customer writes; returns the external id of the message."""
        ...

    async def reply_elsewhere(self, message: str, body: str) -> None:
        """Somebody answers without this program."""
        ...

    async def open(self, *, good_token: bool = True, reachable: bool = True) -> Channel:
        """A new channel, as after a restart; the peer closes it at the end."""
        ...

    def now(self) -> int:
        """Milliseconds, by the clock the channel has."""
        ...

    def advance(self, ms: int) -> None:
        """Let time pass."""
        ...

    def expire_cursors(self) -> None:
        """Forget every cursor handed out."""
        ...

    def lose_answer(self) -> None:
        """The next reply is done, and its answer is lost."""
        ...

    def fail_before(self) -> None:
        """The next reply is answered with an error of the server and not done."""
        ...

    def limit(self, retry_after: str) -> None:
        """The next request is refused for its rate."""
        ...

    def forget_everything(self) -> None:
        """The next answer is an empty list."""
        ...


async def read_all(
    channel: Channel, mark: SyncMark, rounds: int = 100
) -> tuple[list[Incoming], SyncMark, list[SyncMark]]:
    """Page after page until there is no more: the messages, where it ended, and every mark on the way."""
    found: list[Incoming] = []
    marks: list[SyncMark] = []
    for _ in range(rounds):
        pulled = await channel.pull(mark)
        found += pulled.messages
        mark = pulled.mark
        marks.append(mark)
        if not pulled.more:
            return found, mark, marks
    raise AssertionError("the channel never comes to an end")


def reply_to(peer: Peer, message: str, body: str = "With pleasure.", key: str = "key-1") -> OutgoingReply:
    """A reply as the sender hands it over."""
    who = "+447700900123"
    return OutgoingReply(key=key, recipient=who, thread=who, body=body, reply_to=message, created_at=peer.now())


def inbound(found: list[Incoming]) -> list[str]:
    """The external ids of customers' messages, in order."""
    return [m.external_id for m in found if m.direction is Direction.INBOUND]


class ChannelSuite:
    """Subclass it with a fixture `peer`."""

    async def test_every_message_is_read_once_in_order_of_arrival(self, peer: Peer) -> None:
        written = [await peer.write(f"message {n}", who=f"+4470{n % 3}") for n in range(10)]
        found, _, _ = await read_all(await peer.open(), SyncMark())
        assert inbound(found) == written
        assert [m.body for m in found] == [f"message {n}" for n in range(10)]
        assert {m.thread for m in found} == {"+44700", "+44701", "+44702"}

    async def test_an_empty_inbox_is_an_empty_page(self, peer: Peer) -> None:
        pulled = await (await peer.open()).pull(SyncMark())
        assert pulled.messages == ()
        assert not pulled.more

    async def test_reading_goes_on_from_any_page_after_a_crash(self, peer: Peer) -> None:
        written = [await peer.write(f"message {n}") for n in range(10)]
        channel = await peer.open()
        mark, seen = SyncMark(), list[str]()
        for _ in range(20):
            rest, _, _ = await read_all(await peer.open(), mark)
            assert [*seen, *(i for i in inbound(rest) if i not in seen)] == written
            pulled = await channel.pull(mark)
            mark = pulled.mark
            seen += [i for i in inbound(list(pulled.messages)) if i not in seen]
            if not pulled.more:
                break
        assert seen == written

    async def test_what_arrives_between_two_rounds_is_read_in_the_next(self, peer: Peer) -> None:
        channel, mark, seen, written = await peer.open(), SyncMark(), set[str](), list[str]()
        for n in range(9):
            written.append(await peer.write(f"message {n}"))
            found, mark, _ = await read_all(channel, mark)
            seen |= set(inbound(found))
            assert written[-1] in seen
        assert seen == set(written)

    async def test_a_round_without_news_repeats_one_page_at_most(self, peer: Peer) -> None:
        for n in range(10):
            await peer.write(f"message {n}")
        channel = await peer.open()
        _, mark, marks = await read_all(channel, SyncMark())
        again, _, pages = await read_all(channel, mark)
        assert len(pages) == 1
        assert len(again) <= 10 / (len(marks) - 1)

    async def test_a_lost_cursor_is_told_and_everything_can_be_read_again(self, peer: Peer) -> None:
        written = [await peer.write(f"message {n}") for n in range(10)]
        channel = await peer.open()
        _, _, marks = await read_all(channel, SyncMark())
        peer.expire_cursors()
        for mark in marks:
            with pytest.raises(CursorExpired):
                await channel.pull(mark)
        found, _, _ = await read_all(channel, SyncMark())
        assert inbound(found) == written

    async def test_a_mark_of_another_connector_is_an_expired_one(self, peer: Peer) -> None:
        channel = await peer.open()
        for cursor in ("", "12345", "{}", "[]", '{"v":1}', "\ud800", "[" * 5_000):
            with pytest.raises(CursorExpired):
                await channel.pull(SyncMark(cursor=cursor))

    async def test_an_empty_answer_takes_nothing_away(self, peer: Peer) -> None:
        written = [await peer.write(f"message {n}") for n in range(4)]
        channel = await peer.open()
        _, mark, _ = await read_all(channel, SyncMark())
        peer.forget_everything()
        pulled = await channel.pull(mark)
        assert pulled.messages == ()
        late = await peer.write("still here?")
        found, _, _ = await read_all(channel, pulled.mark)
        assert late in inbound(found)
        assert set(inbound(found)) <= {*written, late}

    async def test_a_reply_given_elsewhere_is_told_once_and_names_what_it_answers(self, peer: Peer) -> None:
        first = await peer.write("one question")
        second = await peer.write("and another")
        await peer.reply_elsewhere(second, "one answer to both")
        found, _, _ = await read_all(await peer.open(), SyncMark())
        assert [m.answer for m in found if m.direction is Direction.INBOUND] == [AnswerState.REPLIED] * 2
        [answer] = [m for m in found if m.direction is Direction.OUTBOUND]
        assert (answer.body, answer.reply_to, answer.delivery) == ("one answer to both", second, Delivery.SENT)
        assert answer.at > max(m.at for m in found if m is not answer)
        assert answer.author
        assert first != second

    async def test_a_reply_to_an_old_message_is_noticed_within_two_minutes(self, peer: Peer) -> None:
        old = await peer.write("an old question", who="+440000")
        for n in range(12):
            await peer.write(f"message {n}", who=f"+4470{n}")
        channel = await peer.open()
        _, mark, _ = await read_all(channel, SyncMark())
        await peer.reply_elsewhere(old, "late, but here")
        told: list[Incoming] = []
        for _ in range(12):
            peer.advance(10_000)
            found, mark, _ = await read_all(channel, mark)
            told += [m for m in found if m.direction is Direction.OUTBOUND]
        assert [(m.body, m.reply_to) for m in told] == [("late, but here", old)]

    async def test_a_reply_leaves_once(self, peer: Peer) -> None:
        message = await peer.write("hello?")
        channel = await peer.open()
        sent = await channel.send(reply_to(peer, message))
        assert sent.external_id
        assert await peer.delivered() == [(message, "With pleasure.")]

    async def test_a_reply_keeps_every_character(self, peer: Peer) -> None:
        message = await peer.write("hello?")
        body = 'Grüße, 日本, 👩‍👩‍👧, "quotes" \\ and\nlines\n\n— Paul'
        await (await peer.open()).send(reply_to(peer, message, body))
        assert await peer.delivered() == [(message, body)]

    async def test_the_same_key_is_the_same_reply(self, peer: Peer) -> None:
        message = await peer.write("hello?")
        first = await (await peer.open()).send(reply_to(peer, message))
        again = await (await peer.open()).send(reply_to(peer, message))
        assert again == first
        assert len(await peer.delivered()) == 1

    async def test_two_keys_are_two_replies(self, peer: Peer) -> None:
        message = await peer.write("hello?")
        channel = await peer.open()
        one = await channel.send(reply_to(peer, message, "one", key="key-1"))
        two = await channel.send(reply_to(peer, message, "two", key="key-2"))
        assert one.external_id != two.external_id
        assert await peer.delivered() == [(message, "one"), (message, "two")]

    async def test_a_lost_answer_is_ambiguous_and_asking_again_does_not_send_twice(self, peer: Peer) -> None:
        message = await peer.write("hello?")
        channel = await peer.open()
        peer.lose_answer()
        with pytest.raises(AmbiguousSend):
            await channel.send(reply_to(peer, message))
        assert len(await peer.delivered()) == 1
        if channel.capabilities.idempotency is Idempotency.KEY:
            assert (await channel.send(reply_to(peer, message))).external_id
        assert len(await peer.delivered()) == 1

    async def test_an_error_of_the_server_is_ambiguous(self, peer: Peer) -> None:
        message = await peer.write("hello?")
        channel = await peer.open()
        peer.fail_before()
        with pytest.raises(AmbiguousSend):
            await channel.send(reply_to(peer, message))
        assert await peer.delivered() == []

    async def test_without_a_connection_nothing_was_sent(self, peer: Peer) -> None:
        message = await peer.write("hello?")
        channel = await peer.open(reachable=False)
        with pytest.raises(NotSent):
            await channel.send(reply_to(peer, message))
        with pytest.raises(ChannelUnavailable):
            await channel.pull(SyncMark())
        assert not (await channel.check()).ok

    async def test_a_reply_to_nothing_or_to_an_unknown_message_is_refused(self, peer: Peer) -> None:
        channel = await peer.open()
        for message in ("", "msg_0000000000000", "../../etc"):
            with pytest.raises(ChannelRefused) as refused:
                await channel.send(reply_to(peer, message))
            assert refused.value.message
            assert refused.value.hint

    async def test_a_lookup_knows_whether_a_reply_arrived(self, peer: Peer) -> None:
        message = await peer.write("hello?")
        channel = await peer.open()
        if not channel.capabilities.lookup:
            pytest.skip("this channel looks nothing up")
        assert await channel.lookup(reply_to(peer, message)) is None
        sent = await channel.send(reply_to(peer, message))
        found = await (await peer.open()).lookup(reply_to(peer, message))
        assert found is not None
        assert found.external_id == sent.external_id

    async def test_a_lookup_that_cannot_tell_says_so(self, peer: Peer) -> None:
        message = await peer.write("hello?")
        await peer.reply_elsewhere(message, "something else")
        channel = await peer.open()
        if not channel.capabilities.lookup:
            pytest.skip("this channel looks nothing up")
        with pytest.raises(ChannelUnavailable):
            await channel.lookup(reply_to(peer, message))
        with pytest.raises(ChannelUnavailable):
            await channel.lookup(reply_to(peer, "msg_nobody_knows"))

    async def test_a_bad_token_is_unauthorized_everywhere_and_never_shown(self, peer: Peer) -> None:
        message = await peer.write("hello?")
        channel = await peer.open(good_token=False)
        for call in (channel.pull(SyncMark()), channel.send(reply_to(peer, message))):
            with pytest.raises(Unauthorized) as refused:
                await call
            assert "cls_test_bad" not in f"{refused.value!r} {refused.value} {refused.value.hint}"
        health = await channel.check()
        assert not health.ok
        assert "cls_test_bad" not in health.detail
        assert await peer.delivered() == []

    @pytest.mark.parametrize(
        ("retry_after", "at_least", "at_most"),
        [
            ("7", 7_000, 7_000),
            ("0", 1_000, 1_000),
            ("-5", 1_000, 1_000),
            ("nan", 1_000, 60_000),
            ("1e999", 3_600_000, 3_600_000),
            ("315360000", 3_600_000, 3_600_000),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 1_000, 1_000),
            ("soon", 1_000, 60_000),
        ],
    )
    async def test_a_rate_limit_is_honoured_within_reason(
        self, peer: Peer, retry_after: str, at_least: int, at_most: int
    ) -> None:
        message = await peer.write("hello?")
        channel = await peer.open()
        for call in (lambda: channel.pull(SyncMark()), lambda: channel.send(reply_to(peer, message))):
            peer.limit(retry_after)
            with pytest.raises(RateLimited) as limited:
                await call()
            assert at_least <= limited.value.retry_after_ms <= at_most
        assert await peer.delivered() == []

    async def test_hostile_text_is_clean_when_it_comes_in(self, peer: Peer) -> None:
        await peer.write(HOSTILE)
        found, _, _ = await read_all(await peer.open(), SyncMark())
        [message] = found
        assert not set(message.body) & {"\x1b", "\x07", "\x9b", "\u202e"}
        assert "[@click=app.quit]x[/]" in message.body

    async def test_what_it_claims_to_do_it_does(self, peer: Peer) -> None:
        able = (await peer.open()).capabilities
        assert able.reply
        assert able.max_body > 0
        assert able.idempotency is not Idempotency.KEY or able.key_ms > 0
        assert not able.lookup or able.settle_ms >= 0

    async def test_a_working_connection_is_reported_as_such(self, peer: Peer) -> None:
        assert (await (await peer.open()).check()).ok
