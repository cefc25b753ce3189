"""What an examination of a home finds: a name, how bad it is, what was seen, what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How bad it is: nothing to do, worth a look, or broken."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `hint` says what to do next; empty when all is well."""

    name: str
    level: Level
    detail: str
    hint: str = ""

    def json(self) -> dict[str, Any]:
        """As `doctor` prints it."""
        return asdict(self) | {"level": self.level.value}


def ok(name: str, detail: str) -> Finding:
    """All is well."""
    return Finding(name, Level.OK, detail)


def warn(name: str, detail: str, hint: str) -> Finding:
    """Worth a look."""
    return Finding(name, Level.WARN, detail, hint)


def fail(name: str, detail: str, hint: str) -> Finding:
    """Broken."""
    return Finding(name, Level.FAIL, detail, hint)


def size(count: int) -> str:
    """`12.3 MB`."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1_000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1_000
    raise AssertionError("the last unit has no end")
