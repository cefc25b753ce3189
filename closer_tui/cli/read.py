"""What is there: list, show, search, drafts, escalations, audit."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from closer_tui.cli.filters import ORDERS, add_filter_options, narrowed
from closer_tui.cli.output import answer
from closer_tui.cli.parsing import amount
from closer_tui.cli.reading import reading
from closer_tui.config.paths import Paths
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.conversation import OwnerKind, Status
from closer_tui.domain.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.views import ListFilter, Reader
    from closer_tui.store.views.rows import MessageRow
    from closer_tui.store.views.search import Hit
    from closer_tui.tui.story import Told


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add the commands that read."""
    _register_list(sub)
    show = sub.add_parser("show", help="show one conversation with its messages, drafts and events")
    show.add_argument("conversation", metavar="CONVERSATION", help="a conv_… id")
    show.add_argument("--limit", type=amount, default=200, metavar="N", help="newest messages to show (default: 200)")
    show.add_argument("--around", metavar="MESSAGE", help="the messages around this msg_… id instead of the newest")
    show.add_argument("--events", action="store_true", help="tell what happened to it instead: who, when and why")
    show.set_defaults(handler=_show)
    search = sub.add_parser("search", help="search messages, newest first")
    search.add_argument("query", metavar="QUERY", nargs="*", help='words, "phrases", from: channel: status: tag: …')
    search.add_argument("--limit", type=amount, default=20, metavar="N", help="how many to find (default: 20)")
    search.add_argument("--before", metavar="MESSAGE", help="go on behind this msg_… id")
    search.add_argument("--best", action="store_true", help="the best of the newest first, instead of the newest")
    search.add_argument("--past", action="store_true", help="list what was searched for on the screen")
    search.add_argument("--forget", action="store_true", help="forget what was searched for on the screen")
    search.set_defaults(handler=_search)
    drafts = sub.add_parser("drafts", help="list the drafts that wait for a decision")
    drafts.add_argument("--limit", type=amount, default=100, metavar="N", help="how many to list (default: 100)")
    drafts.set_defaults(handler=_drafts)
    escalations = sub.add_parser("escalations", help="list what waits for a person, by topic")
    escalations.add_argument("--topic", metavar="T", help="of one topic only")
    escalations.set_defaults(handler=_escalations)
    audit = sub.add_parser("audit", help="show who did what, and when")
    audit.add_argument("--conversation", metavar="CONVERSATION", help="to this conversation only")
    audit.add_argument("--limit", type=amount, default=50, metavar="N", help="how many lines (default: 50)")
    audit.set_defaults(handler=_audit)


def _register_list(sub: _SubParsersAction[CommandParser]) -> None:
    parser = sub.add_parser("list", help="list conversations")
    parser.add_argument("--status", choices=[each.value for each in Status], help="all but spam if not given")
    parser.add_argument("--owner", metavar="OWNER", help="bot, agent, queue or nobody; agent:paul, queue:refunds; me")
    parser.add_argument("--channel", choices=[each.value for each in ChannelKind], help="of one channel only")
    parser.add_argument("--inbox", metavar="INBOX", help="an inbox_… id")
    parser.add_argument("--tag", metavar="TAG", help="with this tag")
    parser.add_argument("--unread", action="store_true", help="with messages nobody has read")
    parser.add_argument("--needs-action", action="store_true", help="that wait for a person")
    parser.add_argument("--draft", action="store_true", help="with a draft that waits for a decision")
    add_filter_options(parser)
    parser.add_argument("--sort", choices=ORDERS, help="default: newest, or the view's own")
    parser.add_argument("--limit", type=amount, default=50, metavar="N", help="how many (default: 50)")
    parser.add_argument("--cursor", metavar="C", help="go on behind this one")
    parser.set_defaults(handler=_list)


def _list(args: Namespace, paths: Paths) -> int:
    from closer_tui.cli import listing
    from closer_tui.store.views import conversations

    limit = args.limit
    with reading(paths) as r:
        flt = narrowed(r, _filter(args, r), args)
        after = conversations.parse_cursor(args.cursor) if args.cursor else None
        rows = conversations.page(r, flt, after=after, limit=limit + 1)
    shown, more = rows[:limit], len(rows) > limit
    document = [row.json() | {"cursor": conversations.cursor_of(row, flt)} for row in shown]
    lines = listing.conversations(shown)
    if more:
        lines.append(f"More: repeat with --cursor {conversations.cursor_of(shown[-1], flt)}")
    return answer(args, document, lines or "No conversation fits.")


def _filter(args: Namespace, r: Reader) -> ListFilter:
    from closer_tui.store.views import ListFilter, inboxes

    inbox_n = None
    if args.inbox:
        inbox = inboxes.by_id(r, args.inbox)
        if inbox is None:
            raise NotFound(f"there is no inbox {args.inbox[:60]!r}", "`closer-tui inboxes` lists them.")
        inbox_n = inbox.n
    kind, name = owner_of(args.owner)
    return ListFilter(
        status=args.status,
        owner_kind=kind,
        owner_name=name,
        channel=args.channel,
        inbox_n=inbox_n,
        unread=args.unread,
        needs_action=args.needs_action,
        has_draft=args.draft,
        tag=args.tag.lstrip("#").lower() if args.tag else None,
        sort=args.sort or "newest",
    )


def owner_of(text: str | None) -> tuple[str | None, str | None]:
    """`agent:paul` as a kind of owner and a name. Raises InvalidInput for what is no owner."""
    if not text:
        return None, None
    if text == "me":
        from closer_tui.cli.session import actor

        return OwnerKind.AGENT.value, actor()
    kind, _, name = text.partition(":")
    if kind not in {each.value for each in OwnerKind}:
        kinds = ", ".join(each.value for each in OwnerKind)
        raise InvalidInput(f"{text[:40]!r} is no owner", f"Use me, {kinds}, or agent:NAME, queue:TOPIC.", field="owner")
    return kind, name or None


def _show(args: Namespace, paths: Paths) -> int:
    from closer_tui.cli import listing
    from closer_tui.domain.clock import SystemClock
    from closer_tui.store import keys
    from closer_tui.store.views import conversations, drafts, escalations, events, handovers, presence, thread

    n = keys.parse("conv", args.conversation)
    with reading(paths) as r, r.moment():
        row = conversations.one(r, n)
        if row is None:
            raise NotFound(f"there is no conversation {args.conversation}", "`closer-tui list` lists them.")
        messages = _around(r, n, args) if args.around else thread.page(r, n, limit=args.limit)
        history = drafts.history(r, n)
        happened = events.of(r, n)
        escalation = escalations.of(r, n)
        here = presence.of(r, n, SystemClock().now())
        handed = handovers.newest(r, n)
        told = _story(r, n) if args.events else []
    document: dict[str, Any] = row.json() | {
        "messages": [message.json() for message in messages],
        "drafts": [draft.json() for draft in history],
        "events": [event.json() for event in happened],
        "escalation": escalation.json() if escalation else None,
        "viewers": [each.json() for each in here if each.replying_since is None],
        "repliers": [each.json() for each in here if each.replying_since is not None],
        "handover": handed.json() if handed else None,
    }
    if args.events:
        return answer(args, document | {"story": [line.json() for line in told]}, listing.story(told))
    lines = listing.conversation(row, messages, history, escalation)
    lines[2:2] = [f"{each.agent} is {'replying' if each.replying_since else 'looking'} here now" for each in here]
    return answer(args, document, lines)


def _around(r: Reader, n: int, args: Namespace) -> list[MessageRow]:
    """The messages around one of this conversation's. Raises NotFound."""
    from closer_tui.store import keys
    from closer_tui.store.views import thread

    found = thread.around(r, keys.parse("msg", args.around), limit=args.limit)
    if not found or found[0].conversation_n != n:
        raise NotFound(f"there is no message {args.around} in it", "`closer-tui search` finds messages.")
    return found


def _story(r: Reader, n: int) -> list[Told]:
    from closer_tui.domain.clock import format_rfc3339
    from closer_tui.store.views import deliveries, drafts, events
    from closer_tui.tui.story import tell

    happened = events.of(r, n, limit=1_000)
    return tell(happened, drafts.history(r, n), deliveries.of(r, n), moment=format_rfc3339)


def _search(args: Namespace, paths: Paths) -> int:
    from closer_tui.cli import listing
    from closer_tui.store import keys
    from closer_tui.store.views import search

    if args.past or args.forget:
        return _past_searches(args, paths)
    if not args.query:
        raise InvalidInput("there is nothing to search for", "Give words, or --past for earlier searches.")
    limit, found = args.limit, list[Any]()
    before = keys.parse("msg", args.before) if args.before else None
    query = " ".join(args.query)
    with reading(paths) as r:
        while True:
            result = search.find(r, query, limit=limit - len(found), before=before, ranked=args.best)
            found += result.hits
            before = result.next
            if before is None or len(found) >= limit:
                break
        document = [_whole(r, hit) for hit in found]
    lines = listing.hits(found)
    if before is not None:
        lines.append(f"More: repeat with --before {found[-1].json()['id']}")
    return answer(args, document, lines or "Nothing found.")


def _past_searches(args: Namespace, paths: Paths) -> int:
    """What was searched for on the screen; forgotten when asked to."""
    from closer_tui.store.past_searches import PastSearches

    past = PastSearches(paths.past_searches)
    if args.forget:
        count = past.forget()
        return answer(args, {"forgotten": count}, f"Forgot {count} past searches.")
    texts = past.all()
    return answer(args, texts, texts or "Nothing was searched for on the screen yet.")


def _whole(r: Reader, hit: Hit) -> dict[str, Any]:
    """A find as a message, with why it was found."""
    from closer_tui.store.views import thread

    message = thread.one(r, hit.seq)
    return (message.json() if message else {}) | hit.json()


def _drafts(args: Namespace, paths: Paths) -> int:
    from closer_tui.cli import listing
    from closer_tui.store.views import drafts

    with reading(paths) as r:
        rows = drafts.pending(r, args.limit)
    return answer(args, [row.json() for row in rows], listing.drafts(rows) or "No draft waits for a decision.")


def _escalations(args: Namespace, paths: Paths) -> int:
    from closer_tui.cli import listing
    from closer_tui.store.views import escalations

    with reading(paths) as r:
        rows = escalations.open(r, topic=args.topic)
    return answer(args, [row.json() for row in rows], listing.escalations(rows) or "Nothing waits for a person.")


def _audit(args: Namespace, paths: Paths) -> int:
    from closer_tui.cli import listing
    from closer_tui.store import keys
    from closer_tui.store.views import events

    limit = args.limit
    with reading(paths) as r:
        if args.conversation:
            rows = list(reversed(events.of(r, keys.parse("conv", args.conversation), limit=limit)))
        else:
            rows = events.newest(r, limit=limit)
    return answer(args, [row.json() for row in rows], listing.events(rows) or "Nothing happened yet.")
