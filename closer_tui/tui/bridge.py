"""The one bridge from the store and the engine to the screen.

The change feed is the truth. While an engine is there the wake socket says when to look at it, and carries the words of
drafts as they are written; looking unasked now and then finds what a lost word would have told. Without an engine the
feed is asked four times a second for its last number: the screen is a quarter of a second later, nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from textual.message import Message

from closer_tui.tui.messages import DraftGrew, EngineSaid, FeedMoved, HandOverSaid, PreviewSaid, RewriteSaid

__all__ = ["Bridge", "Feed"]

POLL_SECONDS = 0.25
TOLD_POLL_SECONDS = 2.0
"""The same while an engine would tell: a screen that rests should cost next to nothing."""
RECONNECT_SECONDS = 1.0
TOKENS_SECONDS = 1 / 10
"""Words of a draft reach the screen at most so often: more costs a tenth of a core and reads no better."""
MOST_CHANGES = 500
"""More than this at once counts as 'everything changed'."""
LONGEST_LINE = 1 << 20


class ChangeRow(Protocol):
    """What the bridge needs of a change."""

    @property
    def seq(self) -> int:
        """Its number in the feed."""

    @property
    def kind(self) -> str:
        """What changed."""

    @property
    def conversation_n(self) -> int | None:
        """Where, if in a conversation."""


class Feed(Protocol):
    """Where changes are read. Both may be asked before there is a database: 0 and nothing."""

    def last_change(self) -> int:
        """The number of the newest change."""

    def changes_since(self, seq: int, limit: int) -> Sequence[ChangeRow]:
        """Changes after a number, oldest first."""


class Bridge:
    """Turns what happens outside into a few messages. `post` may be called from the loop only."""

    def __init__(self, feed: Feed, socket: Path, post: Callable[[Message], object]) -> None:
        self._feed = feed
        self._socket = socket
        self._post = post
        self._seen = 0
        self._poked = asyncio.Event()
        self._tokens: dict[tuple[int, int], list[str]] = {}
        self._wrote = asyncio.Event()
        self._engine: asyncio.StreamWriter | None = None

    def poke(self) -> None:
        """Look now: something was just done."""
        self._poked.set()

    async def run(self) -> None:
        """Follow until cancelled."""
        self._seen = self._feed.last_change()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_feed(), name="feed")
            tasks.create_task(self._follow_engine(), name="engine")
            tasks.create_task(self._hand_on_tokens(), name="tokens")

    async def _follow_feed(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                pause = POLL_SECONDS if self._engine is None else TOLD_POLL_SECONDS
                async with asyncio.timeout(pause):
                    await self._poked.wait()
            self._poked.clear()
            self.look()

    def look(self) -> None:
        """Post one message for everything that changed since the last look."""
        last = self._feed.last_change()
        if last == self._seen:
            return
        # A smaller number means another database took the place of the one we followed.
        changes = self._feed.changes_since(self._seen, MOST_CHANGES) if last > self._seen else ()
        kinds = frozenset(change.kind for change in changes)
        conversations = frozenset(change.conversation_n for change in changes if change.conversation_n is not None)
        everything = last < self._seen or len(changes) >= MOST_CHANGES
        self._seen = last
        self._post(FeedMoved(kinds, conversations, all_of_them=everything))

    async def _follow_engine(self) -> None:
        while True:
            with contextlib.suppress(OSError, asyncio.LimitOverrunError, ValueError):
                reader, writer = await asyncio.open_unix_connection(str(self._socket), limit=LONGEST_LINE)
                self._engine = writer
                try:
                    while line := await reader.readline():
                        self._heard(line)
                finally:
                    self._engine = None
                    writer.close()
            await asyncio.sleep(RECONNECT_SECONDS)

    def _heard(self, line: bytes) -> None:
        try:
            said: Any = json.loads(line)
        except ValueError:
            return
        match said:
            case {"t": "changed"}:
                self.poke()
            case {"t": "tokens", "conversation": int(conversation), "draft": int(draft), "text": str(text)}:
                self._tokens.setdefault((conversation, draft), []).append(text)
                self._wrote.set()
            case {"t": "preview_text", "id": str(asked), "text": str(text), "done": bool(done)}:
                problem, measured = (str(said.get(name, "")) for name in ("problem", "measured"))
                self._post(PreviewSaid(asked, text, done, problem, measured))
            case {"t": "hand_over_said", "id": str(asked), "summary": dict(summary), "note": str(note)}:
                self._post(HandOverSaid(asked, summary, note))
            case {"t": "rewrite_text", "id": str(asked), "text": str(text), "done": bool(done)}:
                self._post(RewriteSaid(asked, text, done, str(said.get("problem", ""))))
            case {"t": "engine", "state": str(state)}:
                self._post(EngineSaid(state))
            case _:
                # A newer engine may say more than we know.
                pass

    def say(self, message: Mapping[str, Any]) -> bool:
        """Say something to the engine; False when nobody listens. Whether it was heard only an answer tells."""
        if self._engine is None or self._engine.is_closing():
            return False
        self._engine.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        return True

    async def _hand_on_tokens(self) -> None:
        while True:
            await self._wrote.wait()
            self._wrote.clear()
            await asyncio.sleep(TOKENS_SECONDS)
            waiting, self._tokens = self._tokens, {}
            for (conversation, draft), pieces in waiting.items():
                self._post(DraftGrew(conversation, draft, "".join(pieces)))
