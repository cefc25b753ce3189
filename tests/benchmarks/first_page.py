"""Budget 1: from exec to the first page of the cache being readable, in a terminal."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from closer_tui.config.paths import Paths
from tests.benchmarks.corpus import Size
from tests.benchmarks.table import Line, median, p95
from tests.support.terminal import Terminal

ROUNDS = 9
MAILS = 200
PATIENCE_SECONDS = 20.0
WORD = b"marker-word"


def run(paths: Paths, size: Size) -> list[Line]:
    """Measure whole processes, ours and the peers in turn."""
    ours = [sys.executable, "-m", "closer_tui", "--home", str(paths.data_dir)]
    plain = [sys.executable, "-c", f"print('{WORD.decode()}')"]
    mine: list[float] = []
    floor: list[float] = []
    peer: list[float] = []
    with tempfile.TemporaryDirectory(prefix="closer-bench-") as scratch:
        mail = _neomutt(Path(scratch))
        for _ in range(ROUNDS):
            floor.append(_seen(plain, WORD))
            mine.append(_seen(ours, b"Customer"))
            if mail:
                peer.append(_seen(mail, WORD))
    ratio = median(mine) / median(floor)
    name = "exec to the cached first page"
    lines = [Line("1", name, median(mine), p95(mine), "ms", "python print", ratio, "<= 2.5x (stretch)", ratio <= 2.5)]
    if peer:
        ratio = median(mine) / median(peer)
        base = f"neomutt, {MAILS} mails"
        lines.append(Line("1", name, median(mine), p95(mine), "ms", base, ratio, "<= 1.0x (stretch)", ratio <= 1.0))
    else:
        lines.append(
            Line("1", name, median(mine), p95(mine), "ms", "neomutt is not here", None, "<= 1.0x (stretch)", None)
        )
    return lines


def _seen(command: list[str], marker: bytes) -> float:
    """Milliseconds until a text is on the terminal, whether or not the frame around it is complete."""
    terminal = Terminal(command, dict(os.environ) | {"TERM": "xterm-256color", "COLORTERM": "truecolor"})
    try:
        while marker not in terminal.seen:
            terminal.read(0.05)
            if time.perf_counter() - terminal.started > PATIENCE_SECONDS:
                raise TimeoutError(f"{marker!r} never appeared; the screen ended with {terminal.seen[-400:]!r}")
        return (time.perf_counter() - terminal.started) * 1000
    finally:
        terminal.close()


def _neomutt(folder: Path) -> list[str] | None:
    """The mail reader on a folder of some mails with its header cache filled; None where it is not installed."""
    program = shutil.which("neomutt")
    if program is None:
        return None
    for part in ("cur", "new", "tmp"):
        (folder / "mail" / part).mkdir(parents=True)
    for i in range(MAILS):
        head = f"From: a{i}@example.org\nTo: b@example.org\nMessage-ID: <{i}@example.org>\n"
        mail = f"{head}Date: Fri, 22 May 2026 07:{i % 60:02}:00 +0000\nSubject: {WORD.decode()} {i}\n\nhello\n"
        (folder / "mail" / "cur" / f"{i}.host:2,S").write_text(mail)
    rc = folder / "rc"
    (folder / "cache").mkdir()
    rc.write_text(f'set header_cache="{folder}/cache"\nset maildir_header_cache_verify=no\n')
    command = [program, "-n", "-F", str(rc), "-f", str(folder / "mail")]
    _seen(command, WORD)
    return command
