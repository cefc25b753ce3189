"""Filters and saved views from the command line."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Shell
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld


@pytest.fixture
def full(shell: Shell) -> Shell:
    """Twenty conversations: half on each channel, some tagged, some waiting, some of ana."""
    world = SmallWorld(shell.home)
    world.inbox("whatsapp", name="Bakery"), world.inbox("sms")
    for i in range(20):
        n = world.conversation(
            1 + i % 2,
            ("Maria", "Zoë")[i % 2],
            ("vip",) if i % 5 == 0 else (),
            owner_kind="agent" if i % 4 == 0 else "bot",
            owner_name="ana" if i % 4 == 0 else "",
            unread=i % 3,
            waiting_since=NOON - i * MINUTE,
            window_closes_at=NOON + i * MINUTE if i % 2 else None,
        )
        world.message(n, f"walnut question {i}", at=NOON - i * MINUTE)
    world.close()
    return shell


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--filter", "channel:sms"], 10),
        (["--filter", "channel:sms tag:vip or owner:me"], 7),
        (["--filter=-tag:vip"], 16),
        (["--filter", "contact:zoe waiting:>1d"], 10),
        (["--filter", "is:unread", "--channel", "sms"], 7),
        (["--filter", "text:walnut"], 20),
        (["--sort", "window"], 10),
    ],
)
def test_a_filter_narrows_the_list(full: Shell, options: list[str], count: int) -> None:
    assert len(full("list", "--limit", "100", "--json", *options).json) == count


def test_the_cursor_goes_on_within_a_filter(full: Shell) -> None:
    seen: list[str] = []
    words = ["list", "--filter", "channel:sms or tag:vip", "--sort", "waiting", "--limit", "5", "--json"]
    page = full(*words).json
    while page:
        seen += [row["id"] for row in page]
        page = full(*words, "--cursor", page[-1]["cursor"]).json
    assert len(seen) == len(set(seen)) == 12


def test_a_wrong_filter_is_pointed_at(full: Shell) -> None:
    ran = full("list", "--filter", "tag:vip chanel:sms")
    assert (ran.code, ran.out) == (1, "")
    lines = ran.err.splitlines()
    assert lines[0] == "  tag:vip chanel:sms"
    assert lines[1] == "          ^^^^^^"
    assert "Did you mean channel:?" in lines[2]


def test_a_view_is_made_listed_shown_changed_and_removed(full: Shell) -> None:
    made = full("view", "add", "My sms", "channel:sms owner:me or tag:vip", "--sort", "waiting", "--json").json
    assert made == {"id": "view_001", "name": "My sms", "filter": "channel:sms owner:me or tag:vip", "sort": "waiting"}
    assert full("view", "list", "--json").json == [made]
    assert full("view", "show", "my SMS", "--json").json["count"] == 4
    listed = full("list", "--view", "My sms", "--json").json
    assert len(listed) == 4
    assert [row["waiting_since"] for row in listed] == sorted(row["waiting_since"] for row in listed)
    assert full("view", "edit", "view_001", "channel:sms", "--name", "Texts", "--json").json["filter"] == "channel:sms"
    assert len(full("list", "--view", "texts", "--filter", "is:unread", "--json").json) == 7
    removed = full("view", "remove", "Texts")
    assert "closer-tui undo view_001" in removed.out
    assert full("view", "list", "--json").json == []
    assert full("list", "--view", "Texts").code == 1


def test_every_change_of_a_view_can_be_taken_back(full: Shell) -> None:
    full("view", "add", "A", "tag:vip"), full("view", "add", "B", "is:unread")
    for words in (["edit", "A", "channel:sms"], ["edit", "A", "--name", "C"], ["move", "A", "down"], ["remove", "A"]):
        before = full("view", "list", "--json").json
        assert full("view", *words).code == 0
        assert full("view", "list", "--json").json != before
        assert full("undo", "view_001").code == 0
        assert full("view", "list", "--json").json == before
    again = full("undo", "view_001")
    assert again.code == 1
    assert "no change of this view to take back" in again.err
    full("undo", "view_002")
    assert [row["name"] for row in full("view", "list", "--json").json] == ["A"]
    actions = [event["action"] for event in full("audit", "--json").json]
    assert {"view.added", "view.edited", "view.moved", "view.removed", "view.change_undone"} <= set(actions)


def test_a_name_that_is_taken_and_a_filter_that_is_wrong_make_no_view(full: Shell) -> None:
    full("view", "add", "A", "tag:vip")
    for words in (["A", "is:unread"], ["B", "is:nothing"], ["", "is:unread"], ["x" * 60, "is:unread"]):
        assert full("view", "add", *words).code == 1
    assert full("view", "edit", "A").code == 1
    assert len(full("view", "list", "--json").json) == 1


def test_a_view_that_is_gone_does_not_come_back_over_another_of_its_name(full: Shell) -> None:
    full("view", "add", "A", "tag:vip"), full("view", "remove", "A"), full("view", "add", "A", "is:unread")
    ran = full("undo", "view_001")
    assert ran.code == 1
    assert "already" in ran.err
