"""The command line's front door: which command, its options, and what becomes of its errors.

    argv ─ globals (--home, --json …, anywhere) ─ first word ─ one module ─ its parser ─ handler ─ exit code

Only the module of the command that was named is imported, and modules import what is heavy inside their handlers, so
`--version` and `--help` cost little more than Python itself. This is one of the three places that catch everything.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NoReturn

from closer_tui import __version__
from closer_tui.cli.commands import HELP_OF, MODULE_OF, overview

if TYPE_CHECKING:
    from closer_tui.config.paths import Paths

INTERRUPTED: Final = 130
"""What shells expect of a program that Ctrl-C ended."""

NAME_FILES: Final = frozenset({"care", "demo", "quick_reply"})
"""Modules whose words may be names of files, which are bytes."""
LINEAR: Final = "linear"
"""The command that `--linear` stands for when no other is named; the demo knows the option too."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 refused or failed, 2 wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    fill_missing_streams()
    try:
        code = _main(words)
        sys.stdout.flush()
    except OSError as error:
        # Whoever read us has gone, `head` for example, or its disk is full; Python must not stumble over it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            refuse(f"the output cannot be written: {error.strerror}", "What was asked for may be done; look.", code=1)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    return code


def run() -> NoReturn:
    """The command as a process of its own: its exit code is that of `main`.

    Everything that must be closed is closed by now. Taking the interpreter apart object by object would keep whoever
    left waiting for a tenth of a second and more, and the system takes the memory back at once.
    """
    code = main()
    try:
        sys.stderr.flush()
    finally:
        os._exit(code)


def fill_missing_streams() -> None:
    """Open what the caller closed (`>&-`) as the empty device.

    Else the next file opened, the database for one, would be standard output, and errors would be printed there.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            stream = os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8")
            if stream.fileno() != number:
                os.dup2(stream.fileno(), number)
            setattr(sys, name, stream)


def _main(words: list[str]) -> int:
    given = Globals(words)
    if given.problem:
        return refuse(given.problem, "Try `closer-tui --help`.", code=2)
    rest = given.rest
    if rest and rest[0] == "--version":
        print(f"closer-tui {__version__}")
        return 0
    if rest and rest[0] in {"-h", "--help", "help"}:
        print(overview(__version__))
        return 0
    if rest and rest[0] not in MODULE_OF:
        return refuse(*_unknown(rest[0]), code=2)
    if rest and MODULE_OF[rest[0]] not in NAME_FILES and not all(map(is_text, rest)):
        return refuse("what was typed is not UTF-8 text.", "Look at the terminal's encoding and at LANG.", code=2)
    return _run(given, rest)


class Globals:
    """The options that may stand anywhere before `--`, and the words that are left without them."""

    def __init__(self, words: Sequence[str]) -> None:
        self.home: str | None = None
        self.json = False
        self.linear = False
        self.problem = ""
        self.rest: list[str] = []
        waiting = iter(words)
        for word in waiting:
            if word == "--":
                self.rest += [word, *waiting]
            elif word == "--json":
                self.json = True
            elif word == "--linear":
                self.linear = True
            elif word == "--home":
                self._set_home(next(waiting, ""))
            elif word.startswith("--home="):
                self._set_home(word.removeprefix("--home="))
            else:
                self.rest.append(word)
        if self.linear:
            self.rest = [*self.rest, "--linear"] if self.rest else [LINEAR]

    def _set_home(self, home: str) -> None:
        self.home = home
        if not home:
            self.problem = "--home needs a directory"


def is_text(word: str) -> bool:
    """Whether the word is one that can be stored: bytes that are not UTF-8 come in as lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in word)


def _unknown(word: str) -> tuple[str, str]:
    if word.startswith("-"):
        return f"there is no option {word}", "Try `closer-tui --help`."
    import difflib

    near = difflib.get_close_matches(word, HELP_OF, n=1)
    hint = f"Did you mean `closer-tui {near[0]}`?" if near else "`closer-tui --help` lists the commands."
    return f"there is no command {word[:60]!r}", hint


def _run(given: Globals, rest: list[str]) -> int:
    if not rest:
        # The screen has no options of its own, and its first frame does not wait for a parser.
        from types import SimpleNamespace

        from closer_tui.cli.tui import run_screen

        return guarded(SimpleNamespace(handler=run_screen, json=given.json), given.home)
    from importlib import import_module

    from closer_tui.cli.parsing import build_parser

    module = import_module(f"closer_tui.cli.{MODULE_OF[rest[0]]}")
    args = build_parser(module.register).parse_args(rest)
    args.json = given.json
    return guarded(args, given.home)


def guarded(args: object, home: str | None) -> int:
    """The boundary: a known error is told with what to do next, an unknown one shortly, with its trace in the log."""
    from closer_tui.cli.session import at_home
    from closer_tui.config.errors import CloserError
    from closer_tui.config.paths import resolve_paths

    paths: Paths | None = None
    try:
        paths = resolve_paths(home)
        at_home(paths)
        return int(args.handler(args, paths))  # type: ignore[attr-defined]
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except CloserError as error:
        return refuse(error.message, error.hint, code=error.exit_code)
    except Exception as error:
        known = _leaf(error)
        if isinstance(known, CloserError):
            return refuse(known.message, known.hint, code=known.exit_code)
        if isinstance(known, BrokenPipeError):
            raise known from error
        return _unexpected(error, known, paths)


def _leaf(error: BaseException) -> BaseException:
    """What really happened inside a group of tasks: an error of ours if there is one, else the first."""
    from closer_tui.config.errors import CloserError

    if not isinstance(error, BaseExceptionGroup):
        return error
    leaves = [_leaf(each) for each in error.exceptions]
    return next((leaf for leaf in leaves if isinstance(leaf, CloserError)), leaves[0])


def _unexpected(error: Exception, leaf: BaseException, paths: Paths | None) -> int:
    where = "It could not be written down."
    if paths is not None:
        import logging

        from closer_tui.cli.logged import logged
        from closer_tui.config.errors import ConfigError

        try:
            with logged(paths, "cli"):
                logging.getLogger(__name__).error("unexpected: %s", leaf, exc_info=error)
            where = f"The trace is in {paths.log}."
        except ConfigError as also:
            where = f"And {also}"
    what = getattr(leaf, "strerror", None) or type(leaf).__name__  # of the system's refusals, what it said
    return refuse(f"something unexpected went wrong ({what})", where, code=1)


def refuse(message: str, hint: str, *, code: int) -> int:
    """One safe line on stderr: what is wrong and what to do next; returns the exit code."""
    from closer_tui.cli.output import one_line
    from closer_tui.config.errors import with_hint

    print(f"closer-tui: {one_line(with_hint(message, hint))}", file=sys.stderr)
    return code
