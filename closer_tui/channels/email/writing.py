"""A reply as bytes. Every header value is one clean line, so that no text can add a header of its own."""

from __future__ import annotations

import quopri
import re
from email.header import Header
from email.utils import formatdate
from typing import Final

from closer_tui.channels.email.mail import Mail
from closer_tui.domain.errors import ChannelRefused
from closer_tui.domain.text import clean

NEWEST_REFERENCES: Final = 3
"""With the root, four names of 200 characters: one line within the 998 a server must take (RFC 5322 2.1.1)."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")


def is_address(text: str) -> bool:
    """Whether mail can be sent there without SMTPUTF8 and without quoting."""
    return _ADDRESS.fullmatch(text) is not None


def write_reply(original: Mail, *, sender: str, recipient: str, name: str, body: str, at: int) -> bytes:
    """`name` is the Message-ID, `at` ms. Raises ChannelRefused for a recipient who is not the one who wrote."""
    if not is_address(recipient) or recipient.lower() not in {original.reply_to.lower(), original.sender.lower()}:
        raise ChannelRefused(
            "this reply is not addressed to the one who wrote",
            "Nothing was sent. Look at the sender.",
            code="recipient",
        )
    subject = clean(original.subject, limit=250, multiline=False)
    if not subject.lower().startswith("re:"):
        subject = f"Re: {subject}".strip()
    chain = [i for i in original.references if i != original.id]
    chain = [*chain[:1], *chain[1:][-NEWEST_REFERENCES + 1 :], original.id]
    headers = [
        f"Date: {formatdate(at / 1_000)}",
        f"From: {sender}",
        f"To: {recipient}",
        f"Subject: {_encoded(subject)}",
        f"Message-ID: {name}",
        f"In-Reply-To: {original.id}",
        f"References: {' '.join(chain)}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
    ]
    text = quopri.encodestring(body.replace("\r\n", "\n").encode("utf-8", "replace")).replace(b"\n", b"\r\n")
    return "\r\n".join(headers).encode("ascii") + b"\r\n\r\n" + text.removesuffix(b"\r\n") + b"\r\n"


def _encoded(subject: str) -> str:
    return Header(subject, None if subject.isascii() else "utf-8", header_name="Subject").encode(linesep="\r\n")
