"""The owner's intents: name them, teach them questions, forget those again. Each says what undoing it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.domain.intent import MOST_EXAMPLES, MOST_INTENTS, Intent, Learnt, example_of, intent_name
from closer_tui.store import audit
from closer_tui.store import intents as rows
from closer_tui.store.database import Store
from closer_tui.store.intents import Held


async def save(store: Store, intent: Intent, *, actor: str) -> Intent | None:
    """Add an intent, or change the one of its name; returns what it was. Raises InvalidInput, Conflict."""
    tidy = intent.checked()
    async with store.write() as tx:
        now = store.clock.now()
        held = await rows.find(tx, tidy.name)
        if held is None:
            await _room(tx)
        await rows.put(tx, tidy, now)
        action = "intent.added" if held is None else "intent.changed"
        await audit.note(tx, now, actor, action, entity=tidy.name, to_person=tidy.to_person, priority=tidy.priority)
        return held.intent if held else None


async def remove(store: Store, name: str, *, actor: str) -> tuple[Intent, list[str]]:
    """Remove one; returns it with its examples, so that it can be put back. Raises NotFound."""
    async with store.write() as tx:
        now = store.clock.now()
        held = await rows.one(tx, intent_name(name))
        examples = await rows.examples(tx, held.n)
        await rows.drop(tx, held, now)
        await audit.note(tx, now, actor, "intent.removed", entity=held.intent.name, examples=len(examples))
        return held.intent, examples


async def teach(store: Store, name: str, examples: Sequence[str], *, actor: str) -> Learnt:
    """Such questions are of this intent, which is added if there is none of the name. Raises InvalidInput, Conflict."""
    [learnt] = await take_in(store, {name: examples}, actor=actor)
    return learnt


async def take_in(store: Store, taught: Mapping[str, Sequence[str]], *, actor: str) -> list[Learnt]:
    """Many at once, all or none. Raises InvalidInput, Conflict."""
    tidy: dict[str, list[str]] = {}
    for name, examples in taught.items():
        tidy.setdefault(intent_name(name), []).extend(example_of(example) for example in examples)
    async with store.write() as tx:
        return [await _learn(tx, name, examples, store.clock.now(), actor) for name, examples in tidy.items()]


async def forget(store: Store, name: str, example: str, *, actor: str) -> None:
    """Such a question shows this intent no more. Raises NotFound."""
    async with store.write() as tx:
        now = store.clock.now()
        held = await rows.one(tx, intent_name(name))
        if not await rows.drop_example(tx, held, example_of(example), now):
            raise NotFound(
                f"{held.intent.name} has no such example", f"`closer-tui intent show {held.intent.name}` lists them."
            )
        await audit.note(tx, now, actor, "intent.forgot", entity=held.intent.name)


async def unlearn(store: Store, learnt: Learnt, *, actor: str) -> None:
    """Take `teach` back: the intent too, if it was new and holds nothing else by now. Raises NotFound."""
    async with store.write() as tx:
        now = store.clock.now()
        held = await rows.one(tx, learnt.name)
        for example in learnt.examples:
            await rows.drop_example(tx, held, example, now)
        if learnt.new and not await rows.examples(tx, held.n):
            await rows.drop(tx, held, now)
        await audit.note(tx, now, actor, "intent.forgot", entity=learnt.name, examples=len(learnt.examples))


async def _learn(tx: AsyncConnection, name: str, examples: Sequence[str], now: int, actor: str) -> Learnt:
    held = await rows.find(tx, name)
    new = held is None
    if held is None:
        await _room(tx)
        held = Held(await rows.put(tx, Intent(name), now), Intent(name))
    kept = await rows.add_examples(tx, held, examples, actor, now)
    if len(await rows.examples(tx, held.n)) > MOST_EXAMPLES:
        raise Conflict(
            f"{name} would have more than {MOST_EXAMPLES:,} examples",
            "Forget some, or split it into two intents; more examples teach nothing new.",
        )
    await audit.note(tx, now, actor, "intent.taught", entity=name, examples=len(kept))
    return Learnt(name, new, tuple(kept))


async def _room(tx: AsyncConnection) -> None:
    if await rows.count(tx) >= MOST_INTENTS:
        raise Conflict(f"there are {MOST_INTENTS} intents already", "Remove one that is not needed any more.")
