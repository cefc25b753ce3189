"""The commands for one conversation, for many: several ids, `--filter`, `--view`, `--dry-run`, and a question from
eleven on."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from closer_tui.cli.filters import add_filter_options, narrowed
from closer_tui.cli.output import answer, one_line
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change
from closer_tui.config.paths import Paths
from closer_tui.domain.bulk import BulkAction, Preview
from closer_tui.domain.errors import InvalidInput, Refused
from closer_tui.store import keys

if TYPE_CHECKING:
    from closer_tui.cli.parsing import CommandParser
    from closer_tui.services.bulk import BulkDone
    from closer_tui.store.database import Store
    from closer_tui.store.views import Reader

Handler = Callable[[Namespace, Paths], int]

ASKED_FROM: Final = 11
"""So many conversations are not touched without a yes."""
CHUNK: Final = 1_000

DID: Final = {
    BulkAction.APPROVE: "approved",
    BulkAction.RESOLVE: "resolved",
    BulkAction.REOPEN: "opened again",
    BulkAction.SPAM: "marked as spam",
    BulkAction.SNOOZE: "snoozed",
    BulkAction.TAG: "tagged",
    BulkAction.UNTAG: "untagged",
    BulkAction.ASSIGN: "assigned",
    BulkAction.READ: "marked as read",
    BulkAction.UNREAD: "marked as unread",
}


def add_many_options(parser: CommandParser) -> None:
    """What every command for many takes."""
    add_filter_options(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and do nothing")
    parser.add_argument("--yes", action="store_true", help=f"do not ask, as is done from {ASKED_FROM} conversations on")


def for_many(
    parser: CommandParser,
    action: BulkAction,
    alone: Handler,
    *,
    rest: str = "",
    value: Callable[[Namespace, list[str]], Sequence[str | int]] = lambda _args, _words: [""],
) -> None:
    """Let a parser with `conversation` (any number) and `rest` behind it do one, as `alone` does, or many.

    `value` reads what follows the ids: for each of its values the action is done once, under one undo.
    """
    add_many_options(parser)

    def handle(args: Namespace, paths: Paths) -> int:
        ids, words = _parted([*args.conversation, *_words(args, rest)])
        if rest:
            setattr(args, rest, words if isinstance(getattr(args, rest), list) else " ".join(words) or None)
        nobody = getattr(args, "nobody", False)
        if rest and bool(words) == nobody:
            missing = f"behind the conversations is required: {rest.upper()}"
            parser.error("give a name or --nobody" if nobody else missing)
        if len(ids) == 1 and not (args.filter or args.view or args.dry_run):
            args.conversation = ids[0]
            return alone(args, paths)
        if not ids and not args.filter and not args.view:
            parser.error("say which: CONVERSATION, several of them, or --filter FILTER")
        if nobody:
            raise InvalidInput("--nobody goes with one conversation only", "Use unassign, one by one.")
        return act(args, paths, action, value(args, words), [keys.parse("conv", each) for each in ids])

    parser.set_defaults(handler=handle)


def _words(args: Namespace, rest: str) -> list[str]:
    found = getattr(args, rest) if rest else None
    return [] if found is None else [found] if isinstance(found, str) else list(found)


def _parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids at the beginning, and what follows them."""
    count = next((i for i, word in enumerate(words) if not word.startswith("conv_")), len(words))
    return list(dict.fromkeys(words[:count])), list(words[count:])


def act(args: Namespace, paths: Paths, action: BulkAction, values: Sequence[str | int], numbers: Sequence[int]) -> int:
    """Preview, ask, do, and say how it is taken back. Raises Refused when nobody can be asked."""
    previews = []
    with reading(paths) as r:
        found = [n for chunk in _chunks(r, args, numbers) for n in chunk]
        previews = [_preview(r, action, value, found) for value in values]
    count = max(len(preview.picks) for preview in previews)
    document = {
        "action": action.value,
        "count": count,
        "conversations": [keys.public("conv", pick.n) for pick in previews[0].picks],
        "left_out": {why: n for preview in previews for why, n in preview.left.items()},
        "dry_run": args.dry_run,
    }
    lines = _lines(previews, count)
    if args.dry_run or not count:
        return answer(args, document | {"undo": None}, [*lines, "Nothing was done."])
    if count >= ASKED_FROM and not args.yes and not _agreed(args, [*lines, f"{action.value} {count}?"]):
        raise Refused(
            f"{count} conversations would be {DID[action]}",
            "Repeat with --yes to do it, or with --dry-run to see more.",
        )
    done = _done(paths, previews)
    left = [{"id": keys.public("conv", n), "reason": why} for n, why in done.left]
    words = [
        f"{done.done} {DID[action]}; `closer-tui undo {done.batch}` takes it back" if done.done else "Nothing done"
    ]
    words += [f"  {each['id']} stayed: {each['reason']}" for each in left]
    left_out = [f"  left out: {n} {why}" for why, n in document["left_out"].items()]
    answer(
        args, document | {"done": done.done, "left": left, "undo": done.batch if done.done else None}, words + left_out
    )
    return 1 if left else 0


def _chunks(r: Reader, args: Namespace, numbers: Sequence[int]) -> Iterator[list[int]]:
    """The conversations named, and those that fit the filter; all in all each once."""
    from closer_tui.store.views import ListFilter, conversations

    seen = set(numbers)
    yield list(numbers)
    if not (args.filter or args.view):
        return
    args.sort = None
    flt = narrowed(r, ListFilter(), args)
    after = None
    while page := conversations.numbers(r, flt, after=after, limit=CHUNK):
        yield [n for _, n in page if n not in seen]
        after = page[-1]


def _preview(r: Reader, action: BulkAction, value: str | int, numbers: Sequence[int]) -> Preview:
    from closer_tui.store.views import bulk

    preview = Preview(action, value)
    known = 0
    for start in range(0, len(numbers), CHUNK):
        facts = bulk.facts(r, numbers[start : start + CHUNK])
        known += len(facts)
        preview.add(facts)
    if known < len(numbers):
        preview.left["not there"] = len(numbers) - known
    return preview


def _lines(previews: Sequence[Preview], count: int) -> list[str]:
    first = previews[0]
    names = ", ".join(one_line(name) or "?" for name in first.names)
    more = len(first.picks) - len(first.names)
    lines = [f"{count} fit: {names}{f' and {more} more' if more > 0 else ''}" if count else "None fits."]
    return lines + [f"  left out: {n} {why}" for preview in previews for why, n in preview.left.items()]


def _agreed(args: Namespace, lines: Sequence[str]) -> bool:
    """Ask at a terminal; elsewhere nobody agrees."""
    if args.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write("\n".join(lines) + " [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def _done(paths: Paths, previews: Sequence[Preview]) -> BulkDone:
    async def work(store: Store) -> BulkDone:
        from closer_tui.services.bulk import run

        whole: BulkDone | None = None
        for preview in previews:
            batch = whole.batch if whole else None
            done = await run(store, preview.action, preview.value, preview.picks, actor=actor(), batch=batch)
            if whole is not None:
                done.done, done.left = max(done.done, whole.done), whole.left + done.left
            whole = done
        assert whole is not None, "an action has a value, be it an empty one"
        return whole

    return change(paths, work)
