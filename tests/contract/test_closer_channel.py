"""The CLOSER connector against a scripted server: the contract of every channel, then its own table of answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from closer_tui.channels.catalogue import capabilities_of
from closer_tui.channels.closer.channel import CloserChannel
from closer_tui.channels.closer.wire import Wire
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.errors import (
    AmbiguousSend,
    ChannelError,
    ChannelRefused,
    ChannelUnavailable,
    CursorExpired,
    RateLimited,
    Unauthorized,
)
from closer_tui.domain.sync import SyncMark
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from tests.contract.channel_suite import ChannelSuite, read_all, reply_to
from tests.support import closer_fake as fakes
from tests.support.channel_rows import an_inbox
from tests.support.closer_fake import NOON, TOKEN, FakeCloser, fake_closer

DEADLINE_S = 1.5
"""Of a channel whose server does not answer."""

PATIENCE_S = 20.0
"""Of any other: a busy machine is no reason for anything."""


class FakePeer:
    """The suite's words for the scripted server."""

    def __init__(self, fake: FakeCloser) -> None:
        self.fake = fake
        self.clock = ManualClock(NOON + 3_600_000)
        self._open: list[CloserChannel] = []

    async def delivered(self) -> list[tuple[str, str]]:
        return self.fake.delivered

    async def write(self, body: str, who: str = "+447700900123") -> str:
        return self.fake.write(body, who=who)

    async def reply_elsewhere(self, message: str, body: str) -> None:
        self.fake.reply_elsewhere(message, body)

    async def open(
        self, *, good_token: bool = True, reachable: bool = True, deadline_s: float = PATIENCE_S
    ) -> CloserChannel:
        inbox = an_inbox(remote_inbox="inbox_1")
        url = self.fake.url if reachable else "http://127.0.0.1:1"
        wire = Wire(url, Secret(TOKEN if good_token else "cls_test_bad_token"), deadline_s=deadline_s)
        channel = CloserChannel(
            wire,
            ChannelKind.WHATSAPP,
            Environment.TEST,
            self.clock,
            capabilities_of(inbox),
            remote_inbox="inbox_1",
        )
        self._open.append(channel)
        return channel

    def now(self) -> int:
        return self.clock.now()

    def advance(self, ms: int) -> None:
        self.clock.advance(ms)

    def expire_cursors(self) -> None:
        # A place without a cursor cannot expire; the suite looks at those with one.
        self.fake.expire_cursors()

    def lose_answer(self) -> None:
        self.fake.post_faults.append(fakes.lost_after)

    def fail_before(self) -> None:
        self.fake.post_faults.append(fakes.says(fakes.error(500, "internal")))

    def limit(self, retry_after: str) -> None:
        self.fake.faults.append(fakes.says(fakes.error(429, "rate_limited", Retry_After=retry_after)))

    def forget_everything(self) -> None:
        self.fake.faults.append(fakes.raw(b'{"data": [], "next_cursor": null}'))

    async def aclose(self) -> None:
        for channel in self._open:
            await channel.aclose()


@pytest.fixture
async def peer() -> AsyncIterator[FakePeer]:
    async with fake_closer() as fake:
        found = FakePeer(fake)
        yield found
        await found.aclose()


class TestCloser(ChannelSuite):
    """Everything every channel must do."""


@pytest.mark.parametrize(
    "fault",
    [fakes.lost_before, fakes.lost_after, fakes.cut, fakes.silent, fakes.trickle, fakes.endless, fakes.bomb,
     fakes.nonsense],
)  # fmt: skip
async def test_whatever_happens_to_the_answer_the_reply_is_in_doubt_and_then_sent_once(
    peer: FakePeer, fault: fakes.Fault
) -> None:
    message = await peer.write("hello?")
    channel = await peer.open(deadline_s=DEADLINE_S)
    peer.fake.post_faults.append(fault)
    with pytest.raises(AmbiguousSend) as doubt:
        await channel.send(reply_to(peer, message))
    assert doubt.value.message
    await channel.send(reply_to(peer, message))
    assert await peer.delivered() == [(message, "With pleasure.")]


@pytest.mark.parametrize(
    "fault", [fakes.lost_before, fakes.cut, fakes.silent, fakes.trickle, fakes.endless, fakes.bomb, fakes.nonsense]
)
async def test_whatever_happens_to_a_page_reading_fails_plainly_and_goes_on_later(
    peer: FakePeer, fault: fakes.Fault
) -> None:
    message = await peer.write("hello?")
    channel = await peer.open(deadline_s=DEADLINE_S)
    peer.fake.faults.append(fault)
    with pytest.raises(ChannelUnavailable):
        await channel.pull(SyncMark())
    assert [m.external_id for m in (await channel.pull(SyncMark())).messages] == [message]


@pytest.mark.parametrize(
    ("status", "code", "raised"),
    [
        (301, "", AmbiguousSend),
        (303, "", AmbiguousSend),
        (307, "", AmbiguousSend),
        (400, "invalid_request", ChannelRefused),
        (401, "unauthorized", Unauthorized),
        (403, "wrong_channel", Unauthorized),
        (403, "wrong_environment", Unauthorized),
        (403, "insufficient_scope", ChannelRefused),
        (404, "not_found", ChannelRefused),
        (408, "", AmbiguousSend),
        (409, "idempotency_in_progress", AmbiguousSend),
        (409, "", AmbiguousSend),
        (409, "refused", ChannelRefused),
        (410, "", ChannelRefused),
        (413, "payload_too_large", ChannelRefused),
        (418, "", ChannelRefused),
        (422, "idempotency_key_reused", ChannelRefused),
        (429, "rate_limited", RateLimited),
        (500, "internal", AmbiguousSend),
        (502, "", AmbiguousSend),
        (503, "unavailable", AmbiguousSend),
        (504, "", AmbiguousSend),
    ],
)
async def test_what_an_answer_to_a_reply_means(
    peer: FakePeer, status: int, code: str, raised: type[ChannelError]
) -> None:
    message = await peer.write("hello?")
    channel = await peer.open()
    peer.fake.post_faults.append(fakes.says(fakes.error(status, code, "Because.", Location="http://127.0.0.1:1/")))
    with pytest.raises(raised) as answer:
        await channel.send(reply_to(peer, message))
    if status not in {429}:
        assert "Because." in answer.value.message
    if isinstance(answer.value, ChannelRefused):
        assert answer.value.code == (code or f"http_{status}")
        assert answer.value.hint
    assert len([r for r in peer.fake.requests if r.method == "POST"]) == 1


@pytest.mark.parametrize(
    ("status", "code", "with_cursor", "without"),
    [
        (400, "invalid_cursor", CursorExpired, ChannelUnavailable),
        (400, "invalid_request", ChannelUnavailable, ChannelUnavailable),
        (401, "unauthorized", Unauthorized, Unauthorized),
        (403, "wrong_channel", Unauthorized, Unauthorized),
        (404, "", CursorExpired, ChannelUnavailable),
        (409, "invalid_cursor", CursorExpired, ChannelUnavailable),
        (410, "", CursorExpired, ChannelUnavailable),
        (302, "", ChannelUnavailable, ChannelUnavailable),
        (429, "rate_limited", RateLimited, RateLimited),
        (500, "internal", ChannelUnavailable, ChannelUnavailable),
    ],
)
async def test_what_an_answer_to_a_reading_means(
    peer: FakePeer, status: int, code: str, with_cursor: type[ChannelError], without: type[ChannelError]
) -> None:
    for n in range(4):
        await peer.write(f"message {n}")
    channel = await peer.open()
    page = await channel.pull(SyncMark())
    for mark, raised in ((SyncMark(), without), (page.mark, with_cursor)):
        peer.fake.faults.append(fakes.says(fakes.error(status, code, Location="http://127.0.0.1:1/")))
        with pytest.raises(raised):
            await channel.pull(mark)


async def test_a_servers_words_are_cleaned_and_cut_and_hold_no_token(peer: FakePeer) -> None:
    message = await peer.write("hello?")
    channel = await peer.open()
    said = f"\x1b[2J\x9b[/] \u202e Bearer {TOKEN} {'x' * 5_000}\nsecond line"
    peer.fake.post_faults.append(fakes.says(fakes.error(400, "\x1b[31m", said)))
    with pytest.raises(ChannelRefused) as refused:
        await channel.send(reply_to(peer, message))
    text = refused.value.message
    assert not set(text) & {"\x1b", "\x9b", "\u202e", "\n"}
    assert len(text) < 400
    assert TOKEN not in text
    assert refused.value.code == "http_400"


async def test_the_token_travels_in_its_header_alone(peer: FakePeer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="closer_tui")
    message = await peer.write("hello?")
    channel = await peer.open()
    await channel.pull(SyncMark())
    await channel.send(reply_to(peer, message))
    for request in peer.fake.requests:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert request.headers["accept-encoding"] == "identity"
        assert TOKEN not in request.path + str(request.query) + request.body.decode()
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(vars(channel))


async def test_a_page_that_names_itself_or_nothing_does_not_keep_us_busy(peer: FakePeer) -> None:
    channel = await peer.open()
    body = b'{"data": [], "next_cursor": "cur_again"}'
    peer.fake.faults.extend([fakes.raw(body), fakes.raw(body)])
    first = await channel.pull(SyncMark())
    assert not first.more
    assert not (await channel.pull(first.mark)).more


async def test_an_old_message_nobody_answers_costs_no_storm(peer: FakePeer) -> None:
    """Over an hour of looking every fifteen seconds: the rounds themselves, and few requests beyond them."""
    await peer.write("thanks!", who="+440000")
    for n in range(30):
        peer.fake.reply_elsewhere(await peer.write(f"message {n}", who=f"+4470{n}"), "done")
    channel = await peer.open()
    _, mark, _ = await read_all(channel, SyncMark())
    before = len(peer.fake.requests)
    for _ in range(240):
        peer.advance(15_000)
        _, mark, _ = await read_all(channel, mark)
    beyond = len(peer.fake.requests) - before - 240
    assert 60 <= beyond <= 60 * 10
    assert len(mark.cursor or "") < 1_000


async def test_a_server_that_cannot_filter_is_still_read(peer: FakePeer) -> None:
    await peer.write("waits for ever", who="+440000")
    for n in range(5):
        await peer.write(f"message {n}", who=f"+4470{n}")
    channel = await peer.open()
    _, mark, _ = await read_all(channel, SyncMark())
    peer.advance(61_000)
    pulled = await channel.pull(mark)
    assert pulled.more
    peer.fake.faults.append(fakes.says(fakes.error(400, "invalid_request", "no such status")))
    pulled = await channel.pull(pulled.mark)
    assert not pulled.more
    late = await peer.write("new")
    found, _, _ = await read_all(channel, pulled.mark)
    assert late in [m.external_id for m in found]


async def test_what_is_new_is_read_before_a_walk_that_a_crash_interrupted(peer: FakePeer) -> None:
    await peer.write("waits for ever", who="+440000")
    for n in range(5):
        await peer.write(f"message {n}", who=f"+4470{n}")
    channel = await peer.open()
    _, mark, _ = await read_all(channel, SyncMark())
    peer.advance(61_000)
    under_way = await channel.pull(mark)
    assert under_way.more
    written = [await peer.write(f"meanwhile {n}") for n in range(7)]
    found, _, _ = await read_all(await peer.open(), under_way.mark)
    assert [m.external_id for m in found if m.external_id in written] == written


async def test_tone_profiles_are_read_and_written(peer: FakePeer) -> None:
    channel = await peer.open()
    assert await channel.read_tone() is None
    tone = ToneProfile(1, 5, SentenceLength.SHORT, EmojiUse.NEVER, "— Paul", ("refunds",))
    with pytest.raises(ChannelRefused):
        await channel.write_tone(tone)
    peer.fake.tone = {}
    with pytest.raises(ChannelUnavailable):
        await channel.read_tone()
    await channel.write_tone(tone)
    assert await channel.read_tone() == tone
    peer.fake.tone |= {"sign_off": "\x1b[31m— Paul", "escalation_topics": ["Custom quotes", "[/]", "custom-quotes"]}
    cleaned = await channel.read_tone()
    assert cleaned is not None
    assert (cleaned.sign_off, cleaned.escalation_topics) == ("— Paul", ("custom-quotes",))
