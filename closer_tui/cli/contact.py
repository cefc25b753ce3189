"""Contacts: show, edit, merge and split; block and unblock. A conversation's id stands for its contact."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from closer_tui.cli.output import answer
from closer_tui.cli.reading import reading
from closer_tui.cli.session import actor, change, text_of
from closer_tui.cli.tables import table
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import InvalidInput, NotFound
from closer_tui.store import keys

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.database import Store
    from closer_tui.store.views.contacts import ContactRow

WHO = "a ct_… id, or the conv_… id of one of their conversations"


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's commands."""
    for name, text, handler in (
        ("block", "send whatever a contact writes to spam, quietly", _block),
        ("unblock", "let a contact in again", _unblock),
    ):
        parser = sub.add_parser(name, help=text)
        parser.add_argument("contact", metavar="CONTACT", help=WHO)
        parser.set_defaults(handler=handler)
    sub.add_parser("blocked", help="list who is blocked").set_defaults(handler=_blocked)
    contact = sub.add_parser("contact", help="show and edit a contact; merge two that are one, and split them again")
    verbs = contact.add_subparsers(metavar="ACTION", required=True)
    show = verbs.add_parser("show", help="everything known of a contact, and who may be the same person")
    show.add_argument("contact", metavar="CONTACT", help=WHO)
    show.set_defaults(handler=_show)
    _register_edit(verbs)
    merge = verbs.add_parser("merge", help="give everything of another contact to this one")
    merge.add_argument("contact", metavar="CONTACT", help=f"who stays: {WHO}")
    merge.add_argument("other", metavar="OTHER", help="who becomes a part of it")
    merge.add_argument("--dry-run", action="store_true", help="only tell what would move")
    merge.set_defaults(handler=_merge)
    split = verbs.add_parser("split", help="take the last merge into a contact back")
    split.add_argument("contact", metavar="CONTACT", help=WHO)
    split.set_defaults(handler=_split)


def _register_edit(verbs: Any) -> None:
    edit = verbs.add_parser("edit", help="say something else of a contact; what is not named stays as it is")
    edit.add_argument("contact", metavar="CONTACT", help=WHO)
    edit.add_argument("--name", metavar="NAME", help="your own name for them; empty goes back to the channel's")
    edit.add_argument("--company", metavar="TEXT", help="where they work")
    edit.add_argument("--language", metavar="TAG", help="for example en, de or pt-BR")
    edit.add_argument("--notes", metavar="TEXT", help="what to remember; `-` reads it from stdin")
    edit.add_argument("--field", metavar="KEY=VALUE", action="append", default=[], help="a field of your own, or more")
    edit.set_defaults(handler=_edit)


def _contact(paths: Paths, text: str) -> ContactRow:
    """Raises InvalidInput for what is no id, NotFound for what is not there."""
    from closer_tui.store.views import contacts, conversations

    with reading(paths) as reader:
        if text.startswith("conv_"):
            talk = conversations.one(reader, keys.parse("conv", text))
            n = talk.contact_n if talk else 0
        else:
            n = keys.parse("ct", text)
        found = contacts.one(reader, n)
    if found is None:
        raise NotFound(f"there is no contact {text[:60]!r}", "`closer-tui list --json` names the contact of each.")
    return found


def _told(args: Namespace, paths: Paths, n: int, batch: str | None, said: str) -> int:
    row = _contact(paths, keys.public("ct", n))
    return answer(args, row.json() | {"undo": batch}, f"{row.id} ({row.title}) {said}")


def _show(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import contacts

    row = _contact(paths, args.contact)
    with reading(paths) as reader:
        talks = contacts.conversations(reader, row.n)
        alike = contacts.alike(reader, row.n)
    document = row.json() | {
        "conversations": [talk.json() for talk in talks],
        "maybe_the_same": [{"id": each.contact.id, "name": each.contact.title, "why": each.why} for each in alike],
    }
    facts = [
        ("name", f"{row.name}{' (yours)' if row.named_by else ''}"),
        ("on channels", row.told),
        ("company", row.detail.company),
        ("language", row.detail.language),
        *row.detail.fields.items(),
        ("notes", row.detail.notes),
        ("blocked", f"by {row.blocked_by}" if row.blocked_at else ""),
    ]
    lines = [row.id, *(f"{key}: {value}" for key, value in facts if value)]
    lines += [f"{each.channel}: {each.address}" for each in row.identities]
    lines += [f"maybe the same: {each.contact.id} ({each.contact.title}), {each.why}" for each in alike]
    lines += table(("CONVERSATION", "CHANNEL", "STATUS", "LAST MESSAGE"), [
        (talk.id, talk.channel, talk.status, talk.snippet) for talk in talks
    ])  # fmt: skip
    return answer(args, document, lines)


def _edit(args: Namespace, paths: Paths) -> int:
    row = _contact(paths, args.contact)
    given = {"company": args.company, "language": args.language}
    given["notes"] = None if args.notes is None else text_of(args.notes)
    fields = dict(row.detail.fields)
    for each in args.field:
        key, equals, value = each.partition("=")
        if not equals:
            raise InvalidInput(f"{each[:40]!r} is no field", "Write it as key=value; key= removes it.", field="field")
        fields[key.strip()] = value
    wanted = {key: value for key, value in given.items() if value is not None}
    detail = replace(row.detail, fields=fields, **wanted)

    async def work(store: Store) -> str:
        from closer_tui.services.contacts import ContactEdit, edit

        name = row.name if args.name is None else args.name
        return await edit(store, row.n, ContactEdit(name, detail), actor=actor())

    return _told(args, paths, row.n, change(paths, work), "is changed")


def _merge(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import contacts

    into, other = _contact(paths, args.contact), _contact(paths, args.other)
    with reading(paths) as reader:
        talks = contacts.conversations(reader, other.n)
    moves = [f"{each.channel} {each.address}" for each in other.identities]
    if args.dry_run:
        document = {"into": into.id, "from": other.id, "identities": moves, "conversations": [t.id for t in talks]}
        lines = [f"{other.title} ({other.id}) would become a part of {into.title} ({into.id}), with:"]
        return answer(args, document, [*lines, *(f"  {each}" for each in (*moves, *(talk.id for talk in talks)))])

    async def work(store: Store) -> str:
        from closer_tui.services.contacts import merge

        return await merge(store, into.n, other.n, actor=actor())

    return _told(args, paths, into.n, change(paths, work), f"is {other.title} too now")


def _split(args: Namespace, paths: Paths) -> int:
    row = _contact(paths, args.contact)

    async def work(store: Store) -> str:
        from closer_tui.services.contacts import last_merge
        from closer_tui.services.undoing import take_back

        batch = await last_merge(store, row.n)
        await take_back(store, batch, actor=actor())
        return batch

    change(paths, work)
    return _told(args, paths, row.n, None, "stands by itself again")


def _block(args: Namespace, paths: Paths) -> int:
    async def work(store: Store, n: int) -> str:
        from closer_tui.services.contacts import block

        return await block(store, n, actor=actor())

    return _move(args, paths, work, "is blocked; what they write goes to spam")


def _unblock(args: Namespace, paths: Paths) -> int:
    async def work(store: Store, n: int) -> str:
        from closer_tui.services.contacts import unblock

        return await unblock(store, n, actor=actor())

    return _move(args, paths, work, "may write again")


def _move(args: Namespace, paths: Paths, work: Callable[[Store, int], Awaitable[str]], said: str) -> int:
    row = _contact(paths, args.contact)
    return _told(args, paths, row.n, change(paths, lambda store: work(store, row.n)), said)


def _blocked(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.views import contacts

    with reading(paths) as reader:
        rows = contacts.blocked(reader)
    cells = [
        (
            row.id,
            row.title,
            row.blocked_by or "",
            ", ".join(f"{each.channel} {each.address}" for each in row.identities),
        )
        for row in rows
    ]
    lines = list(table(("ID", "CONTACT", "BY", "ADDRESSES"), cells))
    return answer(args, [row.json() for row in rows], lines or "Nobody is blocked.")
