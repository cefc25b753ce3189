"""The clipboard, by every way there is: the terminal's own (OSC 52, through tmux and screen too) and the platform's
program, each given the text by argv and stdin, never by a shell. Where neither can be, a file, and its name is told.
"""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from closer_tui.tui.terminal import BEL, ESC, Terminal, terminal_of

__all__ = ["Clipboard", "osc52", "programs"]

LONGEST_OSC52 = 74_000
"""Characters of base64 that terminals take at least; xterm drops what is longer than 75,000."""
PATIENCE_SECONDS = 2.0
WITHOUT_OSC52 = frozenset({"apple", "linux", "vte"})
"""Terminals that are known to ignore it."""


def osc52(text: str, terminal: Terminal) -> str:
    """The sequence that asks the terminal to keep a text; empty when it is too long for that.

    tmux takes it as its own with `set-clipboard on` and hands it on with `allow-passthrough on`, so it gets both.
    """
    coded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    if len(coded) > LONGEST_OSC52:
        return ""
    sequence = f"{ESC}]52;c;{coded}{BEL}"
    return sequence + terminal.through(sequence) if terminal.inside == "tmux" else terminal.through(sequence)


def programs(environ: Mapping[str, str], platform: str) -> list[list[str]]:
    """What can put a text from stdin on the clipboard of this machine, the best first."""
    if platform == "darwin":
        return [["pbcopy"]]
    found: list[list[str]] = []
    if environ.get("WAYLAND_DISPLAY"):
        found.append(["wl-copy"])
    if environ.get("DISPLAY"):
        found += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    if environ.get("WSL_DISTRO_NAME"):
        found.append(["clip.exe"])
    return found


class Clipboard:
    """Copies for one screen. `write` sends characters to the terminal between two frames."""

    def __init__(
        self,
        write: Callable[[str], None],
        file: Path,
        *,
        environ: Mapping[str, str] | None = None,
        platform: str = sys.platform,
    ) -> None:
        self._write = write
        self._file = file
        self._environ = os.environ if environ is None else environ
        self._platform = platform
        self.terminal = terminal_of(self._environ)

    async def copy(self, text: str) -> str:
        """Copy; gives what the person must know, which is nothing when a program took the text.

        Raises OSError when there is no clipboard and the file cannot be written either.
        """
        sequence = osc52(text, self.terminal)
        if sequence:
            self._write(sequence)
        # Over SSH the programs here would fill the clipboard of a machine nobody sits at.
        if not self.terminal.remote and await self._by_program(text):
            return ""
        if sequence and self.terminal.program not in WITHOUT_OSC52:
            return "" if self.terminal.program else "The text was handed to your terminal (OSC 52)."
        self._keep(text)
        return f"There is no clipboard here; the text is in {self._file}"

    async def _by_program(self, text: str) -> bool:
        for argv in programs(self._environ, self._platform):
            # Looked for by the path of our own environment: the working directory is nobody's to choose from.
            place = shutil.which(argv[0], path=self._environ.get("PATH", os.defpath))
            if place is not None and await _fed([place, *argv[1:]], text):
                return True
        return False

    def _keep(self, text: str) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file.unlink(missing_ok=True)
        with os.fdopen(os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(text.encode("utf-8", "replace"))


async def _fed(argv: list[str], text: str) -> bool:
    """Whether a program took the text. One that does not end in time is left with it: xclip may serve for long."""
    try:
        process = await asyncio.create_subprocess_exec(*argv, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL)
    except OSError:
        return False
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await process.communicate(text.encode("utf-8", "replace"))
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        return False
    return process.returncode == 0
