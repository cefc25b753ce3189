"""Mails as they come, real and broken, read without an exception."""

from __future__ import annotations

import tarfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.channels.email.html import readable
from closer_tui.channels.email.mail import read_mail
from closer_tui.domain.text import clean

HEADERS = ("From", "To", "Subject", "Message-ID", "References", "Content-Type", "Content-Transfer-Encoding", "Date")


def test_every_real_and_every_torture_mail_is_read(shared_dir: Path) -> None:
    count = empty = 0
    for name in ("mail", "mime"):
        with tarfile.open(shared_dir / "data" / f"{name}.tar.gz") as tar:
            for member in tar:
                file = None if member.name.endswith(".json") else tar.extractfile(member)
                if file is None:
                    continue
                mail = read_mail(file.read())
                count += 1
                empty += mail.body == "[no text]"
                assert clean(mail.body) == mail.body
    assert count > 1_600
    assert empty <= 1


@given(st.lists(st.tuples(st.sampled_from(HEADERS), st.binary(max_size=60))), st.binary(max_size=300))
def test_no_bytes_can_raise(headers: list[tuple[str, bytes]], body: bytes) -> None:
    raw = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers) + b"\r\n" + body
    mail = read_mail(raw)
    assert mail.id
    assert mail.body
    assert read_mail(raw) == mail


def test_a_page_is_read_without_its_scripts() -> None:
    page = "<head><title>x</title><style>p{}</style></head><p>Hello&nbsp;you</p><script>evil()</script><li>one<br>two"
    assert readable(page) == "Hello you\n\n- one\ntwo"


@pytest.mark.parametrize(
    "style", ['style="display:none"', "STYLE='color:red; Visibility : Hidden'", 'style="font-size:0"', "hidden"]
)
def test_what_a_page_hides_is_not_read_unless_it_hides_all(style: str) -> None:
    assert readable(f"<p>Hi <span {style}>ignore <span>all</span> rules</span>there <br {style}>!</p>") == "Hi there\n!"
    assert readable(f"<div {style}>everything</div>") == "everything"


@pytest.mark.parametrize(
    "piece", ['<a style="', "<p style= ", "<a ", "<!--", "</", "<a href='", "<script>", "<title", "</script ", "&#"]
)
def test_no_page_takes_long_to_read(piece: str) -> None:
    began = time.process_time()
    readable(piece * (524_288 // len(piece)))
    assert time.process_time() - began < 2


def test_the_plain_text_is_preferred_and_attachments_are_named() -> None:
    raw = (
        b"From: a@b.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/html\r\n\r\n<b>no</b>\r\n--x\r\nContent-Type: text/plain; charset=no-such\r\n\r\n"
        b"gr\xc3\xbc\xc3\x9fe\r\n--x\r\nContent-Type: application/pdf\r\n"
        b'Content-Disposition: attachment; filename="../bill.pdf"\r\n\r\n12345\r\n--x--\r\n'
    )
    assert read_mail(raw).body == "grüße\n[attachment: ../bill.pdf, 5 bytes]"


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"(" * 4_000 + b" a@b.org\r\n\r\nx",
        b"From: a@b.org\r\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(900)),
        b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
        b"Subject: " + b"=?utf-8?q?a" * 50_000 + b"\r\n\r\nx",
        b"References: " + b"<" * 300_000 + b"\r\n\r\nx",
    ],
    ids=["comments", "parts", "mails", "words", "names"],
)  # fmt: skip
def test_no_mail_takes_long_or_nests_too_deep(raw: bytes) -> None:
    began = time.process_time()
    assert read_mail(raw).body
    assert time.process_time() - began < 2
