"""The IMAP session of one mailbox: kept open, opened anew when it broke. Every method blocks; call it in a thread."""

from __future__ import annotations

import imaplib
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from closer_tui.channels.email.servers import Server
from closer_tui.config.secrets import Secret
from closer_tui.domain.errors import ChannelUnavailable, Unauthorized

INBOX: Final = "INBOX"
MOST_BYTES: Final = 1_000_000
"""Of one mail so much is read; what is longer is an attachment's end."""
MOST_FOLDERS: Final = 60
_LIST = re.compile(rb'\((?P<flags>[^)]*)\) (?:"[^"]*"|NIL) (?P<name>.+)')
_UID = re.compile(rb"UID (\d+)")
_DATE = re.compile(rb'INTERNALDATE "([^"]{10,40})"')


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it stands when it is opened."""

    validity: int
    next_uid: int
    exists: int


@dataclass(frozen=True, slots=True)
class Raw:
    """One mail as the server gives it; `at` in ms by the server, 0 if it does not say."""

    uid: int
    at: int
    data: bytes


class Mailbox:
    """`aclose` is `close`; calls of several threads take turns."""

    def __init__(self, server: Server, user: str, password: Secret, timeout_s: float) -> None:
        self._server, self._user, self._password, self._timeout = server, user, password, timeout_s
        self._imap: imaplib.IMAP4 | None = None
        self._turn = threading.RLock()

    @contextmanager
    def turn(self) -> Iterator[imaplib.IMAP4]:
        """The session, for one piece of work. Raises ChannelUnavailable or Unauthorized."""
        with self._turn:
            try:
                yield self._session()
            except (OSError, imaplib.IMAP4.error, ValueError) as error:
                self.close()
                raise ChannelUnavailable(
                    "the IMAP server cannot be used now: it cannot be reached, its certificate is not in order, or it "
                    "does not understand us",
                    "It is tried again by itself.",
                ) from error

    def open(self, folder: str) -> Folder:
        """Open a folder for reading only: nothing we do marks a mail as seen."""
        with self.turn() as imap:
            status, found = imap.select(_quoted(folder), readonly=True)
            if status != "OK":
                raise ChannelUnavailable("the IMAP server does not open a folder", "It is tried again by itself.")
            return Folder(_number(imap, "UIDVALIDITY"), _number(imap, "UIDNEXT"), int(found[0] or b"0"))

    def uids(self, *criteria: str) -> list[int]:
        """The UIDs in the open folder that match, rising."""
        with self.turn() as imap:
            status, found = imap.uid("SEARCH", *criteria)
            if status != "OK":
                raise ChannelUnavailable("the IMAP server does not search", "It is tried again by itself.")
            return sorted({int(word) for part in found if part for word in part.split() if word.isdigit()})

    def fetch(self, uids: Sequence[int]) -> list[Raw]:
        """The mails of the open folder by UID."""
        if not uids:
            return []
        wanted = set(uids)
        with self.turn() as imap:
            status, found = imap.uid(
                "FETCH", ",".join(map(str, uids)), f"(UID INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>)"
            )
            if status != "OK":
                raise ChannelUnavailable("the IMAP server gives no mails", "It is tried again by itself.")
            read = [_raw(head, data) for head, data in (p for p in found if isinstance(p, tuple))]
        return sorted((r for r in read if r is not None and r.uid in wanted), key=lambda r: r.uid)

    def folders(self) -> tuple[str, list[str]]:
        """(where sent mail is kept, or empty; every folder that can be opened, the likeliest first)."""
        with self.turn() as imap:
            _, found = imap.list()
        sent, names = "", []
        for line in found or []:
            match = _LIST.fullmatch(line) if isinstance(line, bytes) else None
            if match is None or b"\\noselect" in match["flags"].lower():
                continue
            name = match["name"].strip().removeprefix(b'"').removesuffix(b'"').decode("ascii", "replace")
            names.append(name)
            if b"\\sent" in match["flags"].lower() or (not sent and name.lower() in {"sent", "inbox.sent"}):
                sent = name
        first = [INBOX, *([sent] if sent else [])]
        return sent, [*first, *(n for n in names if n not in first)][:MOST_FOLDERS]

    def find(self, name: str, folders: Sequence[str]) -> Raw | None:
        """The mail with this Message-ID."""
        for folder in folders:
            with self._turn:
                self.open(folder)
                found = self.fetch(self.uids("HEADER", "Message-ID", _quoted(name))[:1])
            if found:
                return found[0]
        return None

    def keep(self, folder: str, data: bytes) -> None:
        """Put a copy of a sent mail into a folder."""
        with self.turn() as imap:
            status, _ = imap.append(_quoted(folder), r"(\Seen)", "", data)
            if status != "OK":
                raise ChannelUnavailable("the IMAP server keeps no copy of what was sent")

    def close(self) -> None:
        """Close the connection."""
        with self._turn:
            imap, self._imap = self._imap, None
            if imap is not None:
                with suppress(OSError, imaplib.IMAP4.error):  # it may be broken already
                    imap.shutdown()

    def _session(self) -> imaplib.IMAP4:
        if self._imap is not None:
            try:
                self._imap.noop()
            except (OSError, imaplib.IMAP4.error):
                self.close()  # idle connections are dropped by servers; that is no failure
            else:
                return self._imap
        place = self._server
        if place.tls:
            imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                place.host, place.port, ssl_context=place.context(), timeout=self._timeout
            )
        else:
            imap = imaplib.IMAP4(place.host, place.port, timeout=self._timeout)
        self._imap = imap
        if not place.tls and not place.plain:
            imap.starttls(place.context())
        try:
            imap.login(self._user, self._password.reveal())
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            self.close()
            raise Unauthorized("the IMAP server does not accept the password", "Connect the mailbox again.") from None
        return imap


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _number(imap: imaplib.IMAP4, name: str) -> int:
    _, found = imap.response(name)
    word: Any = found[-1] if found else None
    return int(word) if isinstance(word, bytes) and word.isdigit() else 0


def _raw(head: bytes, data: bytes) -> Raw | None:
    uid, date = _UID.search(head), _DATE.search(head)
    if uid is None:
        return None
    at = 0
    if date is not None:
        with suppress(ValueError):  # a date nobody can read is none
            text = date[1].decode("ascii", "replace").strip()
            at = int(datetime.strptime(text, "%d-%b-%Y %H:%M:%S %z").timestamp() * 1_000)
    return Raw(int(uid[1]), at, data)
