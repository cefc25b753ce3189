"""The log tells what happened and nothing that must stay secret."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.config import logs
from closer_tui.config.errors import ConfigError
from closer_tui.config.logs import LogFile, start_log, stop_log
from closer_tui.config.redact import MASK, redact


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "closer.log"


@pytest.fixture
def log(file: Path) -> Iterator[LogFile]:
    handler = start_log(file, process="engine")
    yield handler
    stop_log(handler)


ours = logging.getLogger("closer_tui.test")


@pytest.mark.parametrize(
    "text",
    [
        "cls_live_CANARY-1_x",
        "cls_test_CANARY",
        "sk-ant-api03-CANARY_x",
        "Authorization: Bearer CANARY.a.b",
        "{'authorization': 'Bearer CANARY1'}",
        "Authorization: Basic Q0FOQVJZCANARY==",
        "whsec_CANARY+/=",
        "GET /v1/messages?access_token=CANARY&channel=sms",
        "https://me:CANARY@example.com/",
        "https://api.example.com/bot123456:CANARYCANARYCANARYCANARY/sendMessage",
        '{"client_secret": "CANARY", "x": 1}',
        "password='CANARY'",
        "X-Api-Key: CANARY",
    ],
)
def test_secrets_are_blotted_out(text: str) -> None:
    assert "CANARY" not in redact(f"before {text} after")
    assert MASK in redact(text)
    assert redact(f"before {text} after").startswith("before ")


@pytest.mark.parametrize("text", ["the token bucket is empty", "took 3 tokens: fine", "a basic question", "msg_0C4"])
def test_ordinary_lines_stay_as_they_are(text: str) -> None:
    assert redact(text) == text


@given(st.text())
def test_blotting_twice_is_blotting_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_a_line_says_when_who_and_what(file: Path, log: LogFile) -> None:
    ours.info("sent %s", "msg_1")
    assert file.read_text().endswith(f"Z INFO engine[{os.getpid()}] closer_tui.test: sent msg_1\n")


def test_the_file_is_private(file: Path, log: LogFile) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secrets_in_arguments_and_tracebacks_do_not_reach_the_file(file: Path, log: LogFile) -> None:
    ours.warning("connect with %s", {"authorization": "Bearer canary-1"})
    try:
        raise ValueError("cls_live_canary-2")
    except ValueError:
        ours.exception("it failed")
    text = file.read_text()
    assert "canary" not in text
    assert "ValueError: cls_live_[redacted]" in text


def test_one_record_cannot_pass_for_two_nor_steer_the_terminal(file: Path, log: LogFile) -> None:
    ours.warning("hello\n2026-01-01 INFO forged\r\x1b]0;title\x07\x9b31m\ud800")
    text = file.read_text()
    assert text.count("\n") == 1
    assert not any(ord(letter) < 0x20 for letter in text.rstrip("\n"))
    assert "\x9b" not in text


def test_libraries_do_not_tell_the_addresses_they_call(file: Path, log: LogFile) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://example.com/?token=x")
    logging.getLogger("httpx").warning("slow")
    assert "HTTP Request" not in file.read_text()
    assert "slow" in file.read_text()


def test_the_level_is_ours_to_choose(file: Path) -> None:
    handler = start_log(file, process="cli", level="ERROR")
    ours.warning("quiet")
    ours.error("loud")
    stop_log(handler)
    assert "quiet" not in file.read_text()
    assert "loud" in file.read_text()


def test_a_large_log_is_put_aside_and_the_other_process_follows(file: Path, log: LogFile) -> None:
    ours.info("early")
    with file.open("a") as stream:
        stream.write("x" * logs.MAX_BYTES)
    second = start_log(file, process="screen")
    ours.info("late")
    stop_log(second)
    assert file.with_name("closer.log.1").read_text().startswith("20")
    assert file.read_text().count("late") == 2


def test_a_line_that_cannot_be_written_is_counted_not_shown(log: LogFile, capfd: pytest.CaptureFixture[str]) -> None:
    log.handle(logging.LogRecord("closer_tui", logging.INFO, __file__, 1, "too few %s %s", ("words",), None))
    assert log.dropped == 1
    assert capfd.readouterr().err == ""


def test_a_log_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Cannot write the log"):
        start_log(tmp_path / "gone" / "closer.log", process="cli")
