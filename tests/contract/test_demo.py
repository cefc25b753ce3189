"""The demo as a visitor has it: ready in seconds, alive, and nothing left behind however it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from closer_tui.demo.places import PREFIX
from tests.support.processes import PATIENCE_SECONDS, Home, Terminal, wait_until

READY_SECONDS = 15.0
"""Of work: five or so. By the clock it is two or three seconds on a quiet machine, and anything on a busy one."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where demos put their directories in a test."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    return folder


@pytest.fixture
def visitor(tmp_path: Path, place: Path) -> Home:
    return Home(tmp_path / "unused", TMPDIR=str(place))


@contextmanager
def on_a_terminal(visitor: Home) -> Iterator[Terminal]:
    terminal = Terminal(visitor.words("demo"), visitor.environment)
    try:
        yield terminal
    finally:
        terminal.close()


def of_demo(place: Path) -> list[int]:
    """Processes that work in the directory of a demo."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if any(str(place) in word for word in process.info["cmdline"] or ()):
            found.append(process.pid)
    return found


def work_of(pid: int) -> float:
    """Seconds of processor time a process and its children have taken so far."""
    process = psutil.Process(pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return float(sum(time.user + time.system + time.children_user + time.children_system for time in times))


def left_behind(place: Path) -> list[object]:
    """Files of a demo that has ended, and its processes. What vanishes while this looks was there when it looked."""
    found: list[object] = []
    for folder, folders, files in os.walk(place, onerror=unless_it_is_gone):
        found += [Path(folder, name) for name in (*folders, *files)]
    return [*found, *of_demo(place)]


def unless_it_is_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


@pytest.mark.timeout(180)
def test_a_headless_demo_is_ready_in_seconds_and_leaves_nothing(visitor: Home, place: Path) -> None:
    with visitor.running("demo", "--headless", "--seed", "7") as demo:
        said = demo.first_line()
        assert work_of(demo.process.pid) < READY_SECONDS
        assert set(said) == {"url", "base_url", "token", "home", "pid", "server_home"}
        assert said["pid"] == demo.process.pid
        owner = Home(Path(said["home"]))
        health = {finding["name"]: finding["level"] for finding in owner.json("doctor")["findings"]}
        assert "fail" not in health.values(), health
        assert {inbox["channel"] for inbox in owner.json("inboxes")} == {
            "whatsapp",
            "instagram",
            "linkedin",
            "email",
            "sms",
        }
        talks = owner.json("list", "--limit", "200")
        assert len(talks) >= 40
        assert any(talk["contact"]["name"] == "Maria Keller" for talk in talks)
        headers = {"Authorization": f"Bearer {said['token']}"}
        with httpx.Client(headers=headers, trust_env=False, timeout=20) as peer:
            page = peer.get(f"{said['base_url']}/messages").json()
            assert page["data"]
            assert peer.get(f"{said['base_url']}/tone-profiles/inbox_sandbox_sms").status_code == 200
        approving_reaches_the_customer(owner)
    assert left_behind(place) == []


def approving_reaches_the_customer(owner: Home) -> None:
    drafts: list[Any] = []

    def there_is_one() -> bool:
        drafts[:] = [draft for draft in owner.json("drafts") if draft["action"] == "reply"]
        return bool(drafts)

    wait_until(there_is_one)
    reply = owner.json("approve", drafts[0]["id"])["outbox"]
    wait_until(lambda: owner.json("outbox") == [])
    thread = owner.json("show", reply["conversation"])["messages"]
    assert [m["delivery"] for m in thread if m["body"] == reply["body"]] in (["sent"], ["delivered"])


@pytest.mark.long
@pytest.mark.timeout(120)
def test_a_demo_that_was_killed_is_cleared_away_by_the_next(visitor: Home, place: Path) -> None:
    process = subprocess.Popen(
        visitor.words("demo", "--headless"), stdout=subprocess.PIPE, env=dict(visitor.environment), text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    [root] = place.glob(f"{PREFIX}*")
    with visitor.running("demo", "--headless") as demo:
        demo.first_line()
        assert not root.exists()
    assert left_behind(place) == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "end", [signal.SIGHUP, *(pytest.param(end, marks=pytest.mark.long) for end in (signal.SIGTERM, signal.SIGKILL))]
)
def test_nothing_is_left_of_a_demo_on_a_terminal(visitor: Home, place: Path, end: signal.Signals) -> None:
    with on_a_terminal(visitor) as terminal:
        terminal.wait_for("draft ready")
        terminal.wait_for("1/10")
        assert of_demo(place)
        os.kill(terminal.process.pid, end)
        terminal.process.wait(PATIENCE_SECONDS)
        wait_until(lambda: left_behind(place) == [], lambda: left_behind(place))


@pytest.mark.timeout(60)
def test_nothing_is_left_when_it_is_stopped_while_it_is_being_set_up(visitor: Home, place: Path) -> None:
    process = subprocess.Popen(
        visitor.words("demo", "--headless"), stdout=subprocess.PIPE, env=dict(visitor.environment), text=True
    )
    wait_until(lambda: any(place.iterdir()))
    process.terminate()
    process.wait(PATIENCE_SECONDS)
    assert process.stdout is not None
    process.stdout.close()
    assert left_behind(place) == []


@pytest.mark.timeout(60)
def test_a_port_that_is_taken_is_told_and_leaves_nothing(visitor: Home, place: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = visitor.run("demo", "--headless", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert left_behind(place) == []


@pytest.mark.timeout(60)
def test_without_a_terminal_there_is_no_screen(visitor: Home, place: Path) -> None:
    done = visitor.run("demo")
    assert done.returncode == 1
    assert "needs a terminal" in done.stderr
    assert left_behind(place) == []


@pytest.mark.long
@pytest.mark.timeout(180)
def test_a_stage_whose_homes_were_deleted_still_ends(visitor: Home, place: Path) -> None:
    root = place / f"{PREFIX}0-deleted"
    root.mkdir()
    stage = subprocess.Popen(
        visitor.words("demo-stage", "--root", str(root)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=dict(visitor.environment),
    )
    assert stage.stdin is not None
    assert stage.stdout is not None
    assert stage.stdout.readline()
    shutil.rmtree(root, ignore_errors=True)
    stage.stdin.close()
    stage.wait(PATIENCE_SECONDS)
    stage.stdout.close()
    wait_until(lambda: of_demo(place) == [], lambda: of_demo(place))
