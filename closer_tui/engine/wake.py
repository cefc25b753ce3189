"""The wake-up: a socket in the home that tells the other processes that the change feed moved, and carries the words of
a draft while they are being written.

One process listens (the first engine), everybody else connects; what one says, all others hear. A lost message costs a
poll and nothing else, because the feed in the database is the truth. Messages are JSON, one a line.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

log = logging.getLogger(__name__)

Heard = Callable[[dict[str, Any]], None]

LONGEST_LINE: Final = 64 * 1024
_RECONNECT_SECONDS: Final = 1.0


class Wake:
    """Say and hear. `heard` is called in the loop with each message of another process."""

    def __init__(self, path: Path, heard: Heard, *, may_listen: bool) -> None:
        self._path = path
        self._heard = heard
        self._may_listen = may_listen
        self._peers: set[asyncio.StreamWriter] = set()

    @property
    def connected(self) -> bool:
        """Whether anybody would hear us."""
        return bool(self._peers)

    def say(self, message: dict[str, Any]) -> None:
        """Tell everybody. A peer that does not read is dropped rather than waited for."""
        self._forward(json.dumps(message, ensure_ascii=False).encode() + b"\n", skip=None)

    async def run(self) -> None:
        """Listen or connect, again and again, until cancelled."""
        while True:
            try:
                if self._may_listen and self._claim():
                    await self._listen()
                else:
                    await self._connect()
            except OSError as error:
                log.debug("wake-up socket: %s", error)
            await asyncio.sleep(_RECONNECT_SECONDS)

    def _claim(self) -> bool:
        """Whether nobody listens; removes the socket file a killed process left behind."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self._path))
            except (FileNotFoundError, ConnectionRefusedError):
                self._path.unlink(missing_ok=True)
                return True
            return False

    async def _listen(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        try:
            listener.bind(str(self._path))
            self._path.chmod(0o600)  # nobody can connect before it listens
            ours = self._path.stat().st_ino
            server = await asyncio.start_unix_server(self._serve, sock=listener, limit=LONGEST_LINE)
        except OSError:
            listener.close()
            raise
        try:
            # Not serve_forever: from Python 3.12.1 on, cancelling it waits until every peer has gone.
            await asyncio.get_running_loop().create_future()
        finally:
            server.close()
            for peer in tuple(self._peers):
                peer.close()
            with suppress(FileNotFoundError):
                if self._path.stat().st_ino == ours:  # it may be another process's by now
                    self._path.unlink()

    async def _connect(self) -> None:
        reader, writer = await asyncio.open_unix_connection(str(self._path), limit=LONGEST_LINE)
        await self._serve(reader, writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._peers.add(writer)
        try:
            while line := await reader.readline():
                self._take(line, writer)
        except (ValueError, ConnectionError) as error:
            log.debug("wake-up peer dropped: %s", error)
        finally:
            self._peers.discard(writer)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def _take(self, line: bytes, sender: asyncio.StreamWriter) -> None:
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):  # a deep nest of brackets is no message either
            return
        if isinstance(message, dict):
            self._heard(message)
            self._forward(line, skip=sender)

    def _forward(self, line: bytes, *, skip: asyncio.StreamWriter | None) -> None:
        for peer in tuple(self._peers):
            if peer is skip:
                continue
            if peer.transport.get_write_buffer_size() > LONGEST_LINE:
                self._peers.discard(peer)
                peer.transport.abort()
            else:
                peer.write(line)
