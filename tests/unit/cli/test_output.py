"""What is printed: one JSON document, or lines no terminal obeys."""

from __future__ import annotations

import io
import json
from argparse import Namespace

import pytest

from closer_tui.cli.output import answer, one_line, print_json, print_lines


def test_json_is_one_line_with_letters_of_every_script(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"body": "أهلا 你好 ñ\nzwei"})
    out = capsys.readouterr().out
    assert out == '{"body": "أهلا 你好 ñ\\nzwei"}\n'


@pytest.mark.parametrize("text", ["\u202eevil", "\x9b31m", "\udc80", "\u2028", "\x1b[2J", "\x7f"])
def test_json_never_carries_what_a_terminal_obeys(capsys: pytest.CaptureFixture[str], text: str) -> None:
    print_json({"body": text})
    out = capsys.readouterr().out
    assert text not in out
    assert json.loads(out)["body"] == text


def test_json_is_ascii_where_the_encoding_is_not_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="latin-1"))
    print_json({"body": "你好"})
    assert json.loads(raw.getvalue().decode("ascii")) == {"body": "你好"}


def test_lines_replace_what_the_terminal_cannot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    monkeypatch.setattr("sys.stdout", stream)
    print_lines(["Grüße \x1b[31mrot"])
    stream.flush()
    assert raw.getvalue() == b"Gr??e ?[31mrot\n"


def test_the_same_answer_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(Namespace(json=True), {"id": "conv_001"}, "done") == 0
    assert answer(Namespace(json=False), {"id": "conv_001"}, ["done", "twice"]) == 0
    assert capsys.readouterr().out == '{"id": "conv_001"}\ndone\ntwice\n'


def test_a_line_stays_one_line() -> None:
    assert one_line("a\n\n  b\x07\tc") == "a b\ufffd c"
