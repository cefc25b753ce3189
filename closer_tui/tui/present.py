"""Who else is at a conversation, and telling them where we are.

A screen writes rarely: when a conversation has stood there for a second, at once when a reply is begun or put aside,
and a sign of life every quarter of a minute. It asks once a second who else is there, which takes a few microseconds;
a colleague whose screen was killed fades within `TTL_MS`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from closer_tui.domain.presence import Began
from closer_tui.tui.drawing import one_line

if TYPE_CHECKING:
    from closer_tui.store.views.presence import PresentRow
    from closer_tui.store.views.rows import ConversationRow
    from closer_tui.tui.desk import OpenDesk
    from closer_tui.tui.when import When

__all__ = ["Present", "present_sign", "present_words"]

Others = Mapping[int, Sequence["PresentRow"]]

STOOD_MS: Final = 1_000
"""How long a conversation must stand on the screen before others are told."""
BEAT_MS: Final = 15_000
IDLE_MS: Final = 10 * 60_000
"""Without a key that moves or writes for so long, nobody is looking."""


class Present:
    """Of one screen process. `tick` is called once a second."""

    def __init__(
        self,
        *,
        when: When,
        desk: OpenDesk,
        act: Callable[[Coroutine[Any, Any, object]], None],
        others: Callable[[int], Others],
        changed: Callable[[frozenset[int]], object],
        tells: bool,
    ) -> None:
        self._when = when
        self._desk = desk
        self._act = act
        self._read = others
        self._changed = changed
        self._tells = tells
        self._began: dict[int, Began] = {}
        self._here: tuple[int | None, bool] = (None, False)
        self._told: tuple[int | None, bool] = (None, False)
        self._since = self._told_at = self._moved_at = 0
        self._telling = False
        self.others: Others = {}

    # --- where we are

    def looks_at(self, conversation_n: int | None) -> None:
        """This stands on the screen now."""
        if conversation_n != self._here[0]:
            self._here = (conversation_n, False)
            self._since = self._moved_at = self._when.now()

    def writes(self, row: ConversationRow, *, words: bool, replying: bool) -> None:
        """What the composer holds for a conversation: whether any words, and whether a reply is being written."""
        if words:
            self._began.setdefault(row.n, Began(row.last_public, row.owner_epoch))
        else:
            self._began.pop(row.n, None)
        self._moved_at = self._when.now()
        if (row.n, replying) != self._here:
            self._here = (row.n, replying)
            self._since = 0  # a reply that is begun is told at once
            self.tick()

    def began(self, conversation_n: int) -> Began | None:
        """What the person saw when they began to write here."""
        return self._began.get(conversation_n)

    # --- once a second

    def tick(self) -> None:
        """Tell what changed, give a sign of life, and look who else is there."""
        now = self._when.now()
        here = self._here if now - self._moved_at < IDLE_MS else (None, False)
        if here != self._told:
            if here[0] is None or now - self._since >= STOOD_MS:
                self._tell(here, now)
        elif here[0] is not None and now - self._told_at >= BEAT_MS:
            self._tell(here, now)
        others = self._read(now)
        if others != self.others:
            moved = frozenset({*others, *self.others})
            self.others = others
            self._changed(moved)

    def _tell(self, here: tuple[int | None, bool], now: int) -> None:
        if not self._tells or self._telling:
            return
        self._telling = True
        self._told, self._told_at = here, now

        async def tell() -> None:
            try:
                desk = await self._desk()
                await desk.present(here[0], replying=here[1])
            finally:
                self._telling = False

        self._act(tell())


def present_words(rows: Sequence[PresentRow]) -> str:
    """`ben is replying, cleo is looking`: whoever replies comes first."""
    replying = [one_line(row.agent, 30) for row in rows if row.replying_since is not None]
    looking = [one_line(row.agent, 30) for row in rows if row.replying_since is None]
    return ", ".join(_are(names, doing) for names, doing in ((replying, "replying"), (looking, "looking")) if names)


def present_sign(rows: Sequence[PresentRow]) -> tuple[str, str]:
    """The same for a row of a list, with how it looks: `✎ ben` replies, `◌ ben` looks."""
    if not rows:
        return "", ""
    more = f" +{len(rows) - 1}" if len(rows) > 1 else ""
    name = one_line(rows[0].agent, 16)
    return (f"✎ {name}{more}", "warning") if rows[0].replying_since is not None else (f"◌ {name}{more}", "muted")


def _are(names: Sequence[str], doing: str) -> str:
    if len(names) == 1:
        return f"{names[0]} is {doing}"
    if len(names) > 3:
        return f"{len(names)} colleagues are {doing}"
    return f"{', '.join(names[:-1])} and {names[-1]} are {doing}"
