"""A mailbox as a channel, on the wire: what is read, and that a reply leaves exactly once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes, policy

import pytest

from closer_tui.channels.base import OutgoingReply
from closer_tui.channels.email.channel import Account, EmailChannel
from closer_tui.channels.email.servers import server
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import Capabilities
from closer_tui.domain.clock import ManualClock
from closer_tui.domain.errors import (
    AmbiguousSend,
    ChannelRefused,
    ChannelUnavailable,
    CursorExpired,
    NotSent,
    Unauthorized,
)
from closer_tui.domain.message import AnswerState, Direction
from closer_tui.domain.sync import Incoming, SyncMark
from tests.contract.channel_suite import HOSTILE, read_all
from tests.support.mail_peer import PASSWORD, MailPeer, mail_peer

NOON = 1_763_000_000_000


@pytest.fixture
def peer() -> Iterator[MailPeer]:
    with mail_peer() as found:
        yield found


def opened(peer: MailPeer, password: str = PASSWORD, *, files_sent: bool = False) -> EmailChannel:
    imap, smtp = server(peer.imap, "imap"), server(peer.smtp, "smtp")
    account = Account("shop@example.org", "shop", Secret(password), imap, smtp, files_sent)
    return EmailChannel(account, ManualClock(NOON), Capabilities(), timeout_s=5)


@pytest.fixture
async def channel(peer: MailPeer) -> AsyncIterator[EmailChannel]:
    found = opened(peer)
    yield found
    await found.aclose()


def reply(message: Incoming, body: str = "With pleasure.", key: str = "key-1") -> OutgoingReply:
    return OutgoingReply(key, message.address, message.thread, body, message.external_id, NOON)


async def first(channel: EmailChannel) -> Incoming:
    found, _, _ = await read_all(channel, SyncMark())
    return next(m for m in found if m.direction is Direction.INBOUND)


async def test_the_newest_mail_is_read_first_and_all_of_it_once(peer: MailPeer, channel: EmailChannel) -> None:
    names = [peer.write(n, f"mail {n}") for n in range(60)]
    page = await channel.pull(SyncMark())
    assert [m.external_id for m in page.messages] == names[-25:]
    rest, mark, _ = await read_all(channel, page.mark)
    assert sorted(names) == sorted(m.external_id for m in (*page.messages, *rest))
    assert await read_all(channel, mark) == ([], mark, [mark])
    late = peer.write(60, "one more")
    assert [m.external_id for m in (await channel.pull(mark)).messages] == [late]


async def test_new_numbers_of_all_mails_lose_and_double_nothing(peer: MailPeer, channel: EmailChannel) -> None:
    names = {peer.write(n, f"mail {n}") for n in range(3)}
    found, mark, _ = await read_all(channel, SyncMark())
    peer.renumber()
    names.add(peer.write(3, "came meanwhile"))
    page = await channel.pull(mark)
    assert page.reset
    again, _, _ = await read_all(channel, mark)
    assert {m.external_id for m in (*found, *again)} == names


async def test_a_mark_of_another_connector_is_an_expired_one(channel: EmailChannel) -> None:
    for cursor in ("", "12345", "{}", "[]", '{"v":1}', '{"v":1,"folders":{"INBOX":[1]}}', "[" * 5_000):
        with pytest.raises(CursorExpired):
            await channel.pull(SyncMark(cursor))


async def test_an_answer_joins_the_thread_and_a_stranger_who_quotes_it_does_not(
    peer: MailPeer, channel: EmailChannel
) -> None:
    name = peer.write(1, "hello?")
    message = await first(channel)
    sent = await channel.send(reply(message))
    peer.write(2, "thanks", headers=f"In-Reply-To: {sent.external_id}\r\n")
    peer.write(3, "me too", who="mallory@example.net", headers=f"References: {name} {sent.external_id}\r\n")
    found, _, _ = await read_all(channel, SyncMark())
    threads = {m.external_id: m.thread for m in found}
    assert threads["<m2@example.com>"] == threads[name] == threads[sent.external_id]
    assert threads["<m3@example.com>"] != threads[name]


async def test_a_reply_leaves_once_in_its_thread_with_a_copy(peer: MailPeer, channel: EmailChannel) -> None:
    name = peer.write(1, "hello?")
    body = "Grüße, 日本\n.\n..dots\n\n— Paul " + "x" * 300
    sent = await channel.send(reply(await first(channel), body))
    [(to, raw)] = peer.sent
    mail = message_from_bytes(raw, policy=policy.default)
    assert to == "eve@example.com"
    assert (mail["Subject"], mail["In-Reply-To"], mail["References"]) == ("Re: Order", name, name)
    assert mail["Message-ID"] == sent.external_id
    assert mail.get_content().replace("\r\n", "\n") == body + "\n"
    assert [k.raw for k in peer.folders["Sent"]] == [raw]
    other = opened(peer)
    assert await other.send(reply(await first(channel), body)) == sent
    await other.aclose()
    assert len(peer.sent) == 1


async def test_a_server_that_keeps_copies_by_itself_gets_no_second_one(peer: MailPeer, channel: EmailChannel) -> None:
    peer.write(1, "hello?")
    peer.files_sent = True
    await channel.send(reply(await first(channel)))
    assert len(peer.folders["Sent"]) == 1


async def test_a_copy_that_cannot_be_kept_does_not_make_a_reply_unsent(peer: MailPeer, channel: EmailChannel) -> None:
    peer.write(1, "hello?")
    peer.no_append = True
    assert (await channel.send(reply(await first(channel)))).external_id
    assert len(peer.sent) == 1


async def test_a_lost_answer_is_ambiguous_and_found_by_name(peer: MailPeer) -> None:
    channel = opened(peer, files_sent=True)
    peer.write(1, "hello?")
    message = await first(channel)
    assert await channel.lookup(reply(message)) is None
    peer.files_sent = peer.cut_after_data = True
    with pytest.raises(AmbiguousSend):
        await channel.send(reply(message))
    found = await channel.lookup(reply(message))
    assert found is not None
    assert found.external_id in peer.sent[0][1].decode()
    await channel.aclose()


async def test_without_a_copy_a_server_that_keeps_none_proves_nothing(peer: MailPeer, channel: EmailChannel) -> None:
    peer.write(1, "hello?")
    message = await first(channel)
    peer.cut_after_data = True
    with pytest.raises(AmbiguousSend):
        await channel.send(reply(message))
    with pytest.raises(ChannelUnavailable):
        await channel.lookup(reply(message))
    assert len(peer.sent) == 1


@pytest.mark.parametrize(
    ("fault", "value", "error"),
    [
        ("cut_before_data", True, NotSent),
        ("data_answer", "451 4.3.0 later", NotSent),
        ("data_answer", "554 5.7.1 no", ChannelRefused),
        ("rcpt_answer", "451 4.2.0 later", NotSent),
        ("rcpt_answer", "550 5.1.1 nobody", ChannelRefused),
    ],
)
async def test_what_surely_did_not_leave_is_told_apart(
    peer: MailPeer, channel: EmailChannel, fault: str, value: object, error: type[Exception]
) -> None:
    peer.write(1, "hello?")
    message = await first(channel)
    setattr(peer, fault, value)
    with pytest.raises(error):
        await channel.send(reply(message))
    assert peer.sent == []


async def test_a_reply_goes_to_the_one_who_wrote_and_adds_no_headers(peer: MailPeer, channel: EmailChannel) -> None:
    peer.put(
        b"From: eve@example.com\r\nMessage-ID: <a@b>\r\n"
        b"Subject: =?utf-8?q?x=0D=0ABcc=3A_all=40example=2Ecom?=\r\n\r\nhi\r\n"
    )
    message = await first(channel)
    await channel.send(reply(message))
    assert message_from_bytes(peer.sent[0][1])["Bcc"] is None
    for other in ("all@example.com", "eve@example.com\r\nBcc: all@example.com", ""):
        wrong = OutgoingReply("key-2", other, message.thread, "x", message.external_id, NOON)
        with pytest.raises(ChannelRefused):
            await channel.send(wrong)
    for unknown in ("", "msg_0000", "<nobody@knows>"):
        with pytest.raises(ChannelRefused):
            await channel.send(OutgoingReply("key-3", message.address, message.thread, "x", unknown, NOON))
    assert len(peer.sent) == 1


@pytest.mark.parametrize("answer", ["what", "", "354 go on", "2", "999 fine"])
async def test_an_answer_nobody_understands_leaves_the_reply_in_doubt(
    peer: MailPeer, channel: EmailChannel, answer: str
) -> None:
    peer.write(1, "Hello")
    message = await first(channel)
    peer.data_answer = answer
    with pytest.raises(AmbiguousSend):
        await channel.send(reply(message))


async def test_automatic_mail_waits_for_no_answer(peer: MailPeer, channel: EmailChannel) -> None:
    peer.write(1, "a person")
    for n, header in enumerate(["Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <x>"], 2):
        peer.write(n, "a machine", headers=f"{header}\r\n")
    found, _, _ = await read_all(channel, SyncMark())
    assert [m.answer for m in found] == [AnswerState.PENDING] + [AnswerState.REPLIED] * 3


async def test_that_a_mail_could_not_be_delivered_waits_for_a_person(peer: MailPeer, channel: EmailChannel) -> None:
    peer.write(1, "your mail could not be delivered", headers="Return-Path: <>\r\n")
    [found], _, _ = await read_all(channel, SyncMark())
    assert found.answer is AnswerState.PENDING
    assert "[delivery report]" in found.body


async def test_a_bad_password_is_unauthorized_everywhere_and_never_shown(peer: MailPeer) -> None:
    channel = opened(peer, "wrong-word")
    with pytest.raises(Unauthorized) as refused:
        await channel.pull(SyncMark())
    with pytest.raises(Unauthorized):
        await channel.try_sending()
    health = await channel.check()
    assert not health.ok
    assert "wrong-word" not in f"{refused.value!r} {refused.value} {refused.value.hint} {health.detail}"
    good = opened(peer)
    assert (await good.check()).ok
    await good.aclose()
    await channel.aclose()


async def test_hostile_text_is_clean_when_it_comes_in(peer: MailPeer, channel: EmailChannel) -> None:
    peer.write(1, HOSTILE, headers="Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n")
    message = await first(channel)
    assert not set(message.body) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "[@click=app.quit]x[/]" in message.body
