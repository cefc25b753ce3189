"""Words of a message's row as the numbers they are stored as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from closer_tui.domain.message import AnswerState, Delivery, Direction
from closer_tui.store import codes


def coded(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns `direction`, `delivery` and `answer` replaced by those that can be written."""
    row: dict[str, Any] = {}
    for name, value in values.items():
        match name:
            case "direction":
                row["direction_code"] = codes.DIRECTION[Direction(value)]
            case "delivery":
                row["delivery_code"] = codes.DELIVERY[Delivery(value)]
            case "answer":
                row["answer_code"] = None if value is None else codes.ANSWER[AnswerState(value)]
            case _:
                row[name] = value
    return row
