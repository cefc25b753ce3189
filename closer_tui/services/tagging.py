"""Tags of conversations, and the tags themselves: add, remove, rename, merge, colour; each can be taken back."""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.errors import Conflict, InvalidInput, NotFound
from closer_tui.domain.tags import check_colour, tidy_tag
from closer_tui.store import audit, changes, conversations, tags, undo
from closer_tui.store.database import Store
from closer_tui.store.undo import Change

TAGGED: Final = "tag"
COLOURED: Final = "tag.colour"
MOVED: Final = "tag.moved"


async def tag(store: Store, conversation_n: int, name: str, *, actor: str, batch: str | None = None) -> str | None:
    """Add a tag: lower-case words joined by hyphens. None when the conversation had it."""
    return await _set(store, conversation_n, name, actor, batch, there=True)


async def untag(store: Store, conversation_n: int, name: str, *, actor: str, batch: str | None = None) -> str | None:
    """Remove a tag. None when the conversation did not have it."""
    return await _set(store, conversation_n, name, actor, batch, there=False)


async def _set(
    store: Store, conversation_n: int, name: str, actor: str, batch: str | None, *, there: bool
) -> str | None:
    tidy = tidy_tag(name)
    async with store.write() as tx:
        now = store.clock.now()
        await conversations.one(tx, conversation_n)
        if not await _move(tx, conversation_n, tidy, now, there=there):
            return None
        batch = batch or undo.new_batch(now)
        before, after = {"tag": tidy, "there": not there}, {"tag": tidy, "there": there}
        await undo.record(tx, batch, now, actor, TAGGED, conversation_n, before=before, after=after)
        action = "conversation.tagged" if there else "conversation.untagged"
        await audit.note(tx, now, actor, action, conversation_n, tag=tidy)
        return batch


async def _move(tx: AsyncConnection, conversation_n: int, name: str, now: int, *, there: bool) -> bool:
    moved = await (tags.add(tx, conversation_n, name, now) if there else tags.remove(tx, conversation_n, name))
    if moved:
        await conversations.change(tx, conversation_n, now)
    return moved


async def take_back_tag(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo `tag` or `untag`. Raises Conflict when somebody has put it right already."""
    if not await _move(tx, change.conversation_n or 0, change.before["tag"], now, there=change.before["there"]):
        raise Conflict(f"the tag {change.before['tag']} stands as it did before", "There is nothing to take back.")


# --- the tags themselves


async def set_colour(store: Store, name: str, colour: str, *, actor: str) -> str:
    """Choose the colour of a tag; `auto` leaves it to the name."""
    tidy, chosen = tidy_tag(name), check_colour(colour)
    async with store.write() as tx:
        now = store.clock.now()
        before = await _known(tx, tidy)
        await tags.set_colour(tx, tidy, chosen, now)
        batch = undo.new_batch(now)
        await undo.record(
            tx,
            batch,
            now,
            actor,
            COLOURED,
            None,
            before={"tag": tidy, "colour": before},
            after={"tag": tidy, "colour": chosen},
        )
        await audit.note(tx, now, actor, "tag.coloured", None, tidy, colour=chosen or "auto")
        return batch


async def take_back_colour(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo `set_colour`. Raises Conflict when it has another colour by now, or is gone."""
    name = change.before["tag"]
    if await tags.colour(tx, name) != change.after["colour"]:
        raise Conflict(f"the tag {name} has been changed since", "Look at `closer-tui tags`.")
    await tags.set_colour(tx, name, change.before["colour"], now)


async def rename(store: Store, old: str, new: str, *, actor: str) -> str:
    """Call a tag otherwise, everywhere. Raises Conflict when there is one of that name: `merge` is for that."""
    source, target = tidy_tag(old), tidy_tag(new)
    async with store.write() as tx:
        if source != target and await tags.colour(tx, target) is not None:
            raise Conflict(f"there is a tag {target} already", f"`closer-tui tags merge {source} {target}` joins them.")
        return await _join(tx, source, target, store.clock.now(), actor, "tag.renamed")


async def merge(store: Store, source: str, target: str, *, actor: str) -> str:
    """Give everything tagged `source` the tag `target` instead; `source` exists no more."""
    one, other = tidy_tag(source), tidy_tag(target)
    async with store.write() as tx:
        await _known(tx, other)
        return await _join(tx, one, other, store.clock.now(), actor, "tag.merged")


async def _join(tx: AsyncConnection, source: str, target: str, now: int, actor: str, action: str) -> str:
    if source == target:
        raise InvalidInput(f"both are {source}", "Name two different tags.", field="tag")
    colour = await _known(tx, source)
    numbers, had = await tags.having(tx, source), set(await tags.having(tx, target))
    new = await tags.colour(tx, target) is None
    await tags.know(tx, target, now)
    if new:
        await tags.set_colour(tx, target, colour, now)
    await tags.add_to(tx, target, numbers)
    await tags.remove_from(tx, source, numbers)
    await tags.forget(tx, source)
    await changes.note(tx, now, changes.TAG, entity=target)
    batch = undo.new_batch(now)
    before = {"tag": source, "colour": colour, "conversations": numbers}
    after = {"tag": target, "new": new, "gained": [n for n in numbers if n not in had]}
    await undo.record(tx, batch, now, actor, MOVED, None, before=before, after=after)
    await audit.note(tx, now, actor, action, None, source, into=target, conversations=len(numbers))
    return batch


async def take_back_join(tx: AsyncConnection, change: Change, now: int) -> None:
    """Undo `rename` or `merge`: each conversation has again what it had. Raises Conflict when the old name is in use
    again."""
    before, after = change.before, change.after
    if await tags.colour(tx, before["tag"]) is not None:
        raise Conflict(f"there is a tag {before['tag']} again", "Merge or rename the tags by hand.")
    await tags.know(tx, before["tag"], now)
    await tags.set_colour(tx, before["tag"], before["colour"], now)
    await tags.add_to(tx, before["tag"], before["conversations"])
    await tags.remove_from(tx, after["tag"], after["gained"])
    if after["new"] and not await tags.having(tx, after["tag"]):
        await tags.forget(tx, after["tag"])
    await changes.note(tx, now, changes.TAG, entity=before["tag"])


async def _known(tx: AsyncConnection, name: str) -> str:
    colour = await tags.colour(tx, name)
    if colour is None:
        raise NotFound(f"there is no tag {name}", "`closer-tui tags` lists them.")
    return colour
