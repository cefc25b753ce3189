"""People by a few letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from closer_tui.domain.clock import MINUTE
from closer_tui.store.views import Reader
from closer_tui.store.views.people import ADDRESS, IN_ORDER, TOGETHER, conversations_like
from tests.ui.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.conversation("Maria Keller", "hi", address="+491701112223")
    made.conversation("Émile Zola", "hi", channel="email", address="emile@example.com")
    made.conversation("100% Wool", "hi", address="wool_shop")
    return made


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("maria", [1]),
        ("Keller", [1]),
        ("mkl", [1]),
        ("emile", [2]),
        ("0111", [1]),
        ("@example", [2]),
        ("100%", [3]),
        ("%", [3]),
        ("_", [3]),
        ("nobody", []),
        ("  ", []),
    ],
)
def test_who_a_few_letters_mean(world: World, wanted: str, found: list[int]) -> None:
    with Reader.open(world.paths) as reader:
        assert conversations_like(reader, wanted) == found


def test_no_more_than_asked_for(world: World) -> None:
    for number in range(30):
        world.conversation(f"Anna {number}", "hi", ago=(number + 5) * MINUTE)
    with Reader.open(world.paths) as reader:
        assert len(conversations_like(reader, "anna", limit=12)) == 12


@pytest.mark.parametrize("sql", [TOGETHER, ADDRESS, IN_ORDER])
def test_nothing_is_sorted_and_recent_ones_are_walked(world: World, sql: str) -> None:
    values = (10, "%a%", 5) if sql == IN_ORDER else ("%a%", 5)
    with Reader.open(world.paths) as reader:
        plan = [str(row[3]) for row in reader.all(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert not any("TEMP B-TREE" in step for step in plan), plan
