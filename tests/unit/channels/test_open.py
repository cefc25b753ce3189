"""Which channel an inbox gets, what it can do, and what is loaded for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from closer_tui.channels.base import OutgoingReply
from closer_tui.channels.catalogue import SANDBOX, capabilities_of
from closer_tui.channels.closer.channel import CloserChannel
from closer_tui.channels.open import open_channel
from closer_tui.channels.sandbox import SandboxChannel
from closer_tui.config.secrets import Secret
from closer_tui.config.settings import Settings
from closer_tui.domain.channel import ChannelKind, Idempotency
from closer_tui.domain.clock import DAY, HOUR, ManualClock
from closer_tui.domain.errors import ChannelRefused, ChannelUnavailable, InvalidInput
from closer_tui.domain.sync import SyncMark
from closer_tui.domain.tone import ToneProfile
from tests.support.channel_rows import an_inbox

CLOCK = ManualClock(1_779_451_200_000)
TOKEN = Secret("cls_test_0123456789")
REPLY = OutgoingReply("key-1", "+44", "+44", "Yes.", "msg_1", 0)


@pytest.mark.parametrize(
    ("channel", "most", "window", "stops"),
    [
        (ChannelKind.WHATSAPP, 4_096, DAY, True),
        (ChannelKind.INSTAGRAM, 1_000, DAY, False),
        (ChannelKind.LINKEDIN, 8_000, None, False),
        (ChannelKind.EMAIL, 25_000, None, True),
        (ChannelKind.SMS, 1_600, None, True),
    ],
)
def test_an_inbox_can_do_what_its_channel_and_its_connector_can(
    channel: ChannelKind, most: int, window: int | None, stops: bool
) -> None:
    able = capabilities_of(an_inbox(channel, url="http://127.0.0.1:1"))
    assert (able.max_body, able.window_ms, able.opt_out) == (most, window, stops)
    assert (able.reply, able.idempotency, able.lookup) == (True, Idempotency.KEY, True)
    assert 20 * HOUR < able.key_ms < 24 * HOUR


def test_a_tone_profile_is_shared_only_with_a_known_inbox_of_the_server() -> None:
    assert not capabilities_of(an_inbox()).tone_profiles
    assert capabilities_of(an_inbox(remote_inbox="inbox_9")).tone_profiles
    assert not capabilities_of(an_inbox(connector=SANDBOX)).tone_profiles


def test_an_inbox_of_an_unknown_connector_takes_no_replies_and_does_not_open() -> None:
    inbox = an_inbox(connector="pigeon")
    assert not capabilities_of(inbox).reply
    with pytest.raises(ChannelUnavailable, match="pigeon"):
        open_channel(inbox, TOKEN, Settings(), CLOCK)


async def test_a_closer_inbox_opens_with_its_address_and_token() -> None:
    channel = open_channel(an_inbox(url="http://127.0.0.1:1"), TOKEN, Settings(), CLOCK)
    assert isinstance(channel, CloserChannel)
    assert channel.capabilities == capabilities_of(an_inbox(url="http://127.0.0.1:1"))
    await channel.aclose()
    with pytest.raises(ChannelUnavailable):
        open_channel(an_inbox(), TOKEN, Settings(), CLOCK)
    with pytest.raises(ChannelUnavailable):
        open_channel(an_inbox(url="http://127.0.0.1:1"), None, Settings(), CLOCK)
    with pytest.raises(InvalidInput):
        open_channel(an_inbox(url="http://api.example.org"), TOKEN, Settings(), CLOCK)


async def test_a_sandbox_takes_everything_and_sends_nothing() -> None:
    channel = open_channel(an_inbox(connector=SANDBOX), None, Settings(), CLOCK)
    assert isinstance(channel, SandboxChannel)
    mark = SyncMark("where", 5)
    assert (await channel.pull(mark)).messages == ()
    assert (await channel.pull(mark)).mark == mark
    assert await channel.lookup(REPLY) is None
    sent = await channel.send(REPLY)
    assert sent.external_id.startswith("rep_")
    assert await channel.send(REPLY) == sent
    assert await channel.lookup(REPLY) == sent
    another_process = SandboxChannel(CLOCK, channel.capabilities)
    assert (await another_process.send(REPLY)).external_id == sent.external_id
    assert (await channel.check()).ok
    assert await channel.read_tone() is None
    with pytest.raises(ChannelRefused):
        await channel.write_tone(ToneProfile())
    await channel.aclose()


def test_a_sandbox_and_the_catalogue_load_no_http() -> None:
    code = (
        "import sys; import closer_tui.channels.catalogue, closer_tui.channels.open, closer_tui.channels.sandbox,"
        " closer_tui.cli.connect; sys.exit('httpx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
