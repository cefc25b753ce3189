"""Priorities, reminders, tags, contacts and single messages from the command line; each change names its undo."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Shell


def test_a_priority_is_set_and_taken_back(shop: Shell) -> None:
    done = shop("priority", "conv_001", "urg", "--json").json
    assert done["priority"] == "urgent"
    assert shop("list", "--json").json[0]["priority"] == "urgent"
    back = shop("undo", done["undo"], "--json").json
    assert (back["count"], back["conversations"]) == (1, ["conv_001"])
    assert shop("show", "conv_001", "--json").json["priority"] == "none"
    assert "is not a priority" in shop("priority", "conv_001", "soon").err


def test_undo_alone_takes_back_ones_last_change(shop: Shell) -> None:
    shop("resolve", "conv_001")
    shop("tag", "conv_001", "vip", "late")
    assert shop("undo", "--json").json["count"] == 2
    assert shop("show", "conv_001", "--json").json["tags"] == []
    assert shop("undo").code == 0
    assert shop("show", "conv_001", "--json").json["status"] == "open"
    assert shop("undo").code == 1


def test_a_reminder_is_set_listed_and_ended(shop: Shell) -> None:
    done = shop(
        "follow-up", "conv_001", "tomorrow", "9", "--note", "call the supplier", "--unless-reply", "--json"
    ).json
    assert (done["follow_up"]["note"], done["follow_up"]["unless_reply"]) == ("call the supplier", True)
    [row] = shop("follow-ups", "--json").json
    assert (row["conversation"], row["state"]) == ("conv_001", "waiting")
    assert "call the supplier" in shop("follow-ups").out
    assert shop("follow-up", "conv_001", "done").code == 0
    assert shop("follow-ups", "--json").json == []
    assert shop("follow-up", "conv_001", "done").code == 1
    assert "is not a moment" in shop("follow-up", "conv_001", "whenever").err


def test_tags_are_listed_coloured_renamed_and_merged(shop: Shell) -> None:
    shop("tag", "conv_001", "vip", "gold")
    assert shop("tags", "colour", "vip", "red").code == 0
    assert shop("tags", "rename", "vip", "regular").code == 0
    rows = {row["name"]: row for row in shop("tags", "list", "--json").json}
    assert rows["regular"] == {"name": "regular", "colour": "red", "chosen": True, "conversations": 1}
    assert not rows["gold"]["chosen"]
    merged = shop("tags", "merge", "regular", "gold", "--json").json
    assert [row["name"] for row in shop("tags", "--json").json] == ["gold"]
    shop("undo", merged["undo"])
    assert "regular" in shop("tags").out


def test_a_contact_is_shown_and_edited(shop: Shell) -> None:
    done = shop(
        *("contact", "edit", "conv_001", "--name", "Maria Keller", "--company", "Harbour", "--language", "de"),
        *("--field", "table=6", "--notes", "-", "--json"),
        stdin="Allergic to walnuts.",
    ).json
    assert (done["name"], done["own_name"], done["company"]) == ("Maria Keller", True, "Harbour")
    assert (done["fields"], done["notes"]) == ({"table": "6"}, "Allergic to walnuts.")
    shown = shop("contact", "show", done["id"], "--json").json
    assert [talk["id"] for talk in shown["conversations"]] == ["conv_001"]
    assert "Harbour" in shop("contact", "show", "conv_001").out
    assert shop("contact", "edit", "conv_001", "--field", "table=", "--json").json["fields"] == {}
    assert shop("contact", "edit", "conv_001", "--field", "table").code == 1
    shop("undo", done["undo"])


def test_contacts_are_merged_after_a_look_and_split_again(shop: Shell) -> None:
    shop.hears("Hello", who="+4917055500002")
    dry = shop("contact", "merge", "conv_001", "conv_002", "--dry-run", "--json").json
    assert (dry["identities"], dry["conversations"]) == (["sms +4917055500002"], ["conv_002"])
    merged = shop("contact", "merge", "conv_001", "conv_002", "--json").json
    assert len(merged["identities"]) == 2
    assert len(shop("contact", "split", merged["id"], "--json").json["identities"]) == 1
    assert shop("contact", "split", merged["id"]).code == 1
    assert shop("contact", "merge", "conv_001", "conv_001").code == 1


def test_a_contact_is_blocked_listed_and_let_in_again(shop: Shell) -> None:
    blocked = shop("block", "conv_001", "--json").json
    assert blocked["blocked_by"] == "ana"
    assert shop("show", "conv_001", "--json").json["status"] == "spam"
    assert [row["id"] for row in shop("blocked", "--json").json] == [blocked["id"]]
    assert shop("unblock", blocked["id"]).code == 0
    assert "Nobody" in shop("blocked").out
    assert shop("unblock", blocked["id"]).code == 1


def test_a_note_is_changed_deleted_and_brought_back(shop: Shell) -> None:
    note = shop("note", "conv_001", "Call her", "--json").json["id"]
    edited = shop("note-edit", note, "Call her at 9", "--json").json
    assert edited["conversation"] == "conv_001"
    deleted = shop("note-delete", note, "--json").json
    assert "Call her" not in shop("show", "conv_001").out
    shop("undo", deleted["undo"])
    assert "Call her at 9" in shop("show", "conv_001").out


def test_a_message_is_hidden_and_shown(shop: Shell) -> None:
    message = shop("show", "conv_001", "--json").json["messages"][0]["id"]
    assert shop("hide", message).code == 0
    assert shop("show", "conv_001", "--json").json["messages"][0]["hidden"] is True
    assert shop("unhide", message).code == 0
    assert shop("show", "conv_001", "--json").json["messages"][0]["hidden"] is False


@pytest.mark.parametrize(
    "words",
    [["contact", "show", "ct_009"], ["block", "conv_009"], ["hide", "msg_0000000000009"], ["tags", "merge", "a", "b"]],
)
def test_what_is_not_there_is_told(shop: Shell, words: list[str]) -> None:
    ran = shop(*words)
    assert ran.code == 1
    assert "there is no" in ran.err
