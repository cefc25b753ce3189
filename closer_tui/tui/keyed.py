"""Keys before anybody sees them: prefixes and what follows, numbers before a key, and keys pressed again.

terminal ─ key ─▶ KeyedApp.on_event ─▶ the focus, as ever            (almost every key, at the cost of a set lookup)
                        │  ▲
             Sequences ─┘  └─ Tapes played
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import lru_cache

from textual import events
from textual.timer import Timer

from closer_tui.tui.commands import Command, key_words, moving
from closer_tui.tui.commands.going import EVERYWHERE
from closer_tui.tui.going import GoingApp
from closer_tui.tui.screens.base import CommandScreen
from closer_tui.tui.sequences import Dropped, Pass, Run, Sequences, Wait, chords
from closer_tui.tui.tape import Stroke, Tapes
from closer_tui.tui.widgets.line_list import LineList

__all__ = ["KeyedApp"]

HINT_SECONDS = 0.4
"""A prefix is explained only to whoever hesitates."""
PLAY_SECONDS = 3.0
"""How long playing waits for the screen a stroke belongs to."""
PLAY_STEP = 0.01

Offered = tuple[type[Command], ...]


@lru_cache(64)
def _sequences(offered: Offered, keymap: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Every sequence of these commands, and the action and name it has."""
    own = dict(keymap)
    found: dict[str, str] = {}
    for command in offered:
        for binding in command.bindings():
            for chord in chords(own.get(str(binding.id), binding.key)):
                found[chord] = binding.action
    return found


@lru_cache(64)
def _singles(offered: Offered, keymap: tuple[tuple[str, str], ...]) -> Mapping[str, type[Command]]:
    """The command of every single key."""
    own = dict(keymap)
    found: dict[str, type[Command]] = {}
    for command in offered:
        for key in own.get(command.id(), command.keys).split(","):
            found.setdefault(key.strip(), command)
    return found


class KeyedApp(GoingApp):
    """Looks at every key before the focus does. `keymap` holds the keys in force, by command id."""

    keymap: Mapping[str, str]

    def __init__(self, *, digits_count: bool = False) -> None:
        super().__init__()
        self._sequences = Sequences(digits_count=digits_count)
        self.tapes = Tapes()
        self._hint: Timer | None = None
        self._playing = False

    async def on_event(self, event: events.Event) -> None:
        """A key is looked at first; everything else goes its way."""
        if isinstance(event, events.Key) and not event.is_forwarded and await self._took(event):
            return
        await super().on_event(event)

    # --- prefixes and numbers

    async def _took(self, event: events.Key) -> bool:
        screen = self.screen
        if not isinstance(screen, CommandScreen) or screen.is_modal or self._writing(event):
            self._forget()
            self._keep(event, None)
            return False
        offered = self._offered(screen)
        known = _sequences(offered, self._keymap_key())
        if not self._sequences.waiting and not self._sequences.begins(event.key, _first_keys(known)):
            self._keep(event, self._command(offered, event.key))
            return False
        names = {chord: self._label(offered, action) for chord, action in known.items()}
        outcome = self._sequences.feed(event.key, names)
        self._keep(event, self._command(offered, event.key) if isinstance(outcome, Pass) else None)
        if isinstance(outcome, Wait):
            self._explain(outcome)
            return True
        self._forget()
        if isinstance(outcome, Run):
            await self._run_sequence(known[outcome.keys], outcome.count)
        elif isinstance(outcome, Dropped):
            if outcome.keys:
                self.tell(f"{key_words(outcome.keys)} is not a command here.", "information")
        else:
            return await self._counted(offered, event.key, outcome.count)
        return True

    async def _run_sequence(self, action: str, count: int) -> None:
        binding = next((each for each in self.screen.active_bindings.values() if each.binding.action == action), None)
        if binding is None:
            name = action.partition("(")[0]
            reason = self.screen.why_not(name) if isinstance(self.screen, CommandScreen) else None
            self.tell(reason or "That cannot be done here.", "information")
            return
        for _ in range(count):
            await self.run_action(action, binding.node)

    async def _counted(self, offered: Offered, key: str, count: int) -> bool:
        """A key behind a number: so often, for a command that can be done often."""
        if count == 1:
            return False
        command = self._command(offered, key)
        if command is None or not command.counts:
            self.tell(f"{command.label() if command else key_words(key)} takes no number.", "information")
            return True
        binding = self.screen.active_bindings.get(key)
        if binding is not None:
            for _ in range(count):
                await self.run_action(binding.binding.action, binding.node)
        return True

    def _writing(self, event: events.Key) -> bool:
        """Whether the key is text for whatever has the focus."""
        focused = self.focused
        return focused is not None and focused.check_consume_key(event.key, event.character)

    def _offered(self, screen: CommandScreen) -> Offered:
        return (*screen.offers(), *moving.LIST, *EVERYWHERE)

    def _command(self, offered: Offered, key: str) -> type[Command] | None:
        return _singles(offered, self._keymap_key()).get(key)

    def _keymap_key(self) -> tuple[tuple[str, str], ...]:
        return tuple(self.keymap.items())

    def _label(self, offered: Offered, action: str) -> str:
        name, _, argument = action.partition("(")
        label = next((command.label() for command in offered if command.id() == name), name)
        return f"{label} {argument.rstrip(')')}" if argument else label

    def _explain(self, wait: Wait) -> None:
        if self._hint is not None:
            self._hint.stop()
        words = " ".join([*map(key_words, wait.pressed), *([str(wait.count)] if wait.count is not None else [])])
        shown = bool(self.screen.query("WhichKey"))

        def show() -> None:
            from closer_tui.tui.widgets.which_key import WhichKey

            if self._sequences.waiting:
                self.screen.query(WhichKey).remove()
                self.screen.mount(WhichKey(words, wait.next))

        self._hint = self.set_timer(0.01 if shown else HINT_SECONDS, show)

    def _forget(self) -> None:
        if self._hint is not None:
            self._sequences.clear()
            self._hint.stop()
            self._hint = None
            self.screen.query("WhichKey").remove()

    # --- keys pressed again

    def _keep(self, event: events.Key, command: type[Command] | None) -> None:
        """Put a key on the tapes. A command on an ordinary screen ends the one before it."""
        if self._playing or (command is not None and command.id() in {"repeat", "record", "play"}):
            return
        if not self.screen.is_modal and not self._writing(event):
            self.tapes.end_last()
            if command is not None and command.repeats:
                self.tapes.begin_last()
        screen, focus = self._place()
        if not self.tapes.hear(Stroke(event.key, event.character, screen, focus)):
            self.tell("The recording was stopped: it has become too long.", "warning")

    def action_repeat(self) -> None:
        """The last command again."""
        if not self.tapes.last:
            self.tell("There is no command yet that could be repeated.", "information")
            return
        self._play(list(self.tapes.last), 1)

    def action_record(self) -> None:
        """Begin, or stop."""
        if not self.tapes.recording:
            self.tapes.begin_own()
            self.tell(f"Recording keys; {self._key_of('record')} stops.", "information")
            return
        kept = self.tapes.end_own()
        self.tell(f"Recorded {kept} keys; {self._key_of('play')} plays them." if kept else "Nothing was recorded.")

    def action_play(self) -> None:
        """The recording once."""
        if self.tapes.recording:
            self.tell("Stop the recording first.", "information")
        elif not self.tapes.own:
            self.tell(f"Nothing is recorded; {self._key_of('record')} records.", "information")
        else:
            self._play(list(self.tapes.own), 1)

    def action_jump(self) -> None:
        """Go to what stands under a letter."""
        from closer_tui.tui.modals.jump import Jump, targets

        if isinstance(self.screen, CommandScreen) and (found := targets(self.screen)):
            self.push_screen(Jump(found))

    def _key_of(self, command: str) -> str:
        offered = {each.id(): each.keys for each in EVERYWHERE}
        return key_words(self.keymap.get(command, offered[command]).split(",")[0])

    def _play(self, strokes: Sequence[Stroke], times: int) -> None:
        self.run_worker(self._played([*strokes] * times), name="play", group="play", exclusive=False)

    async def _played(self, strokes: Sequence[Stroke]) -> None:
        if self._playing:
            return
        self._playing = True
        try:
            for stroke in strokes:
                if not await self._arrived(stroke):
                    self.tell("Playing stopped: another screen is in front than when it was recorded.", "warning")
                    return
                if (command := self._sends(stroke)) is not None:
                    self.tell(f"Playing stopped before {command.label()}: look, then press it yourself.", "warning")
                    return
                await self._press(stroke)
        finally:
            self._playing = False

    def _place(self) -> tuple[str, str]:
        """The screen in front and what has the focus on it; a list of one screen is as good as another."""
        focused = self.focused if self.screen.is_modal or not isinstance(self.focused, LineList) else None
        return type(self.screen).__name__, type(focused).__name__ if focused is not None else ""

    async def _arrived(self, stroke: Stroke) -> bool:
        """Wait until the screen of a stroke is in front and the decisions before it are made."""
        deadline = asyncio.get_running_loop().time() + PLAY_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            here = self._place() == (stroke.screen, stroke.focus)
            busy = any(w.group == "decisions" and w.is_running for w in self.workers)
            if here and (self.screen.is_modal or not busy):
                return True
            await asyncio.sleep(PLAY_STEP)
        return False

    def _sends(self, stroke: Stroke) -> type[Command] | None:
        """The command of a stroke that would let something leave."""
        screen = self.screen
        if not isinstance(screen, CommandScreen):
            return None
        command = self._command(self._offered(screen), stroke.key)
        return command if command is not None and command.sends else None

    async def _press(self, stroke: Stroke) -> None:
        pressed = asyncio.Event()
        self.post_message(events.Key(stroke.key, stroke.character))
        # Behind the key in the App's queue, and behind what it sent to the screen.
        self.call_later(lambda: self.screen.call_later(pressed.set))
        await pressed.wait()


def _first_keys(known: Mapping[str, str]) -> frozenset[str]:
    return _first_of(tuple(known))


@lru_cache(64)
def _first_of(chords_known: tuple[str, ...]) -> frozenset[str]:
    return frozenset(chord.partition(" ")[0] for chord in chords_known)
