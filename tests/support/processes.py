"""The program as a user starts it: real processes, a home of their own, loopback only."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import selectors
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90.0
"""For one command on a machine that does much else."""


class Home:
    """A home, and the commands typed in it."""

    def __init__(self, path: Path, **environment: str) -> None:
        self.path = path
        self.environment: Mapping[str, str] = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}

    def words(self, *words: str) -> list[str]:
        """A command line of this home."""
        return [sys.executable, "-m", "closer_tui", "--home", str(self.path), *words]

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.words(*words),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
            env=self.environment,
            cwd=ROOT,
        )

    def json(self, *words: str, stdin: str = "") -> Any:
        """What a command that succeeds answers."""
        done = self.run(*words, "--json", stdin=stdin)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def running(self, *words: str) -> Iterator[Running]:
        """A command that runs until the block ends; then it is asked to stop, and must do so cleanly."""
        process = subprocess.Popen(
            self.words(*words),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            env=self.environment,
            cwd=ROOT,
        )
        running = Running(process)
        try:
            yield running
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE_SECONDS)
            assert code == 0, running.errors()
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()


class Running:
    """A process that says what it is in one line of JSON."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def first_line(self) -> Mapping[str, Any]:
        """The line, waited for."""
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.process.stdout, selectors.EVENT_READ)
            assert waiting.select(PATIENCE_SECONDS), "it said nothing"
        line = self.process.stdout.readline()
        assert line, self.errors()
        said: Mapping[str, Any] = json.loads(line)
        return said

    def errors(self) -> str:
        """What it wrote on stderr; ends it."""
        self.process.kill()
        assert self.process.stderr is not None
        return self.process.stderr.read()


class Heard:
    """An endpoint of webhooks: keeps what it was sent and says yes."""

    def __init__(self) -> None:
        self.requests: list[tuple[Mapping[str, str], bytes]] = []
        self.came = threading.Condition()

    def wait_for(self, count: int) -> list[tuple[Mapping[str, str], bytes]]:
        """So many requests, or more."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.requests) >= count, PATIENCE_SECONDS), self.requests
            return list(self.requests)


@contextmanager
def listening() -> Iterator[tuple[str, Heard]]:
    """A web server of somebody who subscribed; gives its URL."""
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            with heard.came:
                heard.requests.append(({k.lower(): v for k, v in self.headers.items()}, body))
                heard.came.notify_all()
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook", heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Terminal:
    """A command on a terminal of its own, whose screen is thrown away."""

    def __init__(self, words: list[str], environment: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        self.process = subprocess.Popen(
            words,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            # The size by name too: what these say of the terminal of the test run would be believed first.
            env={**environment, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"},
            cwd=ROOT,
            start_new_session=True,
        )
        os.close(slave)
        self._painted = bytearray()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, text: str) -> None:
        """Until the text was painted in one piece."""
        wait_until(lambda: text.encode() in bytes(self._painted), lambda: bytes(self._painted[-2000:]).decode())

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def close(self) -> None:
        """End it however it stands."""
        self.process.kill()
        self.process.wait()
        self._reader.join(5)
        os.close(self._master)

    def _read(self) -> None:
        while True:
            try:
                painted = os.read(self._master, 65_536)
            except OSError:
                return
            self._painted += painted


def wait_until(true: Callable[[], bool], explain: Callable[[], object] = str) -> None:
    """Look again and again; fails with an explanation when patience ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, explain()
        time.sleep(0.05)
