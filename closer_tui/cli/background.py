"""What happens in the background, by hand: pull, draft, send, deliver. And the engine a screen starts as its child."""

from __future__ import annotations

import asyncio
import os
from argparse import Namespace
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING, Final

from closer_tui.cli.output import answer, print_json, print_lines
from closer_tui.config.paths import Paths

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.config.settings import Settings
    from closer_tui.runtime.engine import EngineRuntime, SyncReport, WorkReport
    from closer_tui.store.views.rows import Json

DRAIN_SECONDS: Final = 15.0
"""How long an engine that was asked to leave goes on sending what was approved."""
PARENT_SECONDS: Final = 1.0
"""How often the child of a screen looks whether its screen is still there."""
IDLE_SECONDS: Final = 1.0
NICE: Final = 5
"""How far the engine stands back for the screen or the API beside it."""
LOOK_SECONDS: Final = 0.1


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add this module's commands."""
    sync = sub.add_parser("sync", help="pull messages from the channels")
    sync.add_argument("--once", action="store_true", help="until every inbox is up to date, then print the counts")
    sync.add_argument("--inbox", metavar="I", help="this inbox_… only")
    sync.set_defaults(handler=_sync)
    work = sub.add_parser("work", help="draft, send and deliver what is due")
    work.add_argument("--once", action="store_true", help="until nothing is due, then print the counts")
    work.set_defaults(handler=_work)
    engine = sub.add_parser("engine", help="the engine a screen starts as its child")
    engine.add_argument("--stay", action="store_true", help="stay when whoever started it has gone")
    engine.add_argument("--parent", type=int, metavar="PID", help="whose child it is (default: of whoever started it)")
    engine.set_defaults(handler=_engine)


def _sync(args: Namespace, paths: Paths) -> int:
    from closer_tui.cli.running import or_stopped, pause, run_until_stopped

    async def rounds(settings: Settings, stop: asyncio.Event) -> list[SyncReport]:
        async with await _open(paths, settings) as engine:
            reports = await or_stopped(engine.sync_once(args.inbox), stop) or []
            while not args.once and await pause(stop, settings.sync.interval_seconds):
                _tell(args, _synced(reports), _synced_lines(reports), moved=any(r.new or r.error for r in reports))
                reports = await or_stopped(engine.sync_once(args.inbox), stop) or []
            return reports

    reports = run_until_stopped(paths, "sync", rounds)
    if args.once:
        answer(args, _synced(reports), _synced_lines(reports))
    return 1 if args.once and any(report.error for report in reports) else 0


def _synced(reports: list[SyncReport]) -> Json:
    return {
        "inboxes": [asdict(report) | {"error": report.error or None} for report in reports],
        "new": sum(report.new for report in reports),
        "updated": sum(report.updated for report in reports),
        "errors": sum(bool(report.error) for report in reports),
    }


def _synced_lines(reports: list[SyncReport]) -> list[str]:
    return [f"{r.inbox}  {r.new} new, {r.updated} updated{f'; {r.error}' if r.error else ''}" for r in reports] or [
        "No inbox is connected; `closer-tui connect` adds one."
    ]


def _work(args: Namespace, paths: Paths) -> int:
    from closer_tui.cli.running import or_stopped, pause, run_until_stopped

    async def rounds(settings: Settings, stop: asyncio.Event) -> WorkReport | None:
        async with await _open(paths, settings) as engine:
            report = await or_stopped(engine.work_once(), stop)
            while not args.once and await pause(stop, IDLE_SECONDS):
                if report is not None:
                    done = _worked(report)
                    _tell(args, done, _worked_line(done), moved=bool(done["drafts"] or done["replies"]))
                report = await or_stopped(engine.work_once(), stop)
            return report

    report = run_until_stopped(paths, "work", rounds)
    if args.once and report is not None:
        done = _worked(report)
        return answer(args, done, _worked_line(done))
    return 0


def _worked(report: WorkReport) -> Json:
    return asdict(report)


def _worked_line(done: Json) -> str:
    webhooks = ", ".join(f"{count} {name}" for name, count in done["webhooks"].items() if count)
    return f"{done['drafts']} drafts made, {done['replies']} replies moved, webhooks: {webhooks or 'none'}"


def _tell(args: Namespace, document: Json, lines: list[str] | str, *, moved: bool) -> None:
    """A command that goes on says something only when something happened, one JSON document a line with `--json`."""
    if moved:
        print_json(document) if args.json else print_lines([lines] if isinstance(lines, str) else lines)


def _engine(args: Namespace, paths: Paths) -> int:
    from closer_tui.cli.running import run_until_stopped

    for slow in ("closer_tui.config.load", "closer_tui.runtime.engine"):  # what takes seconds comes before the look
        import_module(slow)
    parent = os.getppid() if args.parent is None else args.parent
    if os.getppid() != parent and not paths.database.exists():
        return 0  # the screen was killed before we had begun, and its home (a demo's) has gone with it
    with suppress(OSError):
        os.nice(NICE)

    async def run(settings: Settings, stop: asyncio.Event) -> None:
        leave = asyncio.Event()
        async with await _open(paths, settings) as engine, asyncio.TaskGroup() as group:
            watchers = [group.create_task(_drain(engine, stop, leave))]
            if not args.stay:
                watchers.append(group.create_task(_watch_parent(stop, parent)))
            await engine.run(leave)
            for watcher in watchers:
                watcher.cancel()

    run_until_stopped(paths, "engine", run)
    return 0


async def _watch_parent(stop: asyncio.Event, parent: int) -> None:
    """A screen that was killed could not say goodbye: its engine sees that it has another parent now."""
    from closer_tui.cli.running import pause

    while os.getppid() == parent and await pause(stop, PARENT_SECONDS):
        pass
    stop.set()


async def _drain(engine: EngineRuntime, stop: asyncio.Event, leave: asyncio.Event) -> None:
    """Once asked to stop, go on until what was approved has left, for a bounded time."""
    from closer_tui.cli.running import pause

    await stop.wait()
    loop = asyncio.get_running_loop()
    until = loop.time() + DRAIN_SECONDS
    while loop.time() < until and not await engine.drained() and await pause(leave, LOOK_SECONDS):
        pass
    leave.set()


async def _open(paths: Paths, settings: Settings) -> EngineRuntime:
    from closer_tui.domain.clock import SystemClock
    from closer_tui.runtime.engine import EngineRuntime

    return await EngineRuntime.open(paths, settings, SystemClock())
