"""Views in the inbox: filters typed and kept, toggles, orders, and the counts of saved views beside the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter

from closer_tui.store.views.filters import Sort
from closer_tui.tui.folders import AD_HOC, MOST_COUNTED, Folder, typed_folder
from closer_tui.tui.kit import Kit
from closer_tui.tui.messages import FeedMoved
from closer_tui.tui.remembered import remember_orders
from closer_tui.tui.screens.inbox_writing import InboxWriting

__all__ = ["InboxViews"]

COUNT_SECONDS = 0.5
"""Saved views are counted at most so often, and never for more than a twentieth of the time."""
TIMED_SECONDS = 20.0
"""How often a list that changes as time passes is read again though nothing arrived."""
STANDARD = "needs"


class InboxViews(InboxWriting):
    """The actions of `commands.listing.VIEWS`."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._before_filter = STANDARD
        self._counting = True  # not before the first frame
        self._count_again = True

    def on_mount(self) -> None:
        """Lists of what waits longer than this or that change by themselves."""
        self.set_interval(TIMED_SECONDS, self._time_passed, name="timed")
        self.set_timer(COUNT_SECONDS, self._begin_counting, name="count views")

    def _begin_counting(self) -> None:
        self._counting = False
        self.views_changed()

    def _time_passed(self) -> None:
        if self.listed.timed and self.is_current:
            self._renew_list()
        self._count_again = True
        self.views_changed()

    def _go_to_folder(self, key: str) -> None:
        if key != self.folder.key:
            self._renew_views()  # a view that was made a moment ago is in the column now
            self.folder_list.go_to(key)
            if key != self.folder.key and (folder := self.folder_list.folder_at(self.folder_list.cursor)):
                # The cursor stood there already, and a filter was shown.
                self._show_folder(folder)
        self.reading = False
        self.conversations.focus()

    # --- what the store says of views

    def feed_moved(self, news: FeedMoved) -> None:
        """The counts may be others."""
        self._count_again = True
        super().feed_moved(news)

    def views_changed(self) -> None:
        """Follow a view that was changed, leave one that was removed, and count."""
        here = self.folder
        if here.view_n is not None:
            now = next((view for view in self._views if view.key == here.key), None)
            if now is None:
                self.folder_list.go_to(STANDARD)
                self._show_folder(self._views[0])
            elif (now.text, now.filter, now.label) != (here.text, here.filter, here.label):
                self._reshow(now)
        if self._count_again and not self._counting and any(view.view_n is not None for view in self._views):
            self._count_again, self._counting = False, True
            self.run_worker(self._count(), name="counting views", group="reading", exit_on_error=False)

    async def _count(self) -> None:
        try:
            began = perf_counter()
            wanted = [(view.view_n, view.text) for view in self._views if view.view_n is not None]
            found = await asyncio.to_thread(self.kit.data.count_views, wanted, MOST_COUNTED)
            took = perf_counter() - began
            self._view_counts = {f"view:{n}": count for n, count in found.items()}
            self._counts = {**self._counts, **self._view_counts}
            self.folder_list.show(self._views, self._counts)
            self.tabs.show(self._views, self._counts, self.folder.key)
            await asyncio.sleep(max(COUNT_SECONDS, took * 20))
        finally:
            self._counting = False
        if self._count_again:
            self.views_changed()

    def _reshow(self, folder: Folder, only: tuple[str, ...] | None = None) -> None:
        """Show a view anew with the cursor where it is, if that is in it."""
        row = self.conversations.selected
        self._show_folder(folder, only=self.only if only is None else only, select=row.n if row else None)

    # --- narrowing and order

    def _toggle(self, term: str) -> None:
        only = tuple(t for t in self.only if t != term) if term in self.only else (*self.only, term)
        self._reshow(self.folder, only)

    def action_only_unread(self) -> None:
        """Unread or all."""
        self._toggle("is:unread")

    def action_only_needing_you(self) -> None:
        """What needs a person or all."""
        self._toggle("is:needs-you")

    def action_only_mine(self) -> None:
        """Mine or all."""
        self._toggle("owner:me")

    def action_sort_list(self) -> None:
        """The next order."""
        orders = list(Sort)
        sort = orders[(orders.index(Sort(self.order_of(self.folder))) + 1) % len(orders)]
        folder = self.folder
        if folder.view_n is not None:
            n = folder.view_n

            async def keep() -> None:
                await (await self.kit.desk()).edit_view(n, sort=sort.value)
                self.kit.workshop.done()

            self.kit.act(keep())
            folder = folder.sorted(sort.value)
        elif folder.key == AD_HOC:
            folder = folder.sorted(sort.value)
        else:
            self._orders[folder.key] = sort.value
            remember_orders(self.kit.paths.state_dir / "orders.json", self._orders)
        self._reshow(folder)

    # --- filters

    def action_filter_list(self) -> None:
        """Type a filter, beginning with what the view shows."""

        async def ask() -> None:
            text = await self._typed("Filter the list", self._text_here())
            if text is not None:
                self._show_typed(text)

        self.kit.act(ask())

    def _text_here(self) -> str:
        only = " ".join(self.only)
        text = self.folder.text
        return f"({text}) {only}" if " or " in text and only else f"{text} {only}".strip()

    async def _typed(self, title: str, text: str) -> str | None:
        from closer_tui.tui.modals.filter_line import FilterLine

        data = self.kit.data

        def count(wanted: str) -> tuple[int, int | None]:
            listed = data.listed(self.folder.filter, wanted)
            return listed.window.length, listed.looked_through

        return await self.app.push_screen_wait(FilterLine(title, text, count))

    def _show_typed(self, text: str) -> None:
        if not text.strip():
            self._go_to_folder("all")
            return
        if self.folder.key != AD_HOC:
            self._before_filter = self.folder.key
        self._reshow(typed_folder(text, self.order_of(self.folder)), ())
        self.conversations.focus()

    def leave_filter(self) -> bool:
        """Out of a typed filter, or out of what narrows the view; False when there is neither."""
        if self.only:
            self._reshow(self.folder, ())
        elif self.folder.key == AD_HOC:
            key = self._before_filter
            folder = next((view for view in self._views if view.key == key), self._views[0])
            self._reshow(folder, ())
        else:
            return False
        return True

    # --- saved views

    def why_not(self, action: str) -> str | None:
        """Only a saved view can be changed."""
        if action in {"edit_view", "rename_view", "move_view_up", "move_view_down", "remove_view"}:
            return None if self.folder.view_n is not None else "Go to a view of your own first; F and X make one."
        return super().why_not(action)

    def action_change_view(self) -> None:
        """All that can be done to views, in one list."""
        from closer_tui.tui.asking import Choice
        from closer_tui.tui.commands import listing

        able = [listing.SaveView, listing.EditView, listing.RenameView]
        able += [listing.MoveViewUp, listing.MoveViewDown, listing.RemoveView]
        choices = [
            Choice(command.id(), command.label(), command.help())
            for command in able
            if self.why_not(command.id()) is None
        ]

        async def pick() -> None:
            picked = await self.kit.ask.choose(f"The view {self.folder.label}", choices)
            if picked is not None:
                await self.run_action(picked)

        self.kit.act(pick())

    def action_save_view(self) -> None:
        """A name for what is shown."""
        text, sort = self._text_here(), self.order_of(self.folder)
        start = self.folder.label if self.folder.view_n is not None else ""

        async def save() -> None:
            name = await self.kit.ask.choose(f"Keep as a view: {text or 'everything'}", [], free="a name", start=start)
            if not name:
                return
            desk = await self.kit.desk()
            n = await desk.add_view(name, text, sort)
            self._did(f"Kept the view {name}", n)
            self._go_to_folder(f"view:{n}")

        self.kit.act(save())

    def action_edit_view(self) -> None:
        """Another filter for the view."""
        folder = self.folder

        async def edit(n: int) -> str | None:
            text = await self._typed(f"Edit {folder.label}", folder.text)
            if text is None:
                return None
            await (await self.kit.desk()).edit_view(n, filter_text=text)
            return f"Changed the view {folder.label}"

        self._change(edit)

    def action_rename_view(self) -> None:
        """Another name for the view."""
        label = self.folder.label

        async def rename(n: int) -> str | None:
            name = await self.kit.ask.choose(f"Another name for {label}", [], free="a name")
            if not name:
                return None
            await (await self.kit.desk()).edit_view(n, name=name)
            return f"Called the view {label} {name}"

        self._change(rename)

    def action_move_view_up(self) -> None:
        """One place up."""
        self._move_view(-1)

    def action_move_view_down(self) -> None:
        """One place down."""
        self._move_view(1)

    def _move_view(self, by: int) -> None:
        label = self.folder.label

        async def move(n: int) -> str | None:
            moved = await (await self.kit.desk()).move_view(n, by)
            return f"Moved the view {label}" if moved else None

        self._change(move)

    def action_remove_view(self) -> None:
        """Take the view away."""
        label = self.folder.label

        async def remove(n: int) -> str | None:
            await (await self.kit.desk()).remove_view(n)
            return f"Removed the view {label}"

        self._change(remove)

    def _change(self, how: Callable[[int], Awaitable[str | None]]) -> None:
        n = self.folder.view_n
        if n is None:
            return

        async def change() -> None:
            if words := await how(n):
                self._did(words, n)

        self.kit.act(change())

    def _did(self, words: str, n: int) -> None:
        from closer_tui.tui.undo import Step

        async def take_back() -> None:
            await (await self.kit.desk()).undo_view(n)

        self.kit.undo.did(Step(words, take_back, self.kit.when.now()))
        self.kit.workshop.done()
