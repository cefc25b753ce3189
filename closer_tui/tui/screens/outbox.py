"""The outbox: replies that were approved and have not arrived for sure, a line each; below, the selected one whole."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.getters import query_one
from textual.widget import Widget

from closer_tui.store.views.outbox import OutboxRow
from closer_tui.tui.commands import Command, bindings, going, moving, queues
from closer_tui.tui.commands.by_screen import BY_SCREEN
from closer_tui.tui.desk import Desk
from closer_tui.tui.drawing import Run, crop, one_line
from closer_tui.tui.messages import RowMoved, RowOpened
from closer_tui.tui.screens.framed import FramedScreen
from closer_tui.tui.when import When
from closer_tui.tui.widgets.keyed_list import KeyedList
from closer_tui.tui.widgets.outbox_lines import COMMAND_OF, OutboxDetail, may_take_back, outbox_runs
from closer_tui.tui.words import plural

__all__ = ["OutboxScreen"]

ACTIONS = {command.id(): name for name, command in COMMAND_OF.items()}
NOTHING = "Nothing is on its way: every reply has arrived."


class OutboxList(KeyedList[OutboxRow]):
    """One line a reply."""

    def __init__(self, when: When, *, id: str | None = None) -> None:
        super().__init__(lambda row: row.n, empty=NOTHING, id=id)
        self._when = when

    def row_runs(self, index: int, line: int, width: int) -> list[Run]:
        """To whom, since when, how it stands."""
        return outbox_runs(self.rows[index], width, self._when, here=index == self.cursor)


class OutboxScreen(FramedScreen):
    """The replies and their decisions."""

    NAME = "outbox"
    HINTS = (
        moving.Open,
        queues.TakeBack,
        queues.MarkSent,
        queues.SendAgain,
        queues.Discard,
        moving.Back,
        going.Palette,
        going.Help,
    )
    OFFERS: ClassVar[tuple[type[Command], ...]] = BY_SCREEN["outbox"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]
    DEFAULT_CSS = """
    OutboxScreen {
        & #replies { height: 1fr; }
        & #reply { height: 2fr; max-height: 24; border-top: solid $line; }
        & #reply:focus { border-top: solid $accent; }
    }
    """

    replies = query_one("#replies", OutboxList)
    detail = query_one("#reply", OutboxDetail)

    def body(self) -> Iterable[Widget]:
        """The list above, the selected reply below."""
        yield OutboxList(self.kit.when, id="replies")
        yield OutboxDetail(self.kit.when, self.kit.keymap, id="reply")

    def on_mount(self) -> None:
        """Ready to move; ages and countdowns run."""
        self.replies.focus()
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        if any(row.state == "queued" for row in self.replies.rows):
            self.replies.refresh()
            self.hints.refresh()

    def renew_body(self) -> None:
        """Read the outbox again."""
        rows = self.kit.data.outbox()
        self.replies.show(rows)
        asking = sum(1 for row in rows if row.state in {"unknown", "failed"})
        aside = f"{plural(asking, 'needs', 'need')} your decision" if asking else plural(len(rows), "reply", "replies")
        self.heading.show("Outbox", aside if rows else "", style="$error" if asking else "$muted")
        self._looked()

    @on(RowMoved)
    def _looked(self) -> None:
        row = self.replies.selected
        self.grace.about(None if row is None else (row.n, row.state, row.attempts))
        self.detail.display = row is not None
        self.detail.show(row)
        self.hints.refresh()

    @on(RowOpened)
    def _opened(self) -> None:
        self.action_open()

    # --- what can be done

    def why_not(self, action: str) -> str | None:
        """By how the selected reply stands."""
        if action not in {*ACTIONS, "take_back", "open"} or not self.is_mounted:
            return None
        row = self.replies.selected
        if row is None:
            return None if action == "take_back" else NOTHING
        if action == "take_back":
            undo = self.kit.undo.newest(self.kit.when.now())
            if may_take_back(row) or undo is not None:
                return None
            return "It has left, or has been tried; it cannot be taken back."
        if action in ACTIONS and ACTIONS[action] not in {each.name for each in row.actions}:
            return f"That cannot be done: {one_line(row.state_text, 200)}."
        return None

    def action_open(self) -> None:
        """The conversation, at the reply."""
        if row := self.replies.selected:
            self.kit.show(row.conversation_n, row.message_seq)

    def action_next_pane(self) -> None:
        """Between the list and the reply."""
        (self.replies if self.detail.has_focus else self.detail).focus()

    def action_take_back(self) -> None:
        """The selected one if it is still held, else the last step."""
        row = self.replies.selected
        if row is None or not may_take_back(row):
            self.action_undo()
        elif self.trusted():
            self._do(lambda desk: desk.undo_approval(row.n), f"Taken back: the reply to {_who(row)}", gone=row)

    def action_send_again(self) -> None:
        """Once more; asks where it could arrive twice."""
        row = self._chosen()
        if row is None:
            return
        risk = "If it did arrive, the customer gets it twice." if row.state == "unknown" else ""
        self._do(
            lambda desk: desk.outbox_retry(row.n),
            f"The reply to {_who(row)} leaves again",
            ask=("Send it again?", [risk], "send again") if risk else None,
            about=row,
        )

    def action_mark_sent(self) -> None:
        """After a yes."""
        if row := self._chosen():
            self._do(
                lambda desk: desk.outbox_mark_sent(row.n),
                f"Noted: the reply to {_who(row)} arrived",
                ask=("Did it arrive?", ["You have seen it at the channel. Nothing is sent."], "it arrived"),
                about=row,
            )

    def action_discard(self) -> None:
        """After a yes."""
        if row := self._chosen():
            lines = ["Nothing is sent, and the customer waits for an answer again."]
            if row.state == "unknown":
                lines.append("It may have arrived all the same.")
            self._do(
                lambda desk: desk.outbox_discard(row.n),
                f"Discarded the reply to {_who(row)}",
                ask=("Discard this reply?", lines, "discard it"),
                about=row,
                gone=row,
            )

    def _chosen(self) -> OutboxRow | None:
        return self.replies.selected if self.trusted() else None

    def _do(
        self,
        work: Callable[[Desk], Coroutine[Any, Any, object]],
        done: str,
        *,
        ask: tuple[str, list[str], str] | None = None,
        about: OutboxRow | None = None,
        gone: OutboxRow | None = None,
    ) -> None:
        async def decide() -> None:
            if ask is not None and about is not None:
                title, lines, yes = ask
                head = [f"To {_who(about)}: “{crop(one_line(about.body), 160)}”"]
                if not await self.kit.ask.confirm(title, [*head, *lines], yes=yes):
                    return
            await work(await self.kit.desk())
            self.kit.decisions.done()
            kept = gone is not None and self._keep_words(gone)
            self.kit.tell(f"{done}{'; its words are in the composer again' if kept else ''}.", "information")

        self.kit.act(decide())

    def _keep_words(self, row: OutboxRow) -> bool:
        """Words of one's own come back into the composer, unless others stand there. A draft comes back by itself."""
        unsent = self.kit.unsent
        if row.draft_n is not None or unsent.of(row.conversation_n) is not None:
            return False
        unsent.keep(row.conversation_n, row.body, "reply")
        unsent.save()
        return True


def _who(row: OutboxRow) -> str:
    return crop(one_line(row.customer or row.recipient), 30) or "the customer"
