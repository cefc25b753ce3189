"""The wake-up socket: what one says all others hear, whoever comes and goes, and nobody waits for the slow."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from closer_tui.engine.wake import LONGEST_LINE, Wake

CHANGED = {"t": "changed"}

SPEAKER = """
import asyncio, sys
from pathlib import Path
from closer_tui.engine.wake import Wake

async def main():
    heard = asyncio.Queue()
    wake = Wake(Path(sys.argv[1]), heard.put_nowait, may_listen=sys.argv[2] == "listen")
    running = asyncio.create_task(wake.run())
    while not wake.connected:
        await asyncio.sleep(0.01)
    wake.say({"t": "engine", "state": "here"})
    print((await heard.get())["t"], flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


class Peer:
    """A process's end of the wake-up, and what it heard."""

    def __init__(self, path: Path, *, may_listen: bool = False) -> None:
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.wake = Wake(path, self.heard.put_nowait, may_listen=may_listen)

    async def hears(self) -> dict[str, Any]:
        """The next message; fails when none comes."""
        async with asyncio.timeout(20):
            return await self.heard.get()

    async def connected(self) -> None:
        """Wait until somebody is there."""
        for _ in range(4_000):
            if self.wake.connected:
                return
            await asyncio.sleep(0.005)
        raise AssertionError("nobody came")


@pytest.fixture
def path() -> Iterator[Path]:
    """A socket's place, short enough for the kernel."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "home" / "wake.sock"


@asynccontextmanager
async def running(*peers: Peer) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(peer.wake.run()) for peer in peers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def listening(path: Path) -> None:
    """Wait until somebody listens there."""
    for _ in range(4_000):
        if path.exists():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("nobody listens")


@asynccontextmanager
async def raw(path: Path) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection that speaks for itself."""
    reader, writer = await asyncio.open_unix_connection(str(path))
    try:
        yield reader, writer
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def test_what_one_says_all_others_hear_and_nobody_hears_themselves(path: Path) -> None:
    hub, one, two = Peer(path, may_listen=True), Peer(path), Peer(path)
    async with running(hub):
        await listening(path)
        async with running(one, two):
            await one.connected()
            await two.connected()
            one.wake.say({"t": "tokens", "conversation": 1, "draft": 2, "text": "Größe\n"})
            assert (await hub.hears())["text"] == "Größe\n"
            assert (await two.hears())["text"] == "Größe\n"

            hub.wake.say(CHANGED)
            assert await one.hears() == await two.hears() == CHANGED

    assert one.heard.empty()
    assert hub.heard.empty()


async def test_the_socket_is_its_owner_s_alone_and_goes_with_its_listener(path: Path) -> None:
    async with running(Peer(path, may_listen=True)):
        await listening(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    assert not path.exists()


async def test_the_socket_of_a_killed_process_is_taken_over(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    hub, one = Peer(path, may_listen=True), Peer(path)

    async with running(hub):
        for _ in range(1_000):
            if path.exists() and not await refused(path):
                break
            await asyncio.sleep(0.005)
        async with running(one):
            await one.connected()
            one.wake.say(CHANGED)
            assert await hub.hears() == CHANGED


async def refused(path: Path) -> bool:
    try:
        async with raw(path):
            return False
    except ConnectionRefusedError:
        return True


async def test_two_processes_talk(path: Path) -> None:
    hub = Peer(path, may_listen=True)
    async with running(hub):
        await listening(path)
        other = await asyncio.create_subprocess_exec(
            sys.executable, "-c", SPEAKER, str(path), "follow", stdout=subprocess.PIPE
        )
        assert other.stdout is not None
        try:
            assert await hub.hears() == {"t": "engine", "state": "here"}
            hub.wake.say(CHANGED)
            assert await other.stdout.readline() == b"changed\n"
        finally:
            other.kill()
            await other.communicate()


async def test_when_the_listener_is_killed_the_next_takes_its_place(path: Path) -> None:
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SPEAKER, str(path), "listen", stdout=subprocess.DEVNULL
    )
    heir, follower = Peer(path, may_listen=True), Peer(path)
    await listening(path)
    async with running(heir, follower):
        await heir.connected()
        await follower.connected()
        other.kill()
        await other.wait()

        heard = False
        for _ in range(1_000):  # messages may be lost meanwhile: the feed is the truth
            follower.wake.say(CHANGED)
            heir.wake.say(CHANGED)
            await asyncio.sleep(0.01)
            for peer in (heir, follower):
                while not peer.heard.empty():
                    heard |= peer.heard.get_nowait() == CHANGED
            if heard:
                break

        assert heard


async def test_a_second_that_may_listen_follows_the_first(path: Path) -> None:
    first, second = Peer(path, may_listen=True), Peer(path, may_listen=True)
    async with running(first):
        await listening(path)
        async with running(second):
            await second.connected()
            first.wake.say(CHANGED)
            assert await second.hears() == CHANGED
        assert path.exists()


GARBAGE = {
    "nothing": b"",
    "half an object": b"{",
    "a list": b"[1]",
    "a text": b'"text"',
    "no UTF-8": b"\xff\xfe",
    "not a number": b"nan",
    "a deep nest": b"[" * 50_000,
    "an escape sequence": b"\x1b]0;x\x07",
}


@pytest.mark.parametrize("line", GARBAGE.values(), ids=GARBAGE)
async def test_garbage_is_ignored_and_not_passed_on(path: Path, line: bytes) -> None:
    hub, one = Peer(path, may_listen=True), Peer(path)
    async with running(hub):
        await listening(path)
        async with running(one), raw(path) as (_, writer):
            await one.connected()
            writer.write(line + b"\n" + json.dumps(CHANGED).encode() + b"\n")
            await writer.drain()

            assert await one.hears() == CHANGED
            assert await hub.hears() == CHANGED


async def test_a_line_without_end_loses_its_speaker_the_connection_and_nobody_else(path: Path) -> None:
    hub, one = Peer(path, may_listen=True), Peer(path)
    async with running(hub):
        await listening(path)
        async with running(one), raw(path) as (reader, writer):
            await one.connected()
            writer.write(b"x" * (LONGEST_LINE * 3))
            async with asyncio.timeout(20):
                with pytest.raises((ConnectionError, BrokenPipeError)):  # noqa: PT012 - either end may notice first
                    await writer.drain()
                    if await reader.read() == b"":
                        raise ConnectionResetError

            one.wake.say(CHANGED)
            assert await hub.hears() == CHANGED


async def test_a_peer_that_does_not_read_is_dropped_rather_than_waited_for(path: Path) -> None:
    hub, one = Peer(path, may_listen=True), Peer(path)
    async with running(hub):
        await listening(path)
        with socket.socket(socket.AF_UNIX) as deaf:
            deaf.connect(str(path))
            await hub.connected()
            text = {"t": "tokens", "text": "x" * 20_000}
            for _ in range(200):
                hub.wake.say(text)
                await asyncio.sleep(0)
                if not hub.wake.connected:
                    break
            assert not hub.wake.connected

        async with running(one):
            await one.connected()
            one.wake.say(CHANGED)
            assert await hub.hears() == CHANGED


async def test_saying_something_to_nobody_costs_nothing(path: Path) -> None:
    peer = Peer(path)
    peer.wake.say(CHANGED)

    assert not peer.wake.connected
