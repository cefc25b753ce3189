"""Budget 16: a backfill from servers that are 50 ms away, one request at a time against as the engine does it: every
inbox at once, and the next page of each on its way while one is being stored.

    python -m tests.benchmarks.far_server PAGES     a CLOSER listing of so many pages under any path, 50 ms late
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from closer_tui.channels.catalogue import CLOSER, capabilities_of
from closer_tui.channels.closer.channel import CloserChannel
from closer_tui.channels.closer.wire import Wire
from closer_tui.config.paths import Paths, resolve_paths
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.clock import SystemClock, format_rfc3339
from closer_tui.domain.sync import SyncMark
from closer_tui.engine.syncing import SyncTiming, sync_inbox, take
from closer_tui.services.inboxes import NewInbox, connect
from closer_tui.store.database import Store
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.inboxes import Inbox
from tests.benchmarks.corpus import NOW, Size, Words
from tests.benchmarks.table import Line

DELAY_SECONDS = 0.05
PAGE = 100
SERVERS = 8
PAGES = {"small": 5, "medium": 10, "full": 40}
NO_DRAFTS = DraftTiming(oldest_ms=0)


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure into homes of its own, from a server in a process of its own."""
    count = PAGES[size.name] * PAGE * SERVERS
    with (
        tempfile.TemporaryDirectory(prefix="closer-bench-", dir=paths.data_dir.parent) as scratch,
        _server(PAGES[size.name]) as url,
    ):
        serial = count / asyncio.run(_backfill(Path(scratch) / "serial", url, at_once=False))
        flight = count / asyncio.run(_backfill(Path(scratch) / "flight", url, at_once=True))
    name, ratio = f"backfill of {SERVERS} inboxes, 50 ms away", flight / serial
    baseline = f"one request at a time {serial:,.0f}"
    return [Line("16", name, flight, None, "msg/s", baseline, ratio, ">= 6x serial", ratio >= 6)]


async def _backfill(home: Path, url: str, *, at_once: bool) -> float:
    store = await Store.open(resolve_paths(home), SystemClock())
    accounts: list[tuple[Inbox, CloserChannel]] = []
    try:
        for n in range(SERVERS):
            config = {"url": f"{url}/{n}/v1"}
            inbox = await connect(store, NewInbox(ChannelKind.SMS, CLOSER, f"Shop {n}", config=config), actor="bench")
            wire = Wire(config["url"], Secret("cls_live_benchmark"), deadline_s=30)
            able = capabilities_of(inbox)
            accounts.append((inbox, CloserChannel(wire, inbox.channel, inbox.env, store.clock, able)))
        start = time.perf_counter()
        if at_once:
            async with asyncio.TaskGroup() as group:
                for inbox, channel in accounts:
                    group.create_task(sync_inbox(store, inbox, channel, SyncTiming(pages=1_000), NO_DRAFTS))
        else:
            for inbox, channel in accounts:
                await _one_by_one(store, inbox, channel)
        took = time.perf_counter() - start
        async with store.read() as conn:
            stored = (
                await conn.exec_driver_sql(
                    "SELECT count(*) AS messages, count(DISTINCT inbox_n) AS inboxes FROM messages"
                )
            ).one()
        if stored.messages % (PAGE * SERVERS) or stored.inboxes != SERVERS:
            raise RuntimeError(f"{stored.messages} messages of {stored.inboxes} inboxes were stored")
        return took
    finally:
        for _, channel in accounts:
            await channel.aclose()
        await store.close()


async def _one_by_one(store: Store, inbox: Inbox, channel: CloserChannel) -> None:
    """Ask, store, ask, store."""
    mark, more = SyncMark(), True
    while more:
        pulled = await channel.pull(mark)
        await store.transact(partial(take, inbox, pulled, NO_DRAFTS, store.clock), bulk=True)
        mark, more = pulled.mark, pulled.more


@contextmanager
def _server(pages: int) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmarks.far_server", str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


async def _serve(pages: int) -> None:
    """Every page made beforehand: what is measured is the way, not the server."""
    words, bodies = Words(7), []
    for page in range(pages):
        first = page * PAGE
        data = [
            {
                "id": f"msg_{i:013}",
                "channel": "sms",
                "from": f"+4477009{i * 7 % 4_000:05}",
                "body": words.sentence(),
                "received_at": format_rfc3339(NOW - (pages * PAGE - i) * 1_000),
                "status": "replied",
                "reply": None,
            }
            for i in range(first, first + PAGE)
        ]
        following = f"cur_{page + 1}" if page + 1 < pages else None
        bodies.append(json.dumps({"data": data, "next_cursor": following}).encode())

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                query = parse_qs(urlsplit(head.split(" ", 2)[1]).query)
                body = bodies[int(query.get("cursor", ["cur_0"])[0].removeprefix("cur_"))]
                await asyncio.sleep(DELAY_SECONDS)
                lines = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(lines.encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
