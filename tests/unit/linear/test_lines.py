"""Standard input and output as lines."""

from __future__ import annotations

import asyncio
import os

import pytest

from closer_tui.linear.lines import LONGEST, StdLines, printed


async def heard(sent: bytes) -> list[str]:
    """What a person at a pipe is heard to say."""
    reader, writer = os.pipe()
    try:
        os.write(writer, sent)
        os.close(writer)
        lines = StdLines(lambda _: None, fd=reader)
        found = []
        async with asyncio.timeout(20):
            while (line := await lines.hear("")) is not None:
                found.append(line)
        assert await lines.hear("and after the end?") is None
        return found
    finally:
        os.close(reader)


@pytest.mark.parametrize(
    ("sent", "lines"),
    [
        (b"next\n a \nq", ["next", "a", "q"]),
        (b"\n\n", ["", ""]),
        ("grüß Gott 👋\n".encode(), ["grüß Gott 👋"]),
        (b"caf\xff\n", ["caf\ufffd"]),
        (b"a\x1b[31mb\x07\n", ["ab"]),
        (b"", []),
    ],
)
async def test_lines_are_heard_whole_and_clean(sent: bytes, lines: list[str]) -> None:
    assert await heard(sent) == lines


async def test_a_line_without_end_is_cut() -> None:
    reader, writer = os.pipe()
    lines = StdLines(lambda _: None, fd=reader)
    for _ in range(3 * LONGEST // 4096):
        await asyncio.to_thread(os.write, writer, b"x" * 4096)
    os.write(writer, b"\nq\n")
    os.close(writer)
    async with asyncio.timeout(20):
        long = await lines.hear("")
        assert long is not None
        assert len(long) == LONGEST
        assert await lines.hear("") == "q"
        assert await lines.hear("") is None
    os.close(reader)


async def test_only_a_terminal_is_shown_where_to_type() -> None:
    reader, writer = os.pipe()
    os.close(writer)
    written: list[str] = []
    await StdLines(written.append, fd=reader, terminal=True).hear("What next?")
    assert written == ["What next?\n", "> "]
    os.close(reader)


def test_nothing_a_terminal_obeys_or_cannot_write_gets_out() -> None:
    written: list[str] = []
    printed(written.append, "ascii")("\x1b]0;title\x07 é\n")
    assert written == ["?]0;title? ?\n"]
