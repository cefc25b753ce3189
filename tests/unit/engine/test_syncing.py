"""Reading an inbox into the store: every message once, whatever the channel and the machine do in between."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from closer_tui.channels.closer.pages import Listed, incoming, read_page
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.errors import ChannelError, ChannelUnavailable
from closer_tui.domain.sync import Incoming
from tests.support import closer_fake as fakes
from tests.support.closer_fake import FakeCloser, fake_closer
from tests.support.engine_world import START, EngineWorld, engine_world, open_world
from tests.support.obedient_channel import ObedientChannel

ADA, BOB, EVE = "+447700900001", "+447700900002", "+447700900003"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[EngineWorld]:
    async with engine_world(tmp_path / "home") as found:
        yield found


def chat(fake: FakeCloser, count: int = 10) -> None:
    """A few customers write, some are answered elsewhere."""
    for n in range(count):
        message = fake.write(f"message {n}", who=(ADA, BOB, EVE)[n % 3])
        if n % 4 == 2:
            fake.reply_elsewhere(message, f"answer {n}", mode="autonomous" if n % 8 == 2 else "human")


async def clean_sync(fake: FakeCloser, home: Path) -> tuple[object, object]:
    """What one undisturbed reading of the server as it is now would show."""
    fake.faults.clear()
    other = await open_world(home, fake)
    try:
        await other.sync()
        return await other.picture()
    finally:
        await other.aclose()


async def bodies(world: EngineWorld) -> list[str]:
    return [body for [body] in await world.rows("SELECT body FROM messages ORDER BY at")]


async def test_a_round_reads_every_page(world: EngineWorld) -> None:
    chat(world.fake)
    done = await world.sync()
    assert (done.new, done.pages) == (12, 4)
    assert [body for body in await bodies(world) if body.startswith("message")] == [f"message {n}" for n in range(10)]
    assert [body for body in await bodies(world) if body.startswith("answer")] == ["answer 2", "answer 6"]
    assert (await world.sync()).new == 0


async def test_nothing_new_changes_nothing(world: EngineWorld) -> None:
    chat(world.fake)
    await world.sync()
    before, feed = await world.picture(), await world.one("SELECT max(seq) FROM changes")
    for _ in range(5):
        world.clock.advance(5_000)
        done = await world.sync()
        assert (done.new, done.updated) == (0, 0)
    assert await world.picture() == before
    assert await world.one("SELECT max(seq) FROM changes") == feed


async def test_a_lost_cursor_reads_everything_again_and_doubles_and_drops_nothing(
    world: EngineWorld, tmp_path: Path
) -> None:
    chat(world.fake)
    await world.sync()
    await world.approve(ADA, "approved meanwhile")
    before = await world.picture()
    world.fake.expire_cursors()
    done = await world.sync()
    assert done.error == ""
    assert await world.picture() == before
    assert await world.outbox() == [("queued", "approved meanwhile")]


async def test_a_cursor_that_is_lost_at_every_page_ends_the_round_with_a_reason(world: EngineWorld) -> None:
    chat(world.fake)
    gone = fakes.says(fakes.error(410, "invalid_cursor"))
    world.fake.faults.extend([None, gone, None, gone])
    done = await world.sync()
    assert "again and again" in done.error
    assert (await world.again()).failures == 1
    await world.sync()
    assert await world.one("SELECT count(*) FROM messages WHERE direction = 'inbound'") == 10


async def test_an_empty_answer_deletes_nothing(world: EngineWorld) -> None:
    chat(world.fake)
    await world.sync()
    before = await world.picture()
    world.fake.messages, kept = [], world.fake.messages
    await world.sync()
    assert await world.picture() == before
    world.fake.messages = kept
    world.fake.write("still here", who=ADA)
    await world.sync()
    assert "still here" in await bodies(world)


async def test_an_offline_channel_is_a_state_that_passes(world: EngineWorld) -> None:
    chat(world.fake)
    world.fake.faults.append(fakes.lost_before)
    done = await world.sync()
    inbox = await world.again()
    assert done.error
    assert inbox.failures == 1
    assert inbox.retry_at > world.clock.now()
    assert inbox.last_error
    await world.sync()
    inbox = await world.again()
    assert (inbox.failures, inbox.last_error, inbox.retry_at) == (0, None, 0)


async def test_a_refused_token_disconnects_the_inbox_and_says_so_once(world: EngineWorld) -> None:
    world.fake.faults.extend([fakes.says(fakes.error(401, "unauthorized"))] * 3)
    for _ in range(3):
        await world.sync()
    inbox = await world.again()
    assert inbox.state.value == "disconnected"
    assert len(world.fake.requests) == 1
    assert await world.one("SELECT count(*) FROM audit WHERE action = 'inbox.refused'") == 1


async def test_a_rate_limit_sets_when_to_come_back(world: EngineWorld) -> None:
    world.fake.faults.append(fakes.says(fakes.error(429, "rate_limited", Retry_After="17")))
    await world.sync()
    assert (await world.again()).retry_at == world.clock.now() + 17_000


async def test_a_broken_message_costs_itself_alone(world: EngineWorld) -> None:
    world.fake.write("before", who=ADA)
    world.fake.write("broken", who=ADA, received_at="2026-02-30T00:00:00Z")
    world.fake.write("broken", who=ADA, received_at=1_779_451_200_000)
    world.fake.messages.append({"id": ["?"]})
    world.fake.write("after", who=ADA)
    world.fake.write("from a wrong clock", who=ADA, received_at="9999-12-31T23:59:59Z")
    done = await world.sync()
    assert done.error == ""
    assert sorted(await bodies(world)) == ["after", "before", "from a wrong clock"]


async def test_an_edited_message_is_taken_over(world: EngineWorld) -> None:
    world.fake.write("befroe", who=ADA)
    await world.sync()
    world.fake.messages[0]["body"] = "before"
    done = await world.sync()
    assert done.updated == 1
    assert await bodies(world) == ["before"]


async def test_a_reply_to_an_old_message_arrives_too(world: EngineWorld) -> None:
    old = world.fake.write("old", who=EVE)
    for n in range(10):
        world.fake.write(f"message {n}", who=(ADA, BOB)[n % 2])
    await world.sync()
    world.fake.reply_elsewhere(old, "late")
    for _ in range(13):
        world.clock.advance(5_000)
        await world.sync()
    assert await world.rows("SELECT body, author FROM messages WHERE direction = 'outbound'") == [
        ("late", "human elsewhere")
    ]
    assert await world.one("SELECT waiting_since FROM conversations WHERE thread = :t", t=EVE) is None


async def test_a_crash_anywhere_in_a_page_loses_and_doubles_nothing(world: EngineWorld, tmp_path: Path) -> None:
    finished = steps = 0
    for steps in range(1, 400):
        message = world.fake.write(f"message {steps}", who=(ADA, BOB, EVE)[steps % 3])
        if steps % 4 == 2:
            world.fake.reply_elsewhere(message, f"answer {steps}")
        finished += await world.crash(world.page(), steps)
        if finished == 5:
            break
    assert finished == 5
    assert steps > 10  # a page is stored in one step, which is why there are few
    await world.sync()
    assert await world.picture() == await clean_sync(world.fake, tmp_path / "other")


# --- whatever order pages come in -----------------------------------------------------------------------------------


def listed(fake: FakeCloser) -> list[Listed]:
    """Everything the server knows, as the connector reads it."""
    raw = json.dumps({"data": fake.messages, "next_cursor": None}).encode()
    return list(read_page(raw, ChannelKind.WHATSAPP, START).listed)


COUNT = 12
LOST = ChannelUnavailable("lost on the way")
PAGES = st.lists(st.one_of(st.none(), st.lists(st.integers(0, COUNT - 1), max_size=6)), max_size=8)
"""Pages of message numbers; None is a page that is lost on its way first."""


@given(order=PAGES, split=st.permutations(range(COUNT)))
@settings(max_examples=15)
def test_any_interleaving_of_pages_is_one_clean_sync(order: list[list[int] | None], split: list[int]) -> None:
    async def run(home: Path) -> None:
        async with fake_closer() as fake:
            chat(fake, COUNT)
            items = listed(fake)

            def page(numbers: list[int]) -> tuple[Incoming, ...]:
                return incoming(items[n] for n in numbers)

            shuffled: list[tuple[Incoming, ...] | ChannelError] = [
                LOST if numbers is None else page(numbers) for numbers in order
            ]
            shuffled += [page(split[:7]), page(split[7:])]
            whole: list[tuple[Incoming, ...] | ChannelError] = [page(list(range(COUNT)))]
            pictures = []
            for name, pages in (("shuffled", shuffled), ("clean", whole)):
                world = await open_world(home / name, fake)
                world.channel = ObedientChannel(pages=pages)
                while (done := await world.sync()).more or done.error:
                    pass
                pictures.append(await world.picture())
                await world.aclose()
            assert pictures[0] == pictures[1]

    with TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))


async def test_the_last_word_on_a_message_wins_within_a_page(world: EngineWorld) -> None:
    world.fake.write("first", who=ADA)
    [item] = listed(world.fake)
    world.channel = ObedientChannel(pages=[(item.message, replace(item.message, body="second"))])
    await world.sync()
    assert await bodies(world) == ["second"]
