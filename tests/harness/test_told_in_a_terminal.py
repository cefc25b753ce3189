"""Notices, the title and the bell as a real terminal gets them, alone and inside tmux."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from base64 import b64decode
from pathlib import Path

import pytest

from closer_tui.domain.clock import SystemClock
from tests.support.terminal import Terminal
from tests.ui.world import World

COMMAND = [sys.executable, "-m", "closer_tui", "--home"]
BLURRED = b"\x1b[O"


def environment(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"TERM": "xterm-256color", "USER": "paul", **more}


@pytest.mark.timeout(60)
def test_a_customer_who_writes_while_nobody_looks_is_told_and_the_title_is_given_back(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    n = world.conversation("Ada", "hello", owner_kind="agent", owner_name="paul")
    world.run("INSERT INTO counters (key, value) VALUES ('needs', 3) ON CONFLICT DO UPDATE SET value = 3")
    terminal = Terminal([*COMMAND, str(tmp_path / "home")], environment(TERM="xterm-kitty"))
    try:
        terminal.until(b"\x1b]2;(3) closer-tui\x07")
        terminal.send(BLURRED)
        terminal.settle()
        assert b"\x1b]99;" not in terminal.seen, "nothing old is told"
        world.message(n, "evil \x1b]0;pwned\x07 text", at=SystemClock().now() + 1)
        world.changed("message.stored", n)
        deadline = time.monotonic() + 20
        while b"p=body;" not in terminal.seen and time.monotonic() < deadline:
            terminal.read(0.1)
        told = terminal.seen.partition(b"p=body;")[2].partition(b"\x07")[0]
        line = b64decode(told).decode()
        assert line.startswith("A customer of yours wrote: evil")
        assert line.isprintable()
        assert b"]0;pwned\x07" not in terminal.seen
        terminal.send(b"q")
        terminal.wait()
        assert b"\x1b[23;2t" in terminal.seen
    finally:
        terminal.close()
        world.close()


@pytest.mark.timeout(60)
@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not here")
def test_inside_tmux_the_terminal_outside_gets_the_notice(tmp_path: Path) -> None:
    settings = tmp_path / "tmux.conf"
    settings.write_text("set -g allow-passthrough on\n")
    tmux = ["tmux", "-S", str(tmp_path / "socket"), "-f", str(settings)]
    command = " ".join([*COMMAND, str(tmp_path / "home"), "notify", "test"])
    terminal = Terminal([*tmux, "new-session", f"{command}; sleep 30"], environment(KITTY_WINDOW_ID="1"))
    try:
        terminal.until(b"\x1b]99;i=closer-tui:e=1:d=1:p=body;")
        terminal.until(b"allow-passthrough")
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)
        terminal.close()
