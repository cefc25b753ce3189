"""A raw mail as what the store needs. Nothing in it can raise: what is broken is read as far as it goes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.parser import HeaderParser
from email.utils import getaddresses
from typing import Any, Final

from closer_tui.channels.email.html import readable
from closer_tui.channels.email.naming import ids_in
from closer_tui.domain.text import clean

LONGEST_BODY: Final = 65_536
MOST_PARTS: Final = 200
LONGEST_HEADER: Final = 4_000
"""Decoding takes time by the square of the length: 550 KB of encoded words never came to an end (measured)."""
_HEADERS: Final = 65_536
DELIVERY_REPORT: Final = "delivery report"


@dataclass(frozen=True, slots=True)
class Mail:
    """`id` is the Message-ID, else a hash of the mail. `references` are the oldest first. `to` is the first recipient,
    `reply_to` where an answer goes. `automatic` says why no machine may answer it; empty for a person's mail."""

    id: str
    references: tuple[str, ...]
    subject: str
    sender: str
    reply_to: str
    name: str
    to: str
    body: str
    automatic: str


def read_mail(raw: bytes) -> Mail:
    """Everything is clean text."""
    try:
        message = message_from_bytes(raw)
    except (MessageError, ValueError, LookupError, TypeError, RecursionError):
        message = HeaderParser().parsestr(raw[:_HEADERS].decode("latin-1"))
    named = ids_in(_header(message, "Message-ID"))
    answered = ids_in(_header(message, "In-Reply-To"))
    references = ids_in(_header(message, "References"))
    subject = clean(_header(message, "Subject"), limit=300, multiline=False)
    name, sender = _address(message, "From")
    reply_name, reply_to = _address(message, "Reply-To")
    automatic = _automatic(message)
    try:
        text = _body(message)
    except RecursionError:
        text = "[its parts are nested too deep to be read]"
    lines = [f"[{automatic}]"] if automatic else []
    lines += [f"Subject: {subject}"] if subject and not references and not answered else []
    return Mail(
        id=named[0] if named else f"sha256:{hashlib.sha256(raw).hexdigest()}",
        references=tuple(dict.fromkeys((*references, *answered))),
        subject=subject,
        sender=sender,
        reply_to=reply_to or sender,
        name=reply_name if reply_to and reply_name else name,
        to=_address(message, "To")[1],
        body=clean("\n".join([*lines, *([""] if lines else []), text]).strip(), limit=LONGEST_BODY) or "[no text]",
        automatic=automatic,
    )


def _automatic(message: Any) -> str:
    """RFC 3834 and what came before it: why a mail is no person's."""
    submitted = _header(message, "Auto-Submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return "automatic mail"
    if _header(message, "Return-Path").strip() == "<>" or message.get_content_type() == "multipart/report":
        return DELIVERY_REPORT
    if _header(message, "Precedence").strip().lower() in {"bulk", "junk", "list", "auto_reply"}:
        return "bulk mail"
    if any(message.get(h) is not None for h in ("List-Id", "List-Unsubscribe", "List-Post")):
        return "mailing list"
    suppress = _header(message, "X-Auto-Response-Suppress").lower()
    return "automatic mail" if "all" in suppress or "autoreply" in suppress else ""


def _body(message: Any) -> str:
    plain: list[str] = []
    pages: list[str] = []
    named: list[str] = []
    for count, part in enumerate(message.walk()):
        if count >= MOST_PARTS:
            named.append("[more parts are not read]")
            break
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"} or part.get_content_disposition() == "attachment":
            named.append(_attachment(part, kind))
        elif kind == "text/plain":
            plain.append(_text(part))
        else:
            pages.append(_text(part))
    text = "\n".join(piece.strip() for piece in plain).strip()
    if not text:
        text = "\n".join(readable(page[: 8 * LONGEST_BODY]) for page in pages).strip()
    return "\n".join([text, *named]).strip()


def _attachment(part: Any, kind: str) -> str:
    try:
        name = _decoded((part.get_filename() or kind)[:LONGEST_HEADER])
    except (ValueError, LookupError, TypeError):
        name = kind
    size = len(_bytes(part))
    words = f"{size} bytes" if size < 1_024 else f"{size // 1_024} KB"
    return f"[attachment: {clean(name, limit=120, multiline=False)}, {words}]"


def _bytes(part: Any) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        found = None
    return found if isinstance(found, bytes) else b""


def _text(part: Any) -> str:
    try:
        charset = str(part.get_content_charset() or "utf-8")
    except (ValueError, LookupError, TypeError):
        charset = "utf-8"
    return _decode(_bytes(part), charset).replace("\r\n", "\n")


def _decode(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(name)
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def _header(message: Any, name: str) -> str:
    value = message.get(name)
    return "" if value is None else _decoded(str(value)[:LONGEST_HEADER])


def _decoded(value: str) -> str:
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        return value
    return "".join(p if isinstance(p, str) else _decode(p, c or "utf-8") for p, c in pieces)


def _address(message: Any, header: str) -> tuple[str, str]:
    """(name, address) of the first one; both empty where there is none."""
    raw = str(message.get(header) or "")[:LONGEST_HEADER].replace("\r", " ").replace("\n", " ")
    try:
        found = [(n, a) for n, a in getaddresses([raw]) if "@" in a]
    except (ValueError, IndexError, TypeError, RecursionError):
        found = []
    if not found:
        return "", ""
    name, address = found[0]
    return clean(_decoded(name), limit=120, multiline=False), clean(address, limit=254, multiline=False)
