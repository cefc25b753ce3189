"""The whole loop in lines: a program that only reads and writes lines, the real engine, the real server of a demo."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.processes import PATIENCE_SECONDS, ROOT, Home, wait_until

PROMPT = "What next?"


class Reader:
    """Somebody who hears a line at a time and answers when asked."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout
        self.process = process

    def until_asked(self, *questions: str) -> list[str]:
        """What is said up to a question (the prompt, if none is named)."""
        said: list[str] = []
        for line in self._out:
            said.append(line.rstrip("\n"))
            if any(question in line for question in questions or (PROMPT,)):
                return said
        raise AssertionError(f"it ended: {said[-5:]}")

    def says(self, *lines: str) -> None:
        """Type lines."""
        self._in.write("".join(f"{line}\n" for line in lines))
        self._in.flush()

    def asks(self, line: str, *questions: str) -> list[str]:
        """Type a line and hear what comes of it."""
        self.says(line)
        return self.until_asked(*questions)


@contextmanager
def talking(home: Home) -> Iterator[Reader]:
    """`--linear` on a home, quit at the end."""
    process = subprocess.Popen(
        home.words("--linear"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=home.environment,
        cwd=ROOT,
    )
    try:
        yield Reader(process)
        _, errors = process.communicate("quit\n", PATIENCE_SECONDS)
        assert process.returncode == 0, errors
    finally:
        process.kill()
        process.communicate()


@pytest.mark.long
@pytest.mark.timeout(180)
def test_a_shop_is_answered_by_lines_alone(tmp_path: Path) -> None:
    visitor = Home(tmp_path / "unused", TMPDIR=str(tmp_path))
    with visitor.running("demo", "--headless", "--seed", "3") as demo:
        owner = Home(Path(demo.first_line()["home"]))
        wait_until(lambda: sum(d["action"] == "reply" for d in owner.json("drafts")) >= 5)
        ready = [d for d in owner.json("drafts") if d["action"] == "reply" and d["state"] == "pending"]
        approved, rejected, edited, escalated, taken = (d["conversation"] for d in ready[:5])
        with talking(owner) as reader:
            reader.until_asked()
            assert any(line.startswith("Draft draft_") for line in reader.asks(f"open {approved}"))
            assert any("takes it back" in line for line in reader.asks("approve"))
            reader.asks(f"open {rejected}")
            assert any("Wrong tone" in line for line in reader.asks("reject", "An empty line stops."))
            reader.asks("3")
            reader.asks(f"open {edited}")
            reader.asks("edit", "only a dot")
            reader.says("In my own words.", "— Paul", ".")
            reader.until_asked()
            reader.asks(f"open {escalated}")
            reader.asks("escalate complaints")
            reader.asks(f"open {taken}")
            reader.asks("take")
            reader.asks("write I will look into it myself.")
            reader.asks("undo")

        def arrived(conversation: str, body: str) -> bool:
            said = owner.json("show", conversation)["messages"]
            return any(m["body"] == body and m["delivery"] in {"sent", "delivered", "read"} for m in said)

        wait_until(lambda: arrived(approved, ready[0]["body"]))
        wait_until(lambda: arrived(edited, "In my own words.\n— Paul"))
        shown = {name: owner.json("show", name) for name in (rejected, escalated, taken)}
        assert [d["state"] for d in shown[rejected]["drafts"] if d["id"] == ready[1]["id"]] == ["rejected"]
        assert (shown[escalated]["owner"], shown[escalated]["topic"]) == ("queue", "complaints")
        assert shown[taken]["owner"] == "agent"
        back = [m["delivery"] for m in shown[taken]["messages"] if m["body"] == "I will look into it myself."]
        assert back in ([], ["cancelled"])
