"""Care: backup, restore, doctor, export."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from closer_tui.cli.output import answer, print_json, print_lines, print_rows
from closer_tui.cli.reading import reading
from closer_tui.config.paths import Paths
from closer_tui.domain.clock import SystemClock
from closer_tui.domain.errors import Refused, StoreError

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.store.begin_anew import Aside
    from closer_tui.store.findings import Finding
    from closer_tui.store.restore import Restored

SIGNS = {"ok": "✓", "warn": "!", "fail": "✗"}
STDOUT = "-"


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add the commands that take care of a home."""
    backup = sub.add_parser("backup", help="write a copy of the database while it is in use")
    backup.add_argument("file", metavar="FILE", help="where to; the key of stored secrets is not in it")
    backup.add_argument("--overwrite", action="store_true", help="replace a file that is there")
    backup.set_defaults(handler=_backup)
    restore = sub.add_parser("restore", help="take a copy back; what was there is put aside")
    restore.add_argument("file", metavar="FILE", help="what `backup` wrote")
    restore.set_defaults(handler=_restore)
    doctor = sub.add_parser("doctor", help="check the home: database, permissions, clock, channels")
    doctor.add_argument(
        "--put-aside", action="store_true", help="put a damaged database aside and begin anew; nothing is deleted"
    )
    doctor.set_defaults(handler=_doctor)
    export = sub.add_parser("export", help="write everything out as JSON lines")
    export.add_argument("file", metavar="FILE", nargs="?", default=STDOUT, help="where to (default: stdout)")
    export.add_argument("--overwrite", action="store_true", help="replace a file that is there")
    export.set_defaults(handler=_export)


def _backup(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.backup import backup
    from closer_tui.store.findings import size

    done = backup(paths, Path(args.file), overwrite=args.overwrite)
    document = {
        "file": str(done.path),
        "bytes": done.size,
        "conversations": done.conversations,
        "messages": done.messages,
        "outbox": done.outbox,
    }
    lines = [
        f"{done.path}: {size(done.size)}, {done.conversations} conversations, {done.messages} messages.",
        f"Keep {paths.key_file} too, in another place: without it, stored secrets in the backup cannot be opened.",
    ]
    return answer(args, document, lines)


def _restore(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.restore import restore

    done = restore(paths, Path(args.file), now=SystemClock().now())
    document = {
        "conversations": done.conversations,
        "messages": done.messages,
        "put_aside": str(done.put_aside) if done.put_aside else None,
        "report": str(done.report) if done.report else None,
        "outbox_lost": [_entry(row) for row in done.lost],
        "outbox_held": done.held,
        "outbox_settled": done.settled,
        "drafts_stale": done.drafts,
        "replaced_was_readable": done.known,
    }
    return answer(args, document, _restored(done))


def _restored(done: Restored) -> list[str]:
    lines = [f"Restored: {done.conversations} conversations, {done.messages} messages."]
    if done.put_aside:
        lines.append(f"What was there before is now {done.put_aside}.")
    if done.held:
        lines.append(f"{done.held} replies may have left since the backup: they are held. Look at `closer-tui outbox`.")
    if done.settled:
        lines.append(f"{done.settled} replies of the backup have ended since, and stay ended.")
    if done.drafts:
        lines.append(f"{done.drafts} drafts must be looked at again before they can be approved.")
    for row in done.lost:
        entry = _entry(row)
        lines.append(f"Not in the backup: to {entry['recipient']} ({entry['state']}): {entry['body']}")
    if done.report:
        lines.append(f"They are written down in {done.report}.")
    if not done.known:
        lines.append("The replaced database could not be read: tokens revoked since the backup are valid again. Check")
        lines.append("`closer-tui token list`, and the channels for replies that left since.")
    return [*lines, "What customers wrote since comes with the next sync."]


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in ("key", "recipient", "body", "state", "actor")}


def _doctor(args: Namespace, paths: Paths) -> int:
    from closer_tui.store.doctor import examine, worst

    now = SystemClock().now()
    aside = None
    if args.put_aside:
        from closer_tui.store.begin_anew import begin_anew

        aside = begin_anew(paths, now=now)
    found = [*_settings(paths), *examine(paths, now=now)]
    level = worst(found)
    if args.json:
        document: dict[str, Any] = {"level": level.value, "findings": [finding.json() for finding in found]}
        if aside is not None:
            document["put_aside"] = {"path": str(aside.path), "report": str(aside.report), "outbox": aside.outbox}
        print_json(document)
    else:
        print_lines([*_aside_lines(aside), *_finding_lines(found)])
    return 1 if level == "fail" else 0


def _settings(paths: Paths) -> list[Finding]:
    from closer_tui.config.load import load_settings
    from closer_tui.domain.errors import CloserError
    from closer_tui.store.findings import fail, ok

    try:
        load_settings(paths.config_file)
    except CloserError as error:
        return [fail("settings", error.message, error.hint)]
    where = paths.config_file if paths.config_file.exists() else "no file, so all defaults"
    return [ok("settings", str(where))]


def _aside_lines(aside: Aside | None) -> list[str]:
    if aside is None:
        return []
    whole = "all of it" if aside.whole else "what could be read of it"
    return [
        f"The damaged database is now {aside.path}.",
        f"{aside.outbox} replies in it were on their way; {whole} is written down in {aside.report}.",
        "",
    ]


def _finding_lines(found: Sequence[Finding]) -> list[str]:
    lines = []
    for finding in found:
        lines.append(f"{SIGNS[finding.level]} {finding.name}: {finding.detail}")
        if finding.hint:
            lines.append(f"    {finding.hint}")
    return lines


def _export(args: Namespace, paths: Paths) -> int:
    if args.file == STDOUT:
        with reading(paths) as r:
            from closer_tui.store.export import rows

            print_rows(rows(r), one_document=args.json)
        return 0
    target = Path(args.file).expanduser().absolute()
    counted = _export_to(target, paths, overwrite=args.overwrite)
    document = {"file": str(target), "rows": dict(counted)}
    return answer(args, document, f"{target}: {sum(counted.values())} rows of {len(counted)} kinds.")


def _export_to(target: Path, paths: Paths, *, overwrite: bool) -> Counter[str]:
    """Write beside the target, and give it its name when it is whole; for this user alone."""
    from closer_tui.store.export import rows

    if target.exists() and not overwrite:
        raise Refused(f"{target} exists already", "Choose another name, or give --overwrite.")
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    counted: Counter[str] = Counter()
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file, reading(paths) as r:
            for row in rows(r):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                counted[row["table"]] += 1
        partial.replace(target)
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}", "Choose another place.") from error
    finally:
        with suppress(OSError):
            partial.unlink()
    return counted
