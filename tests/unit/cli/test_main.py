"""The front door: options anywhere, one line for what is wrong, the right exit code, nothing heavy."""

from __future__ import annotations

import signal
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from closer_tui import __version__
from closer_tui.cli.main import guarded
from closer_tui.domain.errors import Refused
from tests.unit.cli.conftest import Shell

ROOT = Path(__file__).resolve().parents[3]


def python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_the_version_is_printed(shell: Shell) -> None:
    ran = shell("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"closer-tui {__version__}\n", "")


@pytest.mark.parametrize("word", ["--help", "-h", "help"])
def test_help_names_every_command_and_the_exit_codes(shell: Shell, word: str) -> None:
    ran = shell(word)
    assert ran.code == 0
    for name in ("demo", "serve", "hand-back", "outbox", "doctor"):
        assert f"\n  {name} " in ran.out
    assert "2 wrong usage" in ran.out
    assert "engine" not in [line.split()[0] for line in ran.out.splitlines() if line.startswith("  ")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["aprove"], "Did you mean `closer-tui approve`?"),
        (["xyzzy"], "`closer-tui --help` lists the commands."),
        (["--nonsense"], "there is no option --nonsense"),
        (["--home"], "--home needs a directory"),
        (["approve"], "required: DRAFT. Try `closer-tui approve --help`."),
        (["approve", "draft_001", "--bod", "x"], "unrecognized arguments: --bod"),
        (["snooze", "conv_001"], "required: UNTIL"),
        (["outbox", "burn", "out_001"], "invalid choice: 'burn'"),
        (["tone", "set", "inbox_x", "--emoji", "always"], "invalid choice: 'always'"),
        (["list", "--limit", "0"], "'0' is not a whole number from 1"),
        (["drafts", "--limit", "-5"], "'-5' is not a whole number from 1"),
        (["outbox", "--limit", "9" * 30], "is not a whole number from 1"),
        (["tone", "revert", "inbox_x", "9" * 30], "is not a whole number from 1"),
        (["reply", "conv_001", "caf\udce9"], "not UTF-8 text"),
        (["list", "--tag", "caf\udce9"], "not UTF-8 text"),
    ],
)
def test_wrong_usage_is_one_line_and_ends_with_2(shell: Shell, words: list[str], said: str) -> None:
    ran = shell(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("closer-tui: ")
    assert ran.err.count("\n") == 1
    assert said in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "outbox"],
        ["outbox", "--json"],
        ["outbox", "--json", "--limit", "3"],
        ["outbox", "--limit", "3", "--json"],
    ],
)
def test_json_may_stand_anywhere(shop: Shell, words: list[str]) -> None:
    assert shop(*words).json == []


def test_home_may_stand_after_the_command(shop: Shell, tmp_path: Path) -> None:
    assert shop("outbox", "--home", str(tmp_path / "elsewhere")).code == 1
    assert shop("outbox", f"--home={shop.home}").code == 0


def test_after_two_dashes_words_are_words(shop: Shell) -> None:
    ran = shop("note", "conv_001", "--json", "--", "--json")
    assert ran.json["body"] == "--json"


@pytest.mark.parametrize("words", [["outbox"], ["approve", "draft_001"], ["take", "conv_001"]])
def test_a_home_without_a_database_is_told_what_to_do(shell: Shell, words: list[str]) -> None:
    ran = shell(*words)
    assert ran.code == 1
    assert ran.err == "closer-tui: there is no database here yet. Run `closer-tui demo`, or `closer-tui connect`.\n"
    assert not shell.home.exists()


def test_what_an_error_quotes_is_safe_in_a_terminal(shop: Shell) -> None:
    ran = shop("approve", "draft_\x1b[31m\u202eevil")
    assert ran.code == 1
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err


def failing(error: BaseException) -> Namespace:
    def handler(_args: Namespace, _paths: object) -> int:
        raise error

    return Namespace(handler=handler)


def test_what_nobody_expected_is_a_short_line_and_a_trace_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(failing(ZeroDivisionError("by zero\x1b[2J")), str(tmp_path / "home")) == 1
    log = tmp_path / "home" / "closer.log"
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (f"closer-tui: something unexpected went wrong (ZeroDivisionError). The trace is in {log}.\n")
    assert "Traceback" in log.read_text()
    assert "by zero" in log.read_text()


def test_without_a_log_it_is_still_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert guarded(failing(ZeroDivisionError()), str(tmp_path / "file")) == 1
    told = capsys.readouterr().err
    assert told.startswith("closer-tui: something unexpected went wrong (ZeroDivisionError). And ")
    assert told.count("\n") == 1


def test_an_error_of_ours_inside_a_group_of_tasks_is_told_as_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    group = ExceptionGroup("tasks", [ValueError("x"), ExceptionGroup("more", [Refused("not now", "Try later.")])])
    assert guarded(failing(group), str(tmp_path / "home")) == 1
    assert capsys.readouterr().err == "closer-tui: not now. Try later.\n"
    assert not (tmp_path / "home").exists()


def test_a_reader_that_leaves_early_is_no_error(shop: Shell) -> None:
    command = f"{sys.executable} -m closer_tui --home {shop.home} --help | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    assert done.stdout.strip() in {"0", "1"}  # whoever was faster


INTERRUPTIBLE = """
import signal, sys
from closer_tui.cli.main import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have started us deaf to it
sys.exit(main(sys.argv[1:]))
"""


def test_ctrl_c_ends_without_a_trace(shop: Shell) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTIBLE, "--home", str(shop.home), "note", "conv_001", "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write("x" * 1_000_000)  # more than a pipe holds: it went through, so the command reads
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "")


@pytest.mark.parametrize(
    ("closed", "out", "err"),
    [(">&-", "", "closer-tui: there is no draft"), ("2>&-", "", ""), ("<&-", "", "closer-tui: the reply is empty")],
)
def test_streams_the_caller_closed_stay_closed_to_everything_else(shop: Shell, closed: str, out: str, err: str) -> None:
    words = ("reply", "conv_001", "-") if closed == "<&-" else ("approve", "draft_999")
    command = [sys.executable, "-m", "closer_tui", "--home", str(shop.home), *words]
    ran = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stdout) == (1, out)
    assert ran.stderr.startswith(err)
    assert bool(ran.stderr) is bool(err)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", [("--help",), ("list",), ("list", "--json")])
def test_output_that_cannot_be_written_is_told_without_a_trace(shop: Shell, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "closer_tui", "--home", str(shop.home), *words],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert ran.returncode == 1
    assert "No space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr
