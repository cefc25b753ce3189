"""Hostile text in every field, on every screen, in a real terminal: what reaches the terminal is ours alone."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from closer_tui.domain.clock import SystemClock
from closer_tui.store.keys import message_seq
from closer_tui.store.past_searches import PastSearches
from closer_tui.store.unsent import Unsent, UnsentFolder
from tests.support.hostile import fill, poison, strings
from tests.support.processes import ROOT
from tests.support.terminal import Terminal
from tests.support.walking import ESC, walks
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


# --- every field of words, every screen and box

ALLOWED = re.compile(
    rb"\x1b\[[0-9;:]*m"  # colours
    rb"|\x1b\[\d+;\d+H|\x1b\[H|\x1b\[\d*[ABCDJK]"  # the cursor, erasing
    rb"|\x1b\[\?\d+(?:;\d+)?(?:[hlu]|\$p)|\x1b\[[<>=]\d*u|\x1b\[\?u|\x1b\[=\d+;\d+u"  # modes, the keyboard
    rb"|\x1b\]22;[a-z-]*\x07"  # the mouse's pointer
    rb"|\x1b\[2[23];2t|\x1b\]2;(?:(?:\(\d+\) )?closer-tui)?\x07"  # the window's title
    rb"|\x1b\]777;notify;[^;\x00-\x1f\x7f]*;[^;\x00-\x1f\x7f]*\x07"
    rb"|\x1b\]9;[^\x00-\x1f\x7f]*\x07|\x1b\]99;i=closer-tui:[a-z0-9=:]*;[A-Za-z0-9+/=]*\x07"  # notices
    rb"|[\r\n]"
)
"""All that our program has to say to a terminal beside text."""
CONTROLS = re.compile(rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xed[\xa0-\xbf]")
LONGEST_QUIET = 30.0
"""Seconds within which the screen has come to rest after any key, on a machine as busy as can be."""


class Walker:
    """Presses keys in a terminal, and keeps what was not ours to say."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.strange: list[tuple[bytes, bytes]] = []
        self.bytes = 0

    def press(self, key: bytes) -> None:
        """One key, and what came of it."""
        self.terminal.seen = b""
        self.terminal.send(key)
        start = time.monotonic()
        self.terminal.settle(0.12 if key == ESC else 0.2, LONGEST_QUIET)
        assert time.monotonic() - start < LONGEST_QUIET, f"never quiet after {key!r}"
        assert self.terminal.running(), f"the screen ended after {key!r}: {self.terminal.seen[-600:]!r}"
        self.look(key)

    def look(self, key: bytes) -> None:
        """What of the last bytes is neither text nor what we say."""
        self.bytes += len(self.terminal.seen)
        rest = ALLOWED.sub(b"", self.terminal.seen)
        self.strange += [(key, rest[max(0, at.start() - 20) : at.end() + 40]) for at in CONTROLS.finditer(rest)]
        self.strange += [(key, at.group()) for what in FORBIDDEN.values() for at in re.finditer(what, rest)]


def many_strings_home(folder: Path, seed: int) -> tuple[Path, int]:
    """Rows of every kind, all words in them hostile; also what was searched for and what was not sent."""
    words = strings(HOW_MANY, seed)
    world = SmallWorld(folder)
    fill(world)
    placed = poison(world.db, words)
    world.db.execute("INSERT OR REPLACE INTO counters (key, value) VALUES ('needs', 9)")
    past, unsent = PastSearches(world.paths.past_searches), UnsentFolder(world.paths.unsent_dir)
    for word in words[:40]:
        past.add(word.encode("utf-8", "replace").decode())
    for n in (1, 2, 3):
        unsent.put(Unsent(n, words[n], "reply", at=NOON))
    world.close()
    return folder, placed


HOW_MANY = 500


@pytest.mark.long
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize(("seed", "columns", "rows", "way"), [(1, 160, 45, "osc777"), (2, 80, 24, "osc99")])
def test_five_hundred_hostile_strings_in_every_field_say_nothing_to_the_terminal_on_a_walk_through_everything(
    tmp_path: Path, scale: float, seed: int, columns: int, rows: int, way: str
) -> None:
    home, placed = many_strings_home(tmp_path / "home", seed)
    assert placed >= HOW_MANY
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT)}
    env |= {"CLOSER_TUI_UI__DECISION_GRACE_MS": "0", "CLOSER_TUI_NOTIFY__HOW": way, "LOGNAME": "paul"}
    terminal = Terminal([sys.executable, "-m", "closer_tui", "--home", str(home)], env, columns=columns, rows=rows)
    walker = Walker(terminal)
    steps = list(walks())[:: 1 if scale >= 0.5 else 3]
    left_before = replies(home)
    try:
        terminal.until(b"Needs you")
        terminal.settle(1.0)
        walker.look(b"")
        for step in steps:
            for key in step:
                walker.press(key)
        told(walker, home)
        assert terminal.running()
    finally:
        terminal.close()
    print(f"{placed} fields, {len(steps)} ways, {sum(map(len, steps))} keys, {walker.bytes:,} bytes painted")
    assert walker.strange == []
    assert replies(home) == left_before


def replies(home: Path) -> list[tuple[int, str]]:
    """What was ever approved for a customer: none of it by a string."""
    with closing(sqlite3.connect(home / "closer.db")) as db:
        approved = db.execute("SELECT n, state FROM drafts WHERE state = 'approved'").fetchall()
        return [*approved, *db.execute("SELECT n, recipient FROM outbox ORDER BY n").fetchall()]


def told(walker: Walker, home: Path) -> None:
    """Nobody looks while customers with hostile names write: a notice comes, and only one of ours."""
    terminal = walker.terminal
    walker.press(b"\x1b[O")
    with closing(sqlite3.connect(home / "closer.db", isolation_level=None)) as db:
        at = SystemClock().now() + 1
        seq = message_seq(at, 1, "told")
        db.execute(
            "UPDATE conversations SET owner_kind = 'agent', owner_name = 'paul', status = 'open', last_inbound = ?,"
            " last_public = ?, waiting_since = ? WHERE n IN (3, 6)",
            (seq, seq, at),
        )
        for n in (3, 6):
            db.execute("INSERT INTO changes (at, kind, conversation_n) VALUES (?, 'conversation.changed', ?)", (at, n))
    terminal.seen = b""
    deadline = time.monotonic() + 40
    while b"\x1b]777;" not in terminal.seen and b"\x1b]99;" not in terminal.seen and time.monotonic() < deadline:
        terminal.read(0.1)
    assert re.search(rb"\x1b\](777|99);", terminal.seen), "nothing was told"
    terminal.settle()
    walker.look(b"told")
