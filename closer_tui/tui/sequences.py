"""Keys that mean something only together: a prefix and what follows it, and a number before a key. No Textual here.

key ─ Sequences.feed ─▶ Pass        it is a key like any other
                      ─▶ Wait       more must follow; what could follow is in it
                      ─▶ Run        these keys together name a command, so many times
                      ─▶ Dropped    nothing is called that; the keys are swallowed
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["Dropped", "Pass", "Run", "Sequences", "Wait", "chords"]

CANCEL = "escape"
COUNT_PREFIX = "comma"
"""Where digits choose a view, a number is typed behind this key."""
MOST = 999
"""More often than this nobody means."""


@dataclass(frozen=True, slots=True)
class Pass:
    """The key goes on to whoever has the focus, to be obeyed `count` times."""

    count: int = 1


@dataclass(frozen=True, slots=True)
class Wait:
    """`pressed` so far (keys, then the number), and what each next key would do."""

    pressed: tuple[str, ...]
    count: int | None
    next: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """The whole sequence as the keymap writes it, `g i`, and how often."""

    keys: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Dropped:
    """The keys pressed, which together mean nothing; empty when it was given up with escape."""

    keys: str


def chords(keys: str) -> Iterable[str]:
    """The sequences among the alternatives of a keymap entry: `g g,home` has one, `g g`."""
    return (alternative.strip() for alternative in keys.split(",") if " " in alternative.strip())


class Sequences:
    """What was pressed and is not decided yet. `digits_count`: a digit begins a number, as in vi; else only behind the
    count prefix."""

    def __init__(self, *, digits_count: bool = False) -> None:
        self._digits_count = digits_count
        self._pressed: tuple[str, ...] = ()
        self._digits = ""

    @property
    def waiting(self) -> bool:
        """Whether something was pressed that needs more."""
        return bool(self._pressed or self._digits)

    def clear(self) -> None:
        """Forget what was pressed."""
        self._pressed, self._digits = (), ""

    def begins(self, key: str, first_keys: frozenset[str]) -> bool:
        """Whether a key can begin anything here; the cheap question asked for every key."""
        return key in first_keys or key == COUNT_PREFIX or (self._digits_count and _is_digit(key) and key != "0")

    def feed(self, key: str, known: Mapping[str, str]) -> Pass | Wait | Run | Dropped:
        """One key. `known` has every sequence that can be done now, and what it is called."""
        if key == CANCEL and self.waiting:
            self.clear()
            return Dropped("")
        if self._takes_digit(key):
            self._digits = (self._digits + key)[-len(str(MOST)) :]
            return Wait(self._pressed, int(self._digits), self._following(known))
        pressed = (*self._pressed, key)
        if self._digits and self._pressed == (COUNT_PREFIX,):
            pressed = (key,)  # the prefix has done its work: it announced a number
        count, whole = self._count(), " ".join(pressed)
        if whole in known:
            self.clear()
            return Run(whole, count)
        if any(name.startswith(whole + " ") for name in known) or (
            whole == COUNT_PREFIX and not self._digits_count and not self._digits
        ):
            self._pressed = pressed
            return Wait(pressed, int(self._digits) if self._digits else None, self._following(known))
        self.clear()
        return Pass(count) if len(pressed) == 1 else Dropped(whole)

    def _takes_digit(self, key: str) -> bool:
        if not _is_digit(key) or (key == "0" and not self._digits):
            return False
        if self._digits_count:
            return not self._pressed
        return self._pressed == (COUNT_PREFIX,)

    def _count(self) -> int:
        return max(1, min(int(self._digits or 1), MOST))

    def _following(self, known: Mapping[str, str]) -> dict[str, str]:
        begun = "".join(f"{key} " for key in self._pressed)
        found: dict[str, str] = {}
        for name, label in known.items():
            if begun and name.startswith(begun):
                key, _, more = name.removeprefix(begun).partition(" ")
                found[key] = f"{label} …" if more else label
        return found


def _is_digit(key: str) -> bool:
    return len(key) == 1 and key.isascii() and key.isdigit()
