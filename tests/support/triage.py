"""Thirty drafts decided by keys alone, in a real terminal, by somebody who looks before they press.

```
store with 30 drafts ─▶ closer-tui in a pty ─▶ Picture (what is painted) ─▶ Hands: read who it is about, press, time it
           ▲ new messages of other customers, all the while
```
Every key waits for the frame that shows what it did; that is what is timed. Before a decision key the hands wait out
the moment in which such keys are dead, from the frame on: a person reads in it.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from closer_tui.config.paths import Paths
from tests.benchmarks.corpus import MINUTE, NOW
from tests.benchmarks.table import median, p95
from tests.support.picture import Picture
from tests.support.terminal import FRAME_END, Terminal

DRAFTS = 30
IN_THE_INBOX = 4
REASON, TOPIC, ADDED = "Wrong facts", "complaints", " Zuzana"
PLAN = ("approve",) * 8 + ("edit", "approve", "reject", "approve", "escalate", "approve", "approve", "approve") * 2
PATIENCE = 120.0
"""Seconds for one frame, where others use the machine as well."""
TOO_SOON = "look, then press the key again"
"""What the app says of a decision key it let drop."""
GRACE = 0.5
"""Seconds decision keys are dead after what they decide on has changed; `ui.decision_grace_ms`."""
FIRST_FREE = 2_010
"""Conversations below it are those the arriving messages belong to."""
_WHO = re.compile(r"Customer (\d+)")


def plan() -> list[str]:
    """What is decided about each of the thirty, in order; most are approved."""
    return [*PLAN, *("approve",) * (DRAFTS - len(PLAN))]


def body_for(conversation_n: int) -> str:
    """The draft for a customer, unlike any other."""
    return f"Good morning, number {conversation_n}. Yes, gladly."


def lay_out(paths: Paths) -> list[int]:
    """Leave thirty drafts waiting, of customers who write no more; the numbers of their conversations."""
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as db:
        db.execute("BEGIN")
        db.execute("UPDATE conversations SET pending_draft = NULL, status = 'open'")
        db.execute("DELETE FROM drafts")
        newest = "SELECT n, last_public FROM conversations WHERE n > ? AND last_public > 0 ORDER BY last_public DESC"
        chosen = db.execute(f"{newest} LIMIT ?", (FIRST_FREE, DRAFTS)).fetchall()
        for i, (n, seq) in enumerate(chosen):
            draft = db.execute(
                "INSERT INTO drafts (conversation_n, revision, state, body, action, last_inbound, last_public,"
                " owner_epoch, tone_version, created_at, finished_at, model)"
                " VALUES (?, 1, 'pending', ?, 'reply', ?, ?, 1, 1, ?, ?, 'offline')",
                (n, body_for(n), seq, seq, NOW, NOW),
            ).lastrowid
            # They have waited longer than anybody else, so that drafts which are written meanwhile come after them.
            waiting = NOW - 90 * 24 * 60 * MINUTE + i * MINUTE
            db.execute("UPDATE conversations SET pending_draft = ?, waiting_since = ? WHERE n = ?", (draft, waiting, n))
        db.execute(
            "INSERT OR REPLACE INTO tone_profiles"
            " SELECT n, 1, 3, 3, 'short', 'never', 'Paul', ?, ?, 'Paul' FROM inboxes",
            (f'["{TOPIC}", "refunds"]', NOW),
        )
        db.execute("COMMIT")
        return [int(n) for n, _ in chosen]


@dataclass(slots=True)
class Triage:
    """What was decided about whom, and what it took: keys, and milliseconds until each showed."""

    decided: list[tuple[int, str]] = field(default_factory=list)
    commands: int = 0
    text: int = 0
    frames: list[tuple[str, float]] = field(default_factory=list)
    seconds: float = 0.0
    looking: float = 0.0
    arrived: int = 0
    floor: float = 0.0

    @property
    def times(self) -> list[float]:
        """Milliseconds of every key."""
        return [ms for _, ms in self.frames]

    def figures(self) -> str:
        """One line that can be quoted."""
        slowest, worst = max(self.frames, key=lambda frame: frame[1])
        late = sum(ms > 50 for ms in self.times)
        decisions = [ms for what, ms in self.frames if what == "approve"]
        return (
            f"{len(self.decided)} drafts by {self.commands} command keys and {self.text} of text;"
            f" key to frame: median {median(self.times):.0f} ms (in the smallest app {self.floor:.0f}),"
            f" p95 {p95(self.times):.0f}, slowest {worst:.0f} ({slowest}), {late} of {len(self.times)} above 50;"
            f" approve to next draft: median {median(decisions):.0f}, p95 {p95(decisions):.0f};"
            f" {self.arrived} messages arrived ({self.arrived / self.seconds:.0f}/s);"
            f" {self.seconds:.0f} s in all, {self.looking:.0f} s of them waited out before decision keys"
        )


class Hands:
    """Presses keys, and knows what is on the screen."""

    def __init__(self, terminal: Terminal, paths: Paths, columns: int = 120, rows: int = 40) -> None:
        self._terminal = terminal
        self._paths = paths
        self.picture = Picture(columns, rows)
        self.done = Triage()
        self._since = 0.0
        self.picture.feed(terminal.seen)

    def read(self, seconds: float) -> bytes:
        """What is painted meanwhile."""
        data = self._terminal.read(seconds)
        self.picture.feed(data)
        return data

    def rest(self, seconds: float) -> None:
        """Look on for a while."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def who(self) -> int:
        """The customer whose conversation is shown; 0 when there is none."""
        found = _WHO.findall(self.picture.lines()[1])
        return int(found[-1]) if found else 0

    def press(self, keys: bytes, what: str, shown: Callable[[], bool], *, text: bool = False) -> None:
        """Press, and wait for the end of the frame in which it shows; again when told that it was too soon."""
        while self.read(0):
            continue
        start = time.perf_counter()
        self._terminal.send(keys)
        tail = b""
        while time.perf_counter() - start < PATIENCE:
            if self.sees(TOO_SOON)():
                self._wait_for_another_look()
                if shown():
                    tail = FRAME_END  # its frame was read while waiting
                else:
                    self._terminal.send(keys)
                    self.done.commands += not text
            data = self.read(0.01)
            ended = FRAME_END in tail + data
            tail = (tail + data)[-len(FRAME_END) + 1 :]
            if ended and shown():
                self.done.frames.append((what, (time.perf_counter() - start) * 1000))
                self.done.text += text
                self.done.commands += not text
                return
        log = self._paths.log.read_text(encoding="utf-8") if self._paths.log.exists() else ""
        raise TimeoutError(f"{what} never showed; the screen:\n{self.picture}\nthe log:\n{log[-3000:]}")

    def _wait_for_another_look(self) -> None:
        """The screen was painted again a moment after it was first seen, so the app let the key drop and said so."""
        said = time.perf_counter()
        while self.sees(TOO_SOON)() and time.perf_counter() - said < PATIENCE:
            self.rest(0.1)

    def sees(self, words: str) -> Callable[[], bool]:
        """Whether these words are on the screen."""
        return lambda: words in str(self.picture)

    def looked_now(self) -> None:
        """Something else is on the screen from now on."""
        self._since = time.perf_counter()

    # --- decisions, each about whoever is shown when its key is pressed

    def _begin(self) -> tuple[int, Callable[[], bool]]:
        """Wait the moment out; who it is about, and whether another stands there now."""
        waited = time.perf_counter()
        self.rest(max(0.0, self._since + GRACE + 0.05 - waited))
        self.done.looking += time.perf_counter() - waited
        who = self.who()
        return who, lambda: self.who() not in {who, 0}

    def _end(self, who: int, kind: str) -> None:
        self._since = time.perf_counter()
        self.done.decided.append((who, kind))

    def approve(self) -> None:
        """As it stands."""
        who, another = self._begin()
        self.press(b"a", "approve", another)
        self._end(who, "approve")

    def edit(self) -> None:
        """With a word more."""
        who, another = self._begin()
        self.press(b"e", "edit", self.sees("F2" if "F2" in str(self.picture) else "send"))
        for i, letter in enumerate(ADDED, start=1):
            self.press(letter.encode(), "a letter", self.sees(ADDED[:i].strip()), text=True)
        self.press(b"\x1bOQ", "send the edit", another)
        self._end(who, "edit")

    def reject(self) -> None:
        """With the first reason."""
        who, another = self._begin()
        self.press(b"x", "reject", self.sees("Why not this draft?"))
        self.press(b"\x1b[B", "down", lambda: True)
        self.press(b"\r", "choose a reason", another)
        self._end(who, "reject")

    def escalate(self) -> None:
        """To the first topic."""
        who, another = self._begin()
        self.press(b"E", "escalate", self.sees(f"Escalate Customer {who} to"))
        self.press(b"\x1b[B", "down", lambda: True)
        self.press(b"\r", "choose a topic", another)
        self._end(who, "escalate")


def work_through(hands: Hands) -> None:
    """All thirty: a few in the inbox, in the order of the pile, the rest in the pile."""
    for key in (b"S", b"S", b"g"):
        hands.press(key, "longest waiting first", lambda: True)
    hands.looked_now()
    for i, kind in enumerate(plan()):
        if i == IN_THE_INBOX:
            hands.press(b"p", "to the pile", hands.sees(" of "))
            hands.looked_now()
        getattr(hands, kind)()


@contextmanager
def arriving(paths: Paths, rate: int) -> Iterator[None]:
    """So many messages a second are stored meanwhile, by a process of its own."""
    words = [sys.executable, "-m", "tests.benchmarks.load", str(paths.data_dir), "--rate", str(rate)]
    with subprocess.Popen([*words, "--seconds", "3600"]) as load:
        try:
            yield
        finally:
            load.terminate()


def arrived(paths: Paths) -> int:
    """How many of those messages are stored."""
    with closing(sqlite3.connect(paths.database)) as db:
        return int(db.execute("SELECT count(*) FROM messages WHERE external_id LIKE 'load_%'").fetchone()[0])


def smallest() -> list[float]:
    """Milliseconds of keys in the smallest app there is, to know what the machine takes just now."""
    minimal = [sys.executable, "-m", "tests.benchmarks.minimal"]
    terminal = Terminal(minimal, dict(os.environ) | {"TERM": "xterm-256color", "COLORTERM": "truecolor"})
    try:
        terminal.until(b"marker-word")
        terminal.settle()
        times = []
        for _ in range(20):
            if (took := terminal.key(b"j")) is not None:
                times.append(took)
            terminal.settle(0.02, 0.2)
        return times
    finally:
        terminal.close()


def triage(terminal: Terminal, paths: Paths, *, rate: int) -> Triage:
    """Decide on all thirty while messages arrive. The list is painted already."""
    hands = Hands(terminal, paths)
    with arriving(paths, rate):
        while not arrived(paths):
            hands.rest(0.2)
        before, start = arrived(paths), time.perf_counter()
        work_through(hands)
        done = hands.done
        done.seconds = time.perf_counter() - start
        done.arrived = arrived(paths) - before
        done.floor = median(smallest())
    return done
