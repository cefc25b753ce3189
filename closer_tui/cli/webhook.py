"""`webhook`: who is told what, and what did not get through."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from closer_tui.cli.output import answer
from closer_tui.cli.parsing import amount
from closer_tui.cli.session import actor, change
from closer_tui.config.paths import Paths
from closer_tui.domain.channel import Environment
from closer_tui.domain.public_events import PublicEvent

if TYPE_CHECKING:
    from argparse import _SubParsersAction
    from collections.abc import Sequence

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.services.webhooks import Subscribed
    from closer_tui.store.database import Store
    from closer_tui.store.webhook_queue import DeliveryRow
    from closer_tui.store.webhooks import Endpoint

HOUR_MS = 3_600_000


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `webhook` and its verbs."""
    webhook = sub.add_parser("webhook", help="webhook subscriptions, their deliveries and dead letters")
    verbs = webhook.add_subparsers(metavar="add|list|remove|rotate|enable|deliveries|replay", required=True)

    def verb(name: str, text: str, *, of_one: bool = False) -> CommandParser:
        parser = verbs.add_parser(name, help=text, description=text)
        if of_one:
            parser.add_argument("id", metavar="ID", help="a wh_… id")
        return parser

    add = verb("add", "subscribe a URL; its signing secret is shown once")
    add.add_argument("url", metavar="URL", help="where to POST, https://… as a rule")
    add.add_argument(
        "--event",
        nargs="+",
        action="extend",
        default=[],
        choices=[event.value for event in PublicEvent],
        metavar="E",
        help=f"which events (default: all): {', '.join(PublicEvent)}",
    )
    add.add_argument(
        "--env", choices=[env.value for env in Environment], help="of real customers or of the sandbox only"
    )
    add.set_defaults(handler=_add)
    verb("list", "list the subscriptions").set_defaults(handler=_list)
    verb("remove", "forget a subscription and what waited for it", of_one=True).set_defaults(handler=_remove)
    rotate = verb("rotate", "make a new signing secret; the old one signs beside it for a while", of_one=True)
    rotate.add_argument("--overlap-hours", type=_hours, metavar="H", help="how long (default from the settings: 24)")
    rotate.set_defaults(handler=_rotate)
    verb("enable", "use a subscription again that was gone", of_one=True).set_defaults(handler=_enable)
    deliveries = verb("deliveries", "list deliveries, newest first")
    deliveries.add_argument("--state", choices=("due", "delivered", "dead", "dropped"), help="dead: the dead letters")
    deliveries.add_argument("--limit", type=amount, default=100, metavar="N", help="how many (default: 100)")
    deliveries.set_defaults(handler=_deliveries)
    replay = verb("replay", "send dead letters again: all, or those of an event or a subscription")
    replay.add_argument("event_id", metavar="EVENT", nargs="?", help="an evt_… id")
    replay.add_argument("--webhook", metavar="ID", help="those of this wh_… only")
    replay.set_defaults(handler=_replay)


def _add(args: Namespace, paths: Paths) -> int:
    from closer_tui.config.load import load_settings

    settings = load_settings(paths.config_file)

    async def work(store: Store) -> Subscribed:
        from closer_tui.services.webhooks import add

        return await add(
            store,
            args.url,
            args.event,
            actor=actor(),
            env=Environment(args.env) if args.env else None,
            allow_private=settings.webhooks.allow_private,
        )

    return _with_secret(args, change(paths, work, first=True))


def _rotate(args: Namespace, paths: Paths) -> int:
    from closer_tui.config.load import load_settings

    settings = load_settings(paths.config_file)
    hours = settings.webhooks.secret_overlap_hours if args.overlap_hours is None else args.overlap_hours

    async def work(store: Store) -> Subscribed:
        from closer_tui.services.webhooks import rotate

        return await rotate(store, args.id, actor=actor(), overlap_ms=int(hours * HOUR_MS))

    return _with_secret(args, change(paths, work))


def _with_secret(args: Namespace, made: Subscribed) -> int:
    document = made.endpoint.json() | {"secret": made.secret.reveal()}
    said = f"{made.endpoint.id}: keep the signing secret now, it is not shown again."
    return answer(args, document, [made.secret.reveal(), said])


def _list(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> Sequence[Endpoint]:
        from closer_tui.store import webhooks

        async with store.read() as conn:
            return await webhooks.listed(conn)

    found = change(paths, work)
    lines = [f"{e.id}  {e.url}  {_how(e)}  {', '.join(e.events)}" for e in found]
    none = "Nobody is told anything; `closer-tui webhook add URL` subscribes."
    return answer(args, [each.json() for each in found], lines or none)


def _how(endpoint: Endpoint) -> str:
    if endpoint.disabled_at is not None:
        return f"disabled: {endpoint.disabled_reason or 'no reason known'}"
    return str(endpoint.json()["env"])


def _remove(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> None:
        from closer_tui.services.webhooks import remove

        await remove(store, args.id, actor=actor())

    change(paths, work)
    return answer(args, {"id": args.id, "removed": True}, f"{args.id} is told nothing any more")


def _enable(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> Endpoint:
        from closer_tui.services.webhooks import enable

        return await enable(store, args.id, actor=actor())

    endpoint = change(paths, work)
    said = f"{endpoint.id} is told again; `closer-tui webhook replay --webhook {endpoint.id}` sends what it missed"
    return answer(args, endpoint.json(), said)


def _deliveries(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> Sequence[DeliveryRow]:
        from closer_tui.store import webhook_queue

        async with store.read() as conn:
            return await webhook_queue.listed(conn, state=args.state, limit=args.limit)

    found = change(paths, work)
    lines = [
        f"{d.event_id}  {d.event}  {d.endpoint_id}  {d.state} after {d.attempts}"
        f"{f'  {d.last_status or d.last_error}' if d.last_status or d.last_error else ''}"
        for d in found
    ]
    return answer(args, [each.json() for each in found], lines or "There are no such deliveries.")


def _replay(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> int:
        from closer_tui.services.webhooks import replay

        return await replay(store, actor=actor(), event_id=args.event_id, endpoint_id=args.webhook)

    count = change(paths, work)
    return answer(args, {"queued": count}, f"{count} put back; they leave within a moment where an engine runs")


def _hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= 8_760:
        raise ArgumentTypeError(f"{text!r} is not a number of hours from 0 to 8760")
    return hours
