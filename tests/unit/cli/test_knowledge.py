"""Documents from the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Shell

RETURNS = "# Returns\n\n## Refunds\n\nRefunds reach you in 5 days.\n\n## Gift cards\n\nThey are not refunded.\n"


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    file = tmp_path / "returns.md"
    file.write_text(RETURNS)
    return file


def test_a_file_is_taken_in_found_shown_and_removed(shell: Shell, returns: Path) -> None:
    added = shell("knowledge", "add", str(returns), "--json")
    assert added.code == 0
    assert [(each["id"], each["outcome"], each["parts"]) for each in added.json] == [("doc_001", "added", 2)]
    [listed] = shell("knowledge", "list", "--json").json
    assert (listed["name"], listed["status"], listed["kind"], listed["problem"]) == (
        "returns.md",
        "ready",
        "markdown",
        None,
    )
    first, *_ = shell("knowledge", "test", "When do I get my refund?", "--json").json
    assert (first["headings"], first["text"]) == (["Returns", "Refunds"], "Refunds reach you in 5 days.")
    assert "returns.md › Returns › Gift cards" in shell("knowledge", "show", "returns.md").out
    assert shell("knowledge", "show", first["id"]).out.startswith(f"[{first['id']}] returns.md › Returns › Refunds")
    removed = shell("knowledge", "remove", "returns.md", "--json").json
    assert shell("knowledge", "test", "refund", "--json").json == []
    assert shell("undo", removed["undo"]).code == 0
    assert len(shell("knowledge", "test", "refund", "--json").json) == 2
    assert "knowledge.removed" in shell("audit").out


def test_a_changed_file_is_replaced_as_a_whole_and_the_same_one_left_alone(shell: Shell, returns: Path) -> None:
    shell("knowledge", "add", str(returns))
    assert shell("knowledge", "add", str(returns), "--json").json[0]["outcome"] == "unchanged"
    assert shell("knowledge", "reindex", "--json").json[0]["outcome"] == "unchanged"
    returns.write_text("# Returns\n\nWithin 30 days.\n")
    replaced = shell("knowledge", "reindex", "--json").json
    assert replaced[0]["outcome"] == "replaced"
    assert [part["text"] for part in shell("knowledge", "show", "returns.md", "--json").json["content"]] == [
        "Within 30 days."
    ]
    assert shell("undo", replaced[0]["undo"]).code == 0
    assert len(shell("knowledge", "show", "returns.md", "--json").json["content"]) == 2


def test_a_file_that_cannot_be_read_is_told_and_leaves_what_was_read_before(shell: Shell, returns: Path) -> None:
    shell("knowledge", "add", str(returns))
    returns.write_bytes(b"\x00\x01\x02 garbage")
    ran = shell("knowledge", "add", str(returns))
    assert ran.code == 1
    assert "returns.md outdated, 2 parts: it is no readable text" in ran.out
    [listed] = shell("knowledge", "list", "--json").json
    assert (listed["status"], listed["parts"]) == ("outdated", 2)
    assert shell("knowledge", "test", "refund", "--json").json != []


def test_a_missing_file_and_a_wrong_kind_do_not_keep_the_others_out(
    shell: Shell, returns: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "photo.png"
    odd.write_bytes(b"\x89PNG")
    ran = shell("knowledge", "add", str(tmp_path / "gone.md"), str(odd), str(returns), "--json")
    assert ran.code == 1
    assert [each["outcome"] for each in ran.json] == ["missing", "failed", "added"]
    returns.unlink()
    again = shell("knowledge", "reindex", "--json")
    assert [(each["name"], each["outcome"]) for each in again.json] == [
        ("photo.png", "failed"),
        ("returns.md", "missing"),
    ]
    assert shell("knowledge", "test", "refund", "--json").json != [], "what was read stays in use without its file"


def test_a_file_that_still_cannot_be_read_is_told_again_and_written_down_once(shell: Shell, returns: Path) -> None:
    returns.write_bytes(b"\x00\x01")
    assert shell("knowledge", "add", str(returns), "--json").json[0]["undo"] is not None
    again = shell("knowledge", "add", str(returns), "--json")
    assert (again.code, again.json[0]["outcome"], again.json[0]["undo"]) == (1, "failed", None)
    assert shell("audit").out.count("knowledge.failed") == 1


def test_what_is_no_file_is_refused_at_once(shell: Shell, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    for odd in (pipe, tmp_path, Path("/dev/null") / "x"):
        ran = shell("knowledge", "add", str(odd), "--json")
        assert (ran.code, ran.json[0]["outcome"]) == (1, "missing"), odd
    assert shell("knowledge", "list", "--json").json == []


def test_what_does_not_exist_is_said(shell: Shell, returns: Path) -> None:
    shell("knowledge", "add", str(returns), "--name", "policy")
    assert shell("knowledge", "show", "returns.md").code == 1
    assert shell("knowledge", "remove", "doc_009").code == 1
    assert shell("knowledge", "show", "part_099").code == 1
    assert shell("knowledge", "test", "refund", "--limit", "0").code == 1
    assert shell("knowledge", "test", "sunshine").out == "Nothing in your documents fits that question.\n"
    assert shell("knowledge", "add", str(returns), str(returns), "--name", "x").code == 1
