"""Care from the command line: a copy, taking it back, an examination, everything out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Shell


@pytest.fixture
def copied(shop: Shell, tmp_path: Path) -> Path:
    """A backup of a shop whose approved reply waits to leave."""
    shop("approve", "draft_001")
    target = tmp_path / "copy.db"
    assert shop("backup", str(target)).code == 0
    return target


def test_a_backup_says_what_it_holds_and_what_it_does_not(shop: Shell, tmp_path: Path) -> None:
    told = shop("backup", str(tmp_path / "a.db"), "--json").json
    assert (told["conversations"], told["messages"]) == (1, 1)
    assert Path(told["file"]).stat().st_size == told["bytes"]
    assert "secret.key" in shop("backup", str(tmp_path / "b.db")).out


def test_a_backup_over_a_file_is_refused(shop: Shell, copied: Path) -> None:
    assert shop("backup", str(copied)).code == 1
    assert shop("backup", str(copied), "--overwrite").code == 0


def test_what_was_waiting_to_leave_is_held_after_a_restore(shop: Shell, copied: Path) -> None:
    told = shop("restore", str(copied), "--json").json
    assert told["outbox_held"] == 1
    assert Path(told["put_aside"]).exists()
    [entry] = shop("outbox", "--json").json
    assert (entry["state"], entry["held"]) == ("unknown", True)


def test_a_held_reply_can_be_decided_on(shop: Shell, copied: Path) -> None:
    shop("restore", str(copied))
    assert shop("outbox", "retry", "out_001").code == 0
    [entry] = shop("outbox", "--json").json
    assert (entry["state"], entry["held"]) == ("queued", False)


def test_a_restore_tells_what_the_backup_did_not_know(shop: Shell, copied: Path) -> None:
    shop("reply", "conv_001", "written after the backup")
    ran = shop("restore", str(copied))
    assert "written after the backup" in ran.out
    assert "held" in ran.out


def test_a_restore_of_nothing_is_refused(shop: Shell, tmp_path: Path) -> None:
    ran = shop("restore", str(tmp_path / "missing.db"))
    assert (ran.code, ran.out) == (1, "")


def test_the_doctor_reports_one_document_and_its_exit_code_is_the_verdict(shop: Shell) -> None:
    ran = shop("doctor", "--json")
    assert ran.code == 0
    assert {finding["level"] for finding in ran.json["findings"]} <= {"ok", "warn"}
    (shop.home / "closer.db").chmod(0o644)
    ran = shop("doctor", "--json")
    assert (ran.code, ran.json["level"]) == (1, "fail")


def test_the_doctor_tells_people_what_to_do(shop: Shell) -> None:
    out = shop("doctor").out
    assert "✓ integrity" in out
    assert "! engine: none runs now" in out


def test_the_doctor_reads_the_settings(shop: Shell) -> None:
    (shop.home / "config.toml").write_text("[ui]\ntheem = 'x'\n")
    (shop.home / "config.toml").chmod(0o600)
    ran = shop("doctor")
    assert ran.code == 1
    assert "✗ settings" in ran.out


def test_a_damaged_home_begins_anew_and_keeps_everything(shop: Shell) -> None:
    database = shop.home / "closer.db"
    broken = b"not a database " * 5_000
    database.write_bytes(broken)
    assert shop("list").code == 1
    told = shop("doctor", "--put-aside", "--json").json
    assert Path(told["put_aside"]["path"]).read_bytes() == broken
    assert not database.exists()
    assert Path(told["put_aside"]["report"]).exists()


def test_people_are_told_where_everything_went(shop: Shell, copied: Path) -> None:
    (shop.home / "closer.db").write_bytes(b"not a database " * 5_000)
    out = shop("restore", str(copied)).out
    assert "could not be read" in out
    assert "damaged-" in out
    (shop.home / "closer.db").write_bytes(b"not a database " * 5_000)
    out = shop("doctor", "--put-aside").out
    assert "The damaged database is now" in out
    assert "-report.json" in out


def test_a_sound_home_is_not_put_aside(shop: Shell) -> None:
    ran = shop("doctor", "--put-aside")
    assert ran.code == 1
    assert (shop.home / "closer.db").exists()


def test_everything_comes_out_as_json_lines(shop: Shell, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in shop("export").out.splitlines()]
    assert {"inboxes", "conversations", "messages", "drafts"} <= {line["table"] for line in lines}
    target = tmp_path / "all.jsonl"
    told = shop("export", str(target), "--json").json
    assert sum(told["rows"].values()) == len(target.read_text().splitlines()) == len(lines)
    assert target.stat().st_mode & 0o077 == 0
    assert shop("export", str(target)).code == 1


def test_everything_is_one_document_if_that_is_asked_for(shop: Shell) -> None:
    assert shop("export", "--json").json == [json.loads(line) for line in shop("export").out.splitlines()]
