"""What the command line prints: one JSON document, or lines that are safe in any terminal."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable

from closer_tui.domain.text.terminal import safe_for_terminal

__all__ = ["answer", "one_line", "print_json", "print_lines", "print_rows"]


def answer(args: Namespace, document: object, text: str | Iterable[str]) -> int:
    """The document with `--json`, else the text (one line, or several); returns exit code 0."""
    if args.json:
        print_json(document)
    else:
        print_lines([text] if isinstance(text, str) else text)
    return 0


def print_json(document: object) -> None:
    """One JSON document on one line of stdout.

    Letters of every script stay readable, unless the text holds something a terminal would obey: then everything
    beyond ASCII is escaped, which means the same to whoever parses it.
    """
    print(_json(document), flush=True)


def print_rows(rows: Iterable[object], *, one_document: bool) -> None:
    """Rows one by one as they come: a JSON document each line, or all lines together one list."""
    count = 0
    for count, row in enumerate(rows, start=1):
        print(("" if not one_document else "[" if count == 1 else ",") + _json(row))
    if one_document:
        print("]" if count else "[]")


def _json(document: object) -> str:
    text = json.dumps(document, ensure_ascii=False)
    return json.dumps(document) if safe_for_terminal(text) is not text or not _speaks_utf8() else text


def print_lines(lines: Iterable[str]) -> None:
    """Lines for people. What the terminal's encoding cannot write becomes a question mark."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    for line in lines:
        print(safe_for_terminal(line).encode(encoding, "replace").decode(encoding))


def one_line(text: str) -> str:
    """Safe, with every line break and run of blanks made one blank."""
    return safe_for_terminal(" ".join(text.split()))


def _speaks_utf8() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"
