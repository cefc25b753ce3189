"""Webhooks from the command line: secrets are shown once, dead letters can be sent again."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.support.desk_world import DeskWorld
from tests.unit.cli.conftest import Shell

URL = "https://93.184.216.34/hook"


async def bury_everything(world: DeskWorld) -> None:
    """As if every attempt had failed."""
    async with world.store.write() as tx:
        await tx.execute(text("UPDATE webhook_deliveries SET state = 'dead', attempts = 6, finished_at = 1"))


def test_a_subscription_may_be_the_first_thing_in_a_home_and_shows_its_secret_once(shell: Shell) -> None:
    added = shell("webhook", "add", URL, "--event", "message.received", "--json").json
    assert added["secret"]
    assert (added["url"], added["events"]) == (URL, ["message.received"])
    [listed] = shell("webhook", "list", "--json").json
    assert listed["id"] == added["id"]
    assert "secret" not in listed
    assert added["secret"] not in shell("webhook", "list").out


def test_rotating_makes_another_secret_beside_the_old_one(shell: Shell) -> None:
    added = shell("webhook", "add", URL, "--json").json
    rotated = shell("webhook", "rotate", added["id"], "--overlap-hours", "1", "--json").json
    assert rotated["secret"] != added["secret"]
    assert rotated["old_secret_until"] is not None
    assert len(rotated["events"]) == 5


def test_dead_letters_are_listed_and_sent_again(shop: Shell) -> None:
    shop("webhook", "add", URL)
    shop.hears("Hello?")
    shop.world(bury_everything)
    [dead] = shop("webhook", "deliveries", "--state", "dead", "--json").json
    assert dead["event"] == "message.received"
    assert shop("webhook", "replay", "--json").json == {"queued": 1}
    assert shop("webhook", "deliveries", "--state", "dead").out == "There are no such deliveries.\n"
    assert shop("webhook", "deliveries", "--state", "due", "--json").json[0]["attempts"] == 0


def test_a_removed_subscription_is_gone(shell: Shell) -> None:
    id = shell("webhook", "add", URL, "--json").json["id"]
    assert shell("webhook", "remove", id, "--json").json == {"id": id, "removed": True}
    assert shell("webhook", "list").out.startswith("Nobody is told anything")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["add", "http://127.0.0.1:9/hook"], 1, "closer-tui: "),
        (["add", URL, "--event", "message.invented"], 2, "invalid choice"),
        (["add", URL, URL], 2, "unrecognized arguments"),
        (["remove", "wh_nowhere"], 1, "there is no webhook 'wh_nowhere'"),
        (["rotate", "wh_nowhere"], 1, "there is no webhook 'wh_nowhere'"),
        (["rotate", "wh_nowhere", "--overlap-hours", "nan"], 2, "'nan' is not a number of hours"),
        (["replay", "--webhook", "wh_nowhere"], 1, "there is no webhook 'wh_nowhere'"),
        (["replay", "evt_nowhere"], 1, "there is no dead letter of 'evt_nowhere'"),
    ],
)
def test_what_cannot_be_done_is_told(shop: Shell, words: list[str], code: int, said: str) -> None:
    ran = shop("webhook", *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
