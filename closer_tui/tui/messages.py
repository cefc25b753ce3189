"""Messages between the parts of the screen: widgets and the bridge post them, screens and the App own what follows.

```
store ─ change feed ─┐
engine ─ wake socket ┴─ Bridge ── FeedMoved, DraftGrew, PreviewSaid, EngineSaid ──▶ App ──▶ every screen in the stack
list, folders ── RowMoved, RowOpened, RowTicked ──▶ screen
thread ── LinkChosen ──▶ screen
composer ── Composed ──▶ screen
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

from textual.message import Message

__all__ = [
    "DraftGrew",
    "EngineSaid",
    "FeedMoved",
    "HandOverSaid",
    "LinkChosen",
    "PreviewSaid",
    "RewriteSaid",
    "RowMoved",
    "RowOpened",
    "RowTicked",
    "Settled",
]


M = TypeVar("M", bound=Message)


@dataclass_transform(eq_default=False)
def _message(made: type[M]) -> type[M]:
    """A dataclass with its `__init__` alone: what else there is would be made before the first frame, for nobody."""
    return dataclass(eq=False, repr=False, match_args=False)(made)


class FeedMoved(Message):
    """The store changed. `conversations` are those that changed, or everything when `all_of_them`."""

    def __init__(self, kinds: frozenset[str], conversations: frozenset[int], *, all_of_them: bool = False) -> None:
        super().__init__()
        self.kinds = kinds
        self.conversations = conversations
        self.all_of_them = all_of_them

    def touches(self, conversation_n: int | None) -> bool:
        """Whether a conversation may look different now."""
        return self.all_of_them or conversation_n in self.conversations


@_message
class DraftGrew(Message):
    """More of a draft that is being written; several pieces in one message."""

    conversation_n: int
    draft_n: int
    text: str


@_message
class EngineSaid(Message):
    """What the engine says about itself."""

    state: str


@_message
class PreviewSaid(Message):
    """The whole of a preview so far; when it is `done`, `problem` says why there is none, `measured` how it reads."""

    id: str
    text: str
    done: bool
    problem: str = ""
    measured: str = ""


@_message
class HandOverSaid(Message):
    """What the engine proposes to tell the bot, for the question with this id."""

    id: str
    summary: Mapping[str, Any]
    note: str


@_message
@dataclass
class RewriteSaid(Message):
    """The whole of a rewritten text so far; when it is `done`, `problem` says why there is none."""

    id: str
    text: str
    done: bool
    problem: str = ""


@dataclass
class RowMoved(Message):
    """The cursor of a list stands on another row."""

    widget_id: str
    index: int


@_message
class RowOpened(Message):
    """A row was opened with Enter or a click."""

    widget_id: str
    index: int


@_message
class RowTicked(Message):
    """The ticks of a list changed."""

    widget_id: str


@_message
class LinkChosen(Message):
    """A link's number was clicked: the message (`seq`) and the number in it, from 1."""

    seq: int
    number: int


@_message
class Settled(Message):
    """The cursor has stood still for a moment: now it is worth showing what it is on."""

    widget_id: str
