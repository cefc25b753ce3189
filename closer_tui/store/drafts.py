"""Rows of drafts: asked for, claimed by the worker, decided by a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Final

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.decision import Edit, Outcome, outcome_of
from closer_tui.domain.draft import (
    DRAFT,
    LIVE_STATES,
    Check,
    CheckLevel,
    DraftAction,
    DraftBasis,
    DraftEvent,
    DraftState,
    Proposal,
)
from closer_tui.domain.errors import Conflict, NotFound
from closer_tui.store import changes, decisions, keys, messages
from closer_tui.store.tables import conversations, drafts

# Built once: making the same statement anew costs more than running it.
_ONE: Final = select(drafts).where(drafts.c.n == bindparam("wanted"))
_STATE: Final = select(drafts.c.state, drafts.c.conversation_n, drafts.c.revision).where(
    drafts.c.n == bindparam("wanted")
)
_CHANGE: Final = update(drafts).where(drafts.c.n == bindparam("wanted"))
_INSERT: Final = insert(drafts)
_REQUESTED: Final = select(drafts.c.n, drafts.c.created_at).where(
    drafts.c.conversation_n == bindparam("conversation"), drafts.c.state == DraftState.REQUESTED.value
)
_NEWEST: Final = select(func.coalesce(func.max(drafts.c.revision), 0)).where(
    drafts.c.conversation_n == bindparam("conversation")
)
_IN_STATES: Final = select(drafts.c.n, drafts.c.state).where(
    drafts.c.conversation_n == bindparam("conversation"), drafts.c.state.in_(bindparam("states", expanding=True))
)
_POINT: Final = (
    update(conversations)
    .where(conversations.c.n == bindparam("wanted"))
    .values(
        pending_draft=select(drafts.c.n)
        .where(
            drafts.c.conversation_n == bindparam("wanted"),
            drafts.c.state.in_([DraftState.PENDING.value, DraftState.STALE.value]),
        )
        .order_by(drafts.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands."""

    n: int
    conversation_n: int
    revision: int
    state: DraftState
    body: str
    basis: DraftBasis
    instruction: str
    attempts: int
    created_at: int
    action: DraftAction | None
    check_levels: tuple[CheckLevel, ...]


def _draft(row: Row[tuple[object, ...]]) -> Draft:
    return Draft(
        n=row.n,
        conversation_n=row.conversation_n,
        revision=row.revision,
        state=DraftState(row.state),
        body=row.body,
        basis=DraftBasis(row.last_inbound, row.last_public, row.owner_epoch, row.tone_version, row.knowledge_version),
        instruction=row.instruction,
        attempts=row.attempts,
        created_at=row.created_at,
        action=DraftAction(row.action) if row.action else None,
        check_levels=tuple(CheckLevel(check["level"]) for check in json.loads(row.checks_json)),
    )


async def one(conn: AsyncConnection, n: int) -> Draft:
    """By number. Raises NotFound."""
    row = (await conn.execute(_ONE, {"wanted": n})).first()
    if row is None:
        raise NotFound(f"there is no draft {keys.public('draft', n)}", "`closer-tui drafts` lists those that wait.")
    return _draft(row)


async def request(
    tx: AsyncConnection,
    conversation_n: int,
    basis: DraftBasis,
    now: int,
    *,
    not_before: int,
    longest_wait_ms: int = 0,
    instruction: str = "",
) -> int:
    """Ask for a draft and return its number.

    One that is only asked for is moved to the new basis instead, its start pushed out (debounce) but never past
    `longest_wait_ms` after it was first asked for.
    """
    waiting = (await tx.execute(_REQUESTED, {"conversation": conversation_n})).first()
    values: dict[str, object] = {
        "last_inbound": basis.last_inbound,
        "last_public": basis.last_public,
        "owner_epoch": basis.owner_epoch,
        "tone_version": basis.tone_version,
        "knowledge_version": basis.knowledge_version,
    }
    if instruction:  # what a person wished stands when the customer adds a line
        values["instruction"] = instruction
    if waiting is not None:
        start = min(not_before, waiting.created_at + longest_wait_ms) if longest_wait_ms else not_before
        await tx.execute(_CHANGE, {"wanted": waiting.n, "not_before": start, **values})
        return int(waiting.n)
    values |= {"conversation_n": conversation_n, "state": DraftState.REQUESTED.value, "created_at": now}
    values["revision"] = (await tx.execute(_NEWEST, {"conversation": conversation_n})).scalar_one() + 1
    result = await tx.execute(_INSERT, {"not_before": not_before, **values})
    number = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    await changes.note(
        tx, now, changes.DRAFT, conversation_n, keys.public("draft", number), state=DraftState.REQUESTED.value
    )
    return number


async def move(
    tx: AsyncConnection,
    n: int,
    event: DraftEvent,
    now: int,
    *,
    by: str | None = None,
    why: str | None = None,
    revision: int | None = None,
    instead: str = "",
    edit: Edit | None = None,
    **values: object,
) -> DraftState | None:
    """Compare-and-set one move of the DRAFT table. None when the draft is no longer in a state (or revision) that
    allows it: somebody was faster. What it says of the draft is recorded with it: `edit` is how a person's words
    differ, `instead` who answered in words of their own."""
    states = DRAFT.sources(event)
    current = (await tx.execute(_STATE, {"wanted": n})).first()
    if (
        current is None
        or DraftState(current.state) not in states
        or (revision is not None and current.revision != revision)
    ):
        return None
    target = DRAFT.step(DraftState(current.state), event)
    if by is not None or why is not None:
        values |= {"decided_at": now, "decided_by": by, "decision": why}
    await tx.execute(_CHANGE, {"wanted": n, "state": target.value, **values})
    await _point(tx, current.conversation_n)
    await _learn(
        tx, n, event, DraftState(current.state), now, by=by or instead, why=why or "", instead=instead, edit=edit
    )
    await changes.note(tx, now, changes.DRAFT, current.conversation_n, keys.public("draft", n), state=target.value)
    return target


async def _learn(
    tx: AsyncConnection,
    n: int,
    event: DraftEvent,
    was: DraftState,
    now: int,
    *,
    by: str,
    why: str,
    instead: str,
    edit: Edit | None,
) -> None:
    """Record what became of the draft. One that was outrun stays so when another takes its place."""
    if event is DraftEvent.UNDO:
        await decisions.forget(tx, n)
        return
    edited = edit is not None and edit.similarity < 1.0
    outcome = outcome_of(event, by=by, by_hand=bool(instead), edited=edited)
    waited = was is DraftState.PENDING or (was is DraftState.STALE and outcome is not Outcome.SUPERSEDED)
    if outcome is None or not waited:
        return
    reason = why if outcome is Outcome.REJECTED else ""
    await decisions.record(tx, n, outcome, now, actor=by, reason=reason, edit=edit)


async def decide(
    tx: AsyncConnection,
    n: int,
    event: DraftEvent,
    now: int,
    *,
    by: str,
    why: str,
    sent_body: str,
    edit: Edit | None = None,
) -> DraftState:
    """`move` by a person. Raises Conflict when somebody was faster."""
    target = await move(tx, n, event, now, by=by, why=why, edit=edit, sent_body=sent_body)
    if target is None:
        raise Conflict("somebody else has just decided on this draft", "Look at the conversation again.")
    return target


async def retire(
    tx: AsyncConnection,
    conversation_n: int,
    event: DraftEvent,
    now: int,
    *,
    why: str,
    states: Iterable[DraftState] = LIVE_STATES,
    instead: str = "",
    edits: Mapping[int, Edit] = MappingProxyType({}),
) -> list[int]:
    """Move every live draft of a conversation that the table lets go; returns their numbers. `instead`: who answered
    in words of their own, and by draft how those differ."""
    moved = [n for n, state in await live(tx, conversation_n, states) if DRAFT.can(DraftState(state), event)]
    for n in moved:
        await move(tx, n, event, now, why=why, instead=instead, edit=edits.get(n))
    return moved


async def live(
    conn: AsyncConnection, conversation_n: int, states: Iterable[DraftState] = LIVE_STATES
) -> list[tuple[int, str]]:
    """The drafts of a conversation that are asked for, being written or waiting: number and state."""
    wanted = {"conversation": conversation_n, "states": [state.value for state in states]}
    return [(row.n, row.state) for row in await conn.execute(_IN_STATES, wanted)]


async def finish(
    tx: AsyncConnection, n: int, proposal: Proposal, checks: Iterable[Check], basis: DraftBasis, now: int
) -> DraftState | None:
    """Store what the drafter made and put it before a person. None when the run was overtaken."""
    return await move(
        tx,
        n,
        DraftEvent.FINISH,
        now,
        body=proposal.body,
        action=proposal.action.value,
        language=proposal.language,
        topic=proposal.topic,
        reason=proposal.reason,
        sources_json=json.dumps([asdict(s) for s in proposal.sources], ensure_ascii=False),
        checks_json=json.dumps([asdict(c) for c in checks], ensure_ascii=False),
        promises_json=json.dumps(proposal.promises, ensure_ascii=False),
        usage_json=json.dumps(asdict(proposal.usage)),
        model=proposal.model,
        prompt_hash=proposal.prompt_hash,
        tone_version=basis.tone_version,
        knowledge_version=basis.knowledge_version,
        finished_at=now,
    )


async def retire_older(tx: AsyncConnection, conversation_n: int, newest: int, now: int) -> None:
    """A finished draft takes the place of every earlier one that still waits."""
    older = await tx.execute(
        select(drafts.c.n).where(
            drafts.c.conversation_n == conversation_n,
            drafts.c.n < newest,
            drafts.c.state.in_([s.value for s in LIVE_STATES]),
        )
    )
    for row in older.all():
        await move(tx, row.n, DraftEvent.SUPERSEDE, now, why="a newer draft is ready")


UNBEGUN: Final = (DraftState.REQUESTED, DraftState.PENDING, DraftState.STALE)
"""Live drafts nobody is writing at this moment."""


async def rebind(tx: AsyncConnection, conversation_n: int, owner_epoch: int) -> None:
    """The conversation has another owner: what waits stays valid there as a proposal. A draft that is being written
    keeps the old epoch, by which its run is recognised and dropped."""
    mine = (drafts.c.conversation_n == conversation_n) & drafts.c.state.in_([s.value for s in UNBEGUN])
    await tx.execute(update(drafts).where(mine).values(owner_epoch=owner_epoch))


async def revive(tx: AsyncConnection, n: int, now: int) -> Draft | None:
    """A decision was taken back: the draft waits again, for whoever has the conversation now. It is stale if the
    customer wrote while it was away. None, and the draft stays as it was, when it could not be approved any more:
    something newer has taken its place, an answer or a draft made of the same words, or the customer asked for no more
    messages."""
    draft = await one(tx, n)
    here = conversations.c
    now_at = (
        await tx.execute(
            select(here.last_inbound, here.last_public, here.owner_epoch, here.opted_out).where(
                here.n == draft.conversation_n
            )
        )
    ).one()
    outrun = now_at.last_inbound != draft.basis.last_inbound
    if outrun:
        overtaken = now_at.last_public != now_at.last_inbound
    else:
        overtaken = now_at.last_public != draft.basis.last_public or await _newer(tx, draft, now_at.last_public)
    if overtaken or now_at.opted_out or await move(tx, n, DraftEvent.UNDO, now) is None:
        return None
    # One that was taken back before this one, and is older, waits no more: there is one draft a conversation to decide.
    await retire_older(tx, draft.conversation_n, n, now)
    await tx.execute(update(drafts).where(drafts.c.n == n).values(owner_epoch=now_at.owner_epoch))
    if outrun:
        await move(tx, n, DraftEvent.NEW_INBOUND, now, why="a new message arrived")
    return await one(tx, n)


async def keep_words(tx: AsyncConnection, n: int, body: str) -> None:
    """What was approved stands in the draft that waits again: a person's edit is never thrown away."""
    await tx.execute(update(drafts).where(drafts.c.n == n).values(body=body))


async def _newer(conn: AsyncConnection, draft: Draft, last_public: int) -> bool:
    """Whether a later live draft answers the conversation as it stands."""
    statement = select(drafts.c.n).where(
        drafts.c.conversation_n == draft.conversation_n,
        drafts.c.n > draft.n,
        drafts.c.last_public == last_public,
        drafts.c.state.in_([s.value for s in LIVE_STATES]),
    )
    return (await conn.execute(statement.limit(1))).first() is not None


async def follow(tx: AsyncConnection, conversation_n: int, gone: int) -> None:
    """The message these drafts came after is gone (given up, or a copy): they come after what was said before it."""
    before = await messages.newest_public(tx, conversation_n, before=gone)
    if before is not None:
        mine = (drafts.c.conversation_n == conversation_n) & (drafts.c.last_public == gone)
        await tx.execute(update(drafts).where(mine).values(last_public=before.seq))


async def retire_bound_to(tx: AsyncConnection, conversation_n: int, last_public: int, now: int) -> None:
    """The message these drafts came after was never sent: what they answer does not exist."""
    live = await tx.execute(
        select(drafts.c.n).where(
            drafts.c.conversation_n == conversation_n,
            drafts.c.last_public == last_public,
            drafts.c.state.in_([s.value for s in LIVE_STATES]),
        )
    )
    for row in live.all():
        await move(tx, row.n, DraftEvent.SUPERSEDE, now, why="the reply before it was taken back")


async def _point(tx: AsyncConnection, conversation_n: int) -> None:
    """Keep the conversation's pointer to the draft that waits for a person (pending first, else stale)."""
    await tx.execute(_POINT, {"wanted": conversation_n})
