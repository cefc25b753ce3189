"""Reading from the command line: tables for people, one document for programs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from closer_tui.cli.tables import table
from closer_tui.domain.text import cell_width
from closer_tui.store.past_searches import PastSearches
from tests.unit.cli.conftest import Shell
from tests.unit.store.small_world import MINUTE, NOON, SmallWorld


@pytest.fixture
def full(shell: Shell) -> Shell:
    """Thirty conversations of every kind, with hostile names among them."""
    world = SmallWorld(shell.home)
    world.inbox("whatsapp", name="Bakery"), world.inbox("sms")
    for i in range(30):
        n = world.conversation(
            1 + i % 2,
            ("林さん", "Zoë", "[/] \x1b[2J", "Maria")[i % 4],
            ("vip",) if i % 10 == 0 else (),
            status="resolved" if i % 5 == 4 else "open",
            unread=i % 3,
            waiting_since=NOON - i * MINUTE,
            snippet=f"question {i}",
        )
        world.message(n, f"walnut question {i}", at=NOON - i * MINUTE)
    world.draft(1, "Yes, on Saturday.")
    world.escalation(2, "refunds")
    world.event("draft.approved", 1, revision=2)
    world.close()
    return shell


def test_the_list_is_one_document_with_a_cursor_to_go_on(full: Shell) -> None:
    seen: list[str] = []
    words = ["list", "--limit", "12", "--json"]
    page = full(*words).json
    while page:
        seen += [row["id"] for row in page]
        page = full(*words, "--cursor", page[-1]["cursor"]).json
    assert len(seen) == len(set(seen)) == 30


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ([], 30),
        (["--status", "resolved"], 6),
        (["--channel", "sms"], 15),
        (["--unread"], 20),
        (["--needs-action"], 2),
        (["--draft"], 1),
        (["--owner", "bot"], 29),
        (["--owner", "queue:refunds"], 1),
        (["--owner", "me"], 0),
        (["--tag", "#VIP"], 3),
        (["--inbox", "inbox_1"], 15),
        (["--sort", "waiting"], 30),
    ],
)
def test_options_narrow_the_list(full: Shell, options: list[str], count: int) -> None:
    assert len(full("list", "--limit", "100", "--json", *options).json) == count


def test_orders_are_what_they_say(full: Shell) -> None:
    newest = [row["id"] for row in full("list", "--json").json]
    assert [row["id"] for row in full("list", "--json", "--sort", "oldest").json] == newest[::-1]
    waits = [row["waiting_since"] for row in full("list", "--json", "--sort", "waiting").json]
    assert waits == sorted(waits)


def test_people_get_a_table_whose_columns_stand_below_each_other(full: Shell) -> None:
    lines = full("list").out.splitlines()
    place = cell_width(lines[0][: lines[0].index("CHANNEL")])
    for line in lines[1:31]:
        cells, at = 0, 0
        while cells < place:
            cells, at = cells + cell_width(line[at]), at + 1
        assert line[at:].startswith(("whatsapp", "sms")), line


def test_nothing_a_terminal_obeys_comes_out(full: Shell) -> None:
    for command in (["list"], ["list", "--json"], ["show", "conv_003"], ["search", "walnut"]):
        out = full(*command).out
        assert "\x1b" not in out


def test_one_conversation_is_shown_with_all_that_belongs_to_it(full: Shell) -> None:
    told = full("show", "conv_001", "--json").json
    assert told["id"] == "conv_001"
    assert [message["body"] for message in told["messages"]] == ["walnut question 0"]
    assert [draft["body"] for draft in told["drafts"]] == ["Yes, on Saturday."]
    assert [event["action"] for event in told["events"]] == ["draft.approved"]
    assert "Yes, on Saturday." in full("show", "conv_001").out
    assert "I want my money back" in full("show", "conv_002").out


@pytest.mark.parametrize("words", [["show", "conv_ZZZ"], ["show", "draft_001"], ["list", "--inbox", "inbox_9"]])
def test_what_does_not_exist_is_refused_with_a_hint(full: Shell, words: list[str]) -> None:
    ran = full(*words)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("closer-tui: ")


def test_search_finds_messages_newest_first_and_goes_on(full: Shell) -> None:
    first = full("search", "walnut", "--limit", "10", "--json").json
    assert [row["body"] for row in first] == [f"walnut question {i}" for i in range(10)]
    assert {"id", "conversation", "direction", "body", "at", "delivery", "author", "external_id"} <= set(first[0])
    again = full("search", "walnut", "--limit", "50", "--before", first[-1]["id"], "--json").json
    assert len(again) == 20
    assert "More: repeat with --before" in full("search", "walnut", "--limit", "3").out


def test_words_of_a_query_need_no_quotes_and_operators_work(full: Shell) -> None:
    assert len(full("search", "walnut", "question", "channel:sms", "--json").json) == 15
    assert full("search", "zebra").out == "Nothing found.\n"
    refused = full("search", "channel:pigeon")
    assert refused.code == 1
    assert "whatsapp" in refused.err


def test_queues_and_the_log_are_listed(full: Shell) -> None:
    assert full("drafts", "--json").json[0]["body"] == "Yes, on Saturday."
    assert full("escalations", "--json").json[0]["quote"] == "I want my money back"
    assert full("escalations", "--topic", "weather").out == "Nothing waits for a person.\n"
    assert full("audit", "--json").json[0]["action"] == "draft.approved"
    assert full("audit", "--conversation", "conv_001", "--json").json[0]["conversation"] == "conv_001"
    for command in ("drafts", "escalations", "audit"):
        assert full(command).out.count("\n") == 2


def test_an_empty_home_says_what_to_do(shell: Shell) -> None:
    ran = shell("list")
    assert (ran.code, ran.out) == (1, "")
    assert "closer-tui demo" in ran.err


def test_a_home_that_waits_for_a_migration_is_brought_up_to_date(full: Shell) -> None:
    import sqlite3

    path = full.home / "closer.db"
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM migrations WHERE name = 'm002_counters'")
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
    db.close()
    assert len(full("list", "--limit", "100", "--json").json) == 30
    assert list((full.home / "backups").glob("before-*.db"))


def test_columns_are_cut_by_cells_and_never_in_the_middle_of_a_character() -> None:
    lines = list(table(("A", "B"), [("林さん" * 20, "x" * 300), ("e\u0301" * 3, "y")], width=60))
    assert all(cell_width(line) <= 60 for line in lines)
    assert cell_width(lines[1].split("  ")[0]) <= 32
    assert list(table(("A", "B"), [], width=60)) == []


def test_reading_loads_nothing_heavy(full: Shell, tmp_path: Path) -> None:
    heavy = "{'sqlalchemy', 'pydantic', 'httpx', 'textual', 'anthropic', 'aiosqlite', 'asyncio'}"
    program = (
        "import sys; from closer_tui.cli.main import main;"
        f" main(['--home', {str(full.home)!r}, 'list', '--json']); print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_found_message_is_shown_among_those_around_it(full: Shell) -> None:
    [found] = full("search", "question 7", "--json").json[:1]
    shown = full("show", found["conversation"], "--around", found["id"], "--json").json
    assert found["id"] in [message["id"] for message in shown["messages"]]
    refused = full("show", "conv_001", "--around", "msg_zzz")
    assert refused.code == 1


def test_links_are_listed_with_where_they_really_lead(shell: Shell) -> None:
    world = SmallWorld(shell.home)
    world.inbox("whatsapp")
    n = world.conversation(1, "Ada")
    world.message(n, "see https://google.com@evil.example/x", at=NOON)
    world.close()
    conversation = shell("list", "--json").json[0]["id"]
    [link] = shell("links", conversation, "--json").json
    assert (link["host"], link["web"]) == ("evil.example", False)
    assert "Careful: what stands before the @ (google.com) is not where it leads." in shell("links", conversation).out


def test_past_searches_are_listed_and_forgotten(full: Shell) -> None:
    PastSearches(full.home / "searches.json").add("walnut")
    assert full("search", "--past", "--json").json == ["walnut"]
    assert full("search", "--forget", "--json").json == {"forgotten": 1}
    assert full("search", "--past").out == "Nothing was searched for on the screen yet.\n"
    assert full("search").code == 1
