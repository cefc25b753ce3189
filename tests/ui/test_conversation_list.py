"""The list: a window over any number of rows, a cursor that stays with its conversation."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual.app import App, ComposeResult

from closer_tui.domain.clock import ManualClock
from closer_tui.store.views.rows import ConversationRow
from closer_tui.tui.drawing import cell_width
from closer_tui.tui.theme import VARIABLES
from closer_tui.tui.when import When
from closer_tui.tui.widgets.conversation_list import ConversationList
from closer_tui.tui.widgets.conversation_row import conversation_runs
from closer_tui.tui.windows import PAGE, Window
from tests.ui.books import make_app
from tests.ui.driving import driving
from tests.ui.world import NOW, World


class Rows:
    """Conversations that exist only when they are asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[tuple[int | None, int | None, int | None]] = []

    def read(
        self, offset: int | None, after: ConversationRow | None, before: ConversationRow | None, limit: int
    ) -> Sequence[ConversationRow]:
        self.asked.append((offset, after.n if after else None, before.n if before else None))
        if after is not None:
            start = after.n + 1
        elif before is not None:
            start = max(0, before.n - limit)
            limit = before.n - start
        else:
            start = offset or 0
        return [
            ConversationRow(n, name=f"Customer {n}", last_message_at=NOW - n)
            for n in range(start, min(start + limit, self.count))
        ]

    @property
    def window(self) -> Window[ConversationRow]:
        return Window(lambda: self.count, self.read)

    def position(self, n: int) -> int | None:
        return n

    def between(self, first: int, count: int) -> list[int]:
        return list(range(first, first + count))


class ListApp(App[None]):
    """One list and nothing else."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self.rows = rows

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLES)

    def compose(self) -> ComposeResult:
        yield ConversationList(When(ManualClock(NOW)), id="list")

    def on_mount(self) -> None:
        widget = self.query_one(ConversationList)
        widget.show(self.rows)
        widget.focus()


async def test_a_hundred_thousand_rows_cost_a_screen_of_them() -> None:
    rows = Rows(100_000)
    async with ListApp(rows).run_test(size=(60, 40)) as pilot:
        assert len(rows.asked) == 1
        widget = pilot.app.query_one(ConversationList)
        widget.action_last()
        await pilot.pause()
        assert widget.selected is not None
        assert widget.selected.n == 99_999
        assert len(rows.asked) <= 3


def test_scrolling_reads_the_next_page_by_key_and_a_jump_by_offset() -> None:
    rows = Rows(1_000)
    window = rows.window
    window.row(0)
    window.row(PAGE)
    window.row(900)
    window.row(900 // PAGE * PAGE - 1)
    assert rows.asked == [(0, None, None), (None, PAGE - 1, None), (896, None, None), (None, None, 896)]


def test_pages_far_away_are_forgotten() -> None:
    rows = Rows(10_000)
    window = rows.window
    for index in range(0, 10_000, PAGE):
        window.row(index)
    before = len(rows.asked)
    window.row(0)
    assert len(rows.asked) == before + 1


def test_a_row_beyond_the_end_is_none_and_no_error() -> None:
    rows = Rows(10)
    window = rows.window
    rows.count = 5
    assert window.row(9) is None


async def test_the_cursor_stays_with_its_conversation_when_another_comes_to_the_top(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("j")
        before = at.inbox.conversations.selected
        assert before is not None
        n = world.conversation("Newcomer", "hello", ago=0, owner_kind="queue", owner_name="refunds")
        world.changed("conversation.changed", n)
        await at.feed()
        after = at.inbox.conversations.selected
        assert after is not None
        assert after.n == before.n
        assert at.inbox.conversations.row(0) is not None
        assert at.inbox.conversations.row(0) != before


async def test_when_its_conversation_leaves_the_view_the_cursor_keeps_its_place(world: World) -> None:
    async with driving(make_app(world)) as at:
        await at.press("j")
        world.run("UPDATE conversations SET status = 'resolved' WHERE n = 2")
        world.changed("conversation.changed", 2)
        await at.feed()
        selected = at.inbox.conversations.selected
        assert selected is not None
        assert selected.name == "林さん"


async def test_a_cursor_move_paints_in_a_few_milliseconds() -> None:
    rows = Rows(100_000)
    async with ListApp(rows).run_test(size=(60, 40)) as pilot:
        widget = pilot.app.query_one(ConversationList)
        began = time.thread_time()
        for _ in range(100):
            widget.action_down()
        for y in range(40):
            widget.render_line(y)
        assert time.thread_time() - began < 0.5


def test_columns_align_whatever_the_script() -> None:
    when = When(ManualClock(NOW))
    names = ["Maria", "林さん", "مريم", "Zoë 👩‍👩‍👧", "x" * 200, "", "한국어"]
    for name in names:
        row = ConversationRow(1, name=name, snippet=name * 5, channel="whatsapp", last_message_at=NOW - 5_000)
        for line in (0, 1):
            for present in (("", ""), ("✎ ben", "warning"), ("◌ 林さん +2", "muted")):
                runs = conversation_runs(row, line, 40, when, here=True, ticked=False, present=present)
                assert cell_width("".join(text for text, _ in runs)) == 40
