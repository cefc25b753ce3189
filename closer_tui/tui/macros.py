"""Macros from the screen: find one, see exactly what it would do here, do it; or write, change and remove them.

Runs in workers only, like every decision. Everything has one undo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import App

from closer_tui.domain.clock import BadTime
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.macro import FORMS, Macro, preview
from closer_tui.domain.moment import parse_later
from closer_tui.store.views.macros import MacroRow
from closer_tui.tui.modals.pick import Entry, Pick, Picked
from closer_tui.tui.modals.ready_text import ReadyText
from closer_tui.tui.undo import Step

if TYPE_CHECKING:
    from closer_tui.tui.kit import Kit
    from closer_tui.tui.subject import Subject

__all__ = ["Macros"]

EMPTY = "There is no macro yet. F7 writes the first: tag vip, resolve, reply Dear {contact.first_name}, …"


@dataclass(slots=True)
class Macros:
    """The macros of one home, on what is shown (None: nothing is, and they can only be looked after)."""

    app: App[None]
    kit: Kit
    about: Subject | None

    async def choose(self) -> None:
        """Let the person find one, and run it."""
        while True:
            rows = {str(row.n): row for row in self.kit.data.macros()}
            title = f"Do to {self.about.who}" if self.about else "Macros"
            entries = [self._entry(row) for row in rows.values()]
            picked: Picked | None = await self.app.push_screen_wait(Pick(title, entries, empty=EMPTY))
            if picked is None:
                return
            row = rows.get(picked.value)
            if picked.what == "use":
                if row is not None and self.about is not None:
                    await self._run(row.macro, self.about)
                return
            if picked.what == "remove" and row is not None:
                await self._remove(row)
            elif picked.what in {"new", "change"}:
                await self._write(row if picked.what == "change" else None)

    def _entry(self, row: MacroRow) -> Entry:
        if self.about is None:
            return Entry(str(row.n), f";{row.name}", row.title, row.script, row.script)
        conversation, when = self.about.conversation, self.kit.when

        def moment(words: str) -> str:
            return when.moment_and_time(parse_later(words, when.now(), when.zone))

        values = self.kit.data.contact_values(conversation.n, self.kit.agent)
        try:
            shown = preview(row.macro, values, tags=conversation.tags, moment=moment)
        except (InvalidInput, BadTime) as error:
            return Entry(str(row.n), f";{row.name}", row.title, row.script, row.script, [str(error)])
        problems = [f"Not known here: {', '.join(shown.missing)}"] if shown.missing else []
        return Entry(str(row.n), f";{row.name}", row.title, row.script, "\n".join(shown.lines), problems)

    async def _run(self, macro: Macro, about: Subject) -> None:
        kit = self.kit
        desk, n = await kit.desk(), about.conversation.n
        ran = await desk.macro_run(macro, n, hold_ms=kit.decisions.hold_ms)

        async def take_back() -> None:
            await desk.macro_undo(ran.n)

        words = f";{macro.name} for {about.who}"
        kit.undo.did(Step(words, take_back, kit.when.now(), ran.leaves_at, n, ran.body))
        kit.decisions.done()

    async def _write(self, row: MacroRow | None) -> None:
        kit = self.kit

        async def save(name: str, title: str, script: str) -> None:
            desk = await kit.desk()
            kept = await desk.macro_save(Macro(name, script, title), n=row.n if row else None)

            async def take_back() -> None:
                if kept.before is None:
                    await desk.macro_remove(kept.n)
                else:
                    await desk.macro_save(kept.before, n=kept.n)

            words = f"{'Changed' if kept.before else 'Added'} the macro {name.strip()}"
            kit.undo.did(Step(words, take_back, kit.when.now()))
            kit.decisions.done()

        texts = (row.name, row.title, row.script) if row else ("", "", "")
        heading = f"Macro ;{row.name}" if row else "A new macro"
        await self.app.push_screen_wait(ReadyText(heading, save, help=FORMS, sign=";", texts=texts))

    async def _remove(self, row: MacroRow) -> None:
        kit = self.kit
        desk = await kit.desk()
        was = await desk.macro_remove(row.n)

        async def put_back() -> None:
            await desk.macro_save(was)

        kit.undo.did(Step(f"Removed the macro {was.name}", put_back, kit.when.now()))
        kit.decisions.done()
        kit.tell(f"Removed ;{was.name}; z in the inbox puts it back.", "information")
