"""The log: one file for all processes of a home, private, free of secrets and of control characters."""

import logging
import os
import time
from io import TextIOWrapper
from logging.handlers import WatchedFileHandler
from pathlib import Path

from closer_tui.config.errors import ConfigError
from closer_tui.config.redact import redact

MAX_BYTES = 5 * 1024 * 1024
"""A log larger than this is put aside as `closer.log.1` when a process starts."""

QUIET = ("httpx", "httpcore", "httpx2", "httpcore2", "anthropic", "aiosqlite", "asyncio", "uvicorn.access")
"""Libraries that write addresses, with the tokens in them, or too much, below WARNING."""

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 0x0A}


class LogFormatter(logging.Formatter):
    """One line a record, indented lines below it for a traceback."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, process: str) -> None:
        super().__init__(f"%(asctime)s %(levelname)s {process}[%(process)d] %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, with line breaks in what was logged made visible: one record cannot pass for two."""
        return super().formatMessage(record).replace("\n", "\\n")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text that is safe to show in a terminal."""
        return redact(super().format(record)).translate(_CONTROLS).replace("\n", "\n    ")


class LogFile(WatchedFileHandler):
    """The file, made for its owner alone; lines it cannot write are counted, never printed on the screen."""

    def __init__(self, file: Path) -> None:
        self.dropped = 0
        super().__init__(file, encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk must not paint a traceback over the screen."""
        self.dropped += 1

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return os.fdopen(handle, "a", encoding=self.encoding, errors=self.errors)


def start_log(file: Path, *, process: str, level: str = "INFO") -> LogFile:
    """Send our lines from `level` up, and everyone's warnings, to the file; the caller stops it at the end.

    `process` names who writes ("screen", "engine", "cli"). Raises `ConfigError` when it cannot be opened.
    """
    try:
        _put_aside_if_large(file)
        handler = LogFile(file)
    except OSError as error:
        raise ConfigError(
            f"Cannot write the log {file}: {error.strerror}.", "Check the disk and who may write there."
        ) from error
    handler.setFormatter(LogFormatter(process))
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger("closer_tui").setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    return handler


def stop_log(handler: LogFile) -> None:
    """Close the file and leave logging as it was found."""
    logging.captureWarnings(False)
    logging.getLogger().removeHandler(handler)
    logging.getLogger("closer_tui").setLevel(logging.NOTSET)
    handler.close()


def _put_aside_if_large(file: Path) -> None:
    try:
        large = file.stat().st_size > MAX_BYTES
    except FileNotFoundError:
        return
    if large:
        # The other processes of this home notice and open the new file by themselves.
        file.replace(file.with_name(f"{file.name}.1"))
