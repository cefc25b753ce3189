"""A process that forks a child for each line it reads; the child puts a reply off to a moment, perhaps takes it back,
and sends what is due, until it is killed.

A line on stdin is `CONVERSATION DELAY_MS UNDO_MS BODY` (conversation 0: only send; UNDO_MS -1: no undo). Told on
stdout: the child's process id; then, by the child, `later OUT SEND_AT` and `undone OUT` as soon as each was
acknowledged.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from closer_tui.config.load import load_settings
from closer_tui.config.paths import resolve_paths
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.errors import Conflict, InvalidInput
from closer_tui.runtime.engine import EngineRuntime
from closer_tui.services.approve import Approved, undo_approval
from closer_tui.services.compose import reply


def say(text: str) -> None:
    """One line, at once and whole."""
    os.write(1, f"{text}\n".encode())


async def work(home: Path, conversation_n: int, delay_ms: int, undo_ms: int, body: str) -> None:
    """Put off, take back, then go on sending for ever."""
    paths = resolve_paths(home)
    async with await EngineRuntime.open(paths, load_settings(paths.config_file), SystemClock()) as engine:
        done: Approved | None = None
        if conversation_n:
            # On a busy machine the moment may pass before the reply is written; then it is refused, and tried again.
            while (done := await _put_off(engine, conversation_n, delay_ms, body)) is None:
                delay_ms *= 2
        sending = asyncio.create_task(_send(engine))
        if done is not None and undo_ms >= 0:
            await asyncio.sleep(undo_ms / 1000)
            try:
                await undo_approval(engine.store, done.outbox_n, actor="ana")
                say(f"undone {done.outbox_n}")
            except Conflict:
                say(f"too late {done.outbox_n}")
        await sending


async def _put_off(engine: EngineRuntime, conversation_n: int, delay_ms: int, body: str) -> Approved | None:
    send_at = engine.store.clock.now() + delay_ms
    try:
        done = await reply(engine.store, conversation_n, body, actor="ana", send_at=send_at)
    except InvalidInput:
        return None
    say(f"later {done.outbox_n} {send_at}")
    return done


async def _send(engine: EngineRuntime) -> None:
    while True:
        await engine.work_once()
        await asyncio.sleep(0.02)


def main() -> None:
    """Fork, wait for the end of the child, read the next line."""
    home = Path(sys.argv[1])
    say("ready")
    for line in sys.stdin:
        conversation, delay, undo, body = line.rstrip("\n").split(" ", 3)
        pid = os.fork()
        if pid == 0:
            asyncio.run(work(home, int(conversation), int(delay), int(undo), body))
            os._exit(0)
        say(f"pid {pid}")
        os.waitpid(pid, 0)
        say("gone")


if __name__ == "__main__":
    main()
