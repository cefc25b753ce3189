"""`quality`, `learn` and `feedback` as somebody types them."""

from __future__ import annotations

from closer_tui.store import keys
from tests.support.desk_world import DeskWorld
from tests.unit.cli.conftest import Shell

ADDED = "The parking is behind the mill."


def teach(shop: Shell) -> None:
    """Three customers get the same sentence added to their drafts."""

    async def wait(world: DeskWorld) -> None:
        for number in range(2, 5):
            await world.hears(who=f"+4917055500{number:03}", external_id=f"more {number}")
            await world.finishes_draft("Yes, from 8.")

    shop.world(wait)
    for number in range(2, 5):
        assert shop("approve", f"draft_{number:03}", "--body", f"Yes, from 8. {ADDED}").code == 0


def test_quality_counts_what_was_decided(shop: Shell) -> None:
    shop("approve", "draft_001")
    inbox = shop("inboxes", "--json").json[0]["id"]
    found = shop("quality", "--since", "2020-01-01", "--inbox", inbox, "--json")
    assert found.code == 0, found.err
    assert found.json["outcomes"]["unchanged"] == 1
    assert found.json["accepted"] == {"value": 1.0, "part": 1, "of": 1, "low": 0.2065, "high": 1.0, "enough": False}
    assert "1 of 1: too few to tell" in shop("quality", "--since", "2020-01-01").out


def test_quality_of_an_inbox_that_is_not_there_is_refused(shop: Shell) -> None:
    assert "there is no inbox" in shop("quality", "--inbox", "inbox_9").err


def test_quality_without_drafts_says_so(shop: Shell) -> None:
    assert "No draft has been put before a person" in shop("quality").out


def test_a_proposal_is_listed_accepted_and_undone(shop: Shell) -> None:
    assert "Nothing is proposed" in shop("learn").out
    teach(shop)
    [proposed] = shop("learn", "list", "--json").json
    assert (proposed["kind"], proposed["seen"]) == ("quick_reply", 3)
    assert proposed["evidence"][0]["after"].endswith(ADDED)
    assert ADDED in shop("learn", "list").out

    done = shop("learn", "accept", proposed["id"], "--json").json
    assert shop("quick-reply", "list", "--json").json[0]["body"] == ADDED
    assert shop("learn", "list", "--json").json == []
    assert shop("undo", done["undo"]).code == 0
    assert shop("quick-reply", "list", "--json").json == []
    assert [each["id"] for each in shop("learn", "list", "--json").json] == [proposed["id"]]


def test_a_dismissed_proposal_is_gone_and_an_unknown_one_is_refused(shop: Shell) -> None:
    teach(shop)
    [proposed] = shop("learn", "list", "--json").json
    assert shop("learn", "dismiss", proposed["id"]).code == 0
    assert shop("learn", "list", "--json").json == []
    assert shop("learn", "accept", proposed["id"]).code == 1


def test_feedback_is_kept_and_counted(shop: Shell) -> None:
    shop("approve", "draft_001")
    seq = shop.world(lambda world: world.one("SELECT message_seq FROM outbox"))
    message = keys.public("msg", seq)
    said = shop("feedback", message, "bad", "too long", "--json").json
    assert said["verdict"] == "bad"
    found = shop("quality", "--json").json["feedback"]
    assert (found["good"], found["bad"]) == (0, 1)
    assert (found["worst"][0]["message"], found["worst"][0]["word"]) == (message, "too long")
    assert f"bad: too long · {message}" in shop("quality", "--since", "2020-01-01").out
    assert shop("undo", said["undo"]).code == 0
    assert shop("quality", "--json").json["feedback"] == {"good": 0, "bad": 0, "worst": []}
