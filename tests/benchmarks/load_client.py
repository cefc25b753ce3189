"""Requests at a pace that cost whoever asks next to nothing: on two cores a full HTTP client eats what it measures."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any
from urllib.parse import urlsplit


class LoadClient:
    """Posts JSON over at most `connections` kept connections to a server that answers with a Content-Length."""

    def __init__(self, url: str, token: str, connections: int) -> None:
        place = urlsplit(url)
        self._host, self._port = place.hostname, place.port
        self._head = f"Host: {place.netloc}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        self._free: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = deque()
        self._room = asyncio.Semaphore(connections)

    async def post(self, path: str, body: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
        """Status and document of the answer."""
        content = json.dumps(body).encode()
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = f"POST {path} HTTP/1.1\r\n{self._head}{more}Content-Length: {len(content)}\r\n\r\n"
        async with self._room:
            reader, writer = self._free.pop() if self._free else await asyncio.open_connection(self._host, self._port)
            writer.write(head.encode() + content)
            answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(answer.split("content-length:", 1)[1].split("\r\n", 1)[0])
            document = json.loads(await reader.readexactly(length))
            self._free.append((reader, writer))
        return int(answer.split(" ", 2)[1]), document

    async def aclose(self) -> None:
        """Close the connections."""
        for _, writer in self._free:
            writer.close()
            await writer.wait_closed()
