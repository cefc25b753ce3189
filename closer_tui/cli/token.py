"""`token create | list | revoke | rotate`: who may use the API of this home."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, TypeVar

from closer_tui.cli.output import answer
from closer_tui.cli.session import actor, change
from closer_tui.domain.channel import ChannelKind, Environment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncConnection

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.config.paths import Paths
    from closer_tui.store.database import Store
    from closer_tui.store.tokens import NewToken, Token

T = TypeVar("T")

SCOPES = ("read", "reply", "tone")
OVERLAP_HOURS = 24.0
LONGEST_OVERLAP_HOURS = 24.0 * 90


def register(sub: argparse._SubParsersAction[CommandParser]) -> None:
    """The command and its four verbs."""
    verbs = sub.add_parser("token", help="API tokens").add_subparsers(metavar="VERB", required=True)
    create = verbs.add_parser("create", help="make a token; it is shown once")
    create.add_argument("--env", required=True, choices=[e.value for e in Environment], help="live, or test (sandbox)")
    create.add_argument(
        "--channel",
        required=True,
        nargs="+",
        action="extend",
        choices=[c.value for c in ChannelKind],
        help="channels it is good for",
    )
    create.add_argument(
        "--scope", required=True, nargs="+", action="extend", choices=SCOPES, help="read, reply, tone: what it may do"
    )
    create.add_argument("--name", default="", help="whose it is, for lists and the audit log")
    create.set_defaults(handler=_create)
    verbs.add_parser("list", help="every token, without its secret").set_defaults(handler=_list)
    revoke = verbs.add_parser("revoke", help="close a token at once")
    revoke.add_argument("token", metavar="ID", help="tok_…")
    revoke.set_defaults(handler=_revoke)
    rotate = verbs.add_parser("rotate", help="a new token with the same rights; the old one goes on for a while")
    rotate.add_argument("token", metavar="ID", help="tok_…")
    rotate.add_argument(
        "--overlap-hours",
        type=_hours,
        default=OVERLAP_HOURS,
        help=f"how long the old one goes on (default {OVERLAP_HOURS:.0f})",
    )
    rotate.set_defaults(handler=_rotate)


def _create(args: argparse.Namespace, paths: Paths) -> int:
    from closer_tui.domain.text import clean
    from closer_tui.store import audit, tokens

    async def work(tx: AsyncConnection, now: int) -> NewToken:
        made = await tokens.create(
            tx,
            now,
            env=Environment(args.env),
            channels=[ChannelKind(c) for c in args.channel],
            scopes=[tokens.Scope(s) for s in args.scope],
            name=clean(args.name, limit=80, multiline=False),
        )
        await audit.note(tx, now, actor(), "token.created", None, made.token.id, env=args.env)
        return made

    return _show_new(args, _write(paths, work))


def _list(args: argparse.Namespace, paths: Paths) -> int:
    from closer_tui.store import tokens

    async def work(store: Store) -> list[dict[str, Any]]:
        async with store.read() as conn:
            return [_document(token, store.clock.now()) for token in await tokens.all_of(conn)]

    found = change(paths, work, first=True)
    lines = [
        f"{t['id']}  {t['prefix']}…  {t['state']:<8}  {','.join(t['scopes'])}  {','.join(t['channels'])}  {t['name']}"
        for t in found
    ]
    return answer(args, found, lines or ["There are no tokens. Make one with `closer-tui token create`."])


def _revoke(args: argparse.Namespace, paths: Paths) -> int:
    from closer_tui.store import audit, tokens

    async def work(tx: AsyncConnection, now: int) -> dict[str, Any]:
        token = await tokens.revoke(tx, args.token, now)
        await audit.note(tx, now, actor(), "token.revoked", None, token.id)
        return _document(token, now)

    revoked = _write(paths, work)
    return answer(args, revoked, f"{revoked['id']} opens nothing any more.")


def _rotate(args: argparse.Namespace, paths: Paths) -> int:
    from closer_tui.store import audit, tokens

    async def work(tx: AsyncConnection, now: int) -> NewToken:
        made = await tokens.rotate(tx, args.token, now, overlap_ms=int(args.overlap_hours * 3_600_000))
        await audit.note(tx, now, actor(), "token.rotated", None, args.token, to=made.token.id)
        return made

    return _show_new(args, _write(paths, work))


def _show_new(args: argparse.Namespace, made: NewToken) -> int:
    document = _document(made.token, made.token.created_at) | {"token": made.secret}
    return answer(args, document, [made.secret, f"{made.token.id}: keep it now, it is not shown again."])


def _document(token: Token, now: int) -> dict[str, Any]:
    from closer_tui.domain.clock import format_rfc3339

    def time(at: int | None) -> str | None:
        return None if at is None else format_rfc3339(at)

    state = "active" if token.usable(now) else "revoked" if token.revoked_at is not None else "expired"
    return {
        "id": token.id,
        "prefix": token.prefix,
        "env": token.env.value,
        "name": token.name,
        "channels": sorted(c.value for c in token.channels),
        "scopes": sorted(s.value for s in token.scopes),
        "state": state,
        "created_at": time(token.created_at),
        "expires_at": time(token.expires_at),
        "revoked_at": time(token.revoked_at),
        "last_used_at": time(token.last_used_at),
    }


def _hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= LONGEST_OVERLAP_HOURS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of hours from 0 to {LONGEST_OVERLAP_HOURS:.0f}")
    return hours


def _write(paths: Paths, work: Callable[[AsyncConnection, int], Awaitable[T]]) -> T:
    """Run `work` in one durable transaction of the home's store."""

    async def run(store: Store) -> T:
        async with store.write() as tx:
            return await work(tx, store.clock.now())

    return change(paths, run, first=True)
