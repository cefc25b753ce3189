"""Who has a conversation, from the command line: take, claim, assign, unassign, escalate, hand back; and the way back.

Each prints the conversation as it stands afterwards, with the id of the move that `undo` takes.
"""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from closer_tui.cli.many import for_many
from closer_tui.cli.output import answer
from closer_tui.cli.session import actor, change, look, text_of
from closer_tui.config.paths import Paths
from closer_tui.domain.bulk import BulkAction
from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.domain.handover import HandOver
    from closer_tui.drafting.summing_up import Proposed
    from closer_tui.store.database import Store
    from closer_tui.store.views.rows import ConversationRow

Handler = Callable[[Namespace, Paths], int]


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's commands."""

    def command(name: str, text: str, handler: Handler) -> CommandParser:
        parser = sub.add_parser(name, help=text)
        parser.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
        parser.set_defaults(handler=handler)
        return parser

    command("take", "take a conversation over, out of its queue or from the bot", _take)
    command("claim", "take a conversation out of its queue; one of several who try gets it", _claim)
    assign = sub.add_parser("assign", help="give a conversation to somebody, or to nobody")
    assign.add_argument("conversation", metavar="CONVERSATION", nargs="*", help="a conv_… id, or several")
    assign.add_argument("agent", metavar="AGENT", nargs="?", help="who should have it")
    assign.add_argument("--nobody", action="store_true", help="take it from whoever has it")
    for_many(assign, BulkAction.ASSIGN, _assign, rest="agent", value=lambda _args, words: [" ".join(words)])
    command("unassign", "take a conversation from whoever has it, to nobody", _unassign)
    escalate = command("escalate", "put a conversation in a topic's queue", _escalate)
    escalate.add_argument("--topic", default="", help="the queue, for example refunds; by default the general one")
    escalate.add_argument(
        "--reason",
        choices=[reason.value for reason in EscalationReason],
        default=EscalationReason.BY_HAND.value,
        help="why (default: by_hand)",
    )
    escalate.add_argument("--quote", default="", metavar="TEXT", help="the customer's words that call for it")
    escalate.add_argument("--detail", default="", metavar="TEXT", help="what whoever takes it should know")
    _register_hand_back(command("hand-back", "give a conversation back to the bot, with a summary", _hand_back))


def _register_hand_back(parser: CommandParser) -> None:
    def several(option: str, metavar: str, text: str) -> None:
        parser.add_argument(option, action="append", default=[], metavar=metavar, help=text)

    several("--fact", "TEXT", "something that is so; may be given again, as may the next four")
    several("--promise", "TEXT[@DAY]", "what was promised, `a voucher @ 2026-12-01` with the day it is due")
    several("--question", "TEXT", "what is still open")
    several("--do", "TEXT", "what the bot should do from now on")
    several("--dont", "TEXT", "what the bot must not do")
    parser.add_argument(
        "--generate", action="store_true", help="print a summary for you to edit, and change nothing; goes into --from"
    )
    parser.add_argument("--summary", metavar="TEXT", help="one fact, in your own words; `-` reads it from stdin")
    parser.add_argument(
        "--from", dest="source", metavar="FILE", help="a JSON document such as --generate prints; `-` reads stdin"
    )


def _changed(
    args: Namespace,
    paths: Paths,
    work: Callable[[Store, int], Awaitable[int | None]],
    said: Callable[[ConversationRow], str],
) -> int:
    """Do it, and print the conversation as it is now, with the move that can be taken back."""
    from closer_tui.store.views import conversations

    n = keys.parse("conv", args.conversation)
    move_n = change(paths, lambda store: work(store, n))
    row = look(paths, lambda r: conversations.one(r, n))
    move = keys.public("move", move_n) if move_n else None
    undo = f"; `closer-tui undo {move}` takes it back" if move else ""
    return answer(args, row.json() | {"move": move}, f"{row.id} ({row.title}) {said(row)}{undo}")


def _take(args: Namespace, paths: Paths) -> int:
    async def work(store: Store, n: int) -> int | None:
        from closer_tui.domain.conversation import OwnerKind
        from closer_tui.services.ownership import claim, take
        from closer_tui.store import conversations

        async with store.read() as conn:
            queued = (await conversations.one(conn, n)).owner_kind is OwnerKind.QUEUE
        # Out of a queue, exactly one of several who try gets it.
        return await (claim if queued else take)(store, n, actor=actor())

    return _changed(args, paths, work, lambda row: f"is yours, {row.owner_name}")


def _claim(args: Namespace, paths: Paths) -> int:
    async def work(store: Store, n: int) -> int:
        from closer_tui.services.ownership import claim

        return await claim(store, n, actor=actor())

    return _changed(args, paths, work, lambda row: f"is yours, {row.owner_name}")


def _escalate(args: Namespace, paths: Paths) -> int:
    call = EscalationCall(args.topic, EscalationReason(args.reason), args.quote, args.detail)

    async def work(store: Store, n: int) -> int:
        from closer_tui.services.ownership import escalate

        return await escalate(store, n, call, actor=actor())

    return _changed(args, paths, work, lambda row: f"waits in the queue {row.owner_name}")


def _assign(args: Namespace, paths: Paths) -> int:
    if args.nobody:
        return _unassign(args, paths)

    async def work(store: Store, n: int) -> int | None:
        from closer_tui.services.ownership import assign

        return await assign(store, n, args.agent, actor=actor())

    return _changed(args, paths, work, lambda row: f"belongs to {row.owner_name}")


def _unassign(args: Namespace, paths: Paths) -> int:
    async def work(store: Store, n: int) -> int:
        from closer_tui.services.ownership import unassign

        return await unassign(store, n, actor=actor())

    return _changed(args, paths, work, lambda row: f"belongs to {row.owner_kind}")


def _hand_back(args: Namespace, paths: Paths) -> int:
    if args.generate:
        return _propose(args, paths)
    summary = summary_of(args)

    async def work(store: Store, n: int) -> int:
        from closer_tui.services.handing_back import hand_back

        return await hand_back(store, n, actor=actor(), summary=summary)

    return _changed(args, paths, work, lambda _: "is the bot's again")


def _propose(args: Namespace, paths: Paths) -> int:
    """A summary of what a person did here, by whoever drafts in this home."""
    from closer_tui.config.load import load_settings

    n = keys.parse("conv", args.conversation)
    settings = load_settings(paths.config_file)

    async def work(store: Store) -> Proposed:
        from closer_tui.drafting.choose import choose_model
        from closer_tui.drafting.summing_up import write_summary

        model = choose_model(settings, os.environ)
        try:
            return await write_summary(store, settings, model)(n)
        finally:
            await model.aclose()

    proposed = change(paths, work)
    document = proposed.summary.json() | {"model": proposed.model, "note": proposed.note}
    lines = [proposed.note]
    for title, items in proposed.summary.sections():
        lines += [f"{title}:", *(f"  {item}" for item in items)] if items else []
    return answer(args, document, lines)


def summary_of(args: Namespace) -> HandOver:
    """What was said in options and in the document of `--from`, together. Raises InvalidInput, naming the field."""
    from closer_tui.domain.handover import HandOver, parse_promise

    base = HandOver() if args.source is None else HandOver.from_json(_document(args.source))
    plain = [] if args.summary is None else [text_of(args.summary)]
    return HandOver.of(
        facts=[*base.facts, *plain, *args.fact],
        promises=[*base.promises, *map(parse_promise, args.promise)],
        questions=[*base.questions, *args.question],
        dos=[*base.dos, *args.do],
        donts=[*base.donts, *args.dont],
    )


def _document(source: str) -> object:
    try:
        text = text_of("-") if source == "-" else Path(source).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as error:
        raise InvalidInput(
            f"{source[:60]} cannot be read: {error.strerror}", "Name a file, or `-` for stdin."
        ) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            "the summary is not JSON", "`hand-back CONVERSATION --generate --json` shows one."
        ) from error


def undo_move(args: Namespace, paths: Paths) -> int:
    """`undo move_…`, or `undo conv_…` for the last change of owner of a conversation."""
    from closer_tui.store.views import conversations

    async def work(store: Store) -> int:
        from closer_tui.services.moving_back import undo_last_move, undo_move
        from closer_tui.store import owner_moves

        if args.id.startswith("move_"):
            return await undo_move(store, keys.parse("move", args.id), actor=actor())
        move_n = await undo_last_move(store, keys.parse("conv", args.id), actor=actor())
        async with store.read() as conn:
            return (await owner_moves.one(conn, move_n)).conversation_n

    n = change(paths, work)
    row = look(paths, lambda r: conversations.one(r, n))
    owner = row.owner_kind if not row.owner_name else f"{row.owner_kind} {row.owner_name}"
    return answer(args, row.json(), f"{row.id} ({row.title}) is as it was: {owner}")
