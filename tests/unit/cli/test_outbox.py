"""The outbox from the command line: what waits, what did not get through, and what a person decides about it."""

from __future__ import annotations

import pytest

from closer_tui.domain.message import Delivery
from closer_tui.store import codes
from tests.support.desk_world import DeskWorld
from tests.unit.cli.conftest import Shell


async def put_into(world: DeskWorld, state: str) -> None:
    """What the sender would have left behind after trouble."""
    from sqlalchemy import text

    async with world.store.write() as tx:
        await tx.execute(text("UPDATE outbox SET state = :s, attempts = 1, error = 'no answer'"), {"s": state})
        code = codes.DELIVERY[Delivery(state)]
        await tx.execute(text("UPDATE messages SET delivery_code = :c WHERE direction = 'outbound'"), {"c": code})


@pytest.fixture
def approved(shop: Shell) -> Shell:
    shop("approve", "draft_001")
    return shop


def test_people_read_what_waits_and_what_they_can_do(approved: Shell) -> None:
    approved.world(lambda world: put_into(world, "unknown"))
    line = approved("outbox").out
    assert line.startswith("out_001  +4917055500001  ")
    assert "retry" in line
    assert "mark-sent" in line


def test_an_empty_outbox_says_so(shop: Shell) -> None:
    assert shop("outbox").out == "Nothing waits to leave.\n"


@pytest.mark.parametrize(
    ("state", "verb", "after"),
    [
        ("failed", "retry", "queued"),
        ("unknown", "retry", "queued"),
        ("failed", "discard", "cancelled"),
        ("unknown", "discard", "cancelled"),
        ("unknown", "mark-sent", "sent"),
    ],
)
def test_a_person_decides_about_a_reply_in_trouble(approved: Shell, state: str, verb: str, after: str) -> None:
    approved.world(lambda world: put_into(world, state))
    assert approved("outbox", verb, "out_001", "--json").json["state"] == after


def test_what_is_settled_is_listed_on_demand(approved: Shell) -> None:
    approved("outbox", "discard", "out_001")
    assert approved("outbox", "--json").json == []
    assert [each["state"] for each in approved("outbox", "--all", "--json").json] == ["cancelled"]


def test_what_is_on_its_way_cannot_be_decided_on(approved: Shell) -> None:
    ran = approved("outbox", "mark-sent", "out_001")
    assert ran.code == 1
    assert "queued" in ran.err


def test_an_entry_that_does_not_exist_is_told(shop: Shell) -> None:
    assert "out_009" in shop("outbox", "retry", "out_009").err
