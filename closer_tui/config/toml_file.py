"""Reading the configuration file, and saying where in it something is wrong."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from closer_tui.config.errors import ConfigError

_HEADER = re.compile(r"^\s*\[+\s*(?P<name>[^\]]+?)\s*\]+")
_POSITION = re.compile(r"\(at line (?P<line>\d+), column \d+\)|\(at end of document\)")


def read_toml(file: Path) -> dict[str, Any]:
    """The file's tables; nothing when there is no file.

    Raises `ConfigError`, with the file and the line, when it cannot be read or is not TOML.
    """
    text = _text(file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _POSITION.search(str(error))
        line = int(at["line"]) if at and at["line"] else text.count("\n") + 1
        reason = _POSITION.sub("", str(error)).strip()
        raise ConfigError(f"{file}:{line}: {reason}.", hint="Correct that line; the rest is kept.") from error


def place_of(file: Path, keys: Sequence[str]) -> str:
    """`file:line` of a key path such as `("ui", "theme")`; the file alone when the line cannot be told."""
    *tables, name = keys
    current: list[str] = []
    for number, line in enumerate(_text(file).splitlines(), start=1):
        if header := _HEADER.match(line):
            current = [part.strip().strip("\"'") for part in header["name"].split(".")]
            if current == [*tables, name]:
                return f"{file}:{number}"
        elif current == tables and line.partition("=")[0].strip().strip("\"'") == name:
            return f"{file}:{number}"
    return str(file)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigError(f"Cannot read {file}: {error.strerror}.", hint="Check who may read the file.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 text.", hint="Save the file as UTF-8.") from error
