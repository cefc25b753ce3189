"""Processes are measured as an installed program has them: their byte code was written once, not compiled each time."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory


@contextmanager
def as_installed(*warm: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """An environment whose byte code is kept in a place of its own, after each of the commands ran once in it."""
    with TemporaryDirectory(prefix="closer-bench-code-") as kept:
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPYCACHEPREFIX"] = kept
        for command in warm:
            subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        yield env
