"""What drafts cost, and whether another may be paid for today."""

from __future__ import annotations

from collections.abc import Mapping

from closer_tui.config.settings import ModelPrice
from closer_tui.domain.draft import Usage


def cost_micros(usage: Usage, price: ModelPrice | None) -> int:
    """Millionths of a US dollar; dollars per million tokens times tokens. 0 for a model without a known price."""
    if price is None:
        return 0
    return round(
        usage.input_tokens * price.input
        + usage.output_tokens * price.output
        + usage.cache_read_tokens * price.cache_read
        + usage.cache_write_tokens * price.cache_write
    )


def price_of(model: str, prices: Mapping[str, ModelPrice]) -> ModelPrice | None:
    """The price of a model; of a dated version (`…-20260101`) that of its name."""
    found = prices.get(model)
    if found is not None:
        return found
    fits = [name for name in prices if model.startswith(f"{name}-")]
    return prices[max(fits, key=len)] if fits else None


def may_spend(spent_micros: int, daily_budget_usd: float) -> bool:
    """Whether today's drafts (UTC) have not used up the budget; a budget of 0 pays for none."""
    return spent_micros < round(daily_budget_usd * 1_000_000)
