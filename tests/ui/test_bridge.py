"""The bridge: many changes become one message, and the engine may come and go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from closer_tui.tui.bridge import Bridge
from closer_tui.tui.messages import DraftGrew, EngineSaid, FeedMoved


@dataclass(frozen=True)
class Change:
    seq: int
    kind: str = "message.stored"
    conversation_n: int | None = None


class Feed:
    def __init__(self) -> None:
        self.changes: list[Change] = []

    def last_change(self) -> int:
        return self.changes[-1].seq if self.changes else 0

    def changes_since(self, seq: int, limit: int) -> Sequence[Change]:
        return [change for change in self.changes if change.seq > seq][:limit]


def test_a_burst_of_changes_is_one_message(tmp_path: Path) -> None:
    feed, posted = Feed(), list[Message]()
    bridge = Bridge(feed, tmp_path / "none.sock", posted.append)
    feed.changes = [Change(n, conversation_n=n % 3) for n in range(1, 101)]
    bridge.look()
    bridge.look()
    assert len(posted) == 1
    news = posted[0]
    assert isinstance(news, FeedMoved)
    assert news.conversations == {0, 1, 2}
    assert news.touches(1)
    assert not news.touches(7)


def test_more_than_can_be_listed_means_everything(tmp_path: Path) -> None:
    feed, posted = Feed(), list[Message]()
    bridge = Bridge(feed, tmp_path / "none.sock", posted.append)
    feed.changes = [Change(n, conversation_n=1) for n in range(1, 2_000)]
    bridge.look()
    assert isinstance(posted[0], FeedMoved)
    assert posted[0].touches(99)


def test_a_database_put_in_the_place_of_another_means_everything(tmp_path: Path) -> None:
    feed, posted = Feed(), list[Message]()
    bridge = Bridge(feed, tmp_path / "none.sock", posted.append)
    feed.changes = [Change(50)]
    bridge.look()
    feed.changes = [Change(3)]
    bridge.look()
    assert isinstance(posted[1], FeedMoved)
    assert posted[1].all_of_them


async def test_words_of_a_draft_are_handed_on_together_and_the_engine_may_die(tmp_path: Path) -> None:
    posted = list[Message]()
    path = tmp_path / "wake.sock"
    connected = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for word in ("Good ", "morning"):
            line = {"t": "tokens", "conversation": 1, "draft": 2, "text": word}
            writer.write(json.dumps(line).encode() + b"\n")
        writer.write(b"not json\n" + b'{"t": "from the future"}\n' + b'{"t": "engine", "state": "busy"}\n')
        await writer.drain()
        connected.set()
        writer.close()

    server = await asyncio.start_unix_server(serve, str(path))
    heard = asyncio.Event()

    def post(message: Message) -> None:
        posted.append(message)
        if isinstance(message, DraftGrew):
            heard.set()

    bridge = Bridge(Feed(), path, post)
    running = asyncio.create_task(bridge.run())
    async with asyncio.timeout(20):
        await connected.wait()
    async with asyncio.timeout(20):
        await heard.wait()
    assert [m.text for m in posted if isinstance(m, DraftGrew)] == ["Good morning"]
    assert [m.state for m in posted if isinstance(m, EngineSaid)] == ["busy"]
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    server.close()
    await server.wait_closed()


async def test_a_poke_is_looked_at_before_the_next_poll(tmp_path: Path) -> None:
    feed, moved = Feed(), asyncio.Event()
    bridge = Bridge(feed, tmp_path / "none.sock", lambda _message: moved.set())
    running = asyncio.create_task(bridge.run())
    await asyncio.sleep(0)
    feed.changes = [Change(1)]
    bridge.poke()
    async with asyncio.timeout(0.2):
        await moved.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
