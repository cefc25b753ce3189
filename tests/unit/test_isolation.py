"""The tests themselves: no real home, no real key, no internet."""

import asyncio
import os
import socket
import time
from pathlib import Path

import pytest

from tests.conftest import InternetUsed


def test_the_home_is_empty_and_the_clock_is_utc(tmp_path: Path) -> None:
    assert Path.home() == tmp_path / ".home"
    assert list(Path.home().iterdir()) == []
    assert time.localtime().tm_gmtoff == 0


def test_no_key_of_the_machine_is_seen() -> None:
    assert [name for name in os.environ if "API_KEY" in name or "TOKEN" in name] == []


def test_connections_beyond_loopback_fail() -> None:
    with socket.socket() as stream, pytest.raises(InternetUsed):
        stream.connect(("192.0.2.1", 80))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams, pytest.raises(InternetUsed):
        datagrams.sendto(b"x", ("192.0.2.1", 53))
    with pytest.raises(InternetUsed):
        socket.getaddrinfo("example.com", 443)


async def test_loopback_works_in_a_loop() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "localhost", 0) as server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"hello\n")
        assert await reader.readline() == b"hello\n"
        writer.close()
        await writer.wait_closed()
