"""`connect`, `inboxes`, `disconnect`: which accounts are read and answered."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Final

from closer_tui.cli.output import answer
from closer_tui.cli.session import actor, change, look, text_of
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.config.paths import Paths
    from closer_tui.config.secrets import Secret
    from closer_tui.store.database import Store
    from closer_tui.store.inboxes import Inbox
    from closer_tui.store.views.inboxes import InboxRow
    from closer_tui.store.views.reader import Reader

TOKEN_VARIABLE: Final = "CLOSER_TOKEN"  # noqa: S105 - the name of a variable
PASSWORD_VARIABLE: Final = "CLOSER_EMAIL_PASSWORD"  # noqa: S105 - the name of a variable


def register(sub: argparse._SubParsersAction[CommandParser]) -> None:
    """Add the three commands."""
    connectors = sub.add_parser("connect", help="add an inbox").add_subparsers(metavar="closer|email", required=True)
    closer = connectors.add_parser("closer", help="a CLOSER v1 server: one inbox for each channel its token opens")
    closer.add_argument("--url", required=True, help="address of the server, with or without /v1")
    closer.add_argument(
        "--token",
        metavar="TOKEN",
        help=f"cls_…; `-` reads it from stdin; without it, {TOKEN_VARIABLE} of the environment",
    )
    closer.add_argument(
        "--channel",
        nargs="+",
        action="extend",
        choices=[c.value for c in ChannelKind],
        help="only these; without it, every channel the token opens",
    )
    closer.add_argument("--name", default="", help="what to call the inbox")
    closer.add_argument(
        "--remote-inbox", default="", metavar="ID", help="the server's id of the inbox, to share its tone profile"
    )
    closer.set_defaults(handler=_closer)

    email = connectors.add_parser("email", help="a mailbox: read by IMAP, answered by SMTP")
    email.add_argument("--address", required=True, help="the address of the mailbox, which replies come from")
    email.add_argument("--imap", required=True, metavar="HOST:PORT", help="993 means TLS, other ports STARTTLS")
    email.add_argument("--smtp", required=True, metavar="HOST:PORT", help="465 means TLS, other ports STARTTLS")
    email.add_argument("--user", default="", help="who logs in; without it, the address")
    email.add_argument("--name", default="", help="what to call the inbox")
    email.add_argument(
        "--server-keeps-copies",
        action="store_true",
        help="the server itself files all it sends, as Gmail does; a reply without a copy there was not sent",
    )
    email.add_argument(
        "--password-stdin",
        action="store_true",
        help=f"read the password from stdin; without it, {PASSWORD_VARIABLE} of the environment, else it is asked for",
    )
    email.set_defaults(handler=_email)

    listed = sub.add_parser("inboxes", help="list the inboxes and how they stand")
    listed.add_argument("--removed", action="store_true", help="removed ones, too")
    listed.set_defaults(handler=_inboxes)

    gone = sub.add_parser("disconnect", help="remove an inbox; what was stored stays readable")
    gone.add_argument("inbox", metavar="INBOX", help="an inbox_… id")
    gone.set_defaults(handler=_disconnect)


def _closer(args: argparse.Namespace, paths: Paths) -> int:
    from closer_tui.domain.text import clean
    from closer_tui.services.connecting import CloserAccount, connect_closer

    account = CloserAccount(
        url=args.url,
        token=_token(args.token),
        channels=tuple(ChannelKind(c) for c in args.channel or ()),
        name=clean(args.name, limit=80, multiline=False),
        remote_inbox=clean(args.remote_inbox, limit=200, multiline=False),
    )

    async def work(store: Store) -> Sequence[Inbox]:
        return await connect_closer(store, account, actor=actor())

    rows = [_row(paths, inbox.id) for inbox in change(paths, work, first=True)]
    lines = [f"{row.id}  {row.channel:<9}  {row.name}: connected" for row in rows]
    return answer(args, {"inboxes": [row.json() for row in rows]}, lines)


def _email(args: argparse.Namespace, paths: Paths) -> int:
    from closer_tui.domain.text import clean
    from closer_tui.services.connecting_email import EmailAccount, connect_email

    account = EmailAccount(
        address=args.address,
        imap=args.imap,
        smtp=args.smtp,
        password=_password(stdin=args.password_stdin),
        user=args.user,
        name=clean(args.name, limit=80, multiline=False),
        files_sent=args.server_keeps_copies,
    )

    async def work(store: Store) -> Inbox:
        return await connect_email(store, account, actor=actor())

    row = _row(paths, change(paths, work, first=True).id)
    return answer(args, {"inboxes": [row.json()]}, [f"{row.id}  {row.channel:<9}  {row.name}: connected"])


def _inboxes(args: argparse.Namespace, paths: Paths) -> int:
    from closer_tui.store.views import inboxes
    from closer_tui.store.views.reader import Reader

    with Reader.open(paths) as reader:
        rows = inboxes.all(reader, removed=args.removed)
    lines = [f"{row.id}  {row.channel:<9}  {row.mode:<10}  {row.name}: {row.state_text}" for row in rows]
    none = "There are no inboxes. Add one with `closer-tui connect`, or look around with `closer-tui demo`."
    return answer(args, [row.json() for row in rows], lines or none)


def _disconnect(args: argparse.Namespace, paths: Paths) -> int:
    async def work(store: Store) -> None:
        from closer_tui.services.inboxes import disconnect
        from closer_tui.store import inboxes

        async with store.read() as conn:
            inbox = await inboxes.by_id(conn, args.inbox)
        await disconnect(store, inbox.n, actor=actor())

    change(paths, work)
    row = _row(paths, args.inbox)
    return answer(args, row.json(), f"{row.id} removed; its token is forgotten, its conversations stay readable")


def _row(paths: Paths, inbox_id: str) -> InboxRow:
    from closer_tui.store.views import inboxes

    def question(reader: Reader) -> InboxRow | None:
        return inboxes.by_id(reader, inbox_id)

    return look(paths, question)


def _token(given: str | None) -> Secret:
    """Raises InvalidInput when there is none."""
    from closer_tui.config.secrets import Secret

    text = (text_of(given) if given is not None else os.environ.get(TOKEN_VARIABLE, "")).strip()
    if not text:
        raise InvalidInput(
            "a token is needed", f"Give --token, `--token -` for stdin, or {TOKEN_VARIABLE}.", field="token"
        )
    return Secret(text)


def _password(*, stdin: bool) -> Secret:
    """Never an argument: every process of the machine can read those. Raises InvalidInput when there is none."""
    from closer_tui.config.secrets import Secret

    text = text_of("-").rstrip("\r\n") if stdin else os.environ.get(PASSWORD_VARIABLE, "")
    if not text and not stdin and sys.stdin.isatty():
        from getpass import getpass

        text = getpass("Password of the mailbox (an app password where the provider has them): ")
    if not text:
        raise InvalidInput("a password is needed", f"Give --password-stdin or {PASSWORD_VARIABLE}.", field="password")
    return Secret(text)
