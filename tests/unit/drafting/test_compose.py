"""Drafting one home: the budget, the choice of drafter, what failed drafts cost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from closer_tui.config.settings import ModelPrice, Settings
from closer_tui.domain.draft import DraftAction, Proposal, Usage
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.budget import cost_micros, may_spend, price_of
from closer_tui.drafting.choose import choose_model
from closer_tui.drafting.compose import BUDGET_USED, write_draft
from closer_tui.drafting.model import Answer, DraftFailed, FailKind
from closer_tui.store import spending
from tests.support.desk_world import DeskWorld, desk_world


class Costly:
    """Writes, or fails, for a dollar."""

    name = "claude-sonnet-5-5"
    usage = Usage(output_tokens=100_000, cost_micros=1_000_000)

    def __init__(self, *, fails: bool = False) -> None:
        self._fails = fails

    async def draft(self, brief: DraftBrief, *, on_text: Callable[[str], None]) -> Answer:
        if self._fails:
            raise DraftFailed(FailKind.REFUSED, "no", "write it", usage=self.usage)
        return Answer(Proposal(DraftAction.REPLY, "Yes.", model=self.name, usage=self.usage))

    async def aclose(self) -> None:
        """Nothing to close."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    async with desk_world(tmp_path / "home") as made:
        await made.hears("Are you open at 8?")
        yield made


async def spent(world: DeskWorld) -> int:
    async with world.store.read() as conn:
        return await spending.spent_today(conn, world.clock.now())


def nothing(_: str) -> None:
    """Nobody watches."""


async def test_within_the_budget_the_model_writes(world: DeskWorld) -> None:
    done = await write_draft(world.store, Settings(), Costly())(1, "", nothing)
    assert done.proposal.model == Costly.name


async def test_beyond_it_the_offline_drafter_does_and_says_why(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        await spending.add(tx, world.clock.now(), Costly.name, Usage(cost_micros=5_000_000))
    done = await write_draft(world.store, Settings(), Costly())(1, "", nothing)
    assert done.proposal.model == "offline"
    assert done.proposal.reason.startswith(BUDGET_USED)


async def test_the_budget_is_whole_again_the_next_day(world: DeskWorld) -> None:
    async with world.store.write() as tx:
        await spending.add(tx, world.clock.now(), Costly.name, Usage(cost_micros=5_000_000))
    world.clock.advance(86_400_000)
    assert (await write_draft(world.store, Settings(), Costly())(1, "", nothing)).proposal.model == Costly.name


async def test_a_failed_draft_is_paid_from_the_budget_too(world: DeskWorld) -> None:
    with pytest.raises(DraftFailed):
        await write_draft(world.store, Settings(), Costly(fails=True))(1, "", nothing)
    assert await spent(world) == 1_000_000


async def test_the_words_of_the_settings_are_used(world: DeskWorld) -> None:
    settings = Settings.model_validate({"drafting": {"ask_for_person_words": ["open at 8"]}})
    done = await write_draft(world.store, settings, Costly())(1, "", nothing)
    assert done.escalation is not None
    assert done.escalation.code == "customer_request"


@pytest.mark.parametrize(
    ("provider", "key", "expected"),
    [
        ("auto", "", "offline"),
        ("auto", "  ", "offline"),
        ("auto", "sk-1", "claude-sonnet-5-5"),
        ("offline", "sk-1", "offline"),
        ("anthropic", "", "claude-sonnet-5-5"),
    ],
)
async def test_who_drafts_is_the_settings_choice(provider: str, key: str, expected: str) -> None:
    settings = Settings.model_validate({"drafting": {"provider": provider, "api_key_env": "MY_KEY"}})
    model = choose_model(settings, {"MY_KEY": key})
    assert model.name == expected
    assert "sk-1" not in repr(vars(model) if hasattr(model, "__dict__") else model)
    await model.aclose()


def test_tokens_become_money() -> None:
    price = ModelPrice(input=2, output=10, cache_read=0.1, cache_write=4)
    usage = Usage(
        input_tokens=1_000_000, output_tokens=100_000, cache_read_tokens=1_000_000, cache_write_tokens=500_000
    )
    assert cost_micros(usage, price) == 2_000_000 + 1_000_000 + 100_000 + 2_000_000
    assert cost_micros(usage, None) == 0


def test_a_dated_model_has_the_price_of_its_name() -> None:
    prices = Settings().drafting.prices
    assert price_of("claude-haiku-5-5-20261001", prices) == prices["claude-haiku-5-5"]
    assert price_of("some-local-model", prices) is None


@pytest.mark.parametrize(
    ("micros", "dollars", "may"), [(0, 5, True), (4_999_999, 5, True), (5_000_000, 5, False), (0, 0, False)]
)
def test_the_budget_is_a_limit(micros: int, dollars: float, may: bool) -> None:
    assert may_spend(micros, dollars) == may
