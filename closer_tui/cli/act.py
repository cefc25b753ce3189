"""Decisions on drafts, and words of one's own: approve, reject, redraft, undo, reply, note.

A command line has no few seconds for second thoughts: what it approves may leave at once.
"""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING

from closer_tui.cli.many import act, add_many_options
from closer_tui.cli.output import answer
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change, look, text_of
from closer_tui.config.paths import Paths
from closer_tui.domain.bulk import BulkAction
from closer_tui.domain.errors import InvalidInput, Refused
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.services.approve import Approved, BulkResult
    from closer_tui.services.undoing import TakenBack
    from closer_tui.store.database import Store
    from closer_tui.store.views.rows import DraftRow, Json

STDIN = "`-` reads it from stdin"
LATER = "when it leaves, unless the customer writes first: 2h, 18:00, 'tomorrow 9', or an RFC 3339 time"
FORCE = "send it although a colleague is answering here, or has"


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's commands."""
    approve = sub.add_parser("approve", help="approve drafts as they are, or one in other words")
    approve.add_argument("drafts", metavar="DRAFT", nargs="*", help="draft_… ids; several are approved as they are")
    add_many_options(approve)
    approve.add_argument("--body", metavar="TEXT", help=f"send this instead of the draft's words; {STDIN}")
    approve.add_argument("--revision", type=int, metavar="N", help="refuse if there is a newer draft than this one")
    approve.add_argument("--at", metavar="TIME", help=LATER)
    approve.add_argument("--even-if-stale", action="store_true", help="send it although the customer wrote again")
    approve.add_argument("--force", action="store_true", help=FORCE)
    approve.set_defaults(handler=partial(_approve, approve))
    reject = sub.add_parser("reject", help="reject a draft with a reason")
    reject.add_argument("draft", metavar="DRAFT", help="a draft_… id")
    reject.add_argument("--reason", required=True, metavar="R", help="why, in a word, so that drafts get better")
    reject.set_defaults(handler=_reject)
    redraft = sub.add_parser("redraft", help="ask for a new draft")
    redraft.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    redraft.add_argument("--instruction", default="", metavar="TEXT", help=f"what should be different; {STDIN}")
    redraft.set_defaults(handler=_redraft)
    undo = sub.add_parser("undo", help="take back the last change, or an approval, a rejection, a change of owner")
    undo.add_argument(
        "id",
        metavar="ID",
        nargs="?",
        help="an undo_… id that a change printed, an out_…, draft_…, view_… or move_… id, conv_… for its last change of"
        " owner; your last change if not given",
    )
    undo.set_defaults(handler=_undo)
    reply = sub.add_parser("reply", help="send a reply of your own")
    reply.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    reply.add_argument("body", metavar="BODY", help=f"the reply; {STDIN}")
    reply.add_argument("--at", metavar="TIME", help=LATER)
    reply.add_argument(
        "--since", metavar="MESSAGE", help="refuse if somebody else has answered after this msg_… id, the last you saw"
    )
    reply.add_argument("--force", action="store_true", help=FORCE)
    reply.add_argument("--attach", metavar="FILE", help="a file, where the channel takes files; none does yet")
    reply.set_defaults(handler=_reply)
    note = sub.add_parser("note", help="keep a private note in a conversation")
    note.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    note.add_argument("body", metavar="BODY", help=f"the note, which never leaves; {STDIN}")
    note.set_defaults(handler=_note)


def _approve(parser: CommandParser, args: Namespace, paths: Paths) -> int:
    if args.filter or args.view:
        if args.drafts or args.body is not None or args.revision is not None or args.even_if_stale:
            raise InvalidInput("a filter says which drafts, and they go as they are", "Leave the rest out.")
        return act(args, paths, BulkAction.APPROVE, [""], [])
    numbers = list(dict.fromkeys(keys.parse("draft", text) for text in args.drafts))
    if not numbers:
        parser.error("the following arguments are required: DRAFT")
    if args.dry_run:
        raise InvalidInput("--dry-run goes with --filter or --view", "Leave it out, or say which with a filter.")
    if len(numbers) > 1:
        return _approve_several(args, paths, numbers)
    body = None if args.body is None else text_of(args.body)
    send_at = _moment(args.at)

    async def work(store: Store) -> Approved:
        from closer_tui.services.approve import approve

        return await approve(
            store,
            numbers[0],
            actor=actor(),
            revision=args.revision,
            body=body,
            accept_stale=args.even_if_stale,
            send_at=send_at,
            anyway=args.force,
        )

    done = change(paths, work)
    document = _draft(paths, numbers[0]).json() | {"outbox": _outbox(paths, done.outbox_n)}
    how = "in your words" if done.edited else "as it is"
    out = document["outbox"]
    return answer(args, document, f"{document['id']} approved {how}; {out['id']} {_leaving(out)}")


def _moment(words: str | None) -> int | None:
    from closer_tui.domain.clock import SystemClock
    from closer_tui.domain.moment import parse_later

    return None if words is None else parse_later(words, SystemClock().now())


def _leaving(out: Json) -> str:
    return f"leaves at {out['send_at']}, unless the customer writes first" if out["send_at"] else "is on its way"


def _approve_several(args: Namespace, paths: Paths, numbers: list[int]) -> int:
    alone = args.body, args.revision, args.at
    if any(each is not None for each in alone) or args.even_if_stale or args.force:
        raise InvalidInput(
            "--body, --revision, --at, --even-if-stale and --force go with one draft only",
            "Approve that draft by itself.",
        )
    picked = [(n, _draft(paths, n).revision) for n in numbers]

    async def work(store: Store) -> BulkResult:
        from closer_tui.services.approve import approve_many

        return await approve_many(store, picked, actor=actor())

    done = change(paths, work)
    refused = dict(done.refused)
    approved = [_draft(paths, n).json() for n in numbers if n not in refused]
    held = [{"id": keys.public("draft", n), "reason": why} for n, why in done.refused]
    document = {"approved": approved, "refused": held}
    lines = [f"{each['id']} approved" for each in approved] + [
        f"{each['id']} refused: {each['reason']}" for each in held
    ]
    answer(args, document, lines)
    return 1 if refused else 0


def _reject(args: Namespace, paths: Paths) -> int:
    n = keys.parse("draft", args.draft)

    async def work(store: Store) -> None:
        from closer_tui.services.approve import reject

        await reject(store, n, actor=actor(), reason=args.reason)

    change(paths, work)
    row = _draft(paths, n)
    return answer(args, row.json(), f"{row.id} rejected: {row.decision}")


def _redraft(args: Namespace, paths: Paths) -> int:
    n = keys.parse("conv", args.conversation)
    instruction = text_of(args.instruction)

    async def work(store: Store) -> int:
        from closer_tui.services.approve import redraft

        return await redraft(store, n, actor=actor(), instruction=instruction)

    row = _draft(paths, change(paths, work))
    return answer(args, row.json(), f"{row.id} asked for; `closer-tui work --once` writes it if no engine runs")


def _undo(args: Namespace, paths: Paths) -> int:
    if args.id is None or args.id.startswith("undo_"):
        return _undo_change(args, paths)
    if args.id.startswith("view_"):
        return _undo_view(args, paths)
    if args.id.startswith(("move_", "conv_")):
        from closer_tui.cli.owning import undo_move

        return undo_move(args, paths)
    rejected = False
    if args.id.startswith("draft_"):
        n = keys.parse("draft", args.id)
        rejected = _draft(paths, n).state == "rejected"
        outbox_n = 0 if rejected else _outbox_of_draft(paths, n)
    else:
        n, outbox_n = 0, keys.parse("out", args.id)

    async def work(store: Store) -> int | None:
        from closer_tui.services.approve import undo_approval, undo_reject

        if rejected:
            await undo_reject(store, n, actor=actor())
            return n
        draft = await undo_approval(store, outbox_n, actor=actor())
        return draft.n if draft else None

    back = change(paths, work)
    if back is None:
        return answer(args, _outbox(paths, outbox_n), f"{keys.public('out', outbox_n)} taken back; nothing left")
    row = _draft(paths, back)
    return answer(args, row.json(), f"{row.id} waits for a decision again ({row.state})")


def _undo_view(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import saved

    n = keys.parse("view", args.id)

    async def work(store: Store) -> str:
        from closer_tui.services.saved_views import undo

        return await undo(store, n, actor=actor())

    what = change(paths, work)
    row = look(paths, lambda r: saved.one(r, n))
    return answer(args, row.json() | {"undone": what}, f"{row.id} {row.name}: {what.replace('.', ' ')} was taken back")


def _undo_change(args: Namespace, paths: Paths) -> int:
    async def work(store: Store) -> TakenBack:
        from closer_tui.services.undoing import last_of, take_back

        return await take_back(store, args.id or await last_of(store, actor()), actor=actor())

    done = change(paths, work)
    about = [keys.public("conv", n) for n in done.conversations]
    document = {"undo": done.batch, "count": done.count, "conversations": about, "refused": list(done.refused)}
    where = f" in {', '.join(about[:5])}" if about else ""
    lines = [f"{done.batch}: {done.count} taken back{where}", *(f"left as it is: {why}" for why in done.refused)]
    answer(args, document, lines)
    return 1 if done.refused else 0


def _reply(args: Namespace, paths: Paths) -> int:
    if args.attach is not None:
        raise Refused("this channel takes no files: CLOSER v1 carries text only", "Send a link in the text instead.")
    n, body, send_at = keys.parse("conv", args.conversation), text_of(args.body), _moment(args.at)

    since = keys.parse("msg", args.since) if args.since else None

    async def work(store: Store) -> Approved:
        from closer_tui.domain.errors import Contested
        from closer_tui.domain.presence import Began
        from closer_tui.services.compose import reply

        began = Began(since) if since is not None else None
        try:
            return await reply(store, n, body, actor=actor(), send_at=send_at, began=began, anyway=args.force)
        except Contested as error:
            raise Contested(error.message, "Read it with `show`; --force sends yours all the same.") from None

    document = _outbox(paths, change(paths, work).outbox_n)
    if send_at is not None:
        return answer(args, document, f"{document['id']} {_leaving(document)}")
    return answer(args, document, f"{document['id']} is on its way to {document['contact']['address']}")


def _note(args: Namespace, paths: Paths) -> int:
    n, body = keys.parse("conv", args.conversation), text_of(args.body)

    async def work(store: Store) -> int:
        from closer_tui.services.compose import note

        return await note(store, n, body, actor=actor())

    from closer_tui.store.views import thread

    seq = change(paths, work)
    row = look(paths, lambda r: thread.one(r, seq))
    return answer(args, row.json(), f"{row.id} noted; nothing leaves")


def _draft(paths: Paths, n: int) -> DraftRow:
    """Raises NotFound."""
    from closer_tui.domain.errors import NotFound
    from closer_tui.store.views import drafts

    with reading(paths) as reader:
        row = drafts.one(reader, n)
    if row is None:
        raise NotFound(f"there is no draft {keys.public('draft', n)}", "`closer-tui drafts` lists them.")
    return row


def _outbox(paths: Paths, n: int) -> Json:
    from closer_tui.store.views import outbox

    return look(paths, lambda r: outbox.one(r, n)).json()


def _outbox_of_draft(paths: Paths, draft_n: int) -> int:
    """The entry that carries an approved draft. Raises NotFound when it has none."""
    from closer_tui.domain.errors import NotFound

    with reading(paths) as reader:
        n = reader.number("SELECT n FROM outbox WHERE draft_n = ? AND state <> 'cancelled'", (draft_n,))
    if not n:
        raise NotFound(
            f"nothing was decided on {keys.public('draft', draft_n)} that could be taken back",
            "`closer-tui drafts` lists what waits.",
        )
    return n
