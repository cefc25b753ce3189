"""`eval`: past conversations drafted again, turn by turn, by the running version of the bot and by a candidate."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from argparse import Namespace
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from closer_tui.cli.output import answer
from closer_tui.cli.parsing import amount
from closer_tui.cli.tables import line_width
from closer_tui.config.paths import Paths
from closer_tui.domain.errors import InvalidInput, NotFound
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile

if TYPE_CHECKING:
    from argparse import _SubParsersAction
    from collections.abc import Iterator

    from closer_tui.cli.parsing import CommandParser
    from closer_tui.config.settings import Settings
    from closer_tui.domain.evaluation import Score, Turn
    from closer_tui.drafting.brief import QuickReply
    from closer_tui.drafting.evaluating import MaySpend, Version
    from closer_tui.drafting.model import DraftModel
    from closer_tui.drafting.replay import Replay
    from closer_tui.store.database import Store

CONVERSATIONS: Final = 100
"""Conversations of the store that are replayed unless more are asked for."""
LARGEST: Final = 200_000_000
"""Bytes of a file that are read."""


def register(sub: _SubParsersAction[CommandParser]) -> None:
    """Add `eval`."""
    parser = sub.add_parser("eval", help="replay past conversations against another tone or model, and compare")
    parser.add_argument("--file", metavar="FILE", help="chats to replay, a JSON document a line; else your own")
    parser.add_argument("--inbox", metavar="INBOX", help="your own conversations of one inbox only")
    parser.add_argument(
        "--limit", type=amount, metavar="N", help=f"conversations (default: {CONVERSATIONS}; of a file all)"
    )
    parser.add_argument("--tone", metavar="FILE", help="the candidate's tone, as `tone show --json` prints it")
    parser.add_argument("--model", metavar="NAME", help="the candidate's model, or `offline`")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the chance in the tests (default: 1)")
    parser.set_defaults(handler=_eval)


@dataclass(frozen=True, slots=True)
class Done:
    """What was replayed, and how each version did."""

    turns: list[Turn]
    names: list[str]
    scores: list[list[Score]]


def _eval(args: Namespace, paths: Paths) -> int:
    from closer_tui.config.load import load_settings
    from closer_tui.drafting.eval_report import report_json, report_lines

    if args.file and args.inbox:
        raise InvalidInput("--inbox is about your own conversations", "Leave out --inbox, or --file.")
    settings = load_settings(paths.config_file)
    done = asyncio.run(_run(args, paths, settings))
    if not done.turns:
        raise NotFound("there is no turn to replay", "A turn is a reply that follows a customer's message.")
    pick = random.Random(args.seed).randrange
    report = report_json(done.turns, done.names, done.scores, pick)
    return answer(args, report, report_lines(done.turns, done.names, done.scores, report, line_width()))


async def _run(args: Namespace, paths: Paths, settings: Settings) -> Done:
    from closer_tui.domain.clock import SystemClock
    from closer_tui.drafting.choose import choose_model
    from closer_tui.drafting.evaluating import Version
    from closer_tui.drafting.model import OFFLINE
    from closer_tui.store.database import Store

    running = choose_model(settings, os.environ)
    models: list[DraftModel] = [running]
    versions = [Version(f"running ({running.name})", running)]
    if args.tone or args.model:
        model = _candidate(settings, args.model) if args.model else running
        models += [model] if model is not running else []
        tone = _tone(Path(args.tone)) if args.tone else None
        said = f"candidate ({model.name}{', its tone' if tone else ''})"
        versions.append(Version(said, model, tone))
    paid = any(model.name != OFFLINE for model in models)
    store = await Store.open(paths, SystemClock()) if paths.database.exists() or paid or not args.file else None
    try:
        cases = await _cases(args, store)
        if store is not None:
            cases = await _recognised(cases, store)
        return await _scored(cases, versions, settings, store if paid else None)
    finally:
        for model in models:
            await model.aclose()
        if store is not None:
            await store.close()


async def _scored(cases: list[Replay], versions: list[Version], settings: Settings, payer: Store | None) -> Done:
    from closer_tui.drafting.evaluating import evaluate
    from closer_tui.drafting.rules import RuleWords

    words = RuleWords(settings.drafting.stop_words, settings.drafting.ask_for_person_words)
    scores = []
    for version in versions:
        spend = None if payer is None else _payer(payer, settings, version.model.name)
        scores.append(
            await evaluate(cases, version, words=words, spend=spend, progress=_teller(version.name, len(cases)))
        )
    return Done([case.turn for case in cases], [version.name for version in versions], scores)


def _payer(store: Store, settings: Settings, model: str) -> MaySpend:
    """What an evaluation costs counts towards the day's budget, as any draft does."""

    async def spend(micros: int) -> bool:
        from closer_tui.domain.draft import Usage
        from closer_tui.drafting.budget import may_spend
        from closer_tui.store import spending

        now = store.clock.now()
        if micros:
            async with store.write() as tx:
                await spending.add(tx, now, model, Usage(cost_micros=micros))
        async with store.read() as conn:
            return may_spend(await spending.spent_today(conn, now), settings.drafting.daily_budget_usd)

    return spend


def _teller(name: str, of: int) -> Any:
    """How far it is, for a person who waits at a terminal."""

    def tell(done: int) -> None:
        if sys.stderr.isatty() and (done % 25 == 0 or done == of):
            sys.stderr.write(f"\r{name}: {done} of {of} turns{'' if done < of else chr(10)}")
            sys.stderr.flush()

    return tell


def _candidate(settings: Settings, name: str) -> DraftModel:
    from closer_tui.drafting.choose import choose_model
    from closer_tui.drafting.model import OFFLINE
    from closer_tui.drafting.offline import OfflineModel

    if name == OFFLINE:
        return OfflineModel()
    wanted = settings.drafting.model_copy(update={"model": name, "provider": "anthropic"})
    return choose_model(settings.model_copy(update={"drafting": wanted}), os.environ)


async def _cases(args: Namespace, store: Store | None) -> list[Replay]:
    from closer_tui.drafting import replay_store
    from closer_tui.drafting.replay import read_chats
    from closer_tui.store import inboxes

    if args.file:
        replies = await _quick_replies(store) if store is not None else ()
        return await asyncio.to_thread(
            lambda: read_chats(_lines(Path(args.file)), ToneProfile(), replies, limit=args.limit or 0)
        )
    assert store is not None, "without a file the store is opened"
    found: list[Replay] = []
    async with store.read() as conn:
        inbox_n = (await inboxes.by_id(conn, args.inbox)).n if args.inbox else 0
        for n in await replay_store.newest(conn, limit=args.limit or CONVERSATIONS, inbox_n=inbox_n):
            found += await replay_store.of_conversation(conn, n, now=store.clock.now())
    return found


async def _recognised(cases: list[Replay], store: Store) -> list[Replay]:
    """With the intents the owner taught, as the worker drafts."""
    from closer_tui.drafting.recognising import Recogniser

    recogniser = Recogniser(store)
    return [replace(case, brief=await recogniser.recognise(case.brief)) for case in cases]


async def _quick_replies(store: Store) -> tuple[QuickReply, ...]:
    from closer_tui.drafting.load import read_quick_replies

    async with store.read() as conn:
        return await read_quick_replies(conn, {})


def _lines(file: Path) -> Iterator[str]:
    try:
        if file.expanduser().stat().st_size > LARGEST:
            raise InvalidInput(f"{file} is larger than {LARGEST // 1_000_000} MB", "Split it.")
        with file.expanduser().open(encoding="utf-8") as lines:
            yield from lines
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InvalidInput(f"{file} cannot be read: {why}", "Name a file of chats, a JSON document a line.") from error


def _tone(file: Path) -> ToneProfile:
    """Fields that are not named are the usual ones. Raises InvalidInput."""
    hint = "Write what `closer-tui tone show INBOX --json` prints."
    try:
        said = json.loads("".join(_lines(file)))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{file} is no JSON", hint) from error
    if not isinstance(said, dict):
        raise InvalidInput(f"{file} is no tone profile", hint)
    tone = ToneProfile()
    try:
        return replace(
            tone,
            formality=said.get("formality", tone.formality),
            warmth=said.get("warmth", tone.warmth),
            sentence_length=SentenceLength(said.get("sentence_length", tone.sentence_length)),
            emoji=EmojiUse(said.get("emoji", tone.emoji)),
            sign_off=str(said.get("sign_off", tone.sign_off)),
            escalation_topics=tuple(map(str, said.get("escalation_topics", tone.escalation_topics))),
        )
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"{file} is no tone profile: {error}", hint) from error
