"""Decisions from the command line: what is printed is what stands in the store."""

from __future__ import annotations

import pytest

from tests.support.desk_world import MARIA
from tests.unit.cli.conftest import Shell


def test_an_approved_draft_is_printed_with_its_place_in_the_outbox(shop: Shell) -> None:
    draft = shop("approve", "draft_001", "--json").json
    assert draft["id"] == "draft_001"
    assert draft["state"] == "approved"
    assert draft["decided_by"] == "ana"
    assert draft["outbox"]["state"] == "queued"
    assert draft["outbox"]["body"] == "Yes, from 8."
    assert draft["outbox"]["contact"]["address"] == MARIA
    assert shop("outbox", "--json").json == [draft["outbox"]]


def test_what_is_approved_on_the_command_line_may_leave_at_once(shop: Shell) -> None:
    shop("approve", "draft_001")
    [[gap]] = shop.world(lambda world: world.rows("SELECT not_before - created_at FROM outbox"))
    assert gap == 0


def test_other_words_are_sent_in_place_of_the_drafts(shop: Shell) -> None:
    ran = shop("approve", "draft_001", "--body", "From half past seven.")
    assert ran.out == "draft_001 approved in your words; out_001 is on its way\n"
    assert shop("outbox", "--json").json[0]["body"] == "From half past seven."


def test_other_words_may_come_from_stdin(shop: Shell) -> None:
    draft = shop("approve", "draft_001", "--body", "-", "--json", stdin="Two\nlines\n").json
    assert draft["sent_body"] == "Two\nlines\n"
    assert draft["outbox"]["body"] == "Two\nlines"


def test_a_draft_is_approved_once(shop: Shell) -> None:
    assert shop("approve", "draft_001").code == 0
    again = shop("approve", "draft_001")
    assert again.code == 1
    assert again.out == ""
    assert "approved" in again.err


def test_a_stale_draft_is_sent_only_when_that_is_said(shop: Shell) -> None:
    shop.hears("And on Sunday?")
    refused = shop("approve", "draft_001")
    assert refused.code == 1
    assert "wrote again" in refused.err
    assert shop("approve", "draft_001", "--even-if-stale").code == 0


def test_an_older_revision_is_refused(shop: Shell) -> None:
    assert shop("approve", "draft_001", "--revision", "7").code == 1
    assert shop("approve", "draft_001", "--revision", "1").code == 0


def test_several_drafts_are_approved_and_each_refusal_is_told(shop: Shell) -> None:
    shop.hears("Do you deliver?", who="+4917055500002")
    shop.world(lambda world: world.finishes_draft("No."))
    shop.hears("And on Sunday?")  # the first one is stale now
    ran = shop("approve", "draft_001", "draft_002", "draft_002", "--json")
    assert ran.code == 1
    assert [each["id"] for each in ran.json["approved"]] == ["draft_002"]
    [refused] = ran.json["refused"]
    assert refused["id"] == "draft_001"
    assert refused["reason"]


def test_several_drafts_go_as_they_are(shop: Shell) -> None:
    ran = shop("approve", "draft_001", "draft_002", "--body", "x")
    assert ran.code == 1
    assert "one draft only" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["approve", "draft_009"], "there is no draft draft_009"),
        (["approve", "conv_001"], "'conv_001' is not a draft_… id"),
        (["approve", "draft_001", "--body", "  "], "the reply is empty"),
        (["reject", "draft_001", "--reason", " "], "a rejection needs a reason"),
        (["redraft", "conv_009"], "there is no conversation conv_009"),
        (["reply", "conv_001", ""], "the reply is empty"),
        (["note", "conv_001", " "], "the note is empty"),
        (["undo", "draft_001"], "nothing was decided on draft_001"),
        (["undo", "out_001"], "out_001"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(shop: Shell, words: list[str], said: str) -> None:
    ran = shop(*words)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert shop("outbox", "--json").json == []


def test_a_rejection_keeps_its_reason_and_can_be_undone(shop: Shell) -> None:
    rejected = shop("reject", "draft_001", "--reason", "too short", "--json").json
    assert (rejected["state"], rejected["decision"]) == ("rejected", "too short")
    assert shop("undo", "draft_001", "--json").json["state"] == "pending"


@pytest.mark.parametrize("id", ["draft_001", "out_001"])
def test_an_approval_that_has_not_left_can_be_taken_back(shop: Shell, id: str) -> None:
    shop("approve", "draft_001")
    assert shop("undo", id, "--json").json["state"] == "pending"
    assert shop("outbox", "--json").json == []


def test_a_reply_of_ones_own_can_be_taken_back_too(shop: Shell) -> None:
    sent = shop("reply", "conv_001", "Of course.", "--json").json
    assert (sent["body"], sent["actor"], sent["draft"]) == ("Of course.", "ana", None)
    assert shop("undo", sent["id"], "--json").json["state"] == "cancelled"


def test_a_new_draft_is_asked_for_with_what_should_be_different(shop: Shell) -> None:
    asked = shop("redraft", "conv_001", "--instruction", "shorter", "--json").json
    assert (asked["id"], asked["state"], asked["revision"]) == ("draft_002", "requested", 2)


def test_a_note_never_leaves(shop: Shell) -> None:
    note = shop("note", "conv_001", "Regular customer.", "--json").json
    assert (note["direction"], note["author"], note["body"]) == ("note", "ana", "Regular customer.")
    assert shop("outbox", "--json").json == []


def test_hostile_words_come_out_harmless(shop: Shell) -> None:
    shop.hears("x", who="\x1b[31m\u202eevil")
    ran = shop("reply", "conv_002", "Hello")
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
