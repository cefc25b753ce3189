"""A key that comes while a box is closing, whose parts are gone already, ends nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.events import Key

from closer_tui.tui.asking import ReadMoment
from closer_tui.tui.modals.choose import Choose
from closer_tui.tui.modals.moment import PickMoment
from closer_tui.tui.modals.pick import Pick


@pytest.mark.parametrize("key", ["escape", "down", "up", "x"])
@pytest.mark.parametrize("make", [
    lambda: Choose("Why?", []),
    lambda: Pick("Which?", []),
    lambda: PickMoment("When?", [], ReadMoment(lambda _: 0, lambda _: "")),
], ids=["choose", "pick", "moment"])  # fmt: skip
async def test_a_key_to_a_box_without_its_parts_is_let_pass(
    make: Callable[[], Choose | Pick | PickMoment], key: str
) -> None:
    make().on_key(Key(key, None))
