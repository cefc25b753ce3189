"""A mail server on loopback, small and faithful: IMAP4rev1 and SMTP on the wire, over the same folders, in threads.

Faults are asked for by name. `sent` is what really left, as the server got it.
"""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

PASSWORD = "pass-word-1"


@dataclass
class Kept:
    uid: int
    raw: bytes


@dataclass
class MailPeer:
    folders: dict[str, list[Kept]] = field(default_factory=lambda: {"INBOX": [], "Sent": []})
    validity: int = 7
    next_uid: int = 1
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    files_sent: bool = False
    cut_after_data: bool = False
    cut_before_data: bool = False
    data_answer: str = "250 2.0.0 taken"
    rcpt_answer: str = "250 2.1.5 ok"
    no_append: bool = False
    heard: list[str] = field(default_factory=list)
    """The verbs of every line, of which LOGIN and AUTH carry the password."""
    imap: str = ""
    smtp: str = ""

    def put(self, raw: bytes, folder: str = "INBOX") -> None:
        self.folders[folder].append(Kept(self.next_uid, raw))
        self.next_uid += 1

    def write(self, number: int, body: str, *, who: str = "eve@example.com", headers: str = "") -> str:
        name = f"<m{number}@example.com>"
        text = f"From: Eve <{who}>\r\nTo: shop@example.org\r\nSubject: Order\r\nMessage-ID: {name}\r\n"
        text += f"{headers}\r\n{body}\r\n"
        self.put(text.encode())
        return name

    def renumber(self) -> None:
        """The folders get a new UIDVALIDITY and new UIDs."""
        self.validity += 1
        self.next_uid = 1
        for folder in self.folders.values():
            for kept in folder:
                kept.uid = self.next_uid
                self.next_uid += 1


class _Line(socketserver.StreamRequestHandler):
    peer: MailPeer
    disable_nagle_algorithm = True

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Imap(_Line):
    def handle(self) -> None:
        self.say("* OK ready")
        self.folder: list[Kept] = []
        for line in self.rfile:
            tag, _, rest = line.decode().rstrip("\r\n").partition(" ")
            if not self.answer(tag, rest):
                return

    def answer(self, tag: str, rest: str) -> bool:
        verb, _, words = rest.partition(" ")
        self.peer.heard.append(verb.upper())
        match verb.upper():
            case "CAPABILITY":
                self.say("* CAPABILITY IMAP4rev1")
            case "LOGIN" if f'"{PASSWORD}"' not in words:
                self.say(f"{tag} NO [AUTHENTICATIONFAILED] no")
                return True
            case "LIST":
                self.say('* LIST (\\HasNoChildren) "/" "INBOX"')
                self.say('* LIST (\\HasNoChildren \\Sent) "/" "Sent"')
            case "EXAMINE":
                self.folder = self.peer.folders[words.strip('"')]
                self.say(f"* {len(self.folder)} EXISTS\r\n* OK [UIDVALIDITY {self.peer.validity}] ok")
                self.say(f"* OK [UIDNEXT {self.peer.next_uid}] ok")
            case "UID":
                self.uid(words)
            case "APPEND":
                if self.peer.no_append:
                    self.say(f"{tag} NO full")
                    return True
                name = words.split(" ")[0].strip('"')
                self.say("+ go on")
                self.peer.put(self.rfile.read(int(words.rpartition("{")[2].rstrip("}"))), name)
                self.rfile.readline()
            case "LOGOUT":
                self.say("* BYE")
        self.say(f"{tag} OK done")
        return verb.upper() != "LOGOUT"

    def uid(self, words: str) -> None:
        verb, _, rest = words.partition(" ")
        if verb == "SEARCH":
            self.say("* SEARCH " + " ".join(str(k.uid) for k in self.search(rest)))
            return
        numbers = {int(n) for n in rest.split(" ")[0].split(",")}
        for seq, kept in enumerate(self.folder, 1):
            if kept.uid in numbers:
                head = f'* {seq} FETCH (UID {kept.uid} INTERNALDATE "17-Nov-2025 02:44:25 +0000" BODY[]<0> '
                self.wfile.write(head.encode() + b"{%d}\r\n" % len(kept.raw) + kept.raw + b")\r\n")

    def search(self, rest: str) -> list[Kept]:
        if rest.startswith("HEADER Message-ID "):
            wanted = rest.removeprefix("HEADER Message-ID ").strip('"')
            return [k for k in self.folder if wanted in str(message_from_bytes(k.raw)["Message-ID"])]
        low, _, high = rest.removeprefix("UID ").partition(":")
        if rest.startswith("UID "):
            if high == "*":  # names the last mail even when its number is lower
                return [k for k in self.folder if k.uid >= int(low)] or self.folder[-1:]
            return [k for k in self.folder if int(low) <= k.uid <= int(high)]
        return self.folder[int(low) - 1 : int(high)]


class _Smtp(_Line):
    def handle(self) -> None:
        self.say("220 ready")
        to = ""
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            self.peer.heard.append(line.split(" ")[0].upper())
            match line.split(" ")[0].upper():
                case "EHLO":
                    self.say("250-here\r\n250 AUTH PLAIN")
                case "AUTH":
                    from base64 import b64decode

                    good = b64decode(line.split(" ")[2]).decode().endswith(f"\0{PASSWORD}")
                    self.say("235 ok" if good else "535 5.7.8 no")
                case "RCPT":
                    to = re.sub(r".*<(.*)>.*", r"\1", line)
                    self.say(self.peer.rcpt_answer)
                case "DATA":
                    if self.peer.cut_before_data:
                        return
                    self.say("354 go on")
                    if not self.data(to):
                        return
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 ok")

    def data(self, to: str) -> bool:
        lines: list[bytes] = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.peer.data_answer.startswith("250"):
            raw = b"".join(lines)
            self.peer.sent.append((to, raw))
            if self.peer.files_sent:
                self.peer.put(raw, "Sent")
        if self.peer.cut_after_data:
            return False
        self.say(self.peer.data_answer)
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    tls: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.tls is not None:
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except OSError:  # the other side does not trust us, and says so by leaving
                return
        with request:
            super().finish_request(request, client_address)


@contextmanager
def mail_peer(tls: ssl.SSLContext | None = None) -> Iterator[MailPeer]:
    """Runs while the block does; with `tls` from the first byte."""
    peer = MailPeer()
    servers = [_Server(("127.0.0.1", 0), type("H", (kind,), {"peer": peer})) for kind in (_Imap, _Smtp)]
    for one in servers:
        one.tls = tls
    peer.imap, peer.smtp = (f"127.0.0.1:{s.server_address[1]}" for s in servers)
    threads = [threading.Thread(target=s.serve_forever, args=(0.02,)) for s in servers]
    for thread in threads:
        thread.start()
    try:
        yield peer
    finally:
        for one in servers:
            one.shutdown()
            one.server_close()
        for thread in threads:
            thread.join()
