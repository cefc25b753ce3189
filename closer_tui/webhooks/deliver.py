"""The delivery job: what is due leaves, each endpoint on its own, and every step is written down.

    queue row ─ claim ─ sign, post ─ settle: delivered │ due again later │ dead letter │ endpoint disabled

Each endpoint is served by one task under one lease, one request at a time, so a slow one waits for nobody but itself
and a process beside us does not send the same. Within an endpoint deliveries leave as they become due; one that failed
does not hold up the next, so a receiver that cares about order looks at the times in the bodies. A delivery may arrive
twice, always under one id: the receiver drops the second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from closer_tui.domain.clock import DAY, HOUR, SECOND
from closer_tui.domain.errors import CloserError
from closer_tui.store import audit, leases, webhook_queue
from closer_tui.store.database import Store
from closer_tui.store.leases import Lease
from closer_tui.store.webhook_queue import Claimed, Queue
from closer_tui.webhooks.headers import headers
from closer_tui.webhooks.outcome import Failure, Outcome
from closer_tui.webhooks.schedule import DEADLINE_S, next_attempt, pause_after
from closer_tui.webhooks.signing import sign

ACTOR = "webhooks"
"""Who the audit log names."""

ENDPOINTS_AT_ONCE = 100
"""How many endpoints are served at the same moment."""

POLL_S = 1.0
"""How long a due delivery waits at most when nobody wakes us."""

KEPT_MS = 30 * DAY
"""How long settled deliveries and their bodies are kept; dead letters can be replayed for as long."""
FORGOTTEN_AT_ONCE = 500

SecretsOf: TypeAlias = Callable[[str], Awaitable[Sequence[str]]]
"""An endpoint's id to its signing secrets, the newest first."""


class Poster(Protocol):
    """What makes one attempt; see `closer_tui.webhooks.post.Sender`."""

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, now: int) -> Outcome:
        """Never raises for a network that fails."""


@dataclass(slots=True)
class Tally:
    """What was done since the job began."""

    delivered: int = 0
    failed: int = 0
    """Attempts that failed and will be repeated."""
    dead: int = 0


class Deliverer:
    """Delivers what is due: `once` until nothing is, or `run` for ever."""

    def __init__(
        self,
        store: Store,
        poster: Poster,
        secrets_of: SecretsOf,
        *,
        random: Callable[[], float],
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._store = store
        self._poster = poster
        self._secrets_of = secrets_of
        self._random = random
        # The lease outlives the longest attempt, so nobody repeats one that is still under way.
        self._lease_ms = int(deadline_s * SECOND) + 5 * SECOND
        self._busy: set[int] = set()
        self._held: dict[int, Lease] = {}
        self._rest_until: dict[int, int] = {}
        self._forget_at = 0
        self._woken = asyncio.Event()
        self.tally = Tally()

    def wake(self) -> None:
        """Look again now: something was emitted."""
        self._woken.set()

    async def once(self) -> Tally:
        """Deliver until nothing is due at this moment."""
        while ready := (await self._look())[0]:
            async with asyncio.TaskGroup() as group:
                for queue in ready[:ENDPOINTS_AT_ONCE]:
                    group.create_task(self._serve(queue))
        return self.tally

    async def run(self) -> None:
        """Deliver whatever becomes due, until cancelled; an attempt that is cut off is repeated later."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._woken.clear()
                await self._forget()
                ready, pause_s = await self._look()
                for queue in ready[: ENDPOINTS_AT_ONCE - len(self._busy)]:
                    self._busy.add(queue.endpoint_n)
                    group.create_task(self._serve(queue), name=f"webhooks {queue.endpoint_id}")
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause_s):
                        await self._woken.wait()

    async def _look(self) -> tuple[list[Queue], float]:
        """The endpoints to serve now, and the seconds until there may be more."""
        async with self._store.read() as conn:
            waiting = await webhook_queue.queues(conn)
        now = self._store.clock.now()
        starts = [
            (max(queue.at, self._rest_until.get(queue.endpoint_n, 0)), queue)
            for queue in waiting
            if queue.endpoint_n not in self._busy
        ]
        ready = [queue for at, queue in starts if at <= now]
        pauses = [(at - now) / SECOND for at, _ in starts if at > now]
        return ready, min([POLL_S, *pauses])

    async def _serve(self, queue: Queue) -> None:
        """Deliver an endpoint's due deliveries, one after the other, for as long as its lease is ours."""
        self._busy.add(queue.endpoint_n)
        try:
            claimed = await self._turn(queue, None, None)
            while claimed is not None:
                outcome = await self._attempt(claimed)
                claimed = await self._turn(queue, claimed, outcome)
        finally:
            if (lease := self._held.pop(queue.endpoint_n, None)) is not None:
                # Stopped in the middle: the attempt counts as failed, and others may go on at once.
                async with self._store.write() as tx:
                    await leases.release(tx, lease)
            self._busy.discard(queue.endpoint_n)
            self._woken.set()

    async def _turn(self, queue: Queue, done: Claimed | None, outcome: Outcome | None) -> Claimed | None:
        """Settle one attempt and claim the next, in one transaction; None when there is none for now."""
        name = f"webhooks:{queue.endpoint_id}"
        async with self._store.write() as tx:
            now = self._store.clock.now()
            if done is not None and outcome is not None:
                await self._settle(tx, done, outcome, now)
            lease = await leases.acquire_from_dead(tx, name, self._store.holder, now, self._lease_ms)
            if lease is None:
                self._held.pop(queue.endpoint_n, None)
                self._rest_until[queue.endpoint_n] = now + self._lease_ms // 4
                return None
            claimed = None
            if self._rest_until.get(queue.endpoint_n, 0) <= now:
                claimed = await webhook_queue.claim(tx, queue.endpoint_n, now, lambda n: now + pause_after(n))
            if claimed is None:
                await leases.release(tx, lease)
                self._held.pop(queue.endpoint_n, None)
            else:
                self._held[queue.endpoint_n] = lease
            return claimed

    async def _attempt(self, claimed: Claimed) -> Outcome:
        """Sign and post. The signature is of this attempt's time: an old one would be refused."""
        body = claimed.body.encode("utf-8")
        now = self._store.clock.now()
        try:
            signature = sign(body, await self._secrets_of(claimed.endpoint_id), now // SECOND)
        except CloserError as error:
            return Outcome(str(error), 0, failure=Failure.UNSIGNED)
        return await self._poster.post(
            claimed.url, body, headers(claimed.event, claimed.event_id, claimed.env, signature), now=now
        )

    async def _settle(self, tx: AsyncConnection, claimed: Claimed, outcome: Outcome, now: int) -> None:
        """Write down how an attempt ended, and what follows from it."""
        if outcome.status is not None and outcome.delivered:
            self.tally.delivered += await webhook_queue.delivered(tx, claimed, now, outcome.status)
            return
        at = None if outcome.gone else next_attempt(claimed.attempt, now, outcome.retry_after, self._random())
        if at is None:
            self.tally.dead += await webhook_queue.bury(tx, claimed, now, outcome.status, outcome.detail)
        else:
            self.tally.failed += await webhook_queue.postpone(tx, claimed, at, outcome.status, outcome.detail)
        if outcome.gone:
            await webhook_queue.disable(tx, claimed.endpoint_n, now, outcome.detail)
            await audit.note(tx, now, ACTOR, "webhook.disabled", entity=claimed.endpoint_id, reason=outcome.detail)
        if outcome.retry_after is not None:
            # Asked of one delivery, meant for all: the next would only be refused as well.
            self._rest_until[claimed.endpoint_n] = now + outcome.retry_after

    async def _forget(self) -> None:
        """Once an hour, drop what was settled long ago, a little in each transaction."""
        now = self._store.clock.now()
        if now < self._forget_at:
            return
        self._forget_at = now + HOUR
        gone = FORGOTTEN_AT_ONCE
        while gone == FORGOTTEN_AT_ONCE:
            async with self._store.write() as tx:
                gone = await webhook_queue.forget_before(tx, now - KEPT_MS, FORGOTTEN_AT_ONCE)
