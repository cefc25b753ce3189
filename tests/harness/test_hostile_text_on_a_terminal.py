"""Hostile text in every field, on every screen, in a real terminal: what reaches the terminal is ours alone."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.support.processes import ROOT
from tests.support.terminal import Terminal
from tests.unit.store.small_world import NOON, SmallWorld

ESCAPES = (
    "\x1b]52;c;SE9TVElMRQ==\x07",
    "\x1b]0;HOSTILE\x1b\\",
    "\x1b[2J\x1b[3JHOSTILE",
    "\x1b[6n\x1b[c",
    "\x1b]8;;http://HOSTILE.example\x1b\\x\x1b]8;;\x1b\\",
    "\x9b2J\x9d0;HOSTILE\x9c\x90q\x9c",
    "a\x00b\x08c\x7fd\x0be\rf",
)
PAYLOADS = {
    "escapes": "\n".join(ESCAPES),
    "bidi": "\u202eevil\u2066x\u2069\u200f\ufffd\ufffe",
    "markup": "[/] [/b] [@click=app.quit]x[/] [link=http://HOSTILE.example]y[/] [$error]z {x} \\[",
    "marks": "e" + "\u0301" * 5_000,
    "line": "HOSTILE " * 32_000,
}
_F4, _F5, _F6, _F7 = b"\x1bOS", b"\x1b[15~", b"\x1b[17~", b"\x1b[18~"
_AWAY = b"\x1b"
_VISITS = ((b"\r",), (b"p",), (_F4,), (_F5,), (_F6,), (_F7,), (b"?",), (b"/", b"e"), (b":", b"e"), (b"x",), (b"e",))
SCREENS = (*(key for visit in _VISITS for key in (*visit, _AWAY)), b"j", b"j", b"G", b"g")
"""Keys that open and leave every screen and box: thread, approvals, F4 to F7, help, search, palette, reject, edit."""

FORBIDDEN = {
    "a clipboard write": rb"\x1b\]52;",
    "a title from outside": rb"\x1b\]0;HOSTILE",
    "a hyperlink from outside": rb"\x1b\]8;[^\x1b\x07]*HOSTILE",
    "a status request": rb"\x1b\[6n",
    "a device string": rb"\x1bP(?!\$q|\+q|zz)",
    "an 8-bit control": rb"\xc2[\x80-\x9f]",
    "a null, backspace or delete": rb"[\x00\x08\x7f\x0b]",
    "a bidi override": rb"\xe2\x80\xae|\xe2\x81[\xa6-\xa9]",
}


def hostile_home(folder: Path, payload: str) -> Path:
    """The payload in every field that anybody outside can fill, and in those they cannot, in case something slips."""
    world = SmallWorld(folder)
    short = payload[:400]
    world.inbox("whatsapp", name=short, last_error=short, last_sync_at=NOON, failures=2)
    for i in range(3):
        n = world.conversation(
            1, name=short, address=short, thread=f"t{i}", snippet=short, tags=("vip",), topic="refunds"
        )
        seq = world.message(n, payload, at=NOON + i)
        world.change("conversations", n, last_inbound=seq, last_public=seq, waiting_since=NOON)
        world.draft(
            n, payload, last_inbound=seq, last_public=seq, reason=short, topic=short, model=short,
            sources_json='[{"id": "1", "title": "x", "kind": "quick_reply", "quote": ""}]',
            checks_json='[{"name": "link", "level": "hold", "detail": "HOSTILE"}]',
        )  # fmt: skip
    late = world.conversation(1, name=short, address="+441", snippet=short)
    world.message(late, payload, at=NOON + 10)
    world.outbox(late, payload, state="unknown", error=short, hint=short)
    world.change("conversations", late, attention="outbox_unknown")
    queue = world.conversation(1, name=short, address="+442", snippet=short)
    world.message(queue, payload, at=NOON + 20)
    world.escalation(queue, quote=payload, detail=short)
    world.add("quick_replies", shortcut="x", title=short, body=payload, updated_at=NOON)
    world.event("draft.approved", queue, note=short)
    world.close()
    return folder


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_hostile_reaches_the_terminal_on_any_screen(tmp_path: Path, name: str) -> None:
    home = hostile_home(tmp_path / "home", PAYLOADS[name])
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT)}
    env["CLOSER_TUI_UI__DECISION_GRACE_MS"] = "0"
    terminal = Terminal([sys.executable, "-m", "closer_tui", "--home", str(home)], env, columns=100, rows=30)
    raw = bytearray()
    try:
        terminal.until(b"Needs you")
        terminal.settle(1.0)
        raw += terminal.seen
        for key in SCREENS:
            terminal.seen = b""
            terminal.send(key)
            terminal.settle(0.25, 5.0)
            raw += terminal.seen
        assert terminal.running(), f"the screen ended: {bytes(raw)[-2000:]!r}"
        terminal.send(b"\x1b")
        terminal.settle()
        terminal.send(b"q")
        terminal.wait()
    finally:
        terminal.close()
    found = {what: match.group() for what, pattern in FORBIDDEN.items() if (match := re.search(pattern, bytes(raw)))}
    assert found == {}
    assert b"Needs you" in raw
