"""Quick replies from the screen: find one, see it filled in, take it; or write, change and remove them, with an undo.

Runs in workers only, like every decision.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.app import App

from closer_tui.domain.filling import Filled, fill
from closer_tui.domain.ready_text import QuickReply
from closer_tui.store.views.quick_replies import QuickReplyRow
from closer_tui.tui.modals.pick import Entry, Pick, Picked
from closer_tui.tui.modals.ready_text import ReadyText
from closer_tui.tui.undo import Step

if TYPE_CHECKING:
    from closer_tui.tui.kit import Kit

__all__ = ["QuickReplies"]

HELP = (
    "{contact.first_name} {contact.name} {agent} {inbox} and the fields of a contact, {order} for one, are filled in."
)
EMPTY = "There is no quick reply yet. F7 writes the first."


@dataclass(slots=True)
class QuickReplies:
    """The quick replies of one home, as one conversation sees them (None: as they are written)."""

    app: App[None]
    kit: Kit
    conversation_n: int | None = None

    async def choose(self) -> Filled | None:
        """Let the person find one; gives it filled in, or None."""
        while True:
            rows = {str(row.n): row for row in self.kit.data.quick_replies()}
            values = self._values()
            entries = [_entry(row, fill(row.body, values) if values else Filled(row.body)) for row in rows.values()]
            picked: Picked | None = await self.app.push_screen_wait(Pick("Quick replies", entries, empty=EMPTY))
            if picked is None:
                return None
            row = rows.get(picked.value)
            if picked.what == "use" and row is not None:
                return fill(row.body, values) if values else Filled(row.body)
            if picked.what == "remove" and row is not None:
                await self._remove(row)
            elif picked.what in {"new", "change"}:
                await self._write(row if picked.what == "change" else None)

    def _values(self) -> dict[str, str]:
        n = self.conversation_n
        return self.kit.data.contact_values(n, self.kit.agent) if n is not None else {}

    async def _write(self, row: QuickReplyRow | None) -> None:
        kit = self.kit

        async def save(name: str, title: str, body: str) -> None:
            desk = await kit.desk()
            wanted = QuickReply(name, body, title, row.keywords if row else "", row.language if row else "")
            kept = await desk.quick_reply_save(wanted, n=row.n if row else None)

            async def take_back() -> None:
                if kept.before is None:
                    await desk.quick_reply_remove(kept.n)
                else:
                    await desk.quick_reply_save(kept.before, n=kept.n)

            words = f"{'Changed' if kept.before else 'Added'} the quick reply /{wanted.checked().shortcut}"
            kit.undo.did(Step(words, take_back, kit.when.now()))
            kit.decisions.done()

        texts = (row.shortcut, row.title, row.body) if row else ("", "", "")
        heading = f"Quick reply /{row.shortcut}" if row else "A new quick reply"
        await self.app.push_screen_wait(ReadyText(heading, save, help=HELP, texts=texts))

    async def _remove(self, row: QuickReplyRow) -> None:
        kit = self.kit
        desk = await kit.desk()
        was = await desk.quick_reply_remove(row.n)

        async def put_back() -> None:
            await desk.quick_reply_save(replace(was))

        kit.undo.did(Step(f"Removed the quick reply /{was.shortcut}", put_back, kit.when.now()))
        kit.decisions.done()
        kit.tell(f"Removed /{was.shortcut}; z in the inbox puts it back.", "information")


def _entry(row: QuickReplyRow, filled: Filled) -> Entry:
    problems = [f"Not known here: {', '.join(filled.missing)}"] if filled.missing else []
    name = f"/{row.shortcut}" + (f" ({row.language})" if row.language else "")
    return Entry(str(row.n), name, row.title, f"{row.keywords} {row.body[:400]}", filled.text, problems)
