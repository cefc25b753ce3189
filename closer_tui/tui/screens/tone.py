"""How the bot writes in an inbox: a form, a live preview beside it, and every version there was.

```
field changes ─▶ check ─▶ 0.6 s of quiet ─▶ PreviewPane ─▶ engine ─▶ preview_said ─▶ PreviewPane
f2 ─▶ desk.tone_set(expected version) ─▶ Conflict? show the difference, ask
```
From 110 columns form and preview stand side by side; below, one above the other, versions in the preview's place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.events import Resize
from textual.getters import query_one
from textual.timer import Timer
from textual.widget import Widget

from closer_tui.domain.errors import Conflict, InvalidInput
from closer_tui.domain.tone import ToneProfile
from closer_tui.store.views.inboxes import InboxRow
from closer_tui.store.views.tones import ToneRow
from closer_tui.tui.commands import Command, bindings, filling, going, moving, shaping
from closer_tui.tui.commands.by_screen import BY_SCREEN
from closer_tui.tui.drawing import crop, one_line
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import PreviewSaid, RowOpened
from closer_tui.tui.screens.framed import FramedScreen
from closer_tui.tui.widgets.preview_pane import PreviewPane
from closer_tui.tui.widgets.titles import PaneTitle
from closer_tui.tui.widgets.tone_form import ToneForm
from closer_tui.tui.widgets.tone_versions import VersionList, differences

__all__ = ["ToneScreen"]

WIDE = 110
QUIET_SECONDS = 0.6
"""How long nothing must change before the preview is written again."""


class ToneScreen(FramedScreen):
    """The form of one inbox at a time."""

    NAME = "tone"
    HINTS = (
        shaping.SaveTone,
        shaping.DropChanges,
        shaping.ShowVersions,
        shaping.NextInbox,
        moving.Back,
        going.Palette,
        going.Help,
    )
    OFFERS: ClassVar[tuple[type[Command], ...]] = BY_SCREEN["tone"]
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*OFFERS)]
    DEFAULT_CSS = """
    ToneScreen {
        & #tone-panes { height: 1fr; layout: vertical; }
        & ToneForm { height: auto; max-height: 14; scrollbar-size-vertical: 1; }
        & #tone-side { height: 1fr; border-top: solid $line; }
        & #tone-preview-pane, & #tone-versions-pane { height: 1fr; }
        & PreviewText, & VersionList { height: 1fr; }
        & #tone-versions-pane { display: none; }
        & #tone-side:focus-within PaneTitle { color: $accent; }
        &.versions #tone-preview-pane { display: none; }
        &.versions #tone-versions-pane { display: block; }
        &.wide #tone-panes { layout: horizontal; }
        &.wide ToneForm { height: 1fr; max-height: 100%; width: 1fr; min-width: 68; max-width: 84; padding-top: 1; }
        &.wide FormRow { margin-bottom: 1; }
        &.wide #tone-side { width: 1fr; height: 1fr; border-top: none; border-left: solid $line; }
        &.wide #tone-preview-pane { display: block; height: 2fr; }
        &.wide #tone-versions-pane { display: block; height: 1fr; border-top: solid $line; }
    }
    """

    form = query_one(ToneForm)
    preview = query_one("#tone-preview-pane", PreviewPane)
    versions = query_one("#tone-versions", VersionList)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.inbox: InboxRow | None = None
        self._wanted: int | None = None
        self._saved = ToneProfile()
        self._version: int | None = None
        self._overtaken = ""
        self._quiet: Timer | None = None

    def body(self) -> Iterable[Widget]:
        """The form, and beside it the preview and the versions."""
        when = self.kit.when
        yield Container(
            ToneForm(id="tone-form"),
            Vertical(
                PreviewPane(when, self.kit.say, id="tone-preview-pane"),
                Vertical(
                    PaneTitle("Versions", id="tone-versions-title"),
                    VersionList(when, id="tone-versions"),
                    id="tone-versions-pane",
                ),
                id="tone-side",
            ),
            id="tone-panes",
        )

    def on_mount(self) -> None:
        """The first inbox."""
        self.query_one("#tone-versions-title", PaneTitle).show("Versions", "enter brings one back")
        self.form.formality.focus()

    def on_resize(self, event: Resize) -> None:
        """Side by side where there is room."""
        self.set_class(event.size.width >= WIDE, "wide")

    # --- which inbox, which profile

    @property
    def unsaved(self) -> bool:
        """Whether the form holds something that is not saved."""
        if self.inbox is None or not self.is_mounted:
            return False
        try:
            return self.form.profile() != self._saved
        except InvalidInput:
            return True

    def turn_to(self, inbox_n: int) -> None:
        """Show the profile of this inbox, after a yes where changes would be lost."""
        if not self.is_mounted:
            self._wanted = inbox_n
            return

        async def go_on() -> None:
            if await self.may_leave():
                self._wanted = inbox_n
                self._version = None
                self.form.show(self._saved)
                self.renew_body()

        if self.inbox is None or self.inbox.n != inbox_n:
            self.kit.act(go_on())

    def renew_body(self) -> None:
        """Read again; a form with changes in it keeps them."""
        rows = self.kit.data.inboxes()
        mine = self.inbox.n if self.inbox else None
        self.inbox = next((row for row in rows if row.n == self._wanted), rows[0] if rows else None)
        self._wanted = self.inbox.n if self.inbox else None
        self.form.display = self.inbox is not None
        self.form.suggest(self.kit.data.topics())
        if self.inbox is None or self.inbox.n != mine or not self.unsaved:
            self._load()
            return
        stored = self._stored()
        if stored and stored.version != self._version:
            self._overtaken = f"{one_line(stored.author, 40)} saved version {stored.version} meanwhile"
        self._show_versions()
        self._title()

    def _stored(self) -> ToneRow | None:
        return self.kit.data.tone(self.inbox.n) if self.inbox else None

    def _load(self) -> None:
        """Fill the form with what is saved."""
        self._overtaken = ""
        stored = self._stored()
        version = stored.version if stored else 1
        if self.inbox is not None and self._version != version:
            self._version = version
            self._saved = stored.tone if stored else ToneProfile()
            self.form.show(self._saved)
            self._ask_soon(0.05)
        self._show_versions()
        self._title()

    def _show_versions(self) -> None:
        rows: Sequence[ToneRow] = self.kit.data.tone_versions(self.inbox.n) if self.inbox else ()
        self.versions.show_versions(rows, self._version or 0)

    def _title(self) -> None:
        inbox = self.inbox
        if inbox is None:
            self.heading.show("Tone", "no inbox is connected; F7 connects one", style="$warning")
            return
        name = crop(one_line(inbox.name or inbox.id), 40)
        if self._overtaken:
            aside, style = self._overtaken, "$warning"
        elif self.unsaved:
            aside, style = "not saved", "$warning"
        else:
            stored = self._stored()
            by = f", by {one_line(stored.author, 40)}" if stored and stored.author else ""
            aside, style = f"version {self._version}{by}", "$muted"
        channel = "" if inbox.channel in name.casefold() else f" · {inbox.channel}"
        self.heading.show(f"Tone · {name}{channel}", aside, style=style)
        self.hints.refresh()

    # --- changes and the preview

    @on(ToneForm.Changed)
    def _changed(self) -> None:
        self._title()
        self._ask_soon(QUIET_SECONDS)

    def _ask_soon(self, seconds: float) -> None:
        if self._quiet is not None:
            self._quiet.stop()
        self._quiet = self.set_timer(seconds, self._ask, name="preview")

    def _ask(self) -> None:
        if self.inbox is not None and self.is_current:
            self.preview.write(self.inbox.n, self.kit.data.last_heard(self.inbox.n), self.form.check())

    def preview_said(self, news: PreviewSaid) -> None:
        """The reply as it is written."""
        self.preview.said(news)

    # --- what can be done

    def offers(self) -> Sequence[type[Command]]:
        """Its own commands, and those inside the fields."""
        return (*self.OFFERS, *filling.FILLING)

    def why_not(self, action: str) -> str | None:
        """By the state of the form."""
        if not self.is_mounted or action not in {"save_tone", "drop_changes", "next_inbox", "show_versions"}:
            return None
        if self.inbox is None:
            return "No inbox is connected; F7 connects one."
        if action in {"save_tone", "drop_changes"} and not self.unsaved:
            return "Nothing is changed."
        if action == "next_inbox" and len(self.kit.data.inboxes()) < 2:
            return "There is no other inbox."
        return None

    def action_save_tone(self) -> None:
        """Save what is in the form; somebody else's save in between is shown, not overwritten."""
        tone, inbox, version = self.form.check(), self.inbox, self._version
        if tone is None or inbox is None:
            self.kit.tell("Something in the form is not right; it says so at the field.", "warning")
            return
        expected = version if self._stored() else None

        async def save() -> None:
            desk = await self.kit.desk()
            try:
                number = await desk.tone_set(inbox.n, tone, expected_version=expected)
            except Conflict:
                theirs = self.kit.data.tone(inbox.n)
                if theirs is None or not await self._save_over(theirs, tone):
                    self.renew()
                    return
                number = await desk.tone_set(inbox.n, tone, expected_version=theirs.version)
            self._is_saved(inbox.n, tone, number)

        self.kit.act(save())

    async def _save_over(self, theirs: ToneRow, tone: ToneProfile) -> bool:
        lines = ["Yours would change:", *[f"  {words}" for words in differences(theirs.tone, tone)][:8]]
        title = f"{one_line(theirs.author, 40) or 'Somebody'} saved version {theirs.version} meanwhile"
        return await self.kit.ask.confirm(title, lines, yes="save mine")

    def _is_saved(self, inbox_n: int, tone: ToneProfile, number: int) -> None:
        if self.inbox is not None and self.inbox.n == inbox_n:
            self._saved, self._version, self._overtaken = tone, number, ""
        self.kit.decisions.done()
        self.kit.tell(f"Saved as version {number}; drafts from now on use it.", "information")
        if self.is_mounted:
            self.renew()

    def action_drop_changes(self) -> None:
        """Back to what is saved."""
        self._version = None
        self._load()

    def action_next_inbox(self) -> None:
        """Another inbox, after a yes where changes would be lost."""
        rows = self.kit.data.inboxes()
        if self.inbox is None or len(rows) < 2:
            return
        numbers = [row.n for row in rows]
        at = numbers.index(self.inbox.n) if self.inbox.n in numbers else -1
        self.turn_to(numbers[(at + 1) % len(numbers)])

    def action_redraw_preview(self) -> None:
        """Once more."""
        self.preview.forget()
        self._ask()

    def action_show_versions(self) -> None:
        """To the versions, and back to the form."""
        if self.versions.has_focus:
            self._to_form()
        else:
            self.add_class("versions")
            self.versions.focus()

    def _to_form(self) -> None:
        self.remove_class("versions")
        self.form.formality.focus()

    @on(RowOpened)
    def _bring_back(self) -> None:
        row, inbox = self.versions.selected, self.inbox
        if row is None or inbox is None:
            return
        if row.version == self._version:
            self.kit.tell("This version is in use.", "information")
            return

        async def revert() -> None:
            lines = ["As a new version it would change:"]
            lines += [f"  {words}" for words in differences(self._saved, row.tone)][:8] or ["  nothing"]
            if self.unsaved:
                lines.append("What you changed in the form and did not save is gone then.")
            if await self.kit.ask.confirm(f"Bring version {row.version} back?", lines, yes="bring it back"):
                number = await (await self.kit.desk()).tone_revert(inbox.n, row.version)
                self.form.show(row.tone)
                self._is_saved(inbox.n, row.tone, number)
                self._ask_soon(0.05)

        self.kit.act(revert())

    # --- leaving

    async def may_leave(self) -> bool:
        """Ask when changes would be lost."""
        if not self.unsaved:
            return True
        tone = self.form.check()
        lines = differences(self._saved, tone) if tone else ["What stands in the form cannot be saved as it is."]
        return await self.kit.ask.confirm("Leave without saving?", lines[:8], yes="leave")

    def action_back(self) -> None:
        """Out of the versions, then out of the screen."""
        if self.versions.has_focus or self.has_class("versions"):
            self._to_form()
            return

        async def leave() -> None:
            if await self.may_leave() and self.is_current:
                super(ToneScreen, self).action_back()

        self.kit.act(leave())
