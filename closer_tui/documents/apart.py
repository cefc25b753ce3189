"""Reading a file in a process of its own: what hangs there or eats memory there is ended, and the file is refused."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO, Final

from closer_tui.documents.reading import read
from closer_tui.domain.knowledge import LARGEST_FILE, DocumentKind, Part, Reading, Unreadable

SECONDS: Final = 60
"""How long one file may take."""
MEMORY: Final = 1_024 * 1024 * 1024
"""Bytes of memory the process may have, where the system can limit them."""

PASSED_ON: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
"""What the process is told of our environment: no key, no token."""

_BROKEN: Final = ("it cannot be read: reading it fails", "Open it in its own program and save it again.")


async def read_apart(name: str, data: bytes) -> Reading:
    """The parts of a file. Raises Unreadable, saying why."""
    process = await asyncio.create_subprocess_exec(
        # -P: without it, a module that lies in the folder one stands in would be run in the place of ours.
        *(sys.executable, "-P", "-m", __package__, name),
        env={key: os.environ[key] for key in PASSED_ON if key in os.environ},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(SECONDS):
            said, _ = await process.communicate(data)
    except TimeoutError:
        raise Unreadable("reading it takes far too long", "Save it in a simpler form, for example as text.") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        raise Unreadable(*_BROKEN)
    return _reading(await asyncio.to_thread(json.loads, said))


def answer(name: str, stdin: BinaryIO) -> dict[str, Any]:
    """What the process says of the file on its stdin: its parts, or why it cannot be read."""
    _limit()
    try:
        found = read(name, stdin.read(LARGEST_FILE + 1))
    except Unreadable as error:
        return {"problem": error.message, "hint": error.hint}
    except (MemoryError, RecursionError):
        return {"problem": "it is built so that reading it takes too much memory", "hint": _BROKEN[1]}
    return {"kind": found.kind.value, "parts": [asdict(part) for part in found.parts]}


def _limit() -> None:
    import resource

    for limit, wanted in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        _, most = resource.getrlimit(limit)
        with contextlib.suppress(ValueError, OSError):  # not every system lets itself be limited
            resource.setrlimit(limit, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _reading(said: dict[str, Any]) -> Reading:
    if "problem" in said:
        raise Unreadable(said["problem"], said["hint"])
    parts = tuple(Part(tuple(each["path"]), each["text"], each["answers"]) for each in said["parts"])
    return Reading(DocumentKind(said["kind"]), parts)
