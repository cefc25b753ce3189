"""Writing in an editor of one's own: the words so far, the conversation below them as lines that are not sent.

The editor is run with an argument list, never by a shell. Its file lies in the state directory, for its owner alone,
and its words are taken whatever the editor says when it ends.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from closer_tui.domain.text import clean
from closer_tui.store.views.rows import MessageRow
from closer_tui.tui.drawing import settle
from closer_tui.tui.when import When

__all__ = ["Edited", "editor_of", "file_text", "run_editor", "words_of"]

SCISSORS = "# ---- 8< ---- everything from this line on is not sent ----"
QUOTED = "# "
MESSAGES = 20
"""Messages of the conversation that are quoted."""
LONGEST = 1_000_000
"""Bytes of the file that are read back."""
FALLBACKS = ("sensible-editor", "nano", "vi")


@dataclass(frozen=True, slots=True)
class Edited:
    """What came back: the words, and what went wrong with the editor, if anything did."""

    text: str
    problem: str = ""


def editor_of(environ: Mapping[str, str]) -> Sequence[str]:
    """The words that start the person's editor; empty when nothing is known that could be one."""
    for name in ("VISUAL", "EDITOR"):
        with suppress(ValueError):  # an unfinished quotation
            if words := shlex.split(environ.get(name, "")):
                return words
    from shutil import which

    found = next((name for name in FALLBACKS if which(name)), None)
    return [found] if found else []


def file_text(text: str, who: str, messages: Sequence[MessageRow], when: When) -> str:
    """The file as the editor is given it."""
    lines = [text, "", SCISSORS, f"{QUOTED}The conversation with {settle(who)}:"]
    for message in messages[-MESSAGES:]:
        speaker = who if message.direction == "inbound" else message.author or "bot"
        note = " (a note)" if message.direction == "note" else ""
        lines += [QUOTED.strip(), f"{QUOTED}{settle(speaker)}{note}, {when.day(message.at)} {when.time(message.at)}"]
        lines += [f"{QUOTED}  {line}" for line in settle(message.body).split("\n")]
    return "\n".join(lines) + "\n"


def words_of(content: str) -> str:
    """What was written: all that stands above the line, without what no message can hold."""
    above: list[str] = []
    for line in content.split("\n"):
        if line.rstrip() == SCISSORS:
            break
        above.append(line)
    return clean("\n".join(above)).strip("\n").rstrip()


def run_editor(editor: Sequence[str], file: Path, content: str) -> Edited:
    """Write the file, wait for the editor, read the words back, remove the file. Blocks: for a screen that is away.

    Raises OSError when the file itself cannot be written or read; it is kept then, with the words in it.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as out:
        out.write(content)
    problem = ""
    try:
        code = subprocess.run([*editor, str(file)], check=False).returncode
        if code:
            problem = f"{editor[0]} ended with {code}; what it saved is in the composer."
    except OSError as error:
        problem = f"{editor[0]} cannot be run ({error.strerror}); set EDITOR to one that can."
    with file.open("rb") as saved:
        written = saved.read(LONGEST).decode("utf-8", "replace")
    file.unlink(missing_ok=True)
    return Edited(words_of(written), problem)
